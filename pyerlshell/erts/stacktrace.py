"""The Erlang stack trace of a Python exception, when somebody asks, and of a process that runs.

Nothing is built when an exception is raised. The trace is read off the Python traceback: frames of
Erlang functions (`frames`), eight of them, going on below the catching frame. Each is described as
the reference would: a native function by its module's name, an operator that failed by its
operands (`operators`), what is typed at the prompt by what the shell says of it.

OTP: erl_bif_info.c, beam_common.c
"""

from __future__ import annotations

import sys
from types import CodeType, FrameType
from typing import Any, Final

from pyerlshell.erts import inlined
from pyerlshell.erts.errors import NO_INFO, ErlError
from pyerlshell.erts.export_cells import STUB_CODE
from pyerlshell.erts.frames import (
    ASKING,
    DEPTH,
    Entry,
    entries_of,
    is_erlang,
    location_of,
    raised_in,
    split_name,
    trace_depth,
    walk_down,
)
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NATIVE_CODE, NATIVE_LINES
from pyerlshell.erts.operators import operator_at
from pyerlshell.erts.reasons import caught
from pyerlshell.erts.scheduler import BASE_CODE, wait, wait_there
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import append, to_list
from pyerlshell.terms.types import Term

WAIT_CODES: Final = (wait.__code__, wait_there.__code__)

SHELL_NAMES: Final[dict[CodeType, str]] = {}
"""Native functions that have another name at the prompt: `!` is an operator there."""

ERROR_MODULES: Final[dict[str, Atom]] = {"erlang": a.erl_erts_errors}
"""module (or module:function) -> the module that explains its failures, for `error_info`."""
for _name in [
    "lists",
    "maps",
    "binary",
    "ets",
    "io_lib",
    "io",
    "math",
    "re",
    "string",
    "unicode",
    "persistent_term",
    "counters",
    "atomics",
    "dets",
    "file_sorter",
    "zlib",
]:
    ERROR_MODULES[_name] = a.erl_stdlib_errors
for _name in ("get_coverage", "get_coverage_mode", "reset_coverage", "set_coverage_mode"):
    ERROR_MODULES[f"code:{_name}"] = a.erl_kernel_errors
ERROR_MODULES["trace"] = a.erl_kernel_errors
ERROR_MODULES["crypto"] = a.crypto
ERROR_MODULES["code:get_debug_info"] = a.erl_kernel_errors
for _name in ("os", "erl_ddll", "persistent_term", "counters", "atomics"):
    ERROR_MODULES[_name] = a.erl_erts_errors if _name != "os" else a.erl_kernel_errors


class ErrorInfo:
    """The map that erlang:error/3 was given, in place of the cause in `ErlError.info`."""

    __slots__ = ("map",)

    def __init__(self, map_: Term) -> None:
        self.map = map_


def stacktrace(e: BaseException) -> Term:
    """The Erlang stack trace of an exception, as a list."""
    if type(e) is ErlError and e.trace is not None:
        return None if e.trace == () else e.trace
    entries = entries_of(e)
    trace: list[Term] = []
    most = trace_depth()
    if type(e) is not ErlError or (e.reason is a.badarith and not e.args_):
        operation = _operation(entries)
        if operation is not None:
            trace.append(operation)
    first = True
    for at, (frame, line, instruction) in enumerate(entries):
        args = e.args_ if first and type(e) is ErlError else None
        cause = _added_info(e, frame, args) if first and type(e) is ErlError else None
        if "__shell__" in frame.f_globals:
            trace.extend(_typed(e, entries, at, args, bool(trace)))
            first = False
            continue
        first = False
        described = _describe_all(frame, line, instruction, args, e)
        if cause is not None and not args:
            described[0] = _explained(described[0], cause)
        if not trace and _is_fun_call(e, frame, instruction):
            trace.append(described[0])
        trace.extend(described)
        if len(trace) >= most:
            break
    trace.extend(_floor())
    result = to_list(trace[:most])
    if type(e) is ErlError:
        e.trace = result if result is not None else ()
        e.__traceback__ = None
    return result


