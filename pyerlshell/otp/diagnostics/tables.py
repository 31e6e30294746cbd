"""What each function wants: `name kind kind ...`, one line a function, `-` for anything.

Behind a bar stands what is wrong when every argument is of its kind. The names of the kinds are
in `kinds`.

OTP: the specs and format_*_error/3 of erl_erts_errors, erl_stdlib_errors, erl_kernel_errors
"""

from __future__ import annotations

from typing import Final

_ERLANG: Final = """
abs,float,trunc,round,floor,ceil number
adler32,crc32,md5 iodata
adler32,crc32 word iodata
adler32_combine,crc32_combine word word natural
alias options
append bad_list -
append_element tuple -
apply atom atom list
atom_to_binary atom
atom_to_binary atom encoding | 1 contains a character not expressible in latin1
atom_to_list atom
binary_part binary pos_length | 2 out of range
binary_to_atom,binary_to_existing_atom existing_utf8
binary_to_float float_binary
binary_to_integer integer_binary
binary_to_list binary
binary_to_list binary positive positive
binary_to_term binary | 1 invalid external representation of a term
binary_to_term binary -
bit_size,byte_size,bitstring_to_list bitstring
bump_reductions natural
cancel_timer,read_timer ref
cancel_timer,read_timer ref options
check_old_code,delete_module,module_loaded,whereis atom_wrong
check_process_code pid atom
convert_time_unit integer time_unit time_unit
decode_packet - binary list | 3 invalid option in list
delete_element positive tuple | 1 out of range
demonitor ref
demonitor ref options
display_string chars_wrong
display_string device -
element positive tuple | 1 out of range
exit,exit_signal destination -
external_size - options
float_to_list,float_to_binary float
float_to_list,float_to_binary float options
fun_info,fun_info_mfa,fun_to_list fun
fun_info fun - | 2 invalid item
function_exported,is_builtin atom atom natural
garbage_collect pid
get_cookie atom
group_leader pid pid
halt status
hd,tl cell
hibernate atom atom list
insert_element positive tuple - | 1 out of range
integer_to_list,integer_to_binary integer
integer_to_list,integer_to_binary integer base
iolist_size,iolist_to_binary,iolist_to_iovec iodata
is_function - natural | 2 out of range
is_integer bad_integer - -
is_map_key - map
is_process_alive pid
is_record atom_wrong -
is_record - atom integer
length,list_to_tuple proper
link linkable
list_to_atom chars
list_to_binary iolist
list_to_bitstring bit_list
list_to_existing_atom existing_chars
list_to_float float_text
list_to_integer proper_integer_text
list_to_pid pid_text
list_to_port port_text
list_to_ref ref_text
load_module,prepare_loading atom binary
load_nif path -
localtime_to_universaltime local_time
localtime_to_universaltime local_time dst
make_fun atom atom natural
make_tuple out_of_range -
make_tuple natural - options
map_get - map | 1 not present in map
map_size map
match_spec_test - - spec_type
md5_final binary
md5_update binary iodata
memory memory_types
monitor_node atom boolean
monotonic_time,system_time,time_offset unit
node pid
nodes node_types
nodes node_types map
phash,phash2 - positive
pid_to_list pid
port_call port_or_name word -
port_control port_or_name word iodata
port_close,port_info port_or_name
port_command port_or_name iodata
port_connect port_or_name pid
port_to_list port
posixtime_to_universaltime integer
process_display pid_wrong -
processes_next iterator
process_info pid
process_info pid - | 2 invalid item or item list
purge_module atom
ref_to_list ref
register register_name pid_or_port | 1 name is in use
resume_process pid | 1 process is not suspended or is not alive
send,send_nosuspend destination -
set_cookie atom
send,send_nosuspend destination - -
set_cookie atom
set_cookie atom atom
setelement positive tuple - | 1 out of range
size tuple_or_binary
spawn,spawn_link,spawn_monitor,spawn_request fun_wrong
spawn,spawn_link,spawn_monitor atom fun
spawn,spawn_link,spawn_monitor atom atom list
spawn,spawn_link,spawn_monitor atom atom atom list
spawn_request_abandon ref
split_binary binary natural | 2 out of range
statistics statistics_item
subtract list list
system_flag - system_flag
system_info info_item
system_monitor monitor_item
term_to_binary,term_to_iovec - options
trace - boolean -
trace_delivered pid_or_all
trace_info - trace_item
trace_pattern mfa -
trace_pattern mfa - -
tuple_size,tuple_to_list tuple
unalias ref
unique_integer modifiers
universaltime_to_localtime,universaltime_to_posixtime universal_time
unlink pid_wrong
unregister pid_wrong
"""

_LISTS: Final = """
keyfind,keymember,keysearch - positive list
member - list
reverse list -
seq integer integer integer
"""

_MAPS: Final = """
filter,filtermap,foreach,map fun2 map_or_iterator
filter,filtermap,foreach,map fun2 map_or_iterator
find,is_key,remove,take - map
fold fun3 - map_or_iterator
from_keys list -
from_list list
get - map | 1 not present in map
get - map -
groups_from_list fun1 list
groups_from_list fun1 fun1 list
intersect,merge map map
intersect_with,merge_with fun3 map map
iterator map
iterator map iterator_order
keys,size,values map
next iterator_wrong
put - - map
to_list map_or_iterator
update - - map | 1 not present in map
update_with - fun1 map
update_with - fun1 - map
with,without list map
"""

_BINARY: Final = """
at whole_binary natural
bin_to_list,copy,decode_unsigned,encode_hex,referenced_byte_size whole_binary
first,last nonempty_binary
decode_hex hex
bin_to_list,part whole_binary pos_length | 2 out of range
copy whole_binary natural
decode_unsigned whole_binary endian
encode_hex whole_binary case
encode_unsigned natural
encode_unsigned natural endian
join list whole_binary | 1 not a list of binaries
list_to_bin iodata_list
longest_common_prefix,longest_common_suffix binaries
match,matches,split whole_binary pattern
match,matches,split whole_binary pattern - | 3 invalid options
replace whole_binary pattern replacement
replace whole_binary pattern replacement replace_options | 4 invalid options
compile_pattern pattern
"""

_MATH: Final = """
acos,asin unit_interval
acosh at_least_one
atanh open_interval
log,log2,log10 above_zero
sqrt not_negative
asinh,atan,ceil,cos,cosh,erf,erfc,exp,floor,sin,sinh,tan,tanh number
atan2,pow number number
fmod number not_zero
"""

_UNICODE: Final = """
category,is_id_continue,is_id_start,is_whitespace character
characters_to_binary,characters_to_list chardata
characters_to_binary,characters_to_list chardata unicode_encoding
characters_to_binary chardata unicode_encoding unicode_encoding
characters_to_nfc_binary,characters_to_nfc_list,characters_to_nfd_binary chardata
characters_to_nfd_list,characters_to_nfkc_binary,characters_to_nfkc_list chardata
characters_to_nfkd_binary,characters_to_nfkd_list chardata
"""

_PERSISTENT_TERM: Final = """
get missing_term
"""

TABLES: Final = {
    "erlang": _ERLANG,
    "lists": _LISTS,
    "maps": _MAPS,
    "binary": _BINARY,
    "math": _MATH,
    "unicode": _UNICODE,
    "persistent_term": _PERSISTENT_TERM,
}
