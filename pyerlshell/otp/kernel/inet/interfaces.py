"""The network interfaces, as inet shows them.

OTP: inet (getifaddrs)
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from pyerlshell.erts import interface_requests as asking
from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.interfaces import FLAGS, Interface, interfaces
from pyerlshell.erts.socket_packets import ip_term
from pyerlshell.otp.kernel.inet import names
from pyerlshell.otp.kernel.inet.module import EINVAL, inet, is_port, open_socket
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.format_fields import deep_text
from pyerlshell.terms.lists import from_list, is_proper, string_to_list, to_list
from pyerlshell.terms.types import Term


@inet.export("getifaddrs/0", "() -> {ok, [{Ifname :: string(), [Opt]}]} | {error, posix()}")
def getifaddrs() -> Term:
    """The interfaces, each with its flags, addresses, netmasks and hardware address."""
    return (a.ok, to_list([(string_to_list(i.name), _options(i)) for i in interfaces()]))


@inet.export(
    "getifaddrs/1",
    "(Option :: socket() | [{netns, file:filename_all()}]) -> {ok, [{Ifname, [Opt]}]} | "
    "{error, posix()}",
)
def getifaddrs_1(where: Term) -> Term:
    """As getifaddrs/0, asked through a socket."""
    if is_port(where):
        return EINVAL if open_socket(where) is None else getifaddrs()
    if not is_proper(where):
        raise function_clause(where)
    return getifaddrs()


def flags(interface: Interface) -> Term:
    """The flags as atoms."""
    return to_list([atom(name) for name, bit in FLAGS if interface.flags & bit])


def _options(interface: Interface) -> Term:
    made: list[Term] = [(a.flags, flags(interface))]
    for address in interface.addresses:
        made.append((a.addr, ip_term(address.text)))
        if address.netmask is not None:
            made.append((a.netmask, ip_term(address.netmask)))
        if address.other is not None and ":" not in address.text:
            kind = a.broadaddr if interface.flags & 2 else a.dstaddr
            made.append((kind, ip_term(address.other)))
    if interface.hardware is not None:
        made.append((a.hwaddr, to_list(interface.hardware)))
    return to_list(made)


@inet.export("getiflist/0", internal=True)
def getiflist() -> Term:
    """The names of the interfaces that have an IPv4 address."""
    named = [i.name for i in interfaces() if any("." in x.text for x in i.addresses)]
    return (a.ok, to_list([string_to_list(name) for name in named]))


@inet.export("getif/0", internal=True)
def getif() -> Term:
    """{Address, Broadcast, Netmask} of each IPv4 address, the last first."""
    made: list[Any] = []
    for interface in interfaces():
        for address in interface.addresses:
            if ":" not in address.text and interface.flags & 1:
                broadcast = ip_term(address.other or "0.0.0.0")
                mask = ip_term(address.netmask or "0.0.0.0")
                made.append((ip_term(address.text), broadcast, mask))
    return (a.ok, to_list(made[::-1]))


@inet.export("getif/1", internal=True)
def getif_1(handle: Term) -> Term:
    """As getif/0, asked through a socket, or one opened with options."""
    if not is_port(handle) and not is_proper(handle):
        raise function_clause(handle)
    return getif()


@inet.export("getiflist/1", internal=True)
def getiflist_1(handle: Term) -> Term:
    """As getiflist/0, asked through a socket, or one opened with options."""
    if not is_port(handle) and not is_proper(handle):
        raise function_clause(handle)
    return getiflist()


# One interface


def _address(data: bytes) -> Term:
    return ip_term(asking.address(data)[1])


def _flags(data: bytes) -> Term:
    bits = asking.bits(data)
    return to_list([atom(name) for name, bit in FLAGS if bits & bit])


_SHOWN: Final[dict[Any, tuple[str, Callable[[bytes], Term]]]] = {
    a.addr: ("addr", _address),
    a.broadaddr: ("brdaddr", _address),
    a.dstaddr: ("dstaddr", _address),
    a.netmask: ("netmask", _address),
    a.mtu: ("mtu", asking.integer),
    a.flags: ("flags", _flags),
    a.hwaddr: ("hwaddr", lambda data: to_list(list(data[2:8]))),
}


@inet.export("ifget/2", internal=True)
def ifget(name: Any, wanted: Term) -> Term:
    """Some of what the system knows of an interface; of what it does not know, nothing."""
    text = deep_text(name) if type(name) is list else names.text_of(name)
    if text is None or not is_proper(wanted):
        raise function_clause(name, wanted)
    asked: list[Any] = from_list(wanted)
    if asked and type(asked[0]) is tuple and asked[0][0] is a.inet_backend:
        del asked[0]
    if any(type(what) is not Atom or what not in _SHOWN for what in asked):
        return EINVAL
    made: list[Term] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for what in asked:
            number, shown = _SHOWN[what]
            with suppress(OSError, ImportError):
                made.append((what, shown(asking.get(sock.fileno(), number, text))))
    return (a.ok, to_list(made))