def _added_info(e: ErlError, frame: FrameType, args: tuple[Term, ...] | None) -> Any:
    """The error_info of who made a bit string, or called error/3 without arguments."""
    if type(e.info) is ErrorInfo:
        return e.info.map if args is None and frame is not raised_in(e) else None
    return e.info if type(e.info) is dict else None


def _typed(
    e: BaseException, entries: list[Entry], at: int, args: tuple[Term, ...] | None, above: bool
) -> list[Term]:
    """The entries that the reference has where an expression typed at the prompt runs."""
    frame, line, _ = entries[at]
    shell = frame.f_globals["__shell__"]
    if shell is True:
        return []
    outer = entries[at + 1][0] if at + 1 < len(entries) else None
    value_only = outer is None or "__shell__" not in outer.f_globals
    found: list[Term]
    if at == 0 and type(e) is ErlError and type(e.info) is dict:
        found = shell.construction(line, e)
    elif at == 0 and not above:
        given = None if args is None else to_list(args)
        found = shell.failed(line, e, caught(e)[1], given, value_only)
    elif at > 0 and entries[at - 1][0].f_code in ASKING:
        found = shell.asking(line)
    else:
        direct = at > 0 and "__shell__" in entries[at - 1][0].f_globals
        found = shell.below(line, direct, value_only)
    return found


def _floor() -> list[Term]:
    extra = P.cur.extra
    return [extra.floor.entry] if extra is not None and extra.floor is not None else []


def _is_fun_call(e: BaseException, frame: FrameType, instruction: int) -> bool:
    """A call of a fun that cannot be: the BEAM shows the caller twice, being on its way already."""
    if type(e) is not TypeError or "__erl_module__" not in frame.f_globals:
        return False
    found = operator_at(frame, instruction)
    return found is not None and found[0] == "fun"


def _describe_all(
    frame: FrameType,
    line: int,
    instruction: int,
    args: tuple[Term, ...] | None,
    e: BaseException | None,
) -> list[Term]:
    """The frame, and those that the reference has where our code is one function (inlined.py)."""
    code = frame.f_code
    if code in NATIVE_CODE or code is STUB_CODE:
        return [_describe(frame, line, args, e)]
    _, region = inlined.position(frame, instruction)
    if not region:
        return [_describe(frame, line, args, e)]
    out: list[Term] = []
    for label, at in inlined.shown(frame, line, region):
        name, _, arity = label.rpartition("/")
        shown = int(arity) if args is None or out else to_list(args)
        place = location_of(code.co_filename, at)
        out.append((frame.f_globals["__erl_module__"], atom(name), shown, place))
    return out


def _explained(entry: Any, info: dict[Any, Term]) -> Term:
    """The entry of compiled code with the error_info that bit syntax made."""
    module, function, arity, location = entry
    return (module, function, arity, append(location, [(a.error_info, info), None]))


def current_stack(frame: FrameType | None, depth: int = DEPTH) -> Term:
    """The trace of a process that is not failing (process_info)."""
    entries: list[Entry] = []
    walk_down(frame, entries, depth)
    waiting = _waiting_in(frame)
    found: list[Term] = [] if waiting is None else [waiting]
    for f, line, _ in entries:
        if "__shell__" not in f.f_globals:
            found.append(_describe(f, line, None, None))
        elif f.f_globals["__shell__"] is not True:
            found.extend(f.f_globals["__shell__"].below(line, not found, False))
    return to_list(found[:depth])


def _waiting_in(frame: FrameType | None) -> Term:
    """The function whose receive a process with a stack waits in: its continuation is no frame."""
    while frame is not None and frame.f_code is not BASE_CODE:
        if frame.f_code in WAIT_CODES:
            return function_entry(frame.f_locals["resume"])
        if is_erlang(frame, frame.f_code):
            return None
        frame = frame.f_back
    return None


