"""Dates and times as RFC 3339 writes them: 2024-02-29T12:30:00.5+01:00.

OTP: calendar
"""

from __future__ import annotations

import re
from typing import Any, Final

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import tail
from pyerlshell.otp.native_calls import clause, failure, local
from pyerlshell.otp.preloaded.erlang import erlang
from pyerlshell.otp.stdlib.calendar.clock import (
    converted,
    datetime_to_system_time,
    factor,
    local_offset,
    option,
)
from pyerlshell.otp.stdlib.calendar.dates import date_of, time_of
from pyerlshell.otp.stdlib.calendar.module import DAY, EPOCH, calendar
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import list_to_string, string_to_list
from pyerlshell.terms.types import Term

__preempt__ = True

_FIRST_SECOND: Final = -377705116800
_END: Final = 253402300800
"""The years -9999 to 9999."""

_PLACES: Final = re.compile(r"(-?)(.{4})-(..)-(..).(..):(..):(..)(.*)", re.S)
_FRACTION: Final = re.compile(r"[0-9.]*")
_DIGITS: Final[dict[Term, int]] = {1: 0, 10**3: 3, 10**6: 6, 10**9: 9}


@local("calendar", "check")
def _check(x: Term, options: Term, seconds: int) -> None:
    """Years have four digits."""
    if not _FIRST_SECOND <= seconds < _END:
        raise error((a.badarg, [x, [options, None]]))


_wrong_offset = failure("calendar", "offset_string_adjustment", 3)


def _offset_seconds(offset: Term) -> int:
    """The seconds of Z or +HH:MM."""
    text = list_to_string(offset)
    if text in ("Z", "z"):
        return 0
    if text is None or len(text) < 3:
        _wrong_offset(error((a.badmatch, offset)))
    minutes = text[3:]
    if minutes and (len(minutes) != 3 or minutes[0] != ":"):
        _wrong_offset(error((a.case_clause, string_to_list(minutes))))
    seconds = _number(text[1:3]) * 3600 + (_number(minutes[1:]) * 60 if minutes else 0)
    if text[0] not in "+-":
        _wrong_offset(error((a.case_clause, ord(text[0]))))
    return -seconds if text[0] == "-" else seconds


def _number(digits: str) -> int:
    found: int = erlang.functions["list_to_integer", 1].fn(string_to_list(digits))
    return found


_no_adjustment = clause("calendar", "offset_adjustment")


@calendar.export(
    "system_time_to_rfc3339/1",
    "(Time) -> DateTimeString when Time :: integer(), DateTimeString :: rfc3339_string()",
)
def system_time_to_rfc3339(time: Term) -> Term:
    """The text of a system time in seconds, in local time."""
    return tail(system_time_to_rfc3339_as, time, None)


@calendar.export(
    "system_time_to_rfc3339/2",
    "(Time, Options) -> DateTimeString when Time :: integer(), Options :: [Option], Option :: "
    "{offset, offset()} | {time_designator, byte()} | {unit, rfc3339_time_unit()} | {return, "
    "string | binary}, DateTimeString :: rfc3339_string()",
)
def system_time_to_rfc3339_as(time: Term, options: Term) -> Term:
    """The text of a system time; {unit, Unit}, {offset, Offset}, {time_designator, Character},
    {return, binary}."""
    unit = option(a.unit, options, a.second)
    offset = option(a.offset, options, None)
    if unit is a.native:
        time = converted(time, unit, a.millisecond)
        if type(offset) is int:
            offset = converted(offset, unit, a.millisecond)
        unit = a.millisecond
    return tail(_rfc3339_do, time, options, unit, offset)


