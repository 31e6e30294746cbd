"""Timers, clocks and time units.

OTP: erl_hl_timer.c, erl_time_sup.c
"""

from __future__ import annotations

import time
from typing import Any, Final

from pyerlshell.erts.clock import MONOTONIC_START, LastNow
from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.node import Node
from pyerlshell.erts.signals import send_to
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, is_proper
from pyerlshell.terms.types import Pid, Ref, Term

START: Final = MONOTONIC_START
"""Erlang monotonic time of a node's start, in nanoseconds: far below zero, as the reference's
is."""
_MS: Final = 1_000_000

UNITS: Final[dict[Atom, int]] = {
    a.second: 1,
    a.millisecond: 1000,
    a.microsecond: 1_000_000,
    a.nanosecond: 1_000_000_000,
    a.native: 1_000_000_000,
    a.perf_counter: 1_000_000_000,
    a.seconds: 1,
    a.milli_seconds: 1000,
    a.micro_seconds: 1_000_000,
    a.nano_seconds: 1_000_000_000,
}


def parts_per_second(unit: Term) -> int | None:
    """The unit as parts of a second."""
    if type(unit) is int and unit > 0:
        return unit
    return UNITS.get(unit) if type(unit) is Atom else None


def monotonic(node: Node) -> int:
    """Erlang monotonic time in nanoseconds."""
    return node.monotonic_time()


class Offset:
    """The time offset that one node showed last."""

    __slots__ = ("shown",)

    def __init__(self, node: Node) -> None:
        self.shown = 0


def offset(node: Node) -> int:
    """System time less Erlang monotonic time; who monitors it is told if it is another one."""
    node.clock.system()
    found = node.clock.offset + node.started_at - START
    known = node.part(Offset)
    before, known.shown = known.shown, found
    if before and before != found:
        for p in list(node.processes.values()):
            for m in list((p.monitors or {}).values()):
                if m.kind is a.time_offset:
                    node.send(p.pid, (a.CHANGE, m.ref, m.kind, m.item, found))
    return found


def _in_unit(nanoseconds: int, unit: Term) -> int:
    parts = parts_per_second(unit)
    if parts is None:
        raise badarg(unit)
    return nanoseconds * parts // 1_000_000_000


@erlang.export("monotonic_time/0", "() -> integer()")
def monotonic_time_0() -> Term:
    """Time that never goes back, in native units."""
    return monotonic(P.cur.node)


@erlang.export("monotonic_time/1", "(Unit) -> integer() when Unit :: time_unit()")
def monotonic_time_1(unit: Term) -> Term:
    """Time that never goes back."""
    return _in_unit(monotonic(P.cur.node), unit)


@erlang.export("system_time/0", "() -> integer()")
def system_time_0() -> Term:
    """Time since 1970, in native units."""
    return P.cur.node.clock.system()


@erlang.export("system_time/1", "(Unit) -> integer() when Unit :: time_unit()")
def system_time_1(unit: Term) -> Term:
    """Time since 1970."""
    return _in_unit(P.cur.node.clock.system(), unit)


@erlang.export("time_offset/0", "() -> integer()")
def time_offset_0() -> Term:
    """What to add to monotonic time to get system time, in native units."""
    return offset(P.cur.node)


@erlang.export("time_offset/1", "(Unit) -> integer() when Unit :: time_unit()")
def time_offset_1(unit: Term) -> Term:
    """What to add to monotonic time to get system time."""
    return _in_unit(offset(P.cur.node), unit)


