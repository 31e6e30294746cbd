"""Says what an exception was, in the words of the reference's shell.

The text is built as Python text from four things: what went wrong (`_explain/…`, a table keyed by
the reason), the frames, how a call reads (an operator, a BIF, a function with its arguments printed
like a list), and the reasons for each bad argument, which the failing module works out only now.

OTP: erl_error
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.machine import TAIL, run
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp import error_names as names
from pyerlshell.otp.chardata import NotText, from_str, to_str
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

erl_error = NativeModule("erl_error", "Formats exceptions as the shell does.")

Format: TypeAlias = Callable[[Term, int], str]
"""Prints a term that starts in a column (from 1)."""
Trim: TypeAlias = Callable[[Term, Term, Term], bool]
"""Says of a frame (module, function, arity) at the end of the stack that it is left out."""

_EXITED: Final = {
    a.error: "exception error: ",
    a.exit: "exception exit: ",
    a.throw: "exception throw: ",
}
_LINE: Final = 80
_DEPTH: Final = 30


class _Layout:
    """What the parts of one message share: the indentation, the class and the term printer."""

    __slots__ = ("cls", "fmt", "indent")

    def __init__(self, column: int, cls: Atom, fmt: Format) -> None:
        self.indent = " " * (column - 1)
        self.cls = cls
        self.fmt = fmt

    @property
    def reason_indent(self) -> str:
        return self.indent + " " * len(_EXITED[self.cls])


def exception_text(
    column: int, cls: Atom, reason: Term, trace: Term, trim: Trim, fmt: Format
) -> str:
    """`exception error: ...` and its frames; lines after the first are indented to `column`."""
    lay = _Layout(column, cls, fmt)
    frames = names.frames(trace)
    if frames is None:
        return _EXITED[cls] + _explain(lay, (reason, trace), [])
    special, rest = _special_frame(cls, reason, frames)
    rest_trace = trace if rest is frames else trace[1]  # type: ignore[index]
    errors = _extended(reason, rest_trace, rest)
    stack = _stack_text(lay, rest, trim, errors)
    custom = errors.get(a.reason)
    text = _EXITED[cls] + (_explain(lay, reason, special) if custom is None else custom)
    return text + "\n" + stack if stack else text


def _special_frame(
    cls: Atom, reason: Term, frames: list[names.Frame]
) -> tuple[list[names.Frame], list[names.Frame]]:
    """The frame that the first line itself tells about, and the frames still to be listed."""
    if cls is a.error and frames:
        arity = frames[0][2]
        if reason is a.undef or (reason is a.function_clause and type(arity) is not int):
            return frames[:1], frames[1:]
        if reason is a.function_clause and frames[0][0] is a.shell and len(frames) == 1:
            return frames, []
    return [], frames


# What went wrong


def _explain(lay: _Layout, reason: Term, special: list[names.Frame]) -> str:
    if lay.cls is a.error:
        if special:
            return _explain_call(lay, reason, special[0])
        found = _explain_error(lay, reason)
        if found is not None:
            return found
    elif lay.cls is a.exit:
        found = _explain_exit(lay, reason)
        if found is not None:
            return found
    return lay.fmt(reason, len(lay.reason_indent) + 1)


_ERROR_ATOMS: Final = {
    a.badarg: "bad argument",
    a.badarith: "an error occurred when evaluating an arithmetic expression",
    a.if_clause: "no true branch found when evaluating an if expression",
    a.noproc: "no such process or port",
    a.notalive: "the node cannot be part of a distributed system",
    a.system_limit: "a system limit has been reached",
    a.timeout_value: "bad receive timeout value",
}
_ERROR_VALUES: Final = {
    a.badarg: "bad argument: ",
    a.badkey: "bad key: ",
    a.badmap: "bad map: ",
    a.badfun: "bad function ",
    a.badmatch: "no match of right hand side value ",
    a.case_clause: "no case clause matching ",
    a.else_clause: "no else clause matching ",
    a.try_clause: "no try clause matching ",
    a.bad_filter: "bad filter ",
    a.bad_generator: "bad generator ",
    a.bad_generators: "bad generators: ",
}
_EXIT_ATOMS: Final = {
    a.restricted_shell_started: "restricted shell starts now",
    a.restricted_shell_stopped: "restricted shell stopped",
    a.calling_self: "the current process attempted to call itself",
}
_COUNTS: Final = {0: "no arguments", 1: "one argument", 2: "two arguments"}


def _explain_error(lay: _Layout, reason: Term) -> str | None:
    if type(reason) is Atom:
        return _ERROR_ATOMS.get(reason)
    if type(reason) is not tuple or not reason or type(reason[0]) is not Atom:
        return None
    if len(reason) == 2:
        prefix = _ERROR_VALUES.get(reason[0])
        if prefix is not None:
            return _value(lay, prefix, reason[1])
        told = _PAIRS.get(reason[0])
        return None if told is None else told(reason[1])
    if len(reason) == 4 and reason[0] is a.shell_undef and type(reason[1]) is Atom:
        return f"undefined shell command {names.write(reason[1])}/{names.arity(reason[2])}"
    return None


def _badarity(value: Term) -> str | None:
    if type(value) is tuple and len(value) == 2 and names.is_fun(value[0]):
        count = names.length(value[1])
        if count is not None:
            called = _COUNTS.get(count, f"{count} arguments")
            return f"{names.fun_text(value[0])} called with {called}"
    return None


def _argument_limit(_value: Term) -> str:
    return "limit of number of arguments to interpreted function exceeded"


def _unbound(value: Term) -> str | None:
    return f"variable {names.write(value)} is unbound" if type(value) is Atom else None


def _field(prefix: str) -> Callable[[Term], str | None]:
    def told(value: Term) -> str | None:
        if type(value) is tuple and len(value) == 2 and type(value[0]) is tuple:
            module, record = value[0]
            where = f"#{names.write(module)}:{names.write(record)}{{}}"
            return f"{prefix}{names.write(value[1])} in {where}"
        return None

    return told


_PAIRS: Final[dict[Atom, Callable[[Term], str | None]]] = {
    a.badarity: _badarity,
    a.argument_limit: _argument_limit,
    a.unbound: _unbound,
    a.badfield: _field("bad field name: "),
    a.novalue: _field("no value provided for field "),
}


def _explain_exit(lay: _Layout, reason: Term) -> str | None:
    if type(reason) is Atom:
        return _EXIT_ATOMS.get(reason)
    if type(reason) is not tuple or len(reason) != 2:
        return None
    if reason[0] is a.restricted_shell_bad_return:
        return _value(lay, "restricted shell module returned bad value ", reason[1])
    if reason[0] is a.restricted_shell_disallowed and type(reason[1]) is tuple:
        what, args = reason[1]
        return _call_in_text(lay, "restricted shell does not allow ", what, args)
    return None


def _explain_call(lay: _Layout, reason: Term, frame: names.Frame) -> str:
    module, function, args, info = frame
    if reason is a.undef:
        return "undefined function " + names.mfa(module, function, args)
    if type(args) is int:
        return f"no function clause matching call to {names.write(function)}/{args}"
    call = _call_in_text(lay, "no function clause matching ", (module, function), args)
    return f"{call} {names.location(info)}"


def _value(lay: _Layout, prefix: str, value: Term) -> str:
    """`prefix` and the value; on a line of its own when that takes fewer lines."""
    start = len(lay.reason_indent) + 1
    text = lay.fmt(value, start + len(prefix))
    if text.count("\n") > 1:
        below = lay.fmt(value, start)
        if below.count("\n") < text.count("\n"):
            return f"{prefix}\n{lay.reason_indent}{below}"
    return prefix + text


# How a call reads


def call_text(prefix: str, indent: str, what: Term, args: Term, fmt: Format) -> str:
    """`prefix` and a call of `what` ({Module, Function}, a name, a fun) that starts in `indent`."""
    count = names.arity(args)
    op = names.operator(what, count)
    if op is not None:
        return prefix + _operation(prefix, indent, op, args, fmt)
    name = names.callee(what, count)
    start = len(indent) + len(prefix) + len(name)
    inline = _arguments(args, start, fmt)
    below = _arguments(args, len(indent) + len(name), fmt)
    probe = _arguments([a.a2345, [a.b2345, None]], start, fmt)
    if "\n" in probe or below.count("\n") < inline.count("\n"):
        return f"{prefix}\n{indent}{name}{below}"
    return prefix + name + inline


def _call_in_text(lay: _Layout, prefix: str, what: Term, args: Term) -> str:
    return call_text(prefix, lay.reason_indent, what, args, lay.fmt)


def _operation(prefix: str, indent: str, op: str, args: Term, fmt: Format) -> str:
    operands = list(names.elements(args))
    start = len(prefix) + len(indent)
    if len(operands) == 1:
        return f"{op} " + fmt(operands[0], start + len(op) + 2)
    left = fmt(operands[0], start + 1)
    right = fmt(operands[1], start + 1)
    stacked = f"{left}\n{' ' * start}{op}\n{' ' * start}{right}"
    if "\n" in left:
        return stacked
    beside = fmt(operands[1], start + len(op) + 2 + len(left) + 1)
    if right.count("\n") < beside.count("\n"):
        return stacked
    return f"{left} {op} {beside}"


def _arguments(args: Term, start: int, fmt: Format) -> str:
    """The arguments, printed as a list would be (never as a string) and put into parentheses."""
    if args is not None and names.printable(args):
        assert type(args) is list
        first = str(args[0])
        text = fmt([atom("a" * len(first)), args[1]], start + 1)
        text = "[" + first + text[1 + len(first) :]
    else:
        text = fmt(args, start + 1)
    return "(" + text[1:-1] + ")"


# The frames


def _stack_text(
    lay: _Layout, frames: list[names.Frame], trim: Trim, errors: dict[Term, str]
) -> str:
    kept = len(frames)
    while kept and trim(frames[kept - 1][0], frames[kept - 1][1], frames[kept - 1][2]):
        kept -= 1
    return "\n".join(_stack_lines(lay, frames[:kept], errors))


def _stack_lines(lay: _Layout, frames: list[names.Frame], errors: dict[Term, str]) -> Iterator[str]:
    indent = lay.indent + "  "
    origin = ""
    for number, (module, function, args, info) in enumerate(frames):
        count = names.arity(args)
        if number:
            origin = "in call from"
        elif names.operator((module, function), count) is not None:
            origin = "in operator "
        else:
            origin = "in function "
        line = f"{indent}{origin} {names.mfa(module, function, args)}"
        if type(args) is int:
            yield f"{line} {names.location(info)}"
        else:
            yield line
            called = indent + "   called as "
            yield called + call_text("", called, (module, function), args, lay.fmt)
        if not number:
            yield from _argument_lines(indent + "   ", count, errors)


def _argument_lines(indent: str, count: int, errors: dict[Term, str]) -> Iterator[str]:
    for number in range(1, count + 1):
        text = errors.get(number)
        if text:
            label = f"*** argument {number}: "
            lines = [line for line in text.replace("\r", "\n").split("\n") if line]
            yield indent + label + lines[0]
            for line in lines[1:]:
                yield indent + " " * len(label) + line
    general = errors.get(a.general)
    if general is not None:
        yield f"{indent}*** {general}"


def _extended(reason: Term, trace: Term, frames: list[names.Frame]) -> dict[Term, str]:
    """What the failing module has to say: argument number, `general` or `reason` -> text."""
    if not frames:
        return {}
    info = names.value(frames[0][3], a.error_info)
    if info is None or not names.is_map(info):
        return {}
    module = names.get(info, a.module, frames[0][0])
    function = names.get(info, a.function, a.format_error)
    try:
        told = names.apply(module, function, (reason, trace))
        return {key: to_str(value) for key, value in names.items(told)}
    except (ErlError, NotText):
        return {}


# The Erlang side


def _default_format(term: Term, column: int) -> str:
    return names.pretty(term, column, _LINE, _DEPTH)


def _keep_all(_module: Term, _function: Term, _arity: Term) -> bool:
    return False


@erl_error.export("format_exception/3")
@erl_error.export("format_exception/4")
def format_exception(cls: Term, reason: Term, trace: Term, options: Term = None) -> Term:
    """The text of a caught exception, as the shell would print it."""
    if type(cls) is not Atom or cls not in _EXITED:
        raise badarg(cls, reason, trace)
    column = 1
    trim: Trim = _keep_all
    fmt: Format = _default_format
    if options is not None and names.is_map(options):
        given = names.get(options, a.column, 1)
        column = given if type(given) is int else 1
        trim = _trim_from(names.get(options, a.stack_trim_fun, None)) or trim
        fmt = _format_from(names.get(options, a.format_fun, None)) or fmt
    return from_str(exception_text(column, cls, reason, trace, trim, fmt))


def _trim_from(fun: Term) -> Trim | None:
    if not callable(fun):
        return None

    def trim(module: Term, function: Term, args: Term) -> bool:
        result = fun(module, function, names.arity(args) if type(args) is not int else args)
        return (run() if result is TAIL else result) is a.true

    return trim


def _format_from(fun: Term) -> Format | None:
    if not callable(fun):
        return None

    def fmt(term: Term, column: int) -> str:
        result = fun(term, column)
        return to_str(run() if result is TAIL else result)

    return fmt


@erl_error.export("format_stacktrace/4", internal=True)
@erl_error.export("format_stacktrace/5", internal=True)
def format_stacktrace(
    column: Term, trace: Term, trim_fun: Term, format_fun: Term, _encoding: Term = None
) -> Term:
    """The frames alone, one a line, as the shell prints them."""
    frames = names.frames(trace)
    trim, fmt = _trim_from(trim_fun), _format_from(format_fun)
    if type(column) is not int or frames is None or trim is None or fmt is None:
        raise badarg(column, trace, trim_fun, format_fun)
    return from_str(_stack_text(_Layout(column, a.error, fmt), frames, trim, {}))


@erl_error.export("format_call/4", internal=True)
@erl_error.export("format_call/5", internal=True)
def format_call(
    column: Term, what: Term, args: Term, format_fun: Term, _encoding: Term = None
) -> Term:
    """A call with its arguments, as the shell prints it."""
    fmt = _format_from(format_fun)
    if type(column) is not int or fmt is None:
        raise badarg(column, what, args, format_fun)
    return from_str(call_text("", " " * (column - 1), what, args, fmt))


@erl_error.export("format_fun/1", internal=True)
@erl_error.export("format_fun/2", internal=True)
def format_fun(fun: Term, _encoding: Term = None) -> Term:
    """How a fun is named in error messages."""
    return from_str(names.fun_text(fun))
