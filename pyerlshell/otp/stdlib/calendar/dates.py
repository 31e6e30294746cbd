"""Days of the Gregorian calendar, extended to before its beginning: 0000-01-01 is day 0.

A year is counted from March on, so that the leap day is its last: then the days before each month
follow a straight line, 153 days in 5 months.

OTP: calendar
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import tail
from pyerlshell.otp.native_calls import clause, local
from pyerlshell.otp.stdlib.calendar.module import DAY, calendar, parts
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

__preempt__ = True

_DAYS_TO_MARCH: Final = 60
_DAYS_IN_400_YEARS: Final = 146097
_MONTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def leap(y: int) -> bool:
    """Is it a leap year?"""
    return y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)


def days(y: int, m: int, d: int) -> int:
    """The day's number. Days and months that do not exist count on as far as they go."""
    if m <= 2:
        y -= 1
        m += 12
    return (
        y * 365 + y // 4 - y // 100 + y // 400 + (153 * (m - 3) + 2) // 5 + d - 1 + _DAYS_TO_MARCH
    )


def date_of(n: int) -> tuple[int, int, int]:
    """The date of a day's number."""
    cycle, n = divmod(n - _DAYS_TO_MARCH, _DAYS_IN_400_YEARS)
    y = (n - n // 1460 + n // 36524 - n // (_DAYS_IN_400_YEARS - 1)) // 365
    n -= y * 365 + y // 4 - y // 100
    m = (5 * n + 2) // 153
    d = n - (153 * m + 2) // 5 + 1
    y += cycle * 400
    return (y, m + 3, d) if m < 10 else (y + 1, m - 9, d)


@calendar.export(
    "is_leap_year/1",
    "(Year) -> boolean() when Year :: year()",
)
def is_leap_year(y: Term) -> Term:
    """True for a leap year."""
    if type(y) is not int:
        raise function_clause(y)
    return a.true if leap(y) else a.false


_last_day_1 = clause("calendar", "last_day_of_the_month1")


@calendar.export(
    "last_day_of_the_month/2",
    "(Year, Month) -> LastDay when Year :: year(), Month :: month(), LastDay :: ldom()",
)
def last_day_of_the_month(y: Term, m: Term) -> Term:
    """How many days the month has."""
    if type(y) is not int:
        raise function_clause(y, m)
    if type(m) is not int or not 1 <= m <= 12:
        return tail(_last_day_1, y, m)
    return 29 if m == 2 and leap(y) else _MONTHS[m - 1]


@calendar.export(
    "valid_date/1",
    "(Date) -> boolean() when Date :: date()",
)
def valid_date(date: Term) -> Term:
    """True for a date that exists."""
    y, m, d = parts(date, 3, date)
    return tail(valid_date_3, y, m, d)


@calendar.export(
    "valid_date/3",
    "(Year, Month, Day) -> boolean() when Year :: integer(), Month :: integer(), Day :: integer()",
)
def valid_date_3(y: Term, m: Term, d: Term) -> Term:
    """True for a date that exists."""
    if type(y) is not int or type(m) is not int or type(d) is not int:
        raise function_clause(y, m, d)
    if not 1 <= m <= 12:
        return a.false
    last = 29 if m == 2 and leap(y) else _MONTHS[m - 1]
    return a.true if 1 <= d <= last else a.false


@calendar.export(
    "date_to_gregorian_days/1",
    "(Date) -> Days when Date :: date(), Days :: integer()",
)
def date_to_gregorian_days(date: Term) -> Term:
    """How many days from year 0 to the date."""
    y, m, d = parts(date, 3, date)
    return tail(date_to_gregorian_days_3, y, m, d)


@calendar.export(
    "date_to_gregorian_days/3",
    "(Year, Month, Day) -> Days when Year :: year(), Month :: month(), Day :: day(), Days :: "
    "integer()",
)
def date_to_gregorian_days_3(y: Any, m: Any, d: Any) -> int:
    """How many days from year 0 to the date."""
    if type(d) is not int or d <= 0:
        raise function_clause(y, m, d)
    if type(y) is not int or type(m) is not int:
        raise error(a.badarith)
    return days(y, m, d)


def gregorian_days(date: Term) -> int:
    """date_to_gregorian_days/1, finished."""
    return _gregorian_days_1(date)


@local("calendar", "date_to_gregorian_days")
def _gregorian_days_1(date: Term) -> int:
    y, m, d = parts(date, 3, date)
    return date_to_gregorian_days_3(y, m, d)


@calendar.export(
    "gregorian_days_to_date/1",
    "(Days) -> date() when Days :: integer()",
)
def gregorian_days_to_date(n: Term) -> Term:
    """The date so many days from year 0."""
    if type(n) is not int:
        raise error(a.badarith)
    return date_of(n)


@calendar.export(
    "day_of_the_week/1",
    "(Date) -> daynum() when Date :: date()",
)
def day_of_the_week(date: Term) -> Term:
    """1 for a Monday to 7 for a Sunday."""
    y, m, d = parts(date, 3, date)
    return tail(day_of_the_week_3, y, m, d)


@calendar.export(
    "day_of_the_week/3",
    "(Year, Month, Day) -> daynum() when Year :: year(), Month :: month(), Day :: day()",
)
def day_of_the_week_3(y: Any, m: Any, d: Any) -> Term:
    """1 for a Monday to 7 for a Sunday."""
    return (date_to_gregorian_days_3(y, m, d) + 5) % 7 + 1


def _first_week(y: int) -> int:
    """The Monday of the week that has the fourth of January."""
    fourth = days(y, 1, 4)
    return fourth - (fourth + 5) % 7


@calendar.export(
    "iso_week_number/1",
    "(Date) -> yearweeknum() when Date :: date()",
)
def iso_week_number(date: Term) -> Term:
    """{Year, Week} of the date by ISO 8601."""
    y, _, _ = parts(date, 3, date)
    n = gregorian_days(date)
    for year in (y + 1, y, y - 1):
        first = _first_week(year)
        if n >= first:
            break
    return year, (n - first) // 7 + 1


@calendar.export(
    "time_to_seconds/1",
    "(Time) -> secs_per_day() when Time :: time()",
)
def time_to_seconds(time: Term) -> int:
    """The seconds of a day at a time of day."""
    h, m, s = parts(time, 3, time)
    for x, end in ((h, 24), (m, 60), (s, 60)):
        if type(x) is not int or not 0 <= x < end:
            raise function_clause(time)
    return int(h * 3600 + m * 60 + s)


def time_of(s: int) -> tuple[int, int, int]:
    """The time of day after so many seconds."""
    return s // 3600, s // 60 % 60, s % 60


@calendar.export(
    "seconds_to_time/1",
    "(Seconds) -> time() when Seconds :: secs_per_day()",
)
def seconds_to_time(s: Term) -> Term:
    """{Hour, Minute, Second} of the seconds of a day."""
    if type(s) is not int or not 0 <= s < DAY:
        raise function_clause(s)
    return time_of(s)


@calendar.export(
    "seconds_to_daystime/1",
    "(Seconds) -> {Days, Time} when Seconds :: integer(), Days :: integer(), Time :: time()",
)
def seconds_to_daystime(s: Term) -> Term:
    """{Days, {Hour, Minute, Second}} of seconds."""
    if type(s) is not int:
        raise error(a.badarith)
    return s // DAY, time_of(s % DAY)


@calendar.export(
    "datetime_to_gregorian_seconds/1",
    "(DateTime) -> Seconds when DateTime :: datetime(), Seconds :: integer()",
)
def datetime_to_gregorian_seconds(when: Term) -> int:
    """How many seconds from year 0 to the date and time."""
    date, time = parts(when, 2, when)
    return gregorian_days(date) * DAY + time_to_seconds(time)


@calendar.export(
    "gregorian_seconds_to_datetime/1",
    "(Seconds) -> datetime() when Seconds :: integer()",
)
def gregorian_seconds_to_datetime(s: Term) -> Term:
    """The date and time so many seconds from year 0."""
    if type(s) is not int:
        raise error(a.badarith)
    return date_of(s // DAY), time_of(s % DAY)


@calendar.export(
    "time_difference/2",
    "(T1, T2) -> {Days, Time} when T1 :: datetime(), T2 :: datetime(), Days :: integer(), "
    "Time :: time()",
)
def time_difference(x: Term, y: Term) -> Term:
    """{Days, {Hour, Minute, Second}} from T1 to T2."""
    for when in (x, y):
        date, time = parts(when, 2, x, y)
        parts(date, 3, x, y)
        parts(time, 3, x, y)
    seconds = datetime_to_gregorian_seconds(y) - datetime_to_gregorian_seconds(x)
    return seconds_to_daystime(seconds)
