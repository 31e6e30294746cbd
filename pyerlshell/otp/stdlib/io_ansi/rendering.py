"""Text with sequences: `render/1,2`, `format/1,2,3`, `fwrite/1,2,3,4`, `enabled/0,1`.

OTP: io_ansi
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg, error
from pyerlshell.erts.machine import TAIL
from pyerlshell.erts.machine import run as run_tail
from pyerlshell.otp.native_calls import clause, failure
from pyerlshell.otp.procs import apply as call
from pyerlshell.otp.stdlib.io_ansi import terminfo
from pyerlshell.otp.stdlib.io_ansi.functions import sequence
from pyerlshell.otp.stdlib.io_ansi.module import io_ansi
from pyerlshell.otp.stdlib.io_ansi.sequences import COLOURS
from pyerlshell.otp.stdlib.lists import lists
from pyerlshell.otp.stdlib.proplists import proplists
from pyerlshell.otp.stdlib.unicode import characters_to_binary
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.format import build
from pyerlshell.terms.format_scan import FormatError, scan
from pyerlshell.terms.lists import from_list, split_tail, to_list
from pyerlshell.terms.types import Term

__preempt__ = True

_ENDS: Final = ("", "_background", "_underline")
_COLOURED: Final = frozenset(
    [c + end for c in COLOURS if not c.endswith("black") for end in _ENDS]
    + ["color", "background_color", "underline_color", "default_color"]
    + ["default_background", "default_underline_color"]
)
_MISSING: Final = object()
_collect_cc = clause("io_lib_format", "collect_cc")
_render_failed = failure("io_ansi", "render_internal", 3)
_part_failed = failure("io_ansi", "-render/2-fun-0-", 2)
_format_failed = failure("io_ansi", "-format_internal/4-fun-0-", 5)
Callback = Callable[[Term, Term], tuple[Term, Term]]


def _option(name: Atom, options: Term, default: Any) -> Any:
    get_value: Any = proplists.functions["get_value", 3].fn
    return get_value(name, options, default)


@io_ansi.export("enabled/0")
def enabled() -> Term:
    """True if the node's terminal understands sequences."""
    return enabled_on(a.user)


@io_ansi.export("enabled/1")
def enabled_on(device: Term) -> Term:
    """True if the device is a terminal that understands sequences."""
    options: Any = call(a.io, a.getopts, (device,))
    if type(options) is tuple or _option(a.terminal, options, a.false) is not a.true:
        return a.false
    return a.true if terminfo.string("sgr0") is not None else a.false


def _used(options: Term) -> Any:
    found = _option(a.enabled, options, a.undefined)
    return enabled() if found is a.undefined else found


def _coloured(options: Term) -> Any:
    found: Any = call(a.os, a.getenv, ([78, [79, [95, [67, [79, [76, [79, [82, None]]]]]]]],))
    default = found is a.false or found is None
    return _option(a.color, options, a.true if default else a.false)


@io_ansi.export("render/1")
def render(data: Term) -> Term:
    """The text of a list of texts and names of sequences."""
    return render_with(data, None)


@io_ansi.export("render/2")
def render_with(data: Term, options: Term) -> Term:
    """As `render/1`; options: {enabled, true} even where no terminal is, {color, false} without
    colours, {reset, false} without going back to normal at the end."""

    def part(x: Term, args: Term) -> tuple[Term, Term]:
        if x is not None and type(x) not in (list, bytes, int):
            _part_failed(badarg(data, options))
        return x, args

    return to_list(_rendered(data, None, options, part, False))


def _rendered(data: Term, args: Term, options: Term, part: Callback, names: bool) -> list[Term]:
    """The parts; with `names` sequences stay what they are called."""
    use = _used(options)
    reset = _option(a.reset, options, a.true)
    colours = _coloured(options)
    items, rest = split_tail(data)
    if rest is not None:
        foldl: Any = lists.functions["foldl", 3].fn
        if foldl(lambda x, y: y, None, rest) is TAIL:
            run_tail()
    out: list[Term] = []
    left = args
    for x in items:
        if type(x) is not Atom and type(x) is not tuple:
            made, left = part(x, left)
            out.append(made)
        elif names:
            out.append(x)
        else:
            name: Any = x[0] if type(x) is tuple else x
            if use is a.true and (colours is a.true or name.name not in _COLOURED):
                out.append(_named(name, list(x[1:]) if type(x) is tuple else []))
    if left is not None:
        _render_failed(badarg(data, args, options))
    return [*out, sequence(a.reset, [])] if use is a.true and reset is a.true else out


