"""Addresses as text and tuples, and the names of hosts.

A name that is no address is looked up by the system in a thread of its own, so that other
processes go on.

OTP: inet
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.socket_packets import Request, ip_term, ip_text
from pyerlshell.otp.kernel.inet.module import EINVAL, awaited, inet, milliseconds, node
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import list_to_string, string_to_list, to_list
from pyerlshell.terms.types import Term

_FAMILIES: Final[dict[Any, int]] = {a.inet: socket.AF_INET, a.inet6: socket.AF_INET6}
_PART: Final = re.compile(r"0[xX][0-9a-fA-F]+|[0-9]+")
_LINK_LOCAL: Final = (0xFE80, 0xFF02)
_STRICT: Final = re.compile(r"(?:(?:0|[1-9][0-9]*)(?:\.(?!$)|$)){4}")
_HEAD: Final = 8
_SPECIAL: Final = {
    "timeout": "connection timed out",
    "nxdomain": "non-existing domain",
    "exbadport": "bad port state",
    "exbadseq": "bad command sequence",
    "eagain": "resource temporarily unavailable",
}


def text_of(host: Term) -> str | None:
    """A host's name, or the text of its address."""
    if type(host) is Atom:
        return host.name
    if type(host) is tuple:
        return ip_text(host)
    return list_to_string(host)


def _ipv4(text: str, strict: bool) -> Term | None:
    """As inet_aton(3): one to four numbers, the last filling what is left."""
    if strict and _STRICT.fullmatch(text) is None:
        return None
    parts = text.split(".")
    if not 1 <= len(parts) <= 4 or not all(_PART.fullmatch(part) for part in parts):
        return None
    numbers = [_number(part) for part in parts]
    last = 256 ** (5 - len(parts))
    if (
        any(n is None or n > 255 for n in numbers[:-1])
        or numbers[-1] is None
        or numbers[-1] >= last
    ):
        return None
    value = numbers[-1]
    for i, n in enumerate(numbers[:-1]):
        value += n << (8 * (3 - i))  # type: ignore[operator]
    return tuple(value.to_bytes(4, "big"))


def _number(part: str) -> int | None:
    try:
        if part[:2].lower() == "0x":
            return int(part, 16)
        return int(part, 8) if len(part) > 1 and part[0] == "0" else int(part)
    except ValueError:
        return None


def _ipv6(text: str) -> Term | None:
    plain, percent, scope = text.partition("%")
    try:
        address = ip_term(plain) if ":" in plain else None
    except OSError:
        return None
    if not percent:
        return address
    return None if "." in plain else _scoped(address, scope)


def _scoped(address: Term, scope: str) -> Term | None:
    """Only what is local to a link has a scope; it is the second word if it is 0 and a number."""
    if type(address) is not tuple or address[0] not in _LINK_LOCAL or address[1]:
        return None
    if not scope.startswith("0"):
        return address
    number = int(scope) if scope.isascii() and scope.isdigit() else 0x10000
    return (address[0], number, *address[2:]) if number <= 0xFFFF else None


def _parsed(text: Term, v4: bool, v6: bool, strict: bool) -> Term:
    found = list_to_string(text)
    address = None
    if found:
        address = _ipv4(found, strict) if v4 else None
        if address is None and v6:
            address = _ipv6(found)
    return EINVAL if address is None else (a.ok, address)


@inet.export("parse_address/1", "(Address :: string()) -> {ok, ip_address()} | {error, einval}")
def parse_address(text: Term) -> Term:
    """An IPv4 address, short forms allowed, or an IPv6 address."""
    return _parsed(text, True, True, False)


@inet.export(
    "parse_strict_address/1", "(Address :: string()) -> {ok, ip_address()} | {error, einval}"
)
def parse_strict_address(text: Term) -> Term:
    """An IPv4 address of four numbers, or an IPv6 address."""
    return _parsed(text, True, True, True)


@inet.export(
    "parse_ipv4_address/1", "(Address :: string()) -> {ok, ip4_address()} | {error, einval}"
)
def parse_ipv4_address(text: Term) -> Term:
    """An IPv4 address, short forms allowed."""
    return _parsed(text, True, False, False)


@inet.export(
    "parse_ipv4strict_address/1", "(Address :: string()) -> {ok, ip4_address()} | {error, einval}"
)
def parse_ipv4strict_address(text: Term) -> Term:
    """An IPv4 address of four numbers."""
    return _parsed(text, True, False, True)


@inet.export(
    "parse_ipv6_address/1", "(Address :: string()) -> {ok, ip6_address()} | {error, einval}"
)
def parse_ipv6_address(text: Term) -> Term:
    """An IPv6 address; an IPv4 address is mapped."""
    found = _parsed(text, False, True, False)
    v4: Any = _parsed(text, True, False, False)
    return (a.ok, _mapped(v4[1])) if found is EINVAL and v4 is not EINVAL else found