_TYPED_RECEIVE: Final = (atom("prim_eval"), a.receive, 2)
"""What is typed at the prompt waits in the interpreter's own receive."""


def function_entry(f: Any) -> Term:
    """{Module, Name, Arity, Location} of a function in which a process waits."""
    if "__shell__" in f.__globals__:
        return (*_TYPED_RECEIVE, None)
    code = f.__globals__.get(f.__code__.co_name, f).__code__
    return (*function_of(f), location_of(code.co_filename, code.co_firstlineno))


def _describe(
    frame: FrameType, line: int, args: tuple[Term, ...] | None, e: BaseException | None
) -> Term:
    code = frame.f_code
    if code is STUB_CODE:
        cell = frame.f_locals["cell"]
        return (cell.module, cell.name, to_list(frame.f_locals["args"]), None)
    native = NATIVE_CODE.get(code)
    if native is not None:
        return _describe_native(native, code, frame, args, e)
    module = frame.f_globals["__erl_module__"]
    name, arity = split_name(code)
    location = location_of(code.co_filename, line)
    if args is not None and type(e) is ErlError and type(e.info) is ErrorInfo:
        location = append(location, [(a.error_info, e.info.map), None])
    return (module, name, arity if args is None else to_list(args), location)


def _describe_native(
    native: tuple[str, str],
    code: CodeType,
    frame: FrameType,
    args: tuple[Term, ...] | None,
    e: BaseException | None,
) -> Term:
    module, name = native
    if code in SHELL_NAMES and frame.f_back is not None and "__shell__" in frame.f_back.f_globals:
        name = SHELL_NAMES[code]
    arity = code.co_argcount if args is None else len(args)
    lines = NATIVE_LINES.get((module, name, arity), (0, 0))
    if args is None:
        location = location_of(f"{module}.erl", lines[1])
        if type(e) is ErlError and type(e.info) is ErrorInfo and frame is raised_in(e):
            location = append(location, [(a.error_info, e.info.map), None])
        return (atom(module), atom(name), arity, location)
    info: Term = None
    explains = ERROR_MODULES.get(module) or ERROR_MODULES.get(f"{module}:{name}")
    told = type(e) is ErlError and e.reason is not a.function_clause and e.info is not NO_INFO
    if explains is not None and told:
        details: dict[Any, Term] = {a.module: explains}
        if type(e) is ErlError and e.info is not None:
            details[a.cause] = e.info
        info = [(a.error_info, details), None]
    if info is None:
        info = location_of(f"{module}.erl", lines[0])
    return (atom(module), atom(name), to_list(args), info)


def _operation(entries: list[Entry]) -> Term | None:
    """The arithmetic operator that failed with its operands, if the innermost frame says."""
    if not entries:
        return None
    found = operator_at(entries[0][0], entries[0][2])
    if found is None or found[0] == "fun":
        return None
    info: Term = [(a.error_info, {a.module: a.erl_erts_errors}), None]
    return (a.erlang, atom(found[0]), to_list(found[1]), info)


def trace_here() -> Term:
    """The stack of the running process, from its innermost Erlang function."""
    return current_stack(sys._getframe(1))


def function_of(f: Any) -> tuple[Term, Term, Term]:
    """{Module, Name, Arity} of a Python function that is an Erlang function."""
    mfa = f.__dict__.get("mfa")
    if mfa is not None:
        return mfa  # type: ignore[no-any-return]
    code = f.__code__
    native = NATIVE_CODE.get(code)
    if native is not None:
        return (atom(native[0]), atom(native[1]), code.co_argcount)
    if "__shell__" in f.__globals__:
        return _TYPED_RECEIVE
    name, arity = split_name(code)
    return (f.__globals__.get("__erl_module__", a.undefined), name, arity)
