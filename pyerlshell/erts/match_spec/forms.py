"""What may be called in guards and bodies: functions of `erlang`, and special forms.

The special forms of tracing act through a context (see `spec.Context`), and are refused in
specifications for tables.

OTP: erl_db_util.c (guard_tab and the dmc_* functions)
"""

from __future__ import annotations

from typing import Final

FUNCTIONS: Final[frozenset[tuple[str, int]]] = frozenset(
    (name, int(arity))
    for line in """
0 node
1 + - abs bit_size bnot byte_size ceil float floor hd is_atom is_binary is_bitstring is_boolean
1 is_float is_function is_integer is_list is_map is_number is_pid is_port is_reference is_tuple
1 length map_size node not round size tl trunc
1 tuple_size
2 * + - / /= < =/= =:= =< == > >= band binary_part bor bsl bsr bxor div element is_function
2 is_map_key map_get max min rem xor
3 binary_part is_integer is_record
""".strip().splitlines()
    for arity, *names in [line.split()]
    for name in names
)

TRACE_FUNCTIONS: Final = frozenset((("get_tcw", 0), ("set_tcw", 1)))
"""Functions that only tracing has."""

TRACE_FORMS: Final[dict[str, tuple[int, ...]]] = {
    "caller": (0,),
    "caller_line": (0,),
    "current_stacktrace": (0, 1),
    "disable_trace": (1, 2),
    "display": (1,),
    "enable_trace": (1, 2),
    "exception_trace": (0,),
    "get_seq_token": (0,),
    "is_seq_trace": (0,),
    "message": (1,),
    "process_dump": (0,),
    "return_trace": (0,),
    "set_seq_token": (2,),
    "silent": (1,),
    "trace": (2, 3),
}
"""Special forms of tracing, with the numbers of their arguments."""

BODY_ONLY: Final = frozenset(
    ("disable_trace", "enable_trace", "message", "process_dump", "return_trace", "exception_trace",
     "silent", "set_seq_token", "trace", "display")
)  # fmt: skip
"""Special forms that a guard may not have, since they do something."""
