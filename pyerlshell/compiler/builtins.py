"""Which functions are BIFs: calling one last leaves the caller in the stack trace.

A tail call of an ordinary function removes the caller's frame; a BIF runs on top of it, and its
failure shows where it was called from. What erlang:is_builtin/3 says of OTP 29.

OTP: bif.tab
"""

from __future__ import annotations

from typing import Final


def _table(text: str) -> frozenset[str]:
    return frozenset(text.split())


NOT_IN_ERLANG: Final = _table(
    """
    alias/0 alloc_info/1 alloc_sizes/1 atom_to_binary/1 binary_to_atom/1 binary_to_existing_atom/1
    binary_to_integer/1 binary_to_integer/2 check_process_code/2 check_process_code/3
    convert_time_unit/3 delay_trap/2 disconnect_node/1 display_string/1 dmonitor_node/3
    format_cpu_topology/1 fun_info/1 garbage_collect/0 garbage_collect/1 garbage_collect/2
    garbage_collect_message_area/0 gather_gc_info_result/1 get_cookie/0 get_cookie/1
    group_leader/2 halt/0 halt/1 hibernate/0 is_alive/0 list_to_integer/1 list_to_integer/2
    load_module/2 localtime_to_universaltime/1 memory/0 memory/1 module_info/0 module_info/1
    open_port/2 port_call/2 port_call/3 port_close/1 port_command/2 port_command/3 port_connect/2
    port_control/3 port_info/1 port_info/2 prepare_loading/2 process_display/2 process_flag/3
    processes_iterator/0 processes_next/1 purge_module/1 send_nosuspend/2 send_nosuspend/3
    set_cookie/1 set_cookie/2 set_cpu_topology/1 setnode/3 spawn/1 spawn/2 spawn/4 spawn_link/1
    spawn_link/2 spawn_link/4 spawn_monitor/1 spawn_monitor/2 spawn_monitor/3 spawn_monitor/4
    spawn_opt/2 spawn_opt/3 spawn_opt/5 spawn_request/1 spawn_request/2 spawn_request/3
    spawn_request/4 spawn_request/5 suspend_process/1 suspend_process/2 system_monitor/0
    system_monitor/1 system_monitor/2 trace/3 trace_pattern/2 trace_pattern/3
    """
)
"""Functions of module erlang that are no BIFs."""

ELSEWHERE: Final[dict[str, frozenset[str]]] = {
    "atomics": _table(
        """
        add/3 add_get/3 compare_exchange/4 exchange/3 get/2 info/1 put/3
        """
    ),
    "binary": _table(
        """
        at/2 compile_pattern/1 copy/1 copy/2 decode_unsigned/1 decode_unsigned/2 encode_unsigned/1
        encode_unsigned/2 first/1 last/1 list_to_bin/1 longest_common_prefix/1
        longest_common_suffix/1 match/2 match/3 matches/2 matches/3 part/2 part/3
        referenced_byte_size/1 split/2 split/3
        """
    ),
    "code": _table(
        """
        coverage_support/0 get_coverage/2 get_coverage_mode/0 get_coverage_mode/1 get_debug_info/1
        reset_coverage/1 set_coverage_mode/1
        """
    ),
    "ets": _table(
        """
        delete/1 delete/2 delete_object/2 first/1 first_lookup/1 give_away/3 info/1 info/2
        insert/2 insert_new/2 internal_delete_all/2 internal_request_all/0
        internal_select_delete/2 is_compiled_ms/1 last/1 last_lookup/1 lookup/2 lookup_element/3
        lookup_element/4 match/1 match/2 match/3 match_object/1 match_object/2 match_object/3
        match_spec_compile/1 match_spec_run_r/3 member/2 new/2 next/2 next_lookup/2 prev/2
        prev_lookup/2 rename/2 safe_fixtable/2 select/1 select/2 select/3 select_count/2
        select_replace/2 select_reverse/1 select_reverse/2 select_reverse/3 setopts/2 slot/2
        take/2 update_counter/3 update_counter/4 update_element/3 update_element/4 whereis/1
        """
    ),
    "file": _table(
        """
        native_name_encoding/0
        """
    ),
    "io": _table(
        """
        printable_range/0
        """
    ),
    "lists": _table(
        """
        keyfind/3 keymember/3 keysearch/3 member/2 reverse/2
        """
    ),
    "maps": _table(
        """
        find/2 from_keys/2 from_list/1 get/2 is_key/2 keys/1 merge/2 put/3 remove/2 take/2
        update/3 values/1
        """
    ),
    "math": _table(
        """
        acos/1 acosh/1 asin/1 asinh/1 atan/1 atan2/2 atanh/1 ceil/1 cos/1 cosh/1 erf/1 erfc/1
        exp/1 floor/1 fmod/2 log/1 log10/1 log2/1 pow/2 sin/1 sinh/1 sqrt/1 tan/1 tanh/1
        """
    ),
    "os": _table(
        """
        env/0 getenv/1 getpid/0 perf_counter/0 putenv/2 set_signal/2 system_time/0 system_time/1
        timestamp/0 unsetenv/1
        """
    ),
    "persistent_term": _table(
        """
        erase/1 get/0 get/1 get/2 info/0 put/2 put_new/2
        """
    ),
    "re": _table(
        """
        compile/1 compile/2 import/1 inspect/2 internal_run/4 run/2 run/3 version/0
        """
    ),
    "records": _table(
        """
        create/4 get/2 get_definition/2 get_field_names/1 get_module/1 get_name/1 is_exported/1
        update/4
        """
    ),
    "string": _table(
        """
        list_to_float/1
        """
    ),
    "unicode": _table(
        """
        bin_is_7bit/1 characters_to_binary/2 characters_to_list/2
        """
    ),
}


def is_builtin(module: str, name: str, arity: int) -> bool:
    """erlang:is_builtin/3 of the reference, for its public modules."""
    key = f"{name}/{arity}"
    if module == "erlang":
        return key not in NOT_IN_ERLANG
    return key in ELSEWHERE.get(module, ())
