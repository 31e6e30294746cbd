"""The options of compile/2, run/3, split/3 and replace/4.

OTP: re
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.otp.stdlib.re.state import Flags, Settings
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, is_proper
from pyerlshell.terms.types import Term


class BadOptions(Exception):
    """Options that do not fit what they are given with."""


class UnknownOptions(BadOptions):
    """Not a list of options that there are."""


_SETTINGS: Final[dict[Atom, str]] = {
    a.unicode: "unicode",
    a.ucp: "ucp",
    a.dollar_endonly: "dollar_endonly",
    a.firstline: "firstline",
    a.dupnames: "dupnames",
    a.never_utf: "never_utf",
}
_FLAGS: Final[dict[Atom, str]] = {
    a.caseless: "caseless",
    a.multiline: "multiline",
    a.dotall: "dotall",
    a.extended: "extended",
    a.no_auto_capture: "explicit",
    a.ungreedy: "ungreedy",
}
_NOTHING: Final = (a.no_start_optimize,)
_LINE_BREAKS: Final = (a.bsr_anycrlf, a.bsr_unicode)
_NEWLINES: Final = (a.cr, a.lf, a.crlf, a.any, a.anycrlf, a.nul)
_RUN: Final = (a.notbol, a.noteol, a.notempty, a.notempty_atstart)
_TYPES: Final = (a.index, a.list, a.binary)


@dataclass(slots=True)
class Options:
    """What was asked for. `compiling`: there are options that only a compilation takes."""

    settings: dict[str, Any] = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)
    run: set[Atom] = field(default_factory=set)
    anchored: bool = False
    newline: str = ""
    bsr_anycrlf: bool | None = None
    compiling: bool = False
    export: bool = False
    every: bool = False
    report_errors: bool = False
    offset: int = 0
    capture: Term = a.all
    type: Atom = a.index
    returned: Atom = a.iodata
    parts: Term = a.infinity
    group: bool = False
    trim: bool = False
    compiled_with: Settings | None = None

    def compile_settings(self) -> Settings:
        """For a compilation; made once."""
        if self.compiled_with is None:
            flags = Flags(**self.flags)
            self.compiled_with = Settings(
                anchored=self.anchored,
                newline=self.newline or "lf",
                bsr_anycrlf=bool(self.bsr_anycrlf),
                flags=flags,
                **self.settings,
            )
        return self.compiled_with


NO_OPTIONS: Final = Options()

_PLAIN: Final = frozenset((Atom, int))


def parsed(term: Term, accepted: str) -> Options:
    """`accepted`: letters of c(ompile), r(un), s(plit), p (replace). Raises UnknownOptions, and
    BadOptions for captures that there cannot be.

    The same options give the same object, so nobody changes it.
    """
    if not is_proper(term):
        raise UnknownOptions
    given = from_list(term)
    for option in given:
        if type(option) is tuple:
            if any(type(x) not in _PLAIN for x in option):
                return _parsed(given, accepted)
        elif type(option) is not Atom:
            raise UnknownOptions
    return _remembered(tuple(given), accepted)


@lru_cache(maxsize=256)
def _remembered(given: tuple[Any, ...], accepted: str) -> Options:
    return _parsed(given, accepted)


def _parsed(given: Iterable[Any], accepted: str) -> Options:
    options = Options()
    for option in given:
        if not any(_READERS[kind](option, options) for kind in accepted):
            raise UnknownOptions
    return options


def _compile_option(option: Any, options: Options) -> bool:
    if type(option) is tuple:
        return _newline(option, options)
    if type(option) is not Atom:
        return False
    if option is a.anchored:
        options.anchored = True
        return True
    if option in _LINE_BREAKS:
        options.bsr_anycrlf = option is a.bsr_anycrlf
        return True
    if option in _SETTINGS:
        options.settings[_SETTINGS[option]] = True
    elif option in _FLAGS:
        options.flags[_FLAGS[option]] = True
    elif option is a.export:
        options.export = True
    elif option not in _NOTHING:
        return False
    options.compiling = True
    return True


def _newline(option: tuple[Any, ...], options: Options) -> bool:
    if len(option) != 2 or option[0] is not a.newline or option[1] not in _NEWLINES:
        return False
    options.newline = option[1].name
    return True


def _run_option(option: Any, options: Options) -> bool:
    if type(option) is tuple:
        return _run_pair(option, options) if option else False
    if option is a.report_errors:
        options.report_errors = True
    elif type(option) is Atom and option in _RUN:
        options.run.add(option)
    else:
        return False
    return True


def _run_pair(option: tuple[Any, ...], options: Options) -> bool:
    if len(option) != 2:
        return False
    name, value = option
    if type(value) is not int or value < 0:
        return False
    if name is a.offset:
        options.offset = value
        return True
    return name is a.match_limit or name is a.match_limit_recursion


def _capture_option(option: Any, options: Options) -> bool:
    if type(option) is not tuple or len(option) not in (2, 3) or option[0] is not a.capture:
        return False
    options.capture = option[1]
    if len(option) == 3:
        if option[2] not in _TYPES:
            raise BadOptions
        options.type = option[2]
    if not _is_capture(option[1]):
        raise BadOptions
    return True


def _is_capture(spec: Term) -> bool:
    if type(spec) is Atom:
        return spec in (a.all, a.all_but_first, a.all_names, a.first, a.none)
    if not is_proper(spec):
        return False
    return all(_is_group(x) for x in from_list(spec))


def _is_group(term: Term) -> bool:
    """A number, or a name: an atom, a binary, or a list of characters."""
    if type(term) is int:
        return term >= 0
    if type(term) is Atom or to_bytes(term) is not None:
        return True
    if type(term) is not list:
        return False
    try:
        iodata_bytes(term)
    except NotIodata:
        return False
    return True


def _global_option(option: Any, options: Options) -> bool:
    options.every |= option is a.__getattr__("global")
    return option is a.__getattr__("global")


_RETURNS: Final = (a.iodata, a.list, a.binary)


def _return_option(option: Any, options: Options) -> bool:
    if type(option) is not tuple or len(option) != 2 or option[0] is not a.__getattr__("return"):
        return False
    if type(option[1]) is not Atom or option[1] not in _RETURNS:
        return False
    options.returned = option[1]
    return True


def _split_option(option: Any, options: Options) -> bool:
    if type(option) is Atom and option is a.group:
        options.group = True
    elif type(option) is Atom and option is a.trim:
        options.trim = True
    elif type(option) is tuple and len(option) == 2 and option[0] is a.parts:
        good = option[1] is a.infinity or (type(option[1]) is int and option[1] >= 0)
        options.parts = option[1]
        return good
    else:
        return False
    return True


_READERS: Final = {
    "c": _compile_option,
    "r": _run_option,
    "k": _capture_option,
    "g": _global_option,
    "t": _return_option,
    "s": _split_option,
}