@inet.export(
    "parse_ipv6strict_address/1", "(Address :: string()) -> {ok, ip6_address()} | {error, einval}"
)
def parse_ipv6strict_address(text: Term) -> Term:
    """An IPv6 address."""
    return _parsed(text, False, True, True)


@inet.export("ntoa/1", "(Address :: ip_address()) -> string() | {error, einval}")
def ntoa(address: Term) -> Term:
    """The text of an address."""
    found = ip_text(address)
    return EINVAL if found is None else string_to_list(_shown(address, found))


def _shown(address: Any, text: str) -> str:
    """The text as erl writes it: with the scope, and a small address as one of IPv4 at the end."""
    if address[0] in _LINK_LOCAL and address[1]:
        return f"{ip_text((address[0], 0, *address[2:]))}%0{address[1]}"
    if len(address) == 8 and not any(address[:7]) and address[7] > 1:
        return f"::0.0.{address[7] >> 8}.{address[7] & 255}"
    return text


def _mapped(address: Any) -> Term:
    p, q, r, s = address
    return (0, 0, 0, 0, 0, 0xFFFF, p << 8 | q, r << 8 | s)


@inet.export("ipv4_mapped_ipv6_address/1", "(ip_address()) -> ip_address()")
def ipv4_mapped(address: Any) -> Term:
    """An IPv4 address as IPv6, or the IPv4 address in the last words of an IPv6 address."""
    if ip_text(address) is None:
        raise function_clause(address)
    if len(address) == 4:
        return _mapped(address)
    return (address[6] >> 8, address[6] & 255, address[7] >> 8, address[7] & 255)


def _is(address: Any, sizes: tuple[int, ...]) -> Term:
    good = ip_text(address) is not None and len(address) in sizes
    return a.true if good else a.false


@inet.export("is_ip_address/1", "(term()) -> boolean()")
def is_ip_address(address: Term) -> Term:
    """It is an IPv4 or IPv6 address."""
    return _is(address, (4, 8))


@inet.export("is_ipv4_address/1", "(term()) -> boolean()")
def is_ipv4_address(address: Term) -> Term:
    """It is an IPv4 address."""
    return _is(address, (4,))


@inet.export("is_ipv6_address/1", "(term()) -> boolean()")
def is_ipv6_address(address: Term) -> Term:
    """It is an IPv6 address."""
    return _is(address, (8,))


@inet.export("format_error/1", "(Reason) -> string()")
def format_error(reason: Term) -> Term:
    """What a POSIX reason or one of inet's own means."""
    from pyerlshell.otp.stdlib.erl_posix_msg import message

    name = reason.name if type(reason) is Atom else ""
    return string_to_list(_SPECIAL[name]) if name in _SPECIAL else message(reason)


# Hosts


def addresses(host: Term, family: int) -> tuple[list[str], Atom | None]:
    """The addresses of a host as text, or why there are none."""
    text = text_of(host)
    if text is None:
        return [], a.einval
    if type(host) is tuple:
        same = (":" in text) is (family == socket.AF_INET6)
        return ([text], None) if same else ([], a.eafnosupport)
    literal = _ipv4(text, False) if family != socket.AF_INET6 else _ipv6(text)
    if literal is not None:
        return [ip_text(literal) or ""], None
    if not all(" " < c < "\x7f" or c > "\x9f" for c in text):
        return [], a.einval
    if not text or text.startswith("."):
        return [], a.nxdomain
    try:
        node().outside.refuse("connect", text)
    except PermissionError:
        return [], a.eacces
    found = _looked_up(text, family)
    return found, (None if found else a.nxdomain)


def port_of(number: Term, protocol: Atom) -> int | None:
    """A port, by its number or as the name of a service; None if there is none."""
    if type(number) is int:
        return number
    found: Any = getservbyname(number, protocol) if type(number) is Atom else EINVAL
    return found[1] if found[0] is a.ok else None


def _looked_up(text: str, family: int) -> list[str]:
    answers: Any = in_thread(lambda: socket.getaddrinfo(text, None, family, socket.SOCK_STREAM))
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers or ()))


def in_thread(question: Callable[[], Any]) -> Any:
    """What the system answers, asked in another thread; None if it fails."""
    here = node()
    request = Request(P.cur.pid, here.make_ref())
    found: list[Any] = []
    poller = here.poller

    def work() -> None:
        with suppress(OSError, UnicodeError):
            found.append(question())
        poller.post(done)

    def done() -> None:
        poller.holds -= 1
        if here.lookup(request.pid) is not None:
            here.send(request.pid, (request.ref, a.ok))

    poller.poll(0)  # so that it can be woken
    poller.holds += 1
    threading.Thread(target=work, daemon=True).start()
    awaited(request, None, lambda: None)
    return found[0] if found else None