def _named(name: Any, args: list[Any]) -> Term:
    try:
        return sequence(name, args)
    except ErlError as e:
        r: Any = e.reason
        if e.cls is not a.throw:
            raise
        raise error((a.invalid_code, r[1] if r[2] is None else (r[1], r[2]))) from None


def _grouped(fmt: Term) -> Term:
    """Characters that stand side by side become one string."""
    flatten: Any = lists.functions["flatten", 1].fn
    groups: list[Term] = []
    run: list[Any] = []
    flat = flatten(fmt)
    for x in from_list(run_tail() if flat is TAIL else flat):
        if type(x) is Atom or type(x) is tuple:
            if run:
                groups.append(to_list(run))
            groups.append(x)
            run = []
        else:
            run.append(x)
    return to_list([*groups, to_list(run)] if run else groups)


def _formatted(fmt: Term, data: Term, options: Term, names: bool) -> list[Term]:
    def part(x: Term, args: Term) -> tuple[Term, Term]:
        if type(x) is not list:
            _format_failed(badarg(fmt, data, options))
        try:
            items, left = scan(_plain(x), args)
            return "".join([p.text for p in build(items)]).encode(), to_list(left)
        except FormatError:
            _collect_cc(x, args)
            raise

    return _rendered(_grouped(fmt), data, options, part, names)


def _plain(x: Term) -> Term:
    """Binaries among the characters count as their characters."""
    return call(a.unicode, a.characters_to_list, (x,))


@io_ansi.export("format/1")
def format_(fmt: Term) -> Term:
    """The text of a format string with names of sequences in it."""
    return format_options(fmt, None, None)


@io_ansi.export("format/2")
def format_data(fmt: Term, data: Term) -> Term:
    """As `io_lib:format/2`, of strings with names of sequences between them; a binary."""
    return format_options(fmt, data, None)


@io_ansi.export("format/3")
def format_options(fmt: Term, data: Term, options: Term) -> Term:
    """As `format/2` with options of `render/2`."""
    return characters_to_binary(to_list(_formatted(fmt, data, options, False)))


@io_ansi.export("fwrite/1")
def fwrite(fmt: Term) -> Term:
    """Print a format string with names of sequences in it."""
    return fwrite_to(a.standard_io, fmt, None, None)


@io_ansi.export("fwrite/2")
def fwrite_data(fmt: Term, data: Term) -> Term:
    """Print as `format/2` does it."""
    return fwrite_to(a.standard_io, fmt, data, None)


@io_ansi.export("fwrite/3")
def fwrite_options(fmt: Term, data: Term, options: Term) -> Term:
    """Print as `format/3` does it."""
    return fwrite_to(a.standard_io, fmt, data, options)


@io_ansi.export("fwrite/4")
def fwrite_to(device: Term, fmt: Term, data: Term, options: Term) -> Term:
    """Print on a device as `format/3` does it."""
    reply: Term = a.ok
    for x in _formatted(fmt, data, options, True):
        if reply is not a.ok:
            raise error(reply, device, fmt, data, options)
        if type(x) is bytes:
            reply = _request(device, (a.put_chars, a.unicode, x))
        else:
            reply = _put_sequence(device, options, x)
    return reply


def _put_sequence(device: Term, options: Term, name: Term) -> Term:
    """A device that knows no sequences gets one only if it is enabled by hand."""
    reply: Any = _request(device, (a.put_ansi, options, name))
    if reply != (a.error, a.request):
        return reply
    wanted = _option(a.enabled, options, _MISSING)
    if wanted is _MISSING:
        return a.ok
    if wanted is not a.true:
        raise error((a.case_clause, wanted))
    return _request(device, (a.put_chars, a.unicode, format_options([name, None], None, options)))


def _request(device: Term, request: Term) -> Term:
    return call(a.io, a.request, (device, request))
