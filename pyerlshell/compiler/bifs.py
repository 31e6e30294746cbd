"""What the compiler knows of the BIFs of module erlang.

`DIRECT` are called without an export cell, because they are operators or pure functions that
nobody can
replace: generated code inlines them or calls the support function named `erlang:name/arity`.

OTP: erl_internal, erl_bifs
"""

from __future__ import annotations

from typing import Final

from pyerlshell.compiler import core


def words(text: str) -> frozenset[str]:
    """The words of a table."""
    return frozenset(text.split())


GUARD_BIFS: Final = words(
    """abs/1 binary_part/2 binary_part/3 bit_size/1 byte_size/1 ceil/1 element/2 float/1 floor/1
    hd/1
    length/1 map_get/2 map_size/1 max/2 min/2 node/0 node/1 round/1 self/0 size/1 tl/1 trunc/1
    tuple_size/1 is_atom/1 is_binary/1 is_bitstring/1 is_boolean/1 is_float/1 is_function/1
    is_function/2 is_integer/1 is_integer/3 is_list/1 is_map/1 is_map_key/2 is_number/1 is_pid/1
    is_port/1
    is_record/1 is_record/2 is_record/3 is_reference/1 is_tuple/1"""
)

AUTO_IMPORTED: Final = GUARD_BIFS | words(
    """apply/2 apply/3 atom_to_binary/1 atom_to_binary/2 atom_to_list/1 binary_to_atom/1
    binary_to_atom/2 binary_to_existing_atom/1 binary_to_existing_atom/2 binary_to_float/1
    binary_to_integer/1 binary_to_integer/2 binary_to_list/1 binary_to_list/3 binary_to_term/1
    binary_to_term/2 bitstring_to_list/1 check_old_code/1 check_process_code/2
    check_process_code/3 date/0
    delete_module/1 demonitor/1 demonitor/2 disconnect_node/1 erase/0 erase/1 error/1 error/2
    error/3 exit/3 exit_signal/2 exit_signal/3 nodes/2
    exit/1 exit/2 float_to_binary/1 float_to_binary/2 float_to_list/1 float_to_list/2
    garbage_collect/0 garbage_collect/1 garbage_collect/2 get/0 get/1 get_keys/0 get_keys/1
    group_leader/0 group_leader/2 halt/0 halt/1 halt/2 integer_to_binary/1 integer_to_binary/2
    integer_to_list/1 integer_to_list/2 iolist_size/1 iolist_to_binary/1 is_alive/0
    is_process_alive/1 link/1 link/2 list_to_atom/1 list_to_binary/1 list_to_bitstring/1
    list_to_existing_atom/1 list_to_float/1 list_to_integer/1 list_to_integer/2 list_to_pid/1
    list_to_port/1 list_to_ref/1 list_to_tuple/1 load_module/2 make_ref/0 module_loaded/1 monitor/2
    monitor/3 monitor_node/2 nodes/0 nodes/1 now/0 open_port/2 pid_to_list/1 port_close/1
    port_command/2 port_command/3 port_connect/2 port_control/3 port_to_list/1 pre_loaded/0
    process_flag/2 process_flag/3 process_info/1 process_info/2 processes/0 purge_module/1 put/2
    ref_to_list/1 register/2 registered/0 setelement/3 spawn/1 spawn/2 spawn/3 spawn/4 spawn_link/1
    spawn_link/2 spawn_link/3 spawn_link/4 spawn_monitor/1 spawn_monitor/2 spawn_monitor/3
    spawn_monitor/4 spawn_opt/2 spawn_opt/3 spawn_opt/4 spawn_opt/5 spawn_request/1 spawn_request/2
    spawn_request/3 spawn_request/4 spawn_request/5 spawn_request_abandon/1 split_binary/2
    statistics/1 term_to_binary/1 term_to_binary/2 term_to_iovec/1 term_to_iovec/2 throw/1 time/0
    tuple_to_list/1 unlink/1 unregister/1 whereis/1 alias/0 alias/1 unalias/1"""
)

OPERATORS: Final = words(
    """+/1 -/1 bnot/1 not/1 +/2 -/2 */2 //2 div/2 rem/2 band/2 bor/2 bxor/2 bsl/2 bsr/2
    and/2 or/2 xor/2 ++/2 --/2 ==/2 /=/2 =</2 </2 >=/2 >/2 =:=/2 =/=/2 !/2"""
)

DIRECT: Final = (
    (GUARD_BIFS - {"is_record/2"})
    | OPERATORS
    | words("setelement/3 tuple_to_list/1 list_to_tuple/1 error/1 exit/1 throw/1")
)

RETURNS_TAIL: Final = words(
    """apply/2 apply/3 hibernate/3 hibernate/0 suspend_process/1 suspend_process/2 yield/0
    garbage_collect/0 garbage_collect/1 garbage_collect/2 check_process_code/2
    check_process_code/3"""
)
"""BIFs that may return TAIL: they run code of the caller's, or wait."""

MAPS_AS_ERLANG: Final = {"get": "map_get", "is_key": "is_map_key"}
"""What the reference compiles to the guard BIF, which shows in stack traces."""

NEVER_RETURNS: Final = frozenset({"error", "exit", "throw"})

OLD_TYPE_TESTS: Final = {
    "atom": "is_atom",
    "binary": "is_binary",
    "float": "float",
    "function": "is_function",
    "integer": "is_integer",
    "list": "is_list",
    "number": "is_number",
    "pid": "is_pid",
    "port": "is_port",
    "reference": "is_reference",
    "tuple": "is_tuple",
}


def is_guard_bif(name: str, arity: int) -> bool:
    return f"{name}/{arity}" in GUARD_BIFS


def is_auto_imported(name: str, arity: int) -> bool:
    return f"{name}/{arity}" in AUTO_IMPORTED


def direct(name: str, args: tuple[core.Expr, ...], line: int) -> core.Bif | None:
    """The call as a Bif node if the code generator knows it."""
    return core.Bif(name, args, line) if f"{name}/{len(args)}" in DIRECT else None


def never_tail(name: str, arity: int) -> bool:
    """Whether erlang:name/arity is sure to return a value."""
    return f"{name}/{arity}" not in RETURNS_TAIL
