"""Loaded modules, memory, uptime.

OTP: c
"""

from __future__ import annotations

from pyerlshell.erts.machine import P
from pyerlshell.otp import procs
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.otp.preloaded.init import stop as init_stop
from pyerlshell.otp.stdlib.c.module import c, say
from pyerlshell.terms import lists
from pyerlshell.terms import pretty as printer
from pyerlshell.terms import write as writer
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

_TWO_COLUMNS_OVER = 16


@c.export("m/0", "() -> ok")
def m() -> Term:
    """Print the loaded modules and their files."""
    say(f"{'Module':<20}  File\n")
    for module in sorted(P.cur.node.code.current, key=lambda atom: atom.name):
        say(f"{writer.write(module)[:20]:<20}  {_file(module)}\n")
    return a.ok


def _file(module: Atom) -> str:
    where = procs.apply(a.code, a.which, (module,))
    if type(where) is Atom:
        return where.name
    try:
        return to_str(where)
    except NotText:
        return ""


@c.export("m/1", "(Module) -> ok")
def m_1(module: Atom) -> Term:
    """Print what is known of a module."""
    info = dict(_pairs(procs.apply(module, a.module_info, ())))
    compiled = dict(_pairs(info.get(a.compile)))
    md5 = info.get(a.md5)
    say(f"Module: {writer.write(module)}\n")
    say(f"MD5: {md5.hex() if type(md5) is bytes else ''}\n")
    if procs.apply(a.code, a.is_loaded, (module,)) is not a.false:
        say(f"Object file: {_file(module)}\n")
    options = printer.pretty(compiled.get(a.options), 20)
    say(f"Compiler options:  {options}\n")
    say("Exports: \n")
    exports = sorted(f"{writer.write(f)}/{n}" for f, n in _pairs(info.get(a.exports)))
    _print_exports(exports)
    return a.ok


def _pairs(term: Term) -> list[tuple[Atom, Term]]:
    return [item for item in lists.iter_list(term) if type(item) is tuple and len(item) == 2]


def _print_exports(exports: list[str]) -> None:
    if len(exports) <= _TWO_COLUMNS_OVER:
        for export in exports:
            say(f"         {export}\n")
        return
    half = -(-len(exports) // 2)
    for row in range(half):
        right = exports[half + row] if half + row < len(exports) else ""
        say(f"{exports[row]:<29} {right}\n")


@c.export("memory/0", "() -> [{Type, Size}]")
def memory() -> Term:
    """How much memory is used for what."""
    return procs.apply(a.erlang, a.memory, ())


@c.export("memory/1", "(Type) -> Size")
def memory_1(what: Term) -> Term:
    """How much memory is used for this."""
    return procs.tail_apply(a.erlang, a.memory, (what,))


_UNITS = (("days", 86400), ("hours", 3600), ("minutes", 60))


@c.export("uptime/0", "() -> ok")
def uptime() -> Term:
    """Print how long the node has been running."""
    node = P.cur.node
    left = (node.clock.monotonic() - node.started_at) // 1_000_000_000
    parts: list[str] = []
    for unit, seconds in _UNITS:
        count, left = divmod(left, seconds)
        if count or parts:
            parts.append(f"{count} {unit}")
    last = f"{left} seconds"
    say(f"{', '.join(parts)} and {last}\n" if parts else f"{last}\n")
    return a.ok


@c.export("mm/0", "() -> [Module]")
def mm() -> Term:
    """The modules whose object code has changed since they were loaded."""
    return procs.apply(a.code, a.modified_modules, ())


@c.export("lm/0", "() -> [code:load_ret()]")
def lm() -> Term:
    """Load all modules whose object code has changed."""
    changed = lists.from_list(mm())
    return lists.to_list([procs.apply(a.c, a.l, (module,)) for module in changed])


@c.export("q/0", "() -> no_return()")
def q() -> Term:
    """Stop the node, as init:stop/0 does."""
    return init_stop()


@c.export("xm/1", "(Module) -> [{deprecated | undefined | unused, [mfa()]}]")
def xm(module: Term) -> Term:
    """What a module calls that is not there, and its functions that nobody calls."""
    from pyerlshell.otp.stdlib.c import cross_reference

    return cross_reference.of_module(module)
