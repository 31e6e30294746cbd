"""Explains failures of the runtime system's own functions.

OTP: erl_erts_errors
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.diagnostics import arrays, processes, segments
from pyerlshell.otp.diagnostics.explain import as_map, failed_call, faults
from pyerlshell.otp.diagnostics.kinds import KINDS, RANGE
from pyerlshell.otp.diagnostics.processes import Explanation
from pyerlshell.otp.preloaded.erlang.checksums import MD5_CONTEXT
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, is_proper
from pyerlshell.terms.types import Term

erl_erts_errors = NativeModule("erl_erts_errors", "Explains failures of built-in functions.")


@erl_erts_errors.export("format_error/2", internal=True)
def format_error(reason: Term, trace: Term) -> Term:
    """#{ArgumentNumber => Text} for the call at the head of a stack trace."""
    call = failed_call(trace)
    if call is not None and call[0] in ("atomics", "counters"):
        module, name, args, cause = call
        return as_map(arrays.faults(module, name, args, reason, cause))
    if call is None or reason is a.system_limit or reason is a.badarith:
        return {}
    module, name, args, cause = call
    special = _SPECIAL.get((module, name, len(args)))
    found = special(args, cause) if special is not None else faults(module, name, args)
    return as_map(found)


@erl_erts_errors.export("format_bs_fail/2", internal=True)
def format_bs_fail(reason: Term, trace: Term) -> Term:
    """#{general => Text, reason => Headline} for a bit string that could not be constructed."""
    text = segments.explanation(reason, trace)
    if text is None:
        return {}
    return {a.general: text.encode(), a.reason: segments.HEADLINE.encode()}


def _register(args: list[Any], cause: Any) -> dict[int, str]:
    if cause is a.registered_name:
        return {2: "this process or port already has a name"}
    if cause is a.notalive:
        return {2: "the pid does not refer to an existing process"}
    return faults("erlang", "register", args)


def _binary_to_atom(args: list[Any], cause: Any) -> dict[int, str]:
    found = {}
    if to_bytes(args[0]) is None:
        found[1] = "not a binary"
    wrong = KINDS["one_encoding"](args[1])
    if wrong:
        found[2] = wrong
    if not found:
        text = KINDS["utf8"](args[0]) if args[1] is not a.latin1 else None
        found[1] = text or "not an already existing atom"
    return found


def _text_in_base(kind: str, not_type: Callable[[Any], bool], text: str) -> Any:
    def explain(args: list[Any], cause: Any) -> dict[int, str]:
        found = {}
        if not_type(args[0]):
            found[1] = text
        wrong = KINDS["base"](args[1])
        if wrong:
            found[2] = wrong
        if not found:
            found[1] = KINDS[kind](args[0]) or ""
        return found

    return explain


def _binary_to_list(args: list[Any], cause: Any) -> dict[int, str]:
    found = faults("erlang", "binary_to_list", args)
    if not found:
        _, start, stop = args
        if start > stop:
            return {2: "start position greater than stop position"}
        size = len(to_bytes(args[0]) or b"")
        found = {n: RANGE for n, x in ((2, start), (3, stop)) if x > size}
    return found


def _binary_part(args: list[Any], cause: Any) -> dict[int, str]:
    kinds = zip((1, 2, 3), ("binary", "natural", "integer"), args)
    found = {n: text for n, kind, x in kinds if (text := KINDS[kind](x))}
    if not found:
        found[2 if args[1] > len(to_bytes(args[0]) or b"") else 3] = RANGE
    return found


def _binary_to_term(args: list[Any], cause: Any) -> dict[int, str]:
    found = {}
    if to_bytes(args[0]) is None:
        found[1] = "not a binary"
    if cause is a.badopt:
        wrong = KINDS["options"](args[1])
        if wrong:
            found[2] = wrong
    if not found:
        safe = False
        rest = args[1]
        while type(rest) is list:
            safe = safe or rest[0] is a.safe
            rest = rest[1]
        kind = "invalid or unsafe" if safe else "invalid"
        found[1] = f"{kind} external representation of a term"
    return found


def _options_second(args: list[Any], cause: Any) -> dict[int, str]:
    """float_to_list/2 and friends: a good list with a wrong option is only told if the rest is
    right.
    """
    found = {}
    wrong = KINDS["float"](args[0])
    if wrong:
        found[1] = wrong
    text = KINDS["options"](args[1])
    if text and not (found and is_proper(args[1])):
        found[2] = text
    return found


def _make_tuple(args: list[Any], cause: Any) -> dict[int, str]:
    found = {}
    wrong = KINDS["natural"](args[0])
    if wrong:
        found[1] = wrong
    text = KINDS["list"](args[2])
    if text:
        found[3] = text
    return found or {3: "invalid option in list"}


