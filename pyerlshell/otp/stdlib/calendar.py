"""Dates and times of the Gregorian calendar, extended back to the year 0.

OTP: calendar
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import badarg, function_clause
from pyerlshell.erts.machine import P, tail
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

__preempt__ = True

calendar: Final = NativeModule("calendar", "Dates and times.")

_DAY: Final = 86400
_DAYS_TO_1970: Final = 719528
_MONTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_UNITS: Final = {
    "second": 1, "millisecond": 10**3, "microsecond": 10**6, "nanosecond": 10**9, "native": 10**9,
}  # fmt: skip


def leap(y: int) -> bool:
    """Is it a leap year?"""
    return y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)


def last_day(y: int, m: int) -> int:
    """How many days the month has."""
    return 29 if m == 2 and leap(y) else _MONTHS[m - 1]


def _before_year(y: int) -> int:
    """Days from the beginning of year 0 to that of year y."""
    p = y - 1
    return y * 365 + p // 4 - p // 100 + p // 400 + 1


def days(y: int, m: int, d: int) -> int:
    """The day's number, that of 0000-01-01 being 0."""
    return _before_year(y) + sum([last_day(y, k) for k in range(1, m)]) + d - 1


def date_of(n: int) -> tuple[int, int, int]:
    """The date of a day's number."""
    y = n * 400 // 146097
    while _before_year(y + 1) <= n:
        y += 1
    while _before_year(y) > n:
        y -= 1
    rest = n - _before_year(y)
    m = 1
    while rest >= last_day(y, m):
        rest -= last_day(y, m)
        m += 1
    return y, m, rest + 1


def _valid(y: Term, m: Term, d: Term) -> bool:
    return (
        type(y) is int
        and type(m) is int
        and type(d) is int
        and y >= 0
        and 1 <= m <= 12
        and 1 <= d <= last_day(y, m)
    )


def _parts(x: Term, size: int, *args: Term) -> Any:
    if type(x) is not tuple or len(x) != size:
        raise function_clause(*args)
    return x


@calendar.export(
    "is_leap_year/1",
    "(Year) -> boolean() when Year :: year()",
)
def is_leap_year(y: Term) -> Term:
    """True for a leap year."""
    if type(y) is not int or y < 0:
        raise function_clause(y)
    return a.true if leap(y) else a.false


@calendar.export(
    "last_day_of_the_month/2",
    "(Year, Month) -> LastDay when Year :: year(), Month :: month(), LastDay :: ldom()",
)
def last_day_of_the_month(y: Term, m: Term) -> Term:
    """How many days the month has."""
    if type(y) is not int or type(m) is not int or y < 0 or not 1 <= m <= 12:
        raise function_clause(y, m)
    return last_day(y, m)


@calendar.export(
    "valid_date/1",
    "(Date) -> boolean() when Date :: date()",
)
def valid_date(date: Term) -> Term:
    """True for a date that exists."""
    return a.true if _valid(*_parts(date, 3, date)) else a.false


@calendar.export(
    "valid_date/3",
    "(Year, Month, Day) -> boolean() when Year :: integer(), Month :: integer(), Day :: integer()",
)
def valid_date_3(y: Term, m: Term, d: Term) -> Term:
    """True for a date that exists."""
    return a.true if _valid(y, m, d) else a.false


@calendar.export(
    "date_to_gregorian_days/1",
    "(Date) -> Days when Date :: date(), Days :: integer()",
)
def date_to_gregorian_days(date: Term) -> Term:
    """How many days from year 0 to the date."""
    y, m, d = _parts(date, 3, date)
    return tail(date_to_gregorian_days_3, y, m, d)


@calendar.export(
    "date_to_gregorian_days/3",
    "(Year, Month, Day) -> Days when Year :: year(), Month :: month(), Day :: day(), Days "
    ":: integer()",
)
def date_to_gregorian_days_3(y: Any, m: Any, d: Any) -> Term:
    """How many days from year 0 to the date."""
    if not _valid(y, m, d):
        raise function_clause(y, m, d)
    return days(y, m, d)


@calendar.export(
    "datetime_to_gregorian_seconds/1",
    "(DateTime) -> Seconds when DateTime :: datetime(), Seconds :: integer()",
)
def datetime_to_gregorian_seconds(when: Term) -> Term:
    """How many seconds from year 0 to the date and time."""
    date, time = _parts(when, 2, when)
    y, m, d = _parts(date, 3, when)
    return days(y, m, d) * _DAY + _seconds(time, when)


def _seconds(time: Term, *args: Term) -> int:
    h, m, s = _parts(time, 3, *args)
    if not all(type(x) is int for x in (h, m, s)):
        raise function_clause(*args)
    return int(h * 3600 + m * 60 + s)


def _time_of(s: int) -> tuple[int, int, int]:
    return s // 3600, s // 60 % 60, s % 60


@calendar.export(
    "gregorian_days_to_date/1",
    "(Days) -> date() when Days :: integer()",
)
def gregorian_days_to_date(n: Term) -> Term:
    """The date that many days from year 0."""
    if type(n) is not int or n < 0:
        raise function_clause(n)
    return date_of(n)


