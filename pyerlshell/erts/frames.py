"""The Python frames that are frames of Erlang: those of a traceback, and those of a stack.

Frames of generated code (their globals name an Erlang module) and of native functions
(`NATIVE_CODE`) count; what made a tail call is gone in Erlang and does not.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import CodeType, FrameType, TracebackType
from typing import Final

from pyerlshell.erts.code_positions import place_of
from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.export_cells import STUB_CODE
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NAME_ARITY, NATIVE_CODE
from pyerlshell.erts.scheduler import BASE_CODE
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import string_to_list
from pyerlshell.terms.types import Term

DEPTH: Final = 8

TAIL_COLUMN: Final = 1
"""The column of a call after which nothing is left to do (the compiler's generator.TAIL_COLUMN)."""

TRACED_FILE: Final = sys.intern("<traced>")
"""The file of what stands for a traced function, which is no frame of its own."""

HIDDEN: Final[set[CodeType]] = set()
"""Native functions that raise for their caller (erlang:error/1, ...) and never show in a trace."""

QUIET: Final[set[CodeType]] = set()
"""Native functions that show only if they fail with their own arguments (erlang:apply/2)."""

ASKING: Final[set[CodeType]] = set()
"""Native functions that an evaluator asks about a call, before it makes it."""


Entry = tuple[FrameType, int, int]


def trace_depth() -> int:
    """How many entries a stack trace has, the first in any case.

    OTP: erlang:system_flag(backtrace_depth, _)
    """
    node = getattr(getattr(P, "cur", None), "node", None)
    return DEPTH if node is None else node.backtrace_depth or 1


def entries_of(e: BaseException) -> list[Entry]:
    """(frame, line, instruction) of Erlang functions, innermost first."""
    entries: list[Entry] = []
    outermost = e.__traceback__.tb_frame if e.__traceback__ is not None else None
    for tb in _distinct(e.__traceback__):
        code = tb.tb_frame.f_code
        if is_erlang(tb.tb_frame, code) or (code is STUB_CODE and tb.tb_next is None):
            entries.append((tb.tb_frame, tb.tb_lineno, tb.tb_lasti))
    entries = _present(entries)
    if entries and entries[0][0].f_code in QUIET and type(e) is ErlError and e.args_ is None:
        del entries[0]
    if outermost is not None and len(entries) < trace_depth() and outermost.f_code is not BASE_CODE:
        walk_down(outermost.f_back, entries, trace_depth())
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
    return code not in NATIVE_CODE and column(code, instruction) == TAIL_COLUMN


def returns_to_caller(frame: FrameType | None) -> bool:
    """The call made in this frame is no tail call."""
    if frame is None or not is_erlang(frame, frame.f_code):
        return False
    return not _is_gone(frame.f_code, frame.f_lasti)


def walk_down(frame: FrameType | None, entries: list[Entry], depth: int) -> None:
    while frame is not None and len(entries) < depth:
        code = frame.f_code
        if code is BASE_CODE:
            return
        entry = (frame, frame.f_lineno, frame.f_lasti)
        if is_erlang(frame, code) and not _is_gone(code, frame.f_lasti):
            if not entries or not _is_same(entries, entry):
                entries.append(entry)
        frame = frame.f_back


def is_erlang(frame: FrameType, code: CodeType) -> bool:
    if "__erl_module__" in frame.f_globals:
        return code.co_name != "<module>" and code.co_filename != TRACED_FILE
    return code in NATIVE_CODE and code not in HIDDEN


def raised_in(e: BaseException) -> FrameType | None:
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


def column(code: CodeType, instruction: int) -> int | None:
    position = place_of(code, instruction)
    return position[2] if position is not None else None
