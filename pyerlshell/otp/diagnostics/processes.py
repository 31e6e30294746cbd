"""What is wrong with the arguments of functions about processes, signals and timers.

The cause that the function gave (`badopt`, `badtype`, `time`) says which argument it stopped at;
the rest is told from the arguments.

OTP: format_erlang_error/3 of erl_erts_errors
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any, Final

from pyerlshell.erts.machine import P
from pyerlshell.otp.diagnostics.explain import faults
from pyerlshell.otp.diagnostics.kinds import KINDS, OPTION
from pyerlshell.terms.atoms import Atom, a

Found = dict[int, str]
Explanation = Callable[[list[Any], Any], Found]

DEAD: Final = "the pid does not refer to an existing process"
MFA: Final = ("atom", "atom", "list")


def _at(*texts: str | None) -> Found:
    """The texts that there are, each with the number of its argument."""
    return {number: text for number, text in enumerate(texts, 1) if text}


def _of(kinds: Sequence[str], args: Sequence[Any]) -> list[str | None]:
    return [KINDS[kind](x) for kind, x in zip(kinds, args)]


def _options(x: Any, cause: Any, text: str = OPTION) -> str | None:
    """What is wrong with the options, if it was them."""
    return (KINDS["list"](x) or text) if cause is a.badopt else None


def _monitor(args: list[Any], cause: Any) -> Found:
    if cause is a.badtype:
        return {1: "invalid monitor type"}
    kind = {a.process: "pid", a.port: "port_or_name"}.get(args[0], "-")
    options = _options(args[2], cause) if len(args) == 3 else None
    return _at(None, KINDS[kind](args[1]), options)


def _link(args: list[Any], cause: Any) -> Found:
    return _at(None, _options(args[1], cause)) or faults("erlang", "link", args[:1])


def _destination(args: list[Any], cause: Any) -> Found:
    """exit/3, send/3: the destination is looked at if the options are good."""
    return _at(None, None, _options(args[2], cause)) or {1: "invalid destination"}


def _task(*kinds: str) -> Explanation:
    """What is asked of another process, with options behind: any fault in them is an option."""

    def explain(args: list[Any], cause: Any) -> Found:
        return _at(*_of(kinds, args), OPTION if cause is a.bad_option else None)

    return explain


def _suspend(args: list[Any], cause: Any) -> Found:
    wrong = KINDS["pid"](args[0])
    if cause is a.badopt:
        return _at(wrong, _options(args[1], cause))
    if wrong is None and args[0] == P.cur.pid:
        return {1: "the pid refers to the current process"}
    return {1: wrong or DEAD}


def _process_flag(args: list[Any], cause: Any) -> Found:
    if cause is a.badopt:
        return {1: "invalid process flag"}
    return {2: "invalid value for this process flag"}


def _process_flag_of(args: list[Any], cause: Any) -> Found:
    wrong = KINDS["pid"](args[0])
    flag = None if args[1] is a.save_calls else "invalid process flag"
    if cause is a.badtype:
        return _at(wrong or DEAD, flag)
    return _at(wrong, flag) or {3: "invalid value for process flag 'save_calls'"}


def _spawn_opt(args: list[Any], cause: Any) -> Found:
    kinds: Sequence[str] = (("fun",), ("atom", "fun"), MFA, ("atom", *MFA))[len(args) - 2]
    return _at(*_of(kinds, args), _options(args[-1], cause, "invalid spawn option"))


def _spawn_request(args: list[Any], cause: Any) -> Found:
    option = OPTION if cause is a.badopt else None
    if len(args) == 2:
        return _spawn_request_2(args[0], args[1], option)
    if len(args) == 3 and type(args[1]) is FunctionType:
        return _at(KINDS["atom"](args[0]), None, KINDS["list"](args[2]) or option)
    if len(args) == 5 or (len(args) == 4 and type(args[2]) is Atom):
        return _at(*_of(("atom", *MFA), args), option if len(args) == 5 else None)
    return _at(*_of(MFA, args), option)


def _spawn_request_2(first: Any, second: Any, option: str | None) -> Found:
    """A fun and options, or a node and a fun."""
    if type(first) is FunctionType:
        return _at(None, option)
    if type(second) is FunctionType:
        return {1: "not an atom"}
    return {2: "not a fun"} if type(first) is Atom else {1: "not a fun or an atom"}


def _timer(args: list[Any], cause: Any) -> Found:
    """The reference counts the options as the third argument."""
    late = "exceeds the maximum supported time value" if cause is a.time else None
    after = KINDS["natural"](args[0]) or late
    options = (KINDS["list"](args[3]) or _options(args[3], cause)) if len(args) == 4 else None
    return _at(after, KINDS["pid_or_atom"](args[1]), options)


def _halt(args: list[Any], cause: Any) -> Found:
    return _at(None, _options(args[1], cause)) or {1: "invalid status"}


def _monitor_node(args: list[Any], cause: Any) -> Found:
    return _at(*_of(("atom", "boolean"), args), _options(args[2], cause))


def _display(args: list[Any], cause: Any) -> Found:
    if cause is a.badopt:
        return _at(KINDS["pid"](args[0]), "invalid value")
    return faults("erlang", "process_display", args)


def _system_monitor(args: list[Any], cause: Any) -> Found:
    pid, options = _of(("pid", "list"), args)
    return _at(pid, options if pid else options or "invalid system monitor option")


SPECIAL: Final[dict[tuple[str, int], Explanation]] = {
    ("monitor", 2): _monitor,
    ("monitor", 3): _monitor,
    ("link", 2): _link,
    ("exit", 3): _destination,
    ("exit_signal", 3): _destination,
    ("send", 3): _destination,
    ("send_nosuspend", 3): _destination,
    ("garbage_collect", 2): _task("pid"),
    ("check_process_code", 3): _task("pid", "atom"),
    ("suspend_process", 1): _suspend,
    ("suspend_process", 2): _suspend,
    ("process_flag", 2): _process_flag,
    ("process_flag", 3): _process_flag_of,
    **{("spawn_opt", arity): _spawn_opt for arity in (2, 3, 4, 5)},
    **{("spawn_request", arity): _spawn_request for arity in (2, 3, 4, 5)},
    **{(name, arity): _timer for name in ("send_after", "start_timer") for arity in (3, 4)},
    ("halt", 2): _halt,
    ("monitor_node", 3): _monitor_node,
    ("process_display", 2): _display,
    ("system_monitor", 2): _system_monitor,
}
"""name, arity -> what is wrong with the arguments, by their numbers; all of module erlang."""
