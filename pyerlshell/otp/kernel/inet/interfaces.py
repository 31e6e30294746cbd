"""The network interfaces, as inet shows them.

OTP: inet (getifaddrs)
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.interfaces import FLAGS, Interface, interfaces
from pyerlshell.erts.socket_packets import ip_term
from pyerlshell.otp.kernel.inet.module import EINVAL, inet, is_port, open_socket
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.lists import is_proper, string_to_list, to_list
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
