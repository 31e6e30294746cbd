"""Dates and times of the clock: system time, local time.

OTP: calendar
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import TAIL, P, run, tail
from pyerlshell.otp.native_calls import local
from pyerlshell.otp.preloaded.erlang import erlang
from pyerlshell.otp.stdlib.calendar.dates import (
    datetime_to_gregorian_seconds,
    gregorian_seconds_to_datetime,
    iso_week_number,
)
from pyerlshell.otp.stdlib.calendar.module import EPOCH, calendar, parts
from pyerlshell.otp.stdlib.proplists import proplists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

__preempt__ = True

_UNITS: Final[dict[Term, int]] = {
    a.second: 1,
    a.millisecond: 10**3,
    a.microsecond: 10**6,
    a.nanosecond: 10**9,
    a.native: 10**9,
}


def option(name: Atom, options: Term, default: Term) -> Any:
    """`proplists:get_value(Name, Options, Default)`."""
    return proplists.functions["get_value", 3].fn(name, options, default)


def converted(time: Term, source: Term, target: Term) -> int:
    """`erlang:convert_time_unit(Time, From, To)`."""
    found: int = erlang.functions["convert_time_unit", 3].fn(time, source, target)
    return found


@local("calendar", "factor")
def factor(unit: Term) -> int:
    """How many of these are a second."""
    if type(unit) is not Atom or unit not in _UNITS:
        raise function_clause(unit)
    return _UNITS[unit]


def _bif(name: str, *args: Term) -> Term:
    """A call of a clock function of erlang, which the node answers."""
    return tail(P.cur.node.code.cell(a.erlang, getattr(a, name), len(args)).fn, *args)


def _answered(name: str, *args: Term) -> Any:
    r = P.cur.node.code.cell(a.erlang, getattr(a, name), len(args)).fn(*args)
    return run() if r is TAIL else r


def _now_seconds(now: Term) -> int:
    mega, s, _ = parts(now, 3, now)
    return int(mega * 1000000 + s)


@calendar.export(
    "now_to_datetime/1",
    "(Now) -> datetime1970() when Now :: erlang:timestamp()",
)
def now_to_datetime(now: Term) -> Term:
    """The date and time of what os:timestamp/0 gives, in UTC."""
    return gregorian_seconds_to_datetime(_now_seconds(now) + EPOCH)


@calendar.export(
    "now_to_universal_time/1",
    "(Now) -> datetime1970() when Now :: erlang:timestamp()",
)
def now_to_universal_time(now: Term) -> Term:
    """The date and time of what os:timestamp/0 gives, in UTC."""
    return tail(now_to_datetime, now)


@calendar.export(
    "now_to_local_time/1",
    "(Now) -> datetime1970() when Now :: erlang:timestamp()",
)
def now_to_local_time(now: Term) -> Term:
    """The date and time of what os:timestamp/0 gives, as it is here."""
    parts(now, 3, now)
    return _bif("universaltime_to_localtime", now_to_datetime(now))


@calendar.export(
    "local_time/0",
    "() -> datetime()",
)
def local_time() -> Term:
    """The date and time here and now."""
    return _bif("localtime")


@calendar.export(
    "universal_time/0",
    "() -> datetime()",
)
def universal_time() -> Term:
    """The date and time now, in UTC."""
    return _bif("universaltime")


@calendar.export(
    "iso_week_number/0",
    "() -> yearweeknum()",
)
def iso_week_number_now() -> Term:
    """{Year, Week} of today by ISO 8601."""
    return iso_week_number(_answered("localtime")[0])


@calendar.export(
    "universal_time_to_local_time/1",
    "(DateTime) -> datetime() when DateTime :: datetime1970()",
)
def universal_time_to_local_time(when: Term) -> Term:
    """A date and time in UTC, as it is here."""
    return _bif("universaltime_to_localtime", when)


@calendar.export(
    "local_time_to_universal_time/1",
    "(DateTime1) -> DateTime2 when DateTime1 :: datetime1970(), DateTime2 :: datetime1970()",
)
def local_time_to_universal_time(when: Term) -> Term:
    """A date and time here, in UTC."""
    return _bif("localtime_to_universaltime", when)


@calendar.export(
    "local_time_to_universal_time/2",
    "(datetime1970(), true | false | undefined) -> datetime1970()",
)
def local_time_to_universal_time_as(when: Term, dst: Term) -> Term:
    """A date and time here, in UTC; whether it is in daylight saving time is said."""
    return _bif("localtime_to_universaltime", when, dst)


@calendar.export(
    "local_time_to_universal_time_dst/1",
    "(DateTime1) -> [DateTime] when DateTime1 :: datetime1970(), DateTime :: datetime1970()",
)
def local_time_to_universal_time_dst(when: Term) -> Any:
    """The dates and times in UTC that a date and time here may stand for: none, one or two."""
    with_dst = _answered("localtime_to_universaltime", when, a.true)
    without = _answered("localtime_to_universaltime", when, a.false)
    found: Term = None
    if exact_equal(_answered("universaltime_to_localtime", without), when):
        found = [without, None]
    if exact_equal(_answered("universaltime_to_localtime", with_dst), when):
        return [with_dst, found] if with_dst != without else [with_dst, None]
    return found


@calendar.export(
    "local_time_to_system_time/1",
    "(datetime1970()) -> pos_integer()",
)
def local_time_to_system_time(when: Term) -> Term:
    """The system time in seconds of a date and time here."""
    return tail(local_time_to_system_time_unit, when, None)


@calendar.export(
    "local_time_to_system_time/2",
    "(datetime1970(), Options) -> pos_integer() when Options :: [Option], Option :: {unit, "
    "erlang:time_unit()}",
)
def local_time_to_system_time_unit(when: Term, options: Term) -> Term:
    """The system time of a date and time here, in the unit {unit, Unit}."""
    found = local_time_to_universal_time_dst(when)
    if found is None or found[1] is not None:
        raise error((a.badarg, [when, [options, None]]))
    return tail(universal_time_to_system_time_unit, found[0], options)


@calendar.export(
    "system_time_to_universal_time/2",
    "(Time, TimeUnit) -> datetime() when Time :: integer(), TimeUnit :: erlang:time_unit()",
)
def system_time_to_universal_time(n: Term, unit: Term) -> Term:
    """The date and time of a system time, in UTC."""
    return gregorian_seconds_to_datetime(converted(n, unit, a.second) + EPOCH)


@calendar.export(
    "system_time_to_local_time/2",
    "(Time, TimeUnit) -> datetime() when Time :: integer(), TimeUnit :: erlang:time_unit()",
)
def system_time_to_local_time(n: Term, unit: Term) -> Term:
    """The date and time of a system time, as it is here."""
    return _bif("universaltime_to_localtime", system_time_to_universal_time(n, unit))


def local_offset(n: Term, unit: Term) -> int:
    """How many seconds local time is ahead of UTC at a system time."""
    return _local_offset(n, unit)


@local("calendar", "local_offset")
def _local_offset(n: Term, unit: Term) -> int:
    universal = system_time_to_universal_time(n, unit)
    here = _answered("universaltime_to_localtime", universal)
    return datetime_to_gregorian_seconds(here) - datetime_to_gregorian_seconds(universal)


@local("calendar", "datetime_to_system_time")
def datetime_to_system_time(when: Term) -> int:
    """The system time in seconds of a date and time in UTC."""
    return datetime_to_gregorian_seconds(when) - EPOCH


@calendar.export(
    "universal_time_to_system_time/1",
    "(datetime()) -> integer()",
)
def universal_time_to_system_time(when: Term) -> Term:
    """The system time in seconds of a date and time in UTC."""
    return tail(universal_time_to_system_time_unit, when, None)


@calendar.export(
    "universal_time_to_system_time/2",
    "(datetime(), Options) -> integer() when Options :: [Option], Option :: {unit, "
    "erlang:time_unit()}",
)
def universal_time_to_system_time_unit(when: Term, options: Term) -> Term:
    """The system time of a date and time in UTC, in the unit {unit, Unit}."""
    unit_factor = factor(option(a.unit, options, a.second))
    return datetime_to_system_time(when) * unit_factor