@local("calendar", "system_time_to_rfc3339_do")
def _rfc3339_do(time: Any, options: Term, unit: Term, offset: Term) -> Term:
    designator = option(a.time_designator, options, ord("T"))
    if offset is None:
        ahead = local_offset(time, unit)
    elif type(offset) is list:
        ahead = _offset_seconds(offset)
    elif type(offset) is int:
        ahead = converted(offset, unit, a.second)
    else:
        _no_adjustment(time, unit, offset)
    shown = _offset_text(ahead) if type(offset) is not list else list_to_string(offset) or ""
    parts = factor(unit)
    seconds, fraction = divmod(time + converted(ahead, a.second, unit), parts)
    _check(time, options, seconds)
    digits = f".{fraction:0{_DIGITS[parts]}d}" if parts > 1 else ""
    text = f"{_date_text(seconds)}{chr(designator)}{_time_text(seconds)}{digits}{shown}"
    wanted = option(getattr(a, "return"), options, a.string)
    if wanted is a.string:
        return string_to_list(text)
    if wanted is a.binary:
        return text.encode("latin-1")
    raise error((a.case_clause, wanted))


def _offset_text(seconds: int) -> str:
    sign = "-" if seconds < 0 else "+"
    return f"{sign}{abs(seconds) // 3600:02}:{abs(seconds) // 60 % 60:02}"


def _date_text(seconds: int) -> str:
    y, m, d = date_of((seconds + EPOCH) // DAY)
    sign = "-" if y < 0 else ""
    return f"{sign}{abs(y):04}-{m:02}-{d:02}"


def _time_text(seconds: int) -> str:
    h, m, s = time_of((seconds + EPOCH) % DAY)
    return f"{h:02}:{m:02}:{s:02}"


_no_binary = clause("calendar", "rfc3339_to_system_time_bin")
_no_list = clause("calendar", "rfc3339_to_system_time_list")


@calendar.export(
    "rfc3339_to_system_time/1",
    "(DateTimeString) -> integer() when DateTimeString :: rfc3339_string()",
)
def rfc3339_to_system_time(x: Term) -> Term:
    """The system time in seconds that a text stands for."""
    return tail(rfc3339_to_system_time_unit, x, None)


@calendar.export(
    "rfc3339_to_system_time/2",
    "(DateTimeString, Options) -> integer() when DateTimeString :: rfc3339_string(), Options "
    ":: [Option], Option :: {unit, rfc3339_time_unit()}",
)
def rfc3339_to_system_time_unit(x: Any, options: Term) -> Term:
    """The system time that a text stands for, in the unit {unit, Unit}."""
    data = to_bytes(x)
    if data is not None:
        text, refuse = data.decode("latin-1"), _no_binary
    elif x is None or type(x) is list:
        text, refuse = list_to_string(x) or "", _no_list
    else:
        raise function_clause(x, options)
    found = _PLACES.fullmatch(text)
    if found is None:
        return tail(refuse, x, options)
    year, month, day, hour, minute, second = [_number(found[i]) for i in range(2, 8)]
    if found[1]:
        year = -year
    leap_second = (hour, minute, second) == (23, 59, 60)
    second -= leap_second
    late = int(leap_second)
    return tail(_system_time, x, options, year, month, day, hour, minute, second, late, found[8])


@local("calendar", "rfc3339_to_system_time_1")
def _system_time(
    x: Term, options: Term, y: int, m: int, d: int, h: int, n: int, s: int, late: int, rest: str
) -> Term:
    unit = option(a.unit, options, a.second)
    fraction = _FRACTION.match(rest)[0]  # type: ignore[index]
    seconds = datetime_to_system_time(((y, m, d), (h, n, s))) + late
    seconds -= _offset_seconds(string_to_list(rest[len(fraction) :]))
    _check(x, options, seconds)
    return converted(seconds, a.second, unit) + _parts(unit, fraction)


def _parts(unit: Term, fraction: str) -> int:
    """`.5` in this unit."""
    if unit is a.second or not fraction:
        return 0
    part: float = erlang.functions["list_to_float", 1].fn(string_to_list("0" + fraction))
    return int(factor(unit) * part + 0.5)
