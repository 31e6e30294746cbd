"""The options of spawn_opt and process_flag.

OTP: erl_process.c
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.heaps import heap_block
from pyerlshell.erts.limits import watched
from pyerlshell.erts.process import Process
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, is_proper
from pyerlshell.terms.maps import get, is_map, items, map_new
from pyerlshell.terms.structs import structure
from pyerlshell.terms.types import Term


@structure(frozen=True)
class SpawnOptions:
    """What the options of a spawn say; `settings` are process flags."""

    link: bool = False
    urgent_link: bool = False
    monitor: bool = False
    tag: Term = a.DOWN
    urgent: bool = False
    alias: Atom | None = None
    reply: Atom = a.yes
    reply_tag: Term = a.spawn_reply
    settings: tuple[tuple[Atom, Term], ...] = ()


_ALIAS_MODES: Final = (a.explicit_unalias, a.demonitor, a.reply_demonitor)
_REPLY: Final = (a.yes, a.no, a.error_only, a.success_only)
_TRUE_FALSE: Final = (a.true, a.false)
_PRIORITIES: Final = (a.low, a.normal, a.high, a.max)
DEFAULT_MIN_HEAP: Final = 233
DEFAULT_MIN_BIN: Final = 46422
DEFAULT_FULLSWEEP: Final = 65535


LARGEST_HEAP: Final = 1 << 59
MOST_SAVED_CALLS: Final = 10_000
MOST_SCHEDULERS: Final = 1024
"""There is one, to which every process is bound; programs written for more name them all."""


def _size(value: Term) -> bool:
    return type(value) is int and 0 <= value < LARGEST_HEAP


def valid_max_heap(value: Term) -> bool:
    """A size, or a map with a size: 0, or no less than the smallest heap."""
    if not is_map(value):
        return _heap_limit(value)
    flags = [get(value, name, a.true) for name in _HEAP_FLAGS]  # type: ignore[arg-type]
    fits = all(flag is a.true or flag is a.false for flag in flags)
    return fits and _heap_limit(get(value, a.size))  # type: ignore[arg-type]


def _heap_limit(value: Term) -> bool:
    return type(value) is int and (value == 0 or DEFAULT_MIN_HEAP <= value < LARGEST_HEAP)


_HEAP_FLAGS: Final = (a.kill, a.error_logger, a.include_shared_binaries)


SETTINGS: Final[dict[Atom, Callable[[Term], bool]]] = {
    a.priority: lambda value: value in _PRIORITIES if type(value) is Atom else False,
    a.fullsweep_after: _size,
    a.min_heap_size: _size,
    a.min_bin_vheap_size: _size,
    a.max_heap_size: valid_max_heap,
    a.message_queue_data: lambda value: value is a.on_heap or value is a.off_heap,
    a.async_dist: lambda value: value is a.true or value is a.false,
    a.scheduler: lambda value: type(value) is int and 0 <= value <= MOST_SCHEDULERS,
    a.error_handler: lambda value: type(value) is Atom,
    a.sensitive: lambda value: value is a.true or value is a.false,
    a.save_calls: lambda value: type(value) is int and 0 <= value <= MOST_SAVED_CALLS,
}
"""option -> whether a value fits."""

_NOT_FOR_SPAWN: Final = (a.error_handler, a.sensitive, a.save_calls)


def spawn_options(options: Term, given: tuple[Term, ...]) -> SpawnOptions:
    """Read an option list; badarg with the arguments `given` and cause badopt."""
    if not is_proper(options):
        raise ErlError(a.error, a.badarg, given, info=a.badopt)
    fields: dict[str, Any] = {}
    settings: list[tuple[Atom, Term]] = []
    for option in from_list(options):
        if not _spawn_option(option, fields, settings, False):
            raise ErlError(a.error, a.badarg, given, info=a.badopt)
    return SpawnOptions(settings=tuple(settings), **fields)


def are_spawn_options(options: Term) -> bool:
    """Could these be given to spawn_opt?"""
    if not is_proper(options):
        return False
    return all(_spawn_option(option, {}, [], False) for option in from_list(options))


def _spawn_option(
    option: Term, fields: dict[str, Any], settings: list[tuple[Atom, Term]], request: bool
) -> bool:
    if option is a.link or option is a.monitor:
        fields[option.name] = True
        return True
    if type(option) is not tuple or len(option) != 2 or type(option[0]) is not Atom:
        return False
    name, value = option
    if name is a.link:
        if not is_proper(value):
            return False
        flags = from_list(value)
        fields["link"], fields["urgent_link"] = True, bool(flags)
        return all(flag is a.priority for flag in flags)
    if name is a.monitor:
        fields["monitor"] = True
        return monitor_options(value, fields)
    if request and name is a.reply_tag:
        fields["reply_tag"] = value
        return True
    if request and name is a.reply:
        fields["reply"] = value
        return value in _REPLY if type(value) is Atom else False
    fits = SETTINGS.get(name)
    if fits is None or name in _NOT_FOR_SPAWN or not fits(value):
        return False
    settings.append((name, value))
    return True


def request_options(options: Term, given: tuple[Term, ...]) -> tuple[SpawnOptions, bool]:
    """Read the options of a spawn_request, and whether all of them are good."""
    if not is_proper(options):
        raise ErlError(a.error, a.badarg, given, info=a.badopt)
    fields: dict[str, Any] = {}
    settings: list[tuple[Atom, Term]] = []
    good = [_spawn_option(option, fields, settings, True) for option in from_list(options)]
    if fields.get("reply") not in (None, *_REPLY):
        del fields["reply"]
    return SpawnOptions(settings=tuple(settings), **fields), all(good)


def monitor_options(options: Term, fields: dict[str, Any]) -> bool:
    """Read the options of a monitor into `fields`; False if they are wrong."""
    if not is_proper(options):
        return False
    for option in from_list(options):
        if option is a.priority:
            fields["urgent"] = True
            continue
        if type(option) is not tuple or len(option) != 2:
            return False
        name, value = option
        if name is a.tag:
            fields["tag"] = value
        elif name is a.alias and type(value) is Atom and value in _ALIAS_MODES:
            fields["alias"] = value
        else:
            return False
    return True


def set_options(p: Process, settings: tuple[tuple[Atom, Term], ...]) -> None:
    """Give a new process its settings."""
    for name, value in settings:
        set_option(p, name, value)


def set_option(p: Process, name: Atom, value: Term) -> Term:
    """Set a flag of SETTINGS; the old value."""
    old = get_option(p, name)
    extra = p.more()
    if name is a.priority and type(value) is Atom:
        extra.priority = value
        _choose_queue(p)
    elif name is a.max_heap_size:
        extra.max_heap_size = full_max_heap(value, get_option(p, name))
        _choose_queue(p)
    elif name in _LEAST and type(value) is int:
        setattr(extra, name.name, max(heap_block(value), _LEAST[name]))
    elif name not in _INERT:
        setattr(extra, name.name, value)
    else:
        extra.flags[name] = value
    return old


_LEAST: Final = {a.min_heap_size: DEFAULT_MIN_HEAP, a.min_bin_vheap_size: DEFAULT_MIN_BIN}
"""Sizes that are rounded up to one that heaps have, and what they are at least."""

_INERT: Final[dict[Atom, Term]] = {
    a.async_dist: a.false,
    a.scheduler: 0,
    a.error_handler: a.error_handler,
    a.sensitive: a.false,
    a.save_calls: 0,
}
"""What is remembered only, with what holds before."""


def _choose_queue(p: Process) -> None:
    extra = p.more()
    queue = p.node.scheduler.queue_of(extra.priority)
    if extra.max_heap_size is not None:
        queue = watched(queue, dict(items(extra.max_heap_size)))  # type: ignore[arg-type]
    p.runq = queue


def full_max_heap(value: Term, old: Any) -> Term:
    """A setting of max_heap_size with what it does not say taken from another."""
    if not is_map(value):
        value = map_new([(a.size, value)])
    keys = (a.size, a.kill, a.error_logger, a.include_shared_binaries)
    return map_new([(k, get(value, k, get(old, k))) for k in keys])  # type: ignore[arg-type]


NO_MAX_HEAP: Final = map_new(
    [
        (a.error_logger, a.true),
        (a.include_shared_binaries, a.false),
        (a.kill, a.true),
        (a.size, 0),
    ]
)
_DEFAULTS: Final[dict[Atom, Term]] = {
    a.priority: a.normal,
    a.fullsweep_after: DEFAULT_FULLSWEEP,
    a.min_heap_size: DEFAULT_MIN_HEAP,
    a.min_bin_vheap_size: DEFAULT_MIN_BIN,
    a.message_queue_data: a.on_heap,
    a.max_heap_size: NO_MAX_HEAP,
}


def get_option(p: Process, name: Atom) -> Term:
    """The value of a flag of SETTINGS."""
    extra = p.extra
    if name in _INERT:
        return _INERT[name] if extra is None else extra.flags.get(name, _INERT[name])
    if extra is None:
        return _DEFAULTS[name]
    if name is a.max_heap_size and extra.max_heap_size is None:
        return NO_MAX_HEAP
    value: Term = getattr(extra, name.name)
    return value