def _decode_packet(args: list[Any], cause: Any) -> dict[int, str]:
    found = faults("erlang", "decode_packet", args)
    return {1: "invalid packet type", **found} if cause is a.badopt else found


def _bad_list(x: Any) -> str:
    return KINDS["list"](x) or "invalid option in list"


def _match_spec_test(args: list[Any], cause: Any) -> dict[int, str]:
    if args[2] is a.table or args[2] is a.trace:
        return {1: KINDS["list"](args[0]) or "not a list"}
    return faults("erlang", "match_spec_test", args)


def _trace_info(args: list[Any], cause: Any) -> dict[int, str]:
    found = faults("erlang", "trace_info", args)
    return {1: "not a valid tracee specification"} if cause is a.tracee else found


def _system_flag(args: list[Any], cause: Any) -> dict[int, str]:
    if cause is a.badopt:
        return {1: "invalid system flag"}
    return {2: "invalid value for this system flag"}


def _trace(args: list[Any], cause: Any) -> dict[int, str]:
    found = faults("erlang", "trace", args)
    if cause is a.badopt:
        found[3] = KINDS["list"](args[2]) or "invalid option in list"
    return found or {1: "invalid spec for pid or port"}


def _trace_pattern(args: list[Any], cause: Any) -> dict[int, str]:
    if cause is a.badopt:
        return {3: KINDS["list"](args[2]) or "invalid option in list"}
    if cause is a.match_spec:
        return {2: "invalid match specification"}
    return {1: "invalid MFA specification"}


def _open_port(args: list[Any], cause: Any) -> dict[int, str]:
    name = args[0]
    if cause is a.badopt:
        wrong = {} if type(name) is tuple else {1: "not a tuple"}
        return {**wrong, 2: "invalid option in list"}
    if type(name) is not tuple:
        return {}
    executable = name[:1] == (a.spawn_executable,)
    options = from_list(args[1]) if is_proper(args[1]) else []
    if not executable and any(type(o) is tuple and o[:1] == (a.args,) for o in options):
        return {1: "must be spawn_executable"}
    return {1: "invalid port name"}


def _port_command(args: list[Any], cause: Any) -> dict[int, str]:
    found = faults("erlang", "port_command", args[:2])
    return {**found, 3: _bad_list(args[2])} if cause is a.badopt else found


def _port_info(args: list[Any], cause: Any) -> dict[int, str]:
    found = faults("erlang", "port_info", args[:1])
    return found if cause is a.badtype else {**found, 2: "invalid option in list"}


def _md5(args: list[Any], cause: Any) -> dict[int, str]:
    found = faults("erlang", "md5_update" if len(args) == 2 else "md5_final", args)
    context = to_bytes(args[0])
    if context is not None and not context.startswith(MD5_CONTEXT):
        found[1] = "invalid MD5 context"
    return found


_SPECIAL: Final[dict[tuple[str, str, int], Explanation]] = {
    **{("erlang", *function): explain for function, explain in processes.SPECIAL.items()},
    ("erlang", "trace", 3): _trace,
    ("erlang", "match_spec_test", 3): _match_spec_test,
    ("erlang", "trace_info", 2): _trace_info,
    ("erlang", "trace_pattern", 2): _trace_pattern,
    ("erlang", "trace_pattern", 3): _trace_pattern,
    ("erlang", "register", 2): _register,
    ("erlang", "binary_to_atom", 2): _binary_to_atom,
    ("erlang", "binary_to_existing_atom", 2): _binary_to_atom,
    ("erlang", "list_to_integer", 2): _text_in_base(
        "proper_integer_text", lambda x: not is_proper(x), "not a list"
    ),
    ("erlang", "binary_to_integer", 2): _text_in_base(
        "integer_binary", lambda x: to_bytes(x) is None, "not a binary"
    ),
    ("erlang", "binary_part", 3): _binary_part,
    ("erlang", "binary_to_list", 3): _binary_to_list,
    ("erlang", "binary_to_term", 2): _binary_to_term,
    ("erlang", "float_to_list", 2): _options_second,
    ("erlang", "float_to_binary", 2): _options_second,
    ("erlang", "make_tuple", 3): _make_tuple,
    ("erlang", "open_port", 2): _open_port,
    ("erlang", "port_command", 3): _port_command,
    ("erlang", "port_info", 2): _port_info,
    ("erlang", "decode_packet", 3): _decode_packet,
    ("erlang", "md5_final", 1): _md5,
    ("erlang", "md5_update", 2): _md5,
    ("erlang", "system_flag", 2): _system_flag,
}
