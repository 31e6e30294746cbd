"""Which of inet's modules a socket is for: options name a module or a family, or an address tells.

`{tcp_module, M}` hands the work to M, if that is not one of OTP's; the first family, or else the
form of the address, decides among those.

OTP: inet (mod, gen_tcp_module)
"""

from __future__ import annotations

import socket
from typing import Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.otp import procs
from pyerlshell.otp.kernel.inet.options import FAMILIES, INET6, LOCAL, is_pair
from pyerlshell.otp.native_calls import clause, failure
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.maps import get, is_map, map_new
from pyerlshell.terms.types import Term

_mod: Final = clause("inet", "mod")
_backend: Final = failure("inet", "gen_tcp_module", 2)


def _parts(options: Any) -> tuple[list[Any], Any]:
    """The elements of a list, and what stands behind them: [] for a list."""
    items: list[Any] = []
    while type(options) is list:
        items.append(options[0])
        options = options[1]
    return items, options


def not_a_list(kind: str, options: Any, where: Term) -> tuple[Term, ...] | None:
    """The arguments that the reference's look at options that are no list fails with."""
    items, rest = _parts(options)
    if rest is None:
        return None
    modules = [(name, atom(f"{name.name}_{kind}")) for name in (a.local,)]
    modules += [(a.inet, atom(f"inet_{kind}")), (a.inet6, atom(f"inet6_{kind}"))]
    tag = atom(f"{kind}_module")
    return (rest, tag, where, map_new(modules), a.undefined, to_list(items[::-1]))


def refuse_improper(kind: str, options: Term) -> Term | None:
    """A tail call that fails if options are no list."""
    args = not_a_list(kind, options, a.undefined)
    return None if args is None else _mod(*args)


def check_backend(options: Any) -> None:
    """{inet_backend, inet | socket} may stand first; sockets are the same to us."""
    if type(options) is not list or not is_pair(options[0]) or options[0][0] is not a.inet_backend:
        return
    if options[0][1] not in (a.inet, a.socket, a.default):
        _backend(ErlError(a.error, a.function_clause, (options[1], options[0][1])))


def family_of(options: Any, where: Any = None) -> int:
    """The family that is named first, or that an address has."""
    for option in _parts(options)[0]:
        if type(option) is Atom and option in FAMILIES:
            return FAMILIES[option]
        if is_pair(option) and option[0] in (a.ip, a.ifaddr):
            where = option[1]
        if is_pair(option) and option[0] in (a.tcp_module, a.udp_module):
            prefix = option[1].name.rpartition("_")[0] if type(option[1]) is Atom else ""
            if prefix in ("inet", "inet6", "local"):
                return FAMILIES[atom(prefix)]
    if type(where) is tuple and len(where) == 2 and where[0] is a.local:
        return LOCAL
    version_6 = type(where) is tuple and len(where) == 8
    if version_6 or (is_map(where) and get(where, a.family) is a.inet6):
        return INET6
    return socket.AF_INET


def other_module(kind: str, options: Any) -> Any:
    """A module that is not one of OTP's, if the options name one."""
    found = None
    for option in _parts(options)[0]:
        if is_pair(option) and option[0] is atom(f"{kind}_module"):
            found = option[1]
    known = type(found) is Atom and found.name in (f"inet_{kind}", f"inet6_{kind}", f"local_{kind}")
    return None if known else found


def by_module(module: Any, name: Atom, number: Term, options: Term) -> Any:
    """What another module makes of `name(Port, Options)`, once it knows the port."""
    answer: Any = procs.apply(module, a.getserv, (number,))
    if type(answer) is not tuple or answer[0] is not a.ok:
        raise ErlError(a.exit, a.badarg)
    rest = [o for o in _parts(options)[0] if not (is_pair(o) and o[1] is module)]
    return procs.tail_apply(module, name, (answer[1], to_list(rest)))