@erlang.export("timestamp/0", "() -> {MegaSecs, Secs, MicroSecs}")
def timestamp() -> Term:
    """Time since 1970 in three parts."""
    return _three(P.cur.node.clock.system() // 1000)


@erlang.export("now/0", "() -> {MegaSecs, Secs, MicroSecs}")
def now() -> Term:
    """Time since 1970 in three parts, later at every call."""
    node = P.cur.node
    return _three(node.part(LastNow).next(node.clock.system() // 1000))


def _three(microseconds: int) -> Term:
    seconds, micro = divmod(microseconds, 1_000_000)
    return (seconds // 1_000_000, seconds % 1_000_000, micro)


@erlang.export(
    "convert_time_unit/3",
    "(Time, FromUnit, ToUnit) -> integer() when Time :: integer(), FromUnit, ToUnit :: time_unit()",
)
def convert_time_unit(time: Term, source: Term, target: Term) -> Term:
    """Time in another unit, rounded down."""
    old, new = parts_per_second(source), parts_per_second(target)
    if type(time) is not int or old is None or new is None:
        raise badarg(time, source, target)
    return time * new // old


@erlang.export("date/0", "() -> {Year, Month, Day}")
def date() -> Term:
    """Today, local time."""
    return _local()[:3]


@erlang.export("time/0", "() -> {Hour, Minute, Second}")
def time_() -> Term:
    """The time of day, local time."""
    return _local()[3:6]


@erlang.export("localtime/0", "() -> {{Year, Month, Day}, {Hour, Minute, Second}}")
def localtime() -> Term:
    """Local date and time."""
    now_ = _local()
    return (now_[:3], now_[3:6])


@erlang.export("universaltime/0", "() -> {{Year, Month, Day}, {Hour, Minute, Second}}")
def universaltime() -> Term:
    """Date and time, UTC."""
    now_ = tuple(time.gmtime(P.cur.node.clock.system() // 1_000_000_000))
    return (now_[:3], now_[3:6])


def _local() -> tuple[int, ...]:
    clock = P.cur.node.clock
    return tuple(clock.local(clock.system() // 1_000_000_000))


def _parts(value: Any, first: int) -> Any:
    """Year to second of {{Y, M, D}, {H, Mi, S}}, if that is a time there was from a year on."""
    if type(value) is not tuple or len(value) != 2:
        return None
    if not all(type(half) is tuple and len(half) == 3 for half in value):
        return None
    found = (*value[0], *value[1])
    if not all(type(x) is int for x in found):
        return None
    year, month, day, hour, minute, second = found
    if not first <= year < _LAST_YEAR or not 1 <= month <= 12:
        return None
    if not 1 <= day <= _days(year, month + 1) - _days(year, month):
        return None
    return found if 0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60 else None


_FIRST_YEAR: Final = 1600
_FIRST_LOCAL_YEAR: Final = 1902
_LAST_YEAR: Final = 1 << 31


def _days(year: int, month: int) -> int:
    """Days from the first of March of year 0 to the first of a month, which may be the 13th."""
    years, months = divmod(year * 12 + month - 3, 12)
    leap = years // 4 - years // 100 + years // 400
    return 365 * years + leap + (153 * months + 2) // 5


_EPOCH: Final = _days(1970, 1)


def _seconds(found: tuple[int, ...]) -> int:
    year, month, day, hour, minute, second = found
    return (_days(year, month) - _EPOCH + day - 1) * 86400 + hour * 3600 + minute * 60 + second


def _date_time(found: Any) -> Term:
    return (tuple(found[:3]), tuple(found[3:6]))


@erlang.export("universaltime_to_localtime/1", "(Universaltime) -> Localtime")
def universaltime_to_localtime(value: Term) -> Term:
    """A UTC date and time as local date and time."""
    found = _parts(value, _FIRST_LOCAL_YEAR)
    if found is None:
        raise badarg(value)
    return _date_time(P.cur.node.clock.local(_seconds(found)))


@erlang.export("localtime_to_universaltime/1", "(Localtime) -> Universaltime")
def localtime_to_universaltime(value: Term) -> Term:
    """A local date and time as UTC."""
    return _to_universal(value, -1, (value,))


@erlang.export("localtime_to_universaltime/2", "(Localtime, IsDst) -> Universaltime")
def localtime_to_universaltime_2(value: Term, is_dst: Term) -> Term:
    """A local date and time as UTC; IsDst says whether summer time is meant."""
    dst = {a.true: 1, a.false: 0, a.undefined: -1}.get(is_dst) if type(is_dst) is Atom else None
    if dst is None:
        raise badarg(value, is_dst)
    return _to_universal(value, dst, (value, is_dst))


def _to_universal(value: Term, dst: int, given: tuple[Term, ...]) -> Term:
    found = _parts(value, _FIRST_LOCAL_YEAR)
    if found is None:
        raise badarg(*given)
    try:
        # Where there is no summer time nothing is in it.
        seconds = int(time.mktime((*found, 0, 0, dst if time.daylight else 0)))
    except (OverflowError, ValueError):
        raise badarg(*given) from None
    return _date_time(time.gmtime(seconds))


@erlang.export("posixtime_to_universaltime/1", "(Seconds) -> Universaltime")
def posixtime_to_universaltime(seconds: Term) -> Term:
    """Seconds since 1970 as a UTC date and time."""
    if type(seconds) is not int:
        raise badarg(seconds)
    try:
        return _date_time(time.gmtime(seconds))
    except (OverflowError, ValueError, OSError):
        raise badarg(seconds) from None


@erlang.export("universaltime_to_posixtime/1", "(Universaltime) -> Seconds")
def universaltime_to_posixtime(value: Term) -> Term:
    """A UTC date and time as seconds since 1970."""
    found = _parts(value, _FIRST_YEAR)
    if found is None:
        raise badarg(value)
    return _seconds(found)


# -- timers


def _start(
    after: Term, to: Term, message: Any, options: Term, given: tuple[Term, ...], wrap: bool
) -> Term:
    node = P.cur.node
    absolute = _absolute(options, given)
    if type(after) is not int or (after < 0 and not absolute) or after > 1 << 63:
        raise ErlError(a.error, a.badarg, given, info=a.time)
    if type(to) is not Atom and (type(to) is not Pid or to.node is not node.name):
        raise badarg(*given)
    if absolute:
        when = after * _MS - START + node.started_at
    else:
        when = node.clock.monotonic() + after * _MS
    ref = node.make_ref()
    if wrap:
        message = (a.timeout, ref, message)
    number = node.timers.add(when, _go_off, (node, ref, to, message))
    node.timer_refs[ref.ids] = number
    return ref


_BOOLEANS: Final = (a.true, a.false)
_ABSOLUTE: Final = [(a.abs, x) for x in _BOOLEANS]


def _absolute(options: Term, given: tuple[Term, ...]) -> bool:
    choices: list[Any] = from_list(options) if is_proper(options) else [None]
    if not all(option in _ABSOLUTE for option in choices):
        raise ErlError(a.error, a.badarg, given, info=a.badopt)
    return bool(choices) and choices[-1][1] is a.true


def _go_off(entry: tuple[Node, Ref, Term, Term]) -> None:
    node, ref, to, message = entry
    node.timer_refs.pop(ref.ids, None)
    send_to(node, to, message)


@erlang.export("send_after/3", "(Time, Dest, Msg) -> TimerRef when TimerRef :: reference()")
def send_after_3(time: Term, to: Term, message: Term) -> Term:
    """Send Msg to Dest after Time milliseconds."""
    return _start(time, to, message, None, (time, to, message), False)


@erlang.export("send_after/4", "(Time, Dest, Msg, Options) -> TimerRef")
def send_after_4(time: Term, to: Term, message: Term, options: Term) -> Term:
    """Send Msg to Dest after Time milliseconds, or at Time with {abs, true}."""
    return _start(time, to, message, options, (time, to, message, options), False)


@erlang.export("start_timer/3", "(Time, Dest, Msg) -> TimerRef when TimerRef :: reference()")
def start_timer_3(time: Term, to: Term, message: Term) -> Term:
    """Send {timeout, TimerRef, Msg} to Dest after Time milliseconds."""
    return _start(time, to, message, None, (time, to, message), True)


@erlang.export("start_timer/4", "(Time, Dest, Msg, Options) -> TimerRef")
def start_timer_4(time: Term, to: Term, message: Term, options: Term) -> Term:
    """Send {timeout, TimerRef, Msg} to Dest after Time milliseconds, or at Time with {abs,
    true}."""
    return _start(time, to, message, options, (time, to, message, options), True)


def _left(node: Node, when: int | None) -> Term:
    if when is None:
        return a.false
    return max(0, -((node.clock.monotonic() - when) // _MS))


@erlang.export("cancel_timer/1", "(TimerRef) -> Time | false when TimerRef :: reference()")
def cancel_timer_1(ref: Term) -> Term:
    """Cancel a timer; the milliseconds that were left, or false."""
    if type(ref) is not Ref:
        raise badarg(ref)
    return _cancel(ref)


@erlang.export("cancel_timer/2", "(TimerRef, Options) -> Time | false | ok")
def cancel_timer_2(ref: Term, options: Term) -> Term:
    """Cancel a timer; `{async, true}` sends the answer, `{info, false}` suppresses it."""
    chosen = _timer_options(ref, options, (_ASYNC, a.info))
    result = _cancel(ref)
    return _answer(a.cancel_timer, ref, result, chosen)


@erlang.export("read_timer/1", "(TimerRef) -> Time | false when TimerRef :: reference()")
def read_timer_1(ref: Term) -> Term:
    """The milliseconds that are left of a timer, or false."""
    if type(ref) is not Ref:
        raise badarg(ref)
    return _read(ref)


@erlang.export("read_timer/2", "(TimerRef, Options) -> Time | false | ok")
def read_timer_2(ref: Term, options: Term) -> Term:
    """The milliseconds that are left of a timer; `{async, true}` sends the answer."""
    chosen = _timer_options(ref, options, (_ASYNC,))
    return _answer(a.read_timer, ref, _read(ref), chosen)


def _cancel(ref: Any) -> Term:
    node = P.cur.node
    number = node.timer_refs.pop(ref.ids, None)
    return _left(node, None if number is None else node.timers.cancel(number))


def _read(ref: Any) -> Term:
    node = P.cur.node
    number = node.timer_refs.get(ref.ids)
    return _left(node, None if number is None else node.timers.when(number))


def _timer_options(ref: Term, options: Term, names: tuple[Atom, ...]) -> dict[Term, Term]:
    if type(ref) is not Ref or not is_proper(options):
        raise badarg(ref, options)
    choices: list[Any] = from_list(options)
    if not all(option in [(name, x) for name in names for x in _BOOLEANS] for option in choices):
        raise badarg(ref, options)
    chosen: dict[Term, Term] = dict(choices)
    return chosen


def _answer(kind: Atom, ref: Term, result: Term, chosen: dict[Term, Term]) -> Term:
    wanted = chosen.get(a.info) is not a.false
    if chosen.get(_ASYNC) is a.true:
        if wanted:
            send_to(P.cur.node, P.cur.pid, (kind, ref, result))
        return a.ok
    return result if wanted else a.ok


_ASYNC: Final = a.__getattr__("async")