@inet.export("gethostname/0", "() -> {ok, Hostname :: string()}")
def gethostname() -> Term:
    """The name of this machine, up to the first dot."""
    return (a.ok, string_to_list(socket.gethostname().partition(".")[0]))


@inet.export("getaddr/2", "(Host, Family :: inet | inet6) -> {ok, ip_address()} | {error, Reason}")
def getaddr(host: Term, family: Term) -> Term:
    """An address of a host."""
    found: Any = getaddrs(host, family)
    return (a.ok, found[1][0]) if found[0] is a.ok else found


@inet.export(
    "getaddrs/2", "(Host, Family :: inet | inet6) -> {ok, [ip_address()]} | {error, Reason}"
)
def getaddrs(host: Term, family: Any) -> Term:
    """The addresses of a host."""
    if type(family) is not Atom or family not in _FAMILIES:
        return EINVAL
    found, problem = addresses(host, _FAMILIES[family])
    if problem is not None:
        return (a.error, problem)
    return (a.ok, to_list([ip_term(text) for text in found]))


@inet.export("gethostbyname/1", "(Host) -> {ok, hostent()} | {error, Reason}")
def gethostbyname(host: Term) -> Term:
    """What is known of a host."""
    return gethostbyname_2(host, a.inet)


@inet.export(
    "gethostbyname/2", "(Host, Family :: inet | inet6) -> {ok, hostent()} | {error, Reason}"
)
def gethostbyname_2(host: Term, family: Any) -> Term:
    """What is known of a host, with its addresses of a family."""
    if type(host) is tuple:
        return EINVAL
    found: Any = getaddrs(host, family)
    if found[0] is not a.ok:
        return found
    size = 16 if family is a.inet6 else 4
    name = string_to_list(text_of(host) or "")
    return (a.ok, (a.hostent, name, None, family, size, found[1]))


@inet.export("getaddr/3", internal=True)
def getaddr_3(host: Term, family: Term, timeout: Term) -> Term:
    """As getaddr/2."""
    milliseconds(timeout)
    return getaddr(host, family)


@inet.export(
    "gethostbyaddr/1", "(Address :: string() | ip_address()) -> {ok, hostent()} | {error, Reason}"
)
def gethostbyaddr(host: Term) -> Term:
    """The name of the host with an address."""
    text = ip_text(host) if type(host) is tuple else list_to_string(host)
    address = None if not text else _ipv6(text) if ":" in text else _ipv4(text, False)
    if address is None:
        return EINVAL
    shown: Any = ip_text(address)
    try:
        node().outside.refuse("connect", shown)
    except PermissionError:
        return (a.error, a.eacces)
    found = in_thread(lambda: socket.gethostbyaddr(shown))
    if found is None:
        return (a.error, a.nxdomain)
    name, others, _ = found
    v6 = ":" in shown
    aliases = to_list([string_to_list(other) for other in others])
    family, size = (a.inet6, 16) if v6 else (a.inet, 4)
    return (a.ok, (a.hostent, string_to_list(name), aliases, family, size, [address, None]))


@inet.export("getservbyname/2", internal=True)
def getservbyname(name: Term, protocol: Term) -> Term:
    """The port of a service."""
    try:
        return (a.ok, socket.getservbyname(text_of(name) or "", text_of(protocol) or ""))
    except OSError:
        return EINVAL


@inet.export("getservbyport/2", internal=True)
def getservbyport(number: Any, protocol: Term) -> Term:
    """The name of the service at a port."""
    try:
        return (a.ok, string_to_list(socket.getservbyport(number, text_of(protocol) or "")))
    except (OSError, TypeError, OverflowError):
        return EINVAL


@inet.export("ip/1", internal=True)
def ip(host: Any) -> Term:
    """The IPv4 address of a host."""
    if type(host) is tuple:
        return (a.ok, host) if ip_text(host) is not None and len(host) == 4 else EINVAL
    return getaddr(host, a.inet)


@inet.export("translate_ip/2", internal=True)
def translate_ip(address: Any, family: Any) -> Term:
    """`any` and `loopback` as addresses of a family."""
    known = _PLACES.get((address, family)) if type(address) is Atom else None
    return address if known is None else ip_term(known)


_PLACES: Final[dict[Any, str]] = {
    (a.any, a.inet): "0.0.0.0",
    (a.loopback, a.inet): "127.0.0.1",
    (a.any, a.inet6): "::",
    (a.loopback, a.inet6): "::1",
}
