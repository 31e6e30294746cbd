"""Erlang's view of a Python exception: class and reason, and the stack trace when somebody asks.

Nothing is built when an exception is raised. The trace is read off the Python traceback: frames of
generated code (their globals name an Erlang module) and of native functions (`NATIVE_CODE`), eight
of them, going on below the catching frame. Python exceptions of arithmetic in generated code are
badarith; any other Python exception is our own bug and says so.

OTP: erl_bif_info.c, beam_common.c
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from opcode import opmap
from types import CodeType, FrameType, FunctionType, TracebackType
from typing import Any, Final

from pyerlshell.erts import inlined
from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.export_cells import STUB_CODE
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NAME_ARITY, NATIVE_CODE, NATIVE_LINES
from pyerlshell.erts.scheduler import BASE_CODE, wait, wait_there
from pyerlshell.terms.atoms import Atom, AtomLimitError, a, atom
from pyerlshell.terms.lists import ImproperList, append, string_to_list, to_list
from pyerlshell.terms.types import Term

DEPTH: Final = 8
WAIT_CODES: Final = (wait.__code__, wait_there.__code__)

TAIL_COLUMN: Final = 1
"""The column of a call after which nothing is left to do (the compiler's generator.TAIL_COLUMN)."""

_ARITHMETIC: Final = (TypeError, ZeroDivisionError, OverflowError, ValueError)

TRACED_FILE: Final = sys.intern("<traced>")
"""The file of what stands for a traced function, which is no frame of its own."""

HIDDEN: Final[set[CodeType]] = set()
"""Native functions that raise for their caller (erlang:error/1, ...) and never show in a trace."""

QUIET: Final[set[CodeType]] = set()
"""Native functions that show only if they fail with their own arguments (erlang:apply/2)."""

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


def caught(e: BaseException) -> tuple[Atom, Term]:
    """Class and reason of any exception that reached an Erlang handler."""
    if type(e) is ErlError:
        return e.cls, e.reason
    if isinstance(e, AtomLimitError | MemoryError | RecursionError):
        return a.error, a.system_limit
    if isinstance(e, OverflowError) and "index-sized" in str(e):
        return a.error, a.system_limit  # a size beyond what Python can address
    if type(e) is ImproperList:
        return a.error, a.badarg  # a native function was given something else for a list
    if isinstance(e, _ARITHMETIC):
        reason = _python_reason(e)
        if reason is not None:
            return a.error, reason
    return a.error, internal_error(e)


def _python_reason(e: BaseException) -> Term | None:
    """What a Python exception of an operator or a fun call in generated code means; else None."""
    tb = e.__traceback__
    if tb is None:
        return None
    while tb.tb_next is not None:
        tb = tb.tb_next
    frame = tb.tb_frame
    if "__erl_module__" not in frame.f_globals:
        return None
    found = _operator_at(frame, tb.tb_lasti)
    if found is None or found[0] != "fun":
        return a.badarith
    fun, *args = found[1]
    if type(fun) is not FunctionType:
        return (a.badfun, fun)
    if fun.__code__.co_argcount != len(args):
        return (a.badarity, (fun, to_list(args)))
    return None


def is_internal(reason: Term) -> bool:
    """The reason stands for a bug of ours."""
    return type(reason) is tuple and len(reason) == 2 and reason[0] is a.internal_error


def internal_error(e: BaseException) -> Term:
    """The reason that stands for a bug of ours."""
    where = ""
    tb = e.__traceback__
    while tb is not None:
        code = tb.tb_frame.f_code
        where = f" at {code.co_filename.rpartition('pyerlshell')[2].lstrip('/')}:{tb.tb_lineno}"
        tb = tb.tb_next
    return (a.internal_error, f"{type(e).__name__}: {e}{where}".encode("utf-8", "replace"))


Entry = tuple[FrameType, int, int]


def trace_depth() -> int:
    """How many entries a stack trace has, the first in any case.

    OTP: erlang:system_flag(backtrace_depth, _)
    """
    node = getattr(getattr(P, "cur", None), "node", None)
    return DEPTH if node is None else node.backtrace_depth or 1


def stacktrace(e: BaseException) -> Term:
    """The Erlang stack trace of an exception, as a list."""
    if type(e) is ErlError and e.trace is not None:
        return None if e.trace == () else e.trace
    entries = _entries(e)
    trace: list[Term] = []
    most = trace_depth()
    if type(e) is not ErlError or (e.reason is a.badarith and not e.args_):
        operation = _operation(entries)
        if operation is not None:
            trace.append(operation)
    first = True
    for at, (frame, line, instruction) in enumerate(entries):
        args = e.args_ if first and type(e) is ErlError else None
        cause = e.info if first and type(e) is ErlError and type(e.info) is dict else None
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
    found = _operator_at(frame, instruction)
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
    _walk_down(frame, entries, depth)
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
        if _is_erlang(frame, frame.f_code):
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


def _entries(e: BaseException) -> list[Entry]:
    """(frame, line, instruction) of Erlang functions, innermost first."""
    entries: list[Entry] = []
    outermost = e.__traceback__.tb_frame if e.__traceback__ is not None else None
    for tb in _distinct(e.__traceback__):
        code = tb.tb_frame.f_code
        if _is_erlang(tb.tb_frame, code) or (code is STUB_CODE and tb.tb_next is None):
            entries.append((tb.tb_frame, tb.tb_lineno, tb.tb_lasti))
    entries = _present(entries)
    if entries and entries[0][0].f_code in QUIET and type(e) is ErlError and e.args_ is None:
        del entries[0]
    if outermost is not None and len(entries) < trace_depth() and outermost.f_code is not BASE_CODE:
        _walk_down(outermost.f_back, entries, trace_depth())
    return entries


def _distinct(tb: TracebackType | None) -> Iterator[TracebackType]:
    """The entries of a traceback; of those that follow each other at the same place, the first.

    A recursion a million deep has a million entries: all that is done for each stands here.
    """
    code = None
    instruction = -1
    last = None
    while tb is not None:
        if tb.tb_lasti != instruction or tb.tb_frame.f_code is not code:
            yield tb
            last = tb
            instruction = tb.tb_lasti
            code = tb.tb_frame.f_code
        following = tb.tb_next
        if following is None and tb is not last:
            yield tb
        tb = following


def _present(entries: list[Entry]) -> list[Entry]:
    """The innermost entries, without the frames that made a tail call: those are gone in Erlang."""
    found: list[Entry] = []
    most = trace_depth()
    for entry in reversed(entries):
        if not found or not (_is_same(found, entry) or _is_gone(entry[0].f_code, entry[2])):
            found.append(entry)
            if len(found) >= most:
                break
    return found


def _is_same(found: list[Entry], entry: Entry) -> bool:
    """Frames that return to the same place show once."""
    before = found[-1]
    if len(found) < 2 or before[2] != entry[2] or entry[0].f_code in NATIVE_CODE:
        return False
    return before[0].f_code is entry[0].f_code


def _is_gone(code: CodeType, instruction: int) -> bool:
    """Compiled code makes some tail calls as plain calls; their column says so."""
    return code not in NATIVE_CODE and _column(code, instruction) == TAIL_COLUMN


def returns_to_caller(frame: FrameType | None) -> bool:
    """The call made in this frame is no tail call."""
    if frame is None or not _is_erlang(frame, frame.f_code):
        return False
    return not _is_gone(frame.f_code, frame.f_lasti)


def _walk_down(frame: FrameType | None, entries: list[Entry], depth: int) -> None:
    while frame is not None and len(entries) < depth:
        code = frame.f_code
        if code is BASE_CODE:
            return
        entry = (frame, frame.f_lineno, frame.f_lasti)
        if _is_erlang(frame, code) and not _is_gone(code, frame.f_lasti):
            if not entries or not _is_same(entries, entry):
                entries.append(entry)
        frame = frame.f_back


def _is_erlang(frame: FrameType, code: CodeType) -> bool:
    if "__erl_module__" in frame.f_globals:
        return code.co_name != "<module>" and code.co_filename != TRACED_FILE
    return code in NATIVE_CODE and code not in HIDDEN


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
        if type(e) is ErlError and type(e.info) is ErrorInfo and frame is _raised_in(e):
            location = append(location, [(a.error_info, e.info.map), None])
        return (atom(module), atom(name), arity, location)
    info: Term = None
    explains = ERROR_MODULES.get(module) or ERROR_MODULES.get(f"{module}:{name}")
    if explains is not None and type(e) is ErlError and e.reason is not a.function_clause:
        details: dict[Any, Term] = {a.module: explains}
        if e.info is not None:
            details[a.cause] = e.info
        info = [(a.error_info, details), None]
    if info is None:
        info = location_of(f"{module}.erl", lines[0])
    return (atom(module), atom(name), to_list(args), info)


def _raised_in(e: BaseException) -> FrameType | None:
    """The innermost frame of the exception's traceback."""
    tb = e.__traceback__
    while tb is not None and tb.tb_next is not None:
        tb = tb.tb_next
    return tb.tb_frame if tb is not None else None


def split_name(code: CodeType) -> tuple[Atom, int]:
    """(Name, Arity) of a generated function; its code object is named `name/arity`."""
    parts = NAME_ARITY.match(code.co_name)
    if parts is None:
        return atom(code.co_name), code.co_argcount
    return atom(parts[1]), int(parts[2])


def location_of(file: str, line: int) -> Term:
    """`[{file, File}, {line, Line}]`; `[]` for code that has no file."""
    if not file or file.startswith("<") or not line:
        return None
    return [(a.file, string_to_list(file)), [(a.line, line), None]]


def _operation(entries: list[Entry]) -> Term | None:
    """The arithmetic operator that failed with its operands, if the innermost frame says."""
    if not entries:
        return None
    found = _operator_at(entries[0][0], entries[0][2])
    if found is None or found[0] == "fun":
        return None
    info: Term = [(a.error_info, {a.module: a.erl_erts_errors}), None]
    return (a.erlang, atom(found[0]), to_list(found[1]), info)


def _operator_at(frame: FrameType, instruction: int) -> tuple[str, list[Term]] | None:
    """The operator whose id is the column of the instruction, and its operands."""
    ops = getattr(getattr(frame.f_globals.get("__version__"), "code", None), "ops", None)
    column = _column(frame.f_code, instruction) if ops else None
    if not ops or column not in ops:
        return None
    operator, left, right = ops[column]
    operands = [_operand(frame, left)]
    if right[0] == "t":
        operands += [_operand(frame, side) for side in right[1]]
    elif right != _NO_OPERAND or not _is_unary(frame.f_code, instruction):
        operands.append(_operand(frame, right))
    return operator, operands


_NO_OPERAND: Final = ("c", None)


def _is_unary(code: CodeType, instruction: int) -> bool:
    """`- X` and `X - []` have the same operands; the instruction tells them apart."""
    return code.co_code[instruction] != opmap["BINARY_OP"]


def _column(code: CodeType, instruction: int) -> int | None:
    position = next(islice(code.co_positions(), instruction // 2, None), None)
    return position[2] if position is not None else None


def _operand(frame: FrameType, side: Any) -> Term:
    kind, value = side
    if kind != "v":
        return value
    return frame.f_locals[value] if value in frame.f_locals else frame.f_globals.get(value)


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