@calendar.export(
    "gregorian_seconds_to_datetime/1",
    "(Seconds) -> datetime() when Seconds :: integer()",
)
def gregorian_seconds_to_datetime(s: Term) -> Term:
    """The date and time that many seconds from year 0."""
    if type(s) is not int or s < 0:
        raise function_clause(s)
    return date_of(s // _DAY), _time_of(s % _DAY)


@calendar.export(
    "day_of_the_week/1",
    "(Date) -> daynum() when Date :: date()",
)
def day_of_the_week(date: Term) -> Term:
    """1 for a Monday to 7 for a Sunday."""
    y, m, d = _parts(date, 3, date)
    return tail(day_of_the_week_3, y, m, d)


@calendar.export(
    "day_of_the_week/3",
    "(Year, Month, Day) -> daynum() when Year :: year(), Month :: month(), Day :: day()",
)
def day_of_the_week_3(y: Any, m: Any, d: Any) -> Term:
    """1 for a Monday to 7 for a Sunday."""
    if not _valid(y, m, d):
        raise function_clause(y, m, d)
    return (days(y, m, d) + 5) % 7 + 1


@calendar.export(
    "iso_week_number/1",
    "(Date) -> yearweeknum() when Date :: date()",
)
def iso_week_number(date: Term) -> Term:
    """{Year, Week} of the date by ISO 8601."""
    y, m, d = _parts(date, 3, date)
    n = days(y, m, d)
    year = date_of(n + 3 - (n + 5) % 7)[0]
    first = days(year, 1, 4)
    return year, (n - (first - (first + 5) % 7)) // 7 + 1


@calendar.export(
    "seconds_to_time/1",
    "(Seconds) -> time() when Seconds :: secs_per_day()",
)
def seconds_to_time(s: Term) -> Term:
    """{Hour, Minute, Second} of the seconds of a day."""
    if type(s) is not int or not 0 <= s < _DAY:
        raise function_clause(s)
    return _time_of(s)


@calendar.export(
    "seconds_to_daystime/1",
    "(Seconds) -> {Days, Time} when Seconds :: integer(), Days :: integer(), Time :: time()",
)
def seconds_to_daystime(s: Term) -> Term:
    """{Days, {Hour, Minute, Second}} of seconds."""
    if type(s) is not int:
        raise function_clause(s)
    return s // _DAY, _time_of(s % _DAY)


@calendar.export(
    "time_to_seconds/1",
    "(Time) -> secs_per_day() when Time :: time()",
)
def time_to_seconds(time: Term) -> Term:
    """The seconds of a day at a time of day."""
    return _seconds(time, time)


@calendar.export(
    "time_difference/2",
    "(T1, T2) -> {Days, Time} when T1 :: datetime(), T2 :: datetime(), Days :: integer(), "
    "Time :: time()",
)
def time_difference(x: Term, y: Term) -> Term:
    """{Days, {Hour, Minute, Second}} from T1 to T2."""
    first: Any = datetime_to_gregorian_seconds(x)
    second: Any = datetime_to_gregorian_seconds(y)
    return seconds_to_daystime(second - first)


def _now_seconds(now: Term, *args: Term) -> int:
    mega, s, _ = _parts(now, 3, *args)
    return int(mega * 1000000 + s)


@calendar.export(
    "now_to_datetime/1",
    "(Now) -> datetime1970() when Now :: erlang:timestamp()",
)
def now_to_datetime(now: Term) -> Term:
    """The date and time of what os:timestamp/0 gives, in UTC."""
    return gregorian_seconds_to_datetime(_now_seconds(now, now) + _DAYS_TO_1970 * _DAY)


@calendar.export(
    "now_to_universal_time/1",
    "(Now) -> datetime1970() when Now :: erlang:timestamp()",
)
def now_to_universal_time(now: Term) -> Term:
    """The date and time of what os:timestamp/0 gives, in UTC."""
    return now_to_datetime(now)


def _bif(name: str, *args: Term) -> Term:
    """A call of a clock function of erlang, which the node answers."""
    return tail(P.cur.node.code.cell(a.erlang, getattr(a, name), len(args)).fn, *args)


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
    "now_to_local_time/1",
    "(Now) -> datetime1970() when Now :: erlang:timestamp()",
)
def now_to_local_time(now: Term) -> Term:
    """The date and time of what os:timestamp/0 gives, as it is here."""
    return _bif("universaltime_to_localtime", now_to_datetime(now))


def _factor(unit: Term, *args: Term) -> int:
    if type(unit) is int and unit > 0:
        return unit
    found = _UNITS.get(getattr(unit, "name", ""))
    if found is None:
        raise badarg(*args)
    return found


@calendar.export(
    "system_time_to_universal_time/2",
    "(Time, TimeUnit) -> datetime() when Time :: integer(), TimeUnit :: erlang:time_unit()",
)
def system_time_to_universal_time(n: Term, unit: Term) -> Term:
    """The date and time of a system time, in UTC."""
    if type(n) is not int:
        raise badarg(n, unit)
    s = n // _factor(unit, n, unit)
    return gregorian_seconds_to_datetime(s + _DAYS_TO_1970 * _DAY)


@calendar.export(
    "system_time_to_local_time/2",
    "(Time, TimeUnit) -> datetime() when Time :: integer(), TimeUnit :: erlang:time_unit()",
)
def system_time_to_local_time(n: Term, unit: Term) -> Term:
    """The date and time of a system time, as it is here."""
    return _bif("universaltime_to_localtime", system_time_to_universal_time(n, unit))


@calendar.export(
    "universal_time_to_system_time/1",
    "(datetime()) -> integer()",
)
def universal_time_to_system_time(when: Term) -> Term:
    """The system time in seconds of a date and time in UTC."""
    s: Any = datetime_to_gregorian_seconds(when)
    return s - _DAYS_TO_1970 * _DAY
