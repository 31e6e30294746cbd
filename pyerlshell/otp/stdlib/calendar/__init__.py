"""Dates and times: `module` holds the table; `dates`, `clock` and `texts` (RFC 3339) fill it."""

from pyerlshell.otp.stdlib.calendar import clock, dates, texts
from pyerlshell.otp.stdlib.calendar.module import calendar

__all__ = ["calendar", "clock", "dates", "texts"]
