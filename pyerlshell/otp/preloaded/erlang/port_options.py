"""What open_port/2 is asked for: its options and its port name, read into Settings.

Options are read first, in their order: the first wrong one decides, whatever the name is.

OTP: erl_bif_port.c (open_port)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.port_data import PortOptions
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, is_proper
from pyerlshell.terms.types import Term

_LINE: Final = 512  # of the option `line` without a length
_SMALL: Final = 1 << 59
_LEAST_LIMIT: Final = 1
_MOST: Final = (1 << 64) - 2


class WrongOption(Exception):
    """An option that is none."""


class WrongName(Exception):
    """A port name that is none, or does not go with the options."""


class Settings:
    """What open_port/2 was asked for."""

    def __init__(self) -> None:
        self.options = PortOptions()
        self.cd: Term = None
        self.env: dict[str, str | None] = {}
        self.args: list[str] | None = None
        self.arg0: str | None = None
        self.errors_too = False
        self.standard = True
        self.input = self.output = False
        self.kind: Atom = a.spawn
        self.program = ""
        self.descriptors = (0, 0)


def text(x: Term, wrong: type[Exception], may_be_empty: bool = True) -> str:
    """The text of a file name: an atom, characters or a binary. Raises `wrong`."""
    if type(x) is Atom:
        found = x.name
    else:
        try:
            found = to_str(x)
        except (ErlError, NotText, ValueError, TypeError):
            raise wrong from None
    if "\0" in found or not (found or may_be_empty):
        raise wrong
    return found


def _set_true(name: str) -> Callable[[Settings], None]:
    return lambda found: setattr(found.options, name, True)


def _set_own(name: str, value: bool) -> Callable[[Settings], None]:
    return lambda found: setattr(found, name, value)


def _set_number(name: str, value: int) -> Callable[[Settings], None]:
    return lambda found: setattr(found.options, name, value)


def _nothing(found: Settings) -> None:
    """Options of another operating system."""


_FLAGS: Final[dict[str, Callable[[Settings], None]]] = {
    "stream": _set_number("packet", 0),
    "line": _set_number("line", _LINE),
    "binary": _set_true("binary"),
    "eof": _set_true("eof"),
    "exit_status": _set_true("exit_status"),
    "in": _set_own("input", True),
    "out": _set_own("output", True),
    "use_stdio": _set_own("standard", True),
    "nouse_stdio": _set_own("standard", False),
    "stderr_to_stdout": _set_own("errors_too", True),
    "hide": _nothing,
    "overlapped_io": _nothing,
}


def _packet(found: Settings, value: Any) -> None:
    if type(value) is not int or value not in (1, 2, 4):
        raise WrongOption
    found.options.packet = value


def _line(found: Settings, value: Any) -> None:
    if type(value) is not int or not 0 < value < _SMALL:
        raise WrongOption
    found.options.line = value


def _env(found: Settings, value: Any) -> None:
    """`false` and the empty text take a variable away."""
    if not is_proper(value):
        raise WrongOption
    found.env = {}
    for entry in from_list(value):
        if type(entry) is not tuple or len(entry) != 2:
            raise WrongOption
        name = _variable(entry[0])
        if "=" in name:
            raise WrongOption
        given = None if entry[1] is a.false else _variable(entry[1])
        if name:
            found.env[name] = given or None


def _variable(x: Term) -> str:
    """The text of a variable's name or value, which no atom can be."""
    if type(x) is Atom:
        raise WrongOption
    return text(x, WrongOption)


def _args(found: Settings, value: Any) -> None:
    if not is_proper(value):
        raise WrongOption
    found.args = [text(x, WrongOption) for x in from_list(value)]


def _arg0(found: Settings, value: Any) -> None:
    found.arg0 = text(value, WrongOption)


def _cd(found: Settings, value: Any) -> None:
    found.cd = value


def _parallelism(found: Settings, value: Any) -> None:
    if value is not a.true and value is not a.false:
        raise WrongOption
    found.options.parallelism = value is a.true


def _limits(value: Any) -> tuple[int, int]:
    """{Low, High} of a busy_limits option; the low one is at most the high one."""
    if value is a.disabled:
        return 0, 0
    if type(value) is not tuple or len(value) != 2:
        raise WrongOption
    for limit in value:
        if type(limit) is not int or not _LEAST_LIMIT <= limit < _MOST:
            raise WrongOption
    return min(value), value[1]


def _busy_limits_port(found: Settings, value: Any) -> None:
    found.options.low, found.options.high = _limits(value)


def _busy_limits_msgq(found: Settings, value: Any) -> None:
    """What is sent to a port is handled at once, so there is no queue to limit."""
    _limits(value)


_PAIRS: Final[dict[str, Callable[[Settings, Any], None]]] = {
    "packet": _packet,
    "line": _line,
    "env": _env,
    "args": _args,
    "arg0": _arg0,
    "cd": _cd,
    "parallelism": _parallelism,
    "busy_limits_port": _busy_limits_port,
    "busy_limits_msgq": _busy_limits_msgq,
}


def read_settings(name: Term, settings: Term) -> Settings:
    """Both arguments of open_port/2. Raises WrongOption, WrongName."""
    if not is_proper(settings):
        raise WrongOption
    found = Settings()
    for option in from_list(settings):
        if type(option) is Atom and option.name in _FLAGS:
            _FLAGS[option.name](found)
        elif type(option) is tuple and len(option) == 2 and type(option[0]) is Atom:
            action = _PAIRS.get(option[0].name)
            if action is None:
                raise WrongOption
            action(found, option[1])
        else:
            raise WrongOption
    if (found.options.line and found.options.packet) or (found.errors_too and not found.standard):
        raise WrongOption
    if not found.input and not found.output:
        found.input = found.output = True
    _name(found, name)
    return found


def _name(found: Settings, name: Any) -> None:
    if type(name) is not tuple or not name:
        raise WrongName
    found.kind = name[0]
    if name[0] is a.fd:
        _fd(found, name)
    elif name[0] in (a.spawn, a.spawn_executable, a.spawn_driver) and len(name) == 2:
        found.program = text(name[1], WrongName, may_be_empty=False)
    else:
        raise WrongName
    vector = found.args is not None or found.arg0 is not None
    if vector and name[0] is not a.spawn_executable:
        raise WrongName
    if found.cd is not None:
        found.cd = text(found.cd, WrongName, may_be_empty=False)
    if name[0] is a.fd and found.options.exit_status:
        raise WrongName


def _fd(found: Settings, name: Any) -> None:
    if len(name) != 3 or type(name[1]) is not int or type(name[2]) is not int:
        raise WrongName
    found.descriptors = (name[1], name[2])
    found.program = f"{name[1]}/{name[2]}"
