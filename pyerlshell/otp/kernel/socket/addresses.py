"""Addresses as maps: #{family => inet, addr => {A, B, C, D}, port => Port}, and their like.

OTP: prim_socket (sockaddr)
"""

from __future__ import annotations

import os
import socket as system
from typing import Any, Final

from pyerlshell.erts.socket_packets import ip_term, ip_text
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import list_to_string, to_list
from pyerlshell.terms.maps import get, is_map, keys, map_new
from pyerlshell.terms.types import Term

FAMILIES: Final[dict[Any, int]] = {
    a.inet: system.AF_INET,
    a.inet6: system.AF_INET6,
    **({a.local: system.AF_UNIX} if hasattr(system, "AF_UNIX") else {}),
}
_NAMED: Final[dict[Any, dict[Any, str]]] = {
    a.inet: {a.any: "", a.loopback: "127.0.0.1", a.broadcast: "255.255.255.255"},
    a.inet6: {a.any: "::", a.loopback: "::1"},
}


def place_of(term: Any, domain: Atom) -> Any:
    """What Python's socket takes; None if the term is no address of this domain."""
    if type(term) is Atom:
        named = _NAMED.get(domain, {}).get(term)
        return None if named is None else (named, 0)
    if not is_map(term) or get(term, a.family) is not domain or _strange(term, domain):
        return None
    if domain is a.local:
        return _path(get(term, a.path))
    address = get(term, a.addr, a.any)
    text = _NAMED[domain].get(address) if type(address) is Atom else ip_text(address)
    port = get(term, a.port, 0)
    if text is None or type(port) is not int or not 0 <= port < 65536:
        return None
    if domain is a.inet6:
        return None if text and ":" not in text else _with_scope(term, text, port)
    return None if ":" in text else (text, port)


_KEYS: Final[dict[Any, frozenset[Any]]] = {
    a.inet: frozenset((a.family, a.addr, a.port)),
    a.inet6: frozenset((a.family, a.addr, a.port, a.flowinfo, a.scope_id)),
    a.local: frozenset((a.family, a.path)),
}


def not_an_address(term: Any) -> Term:
    """{error, {invalid, What}} of what is no address, as exactly as the reference says it."""
    if not is_map(term):
        return _invalid(a.sockaddr, term)
    family: Any = get(term, a.family)
    if family is None:
        return _invalid(a.sockaddr, a.family, term)
    strange = _strange(term, family)
    if strange:
        return _invalid(a.sockaddr, (a.keys, to_list(strange)), term)
    return _invalid(a.sockaddr, term)


def _strange(term: Any, family: Any) -> list[Term]:
    """The keys that no address of a family has."""
    known = _KEYS.get(family) if type(family) is Atom else None
    return [] if known is None else [k for k in keys(term) if k not in known]


def _invalid(*what: Term) -> Term:
    return (a.error, (a.invalid, what))


def _with_scope(term: Any, text: str, port: int) -> Any:
    flow, scope = get(term, a.flowinfo, 0), get(term, a.scope_id, 0)
    return (text, port, flow, scope) if type(flow) is int and type(scope) is int else None


def _path(term: Any) -> Any:
    data = to_bytes(term)
    if data is None:
        text = list_to_string(term)
        data = None if text is None else os.fsencode(text)
    return data


def address_term(place: Any, family: int) -> Term:
    """The map of an address that Python's socket gave."""
    if family == system.AF_INET:
        return map_new([(a.family, a.inet), (a.addr, ip_term(place[0])), (a.port, place[1])])
    if family == system.AF_INET6:
        return map_new(
            [
                (a.family, a.inet6),
                (a.addr, ip_term(place[0])),
                (a.port, place[1]),
                (a.flowinfo, place[2]),
                (a.scope_id, place[3]),
            ]
        )
    return map_new([(a.family, a.local), (a.path, os.fsencode(place or ""))])
