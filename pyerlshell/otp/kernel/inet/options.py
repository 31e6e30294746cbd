"""The options of listen, connect and open, the sockets that they make, and inet:setopts/2.

Who opens a socket may give the options of its kind, and what is wrong with one is found before
anything is opened: `BadOption`. What a row of `option_table` says is done to the new socket.

OTP: inet (connect_options, listen_options, udp_options, open_bind)
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.erts.socket_packets import Settings, ip_text
from pyerlshell.erts.sockets import Socket
from pyerlshell.otp.kernel.inet.option_table import (
    ANCILLARY_OPTIONS,
    OWN,
    SETTINGS,
    SYSTEM,
    VERSION_6_ONLY,
    BadOption,
    Row,
    System,
    signed,
    tell,
)
from pyerlshell.otp.preloaded.erlang.packets import decode_packet
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import ImproperList, from_list, list_to_string
from pyerlshell.terms.maps import get, is_map
from pyerlshell.terms.types import Term

LOCAL: Final[int] = getattr(socket, "AF_UNIX", -1)
INET6: Final[int] = socket.AF_INET6
FAMILIES: Final[dict[Any, int]] = {a.inet: socket.AF_INET, a.inet6: INET6, a.local: LOCAL}
_COMMON: Final = """debug tos tclass priority reuseaddr reuseport reuseport_lb exclusiveaddruse
    sndbuf recbuf recvtos recvtclass ttl recvttl header active buffer mode deliver raw
    high_msgq_watermark low_msgq_watermark bind_to_device netns"""
_STREAM: Final = """keepalive linger nodelay packet packet_size exit_on_close high_watermark
    low_watermark send_timeout send_timeout_close delay_send show_econnreset read_ahead keepcnt
    keepidle keepintvl user_timeout protocol"""
ALLOWED: Final[dict[str, frozenset[str]]] = {
    "connect": frozenset(f"{_COMMON} {_STREAM} line_delimiter".split()),
    "listen": frozenset(f"{_COMMON} {_STREAM} ipv6_v6only".split()),
    "udp": frozenset(
        f"""{_COMMON} ipv6_v6only broadcast dontroute multicast_if multicast_ttl multicast_loop
        add_membership drop_membership read_packets""".split()
    ),
}
"""What may be given to each of the functions that make sockets."""
_PACKETS: Final[dict[Any, Any]] = {0: 0, 1: 1, 2: 2, 4: 4, a.raw: 0, a.line: a.line}
_PROTOCOLS: Final = frozenset(
    (a.asn1, a.sunrm, a.cdr, a.fcgi, a.tpkt, a.http, a.http_bin, a.httph, a.httph_bin)
)


def _decode(kind: Any, data: bytes, most: int) -> Any:
    return decode_packet(kind, data, [(a.packet_size, most), None])


@dataclass(slots=True)
class Opening:
    """What options say of a socket that is being made."""

    family: int
    settings: Settings = field(default_factory=Settings)
    system: System = field(default_factory=list)
    address: str | bytes | None = None
    scope: int = 0
    """Of a link-local address: which interface."""
    fd: int | None = None
    port: int = 0
    backlog: Any = 5
    """That it is no number is found when the socket has its place."""


def opening(kind: str, family: int, options: Term) -> Opening:
    """The options of "listen", "connect" and "udp". Raises BadOption."""
    made = Opening(family)
    for option in _items(options):
        if type(option) is Atom and option in FAMILIES:
            continue
        name = option[0].name if is_pair(option) else ""
        if name in _ON_OPENING and (name != "backlog" or kind == "listen"):
            _ON_OPENING[name](made, option[1])
        elif name == ("udp_module" if kind == "udp" else "tcp_module"):
            continue
        elif name == "inet_backend" and option is options[0]:  # type: ignore[index]
            continue
        elif name and name not in ALLOWED[kind]:
            raise BadOption(option)
        else:
            _set(made.settings, made.system, option, opening=True)
    return made


def _items(options: Term) -> list[Any]:
    try:
        return from_list(options)
    except ImproperList:
        raise BadOption(options) from None


def is_pair(option: Any) -> bool:
    """{Name, Value}"""
    return type(option) is tuple and len(option) == 2 and type(option[0]) is Atom


def _natural(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 65535:
        raise BadOption(value)
    return value


def _port_number(made: Opening, value: Any) -> None:
    made.port = _natural(value)


def _backlog(made: Opening, value: Any) -> None:
    if value is a.true or value is a.false:
        value = 5 if value is a.true else 0
    made.backlog = value


def _descriptor(made: Opening, value: Any) -> None:
    if type(value) is int and value >= 0:
        made.fd = value
    elif type(value) is int or type(value) is Atom:
        made.fd = None
    else:
        raise BadOption(value)


def _bind_to(made: Opening, value: Any) -> None:
    """{ip, Address}: an address, `any`, `loopback`, {local, Path}, or all of it as a map."""
    if is_map(value):
        made.port = _natural(get(value, a.port, 0))
        made.scope = scope_of(value)
        value = get(value, a.addr, get(value, a.path, a.any))
        made.address = place_text(made.family, value)
    elif type(value) is tuple and len(value) == 2 and value[0] is a.local:
        made.address = path_of(value[1]) if made.family == LOCAL else None
    else:
        made.address = place_text(made.family, value)
    if made.address is None:
        raise BadOption(value)


def scope_of(value: Any) -> int:
    """The interface that a map with an address names; 0 for none."""
    scope = get(value, a.scope_id, 0)
    return scope if type(scope) is int else 0


def place_text(family: int, value: Any) -> str | None:
    """The text of an address of a family, or of `any` and `loopback`."""
    if type(value) is Atom:
        return _ADDRESSES[family].get(value) if family in _ADDRESSES else None
    text = ip_text(value)
    return text if text is not None and (":" in text) is (family == INET6) else None


_ADDRESSES: Final[dict[int, dict[Any, str]]] = {
    socket.AF_INET: {a.any: "", a.loopback: "127.0.0.1"},
    INET6: {a.any: "::", a.loopback: "::1"},
}
_ON_OPENING: Final[dict[str, Callable[[Opening, Any], None]]] = {
    "ip": _bind_to,
    "ifaddr": _bind_to,
    "port": _port_number,
    "backlog": _backlog,
    "fd": _descriptor,
}


def path_of(path: Term) -> bytes | None:
    """The bytes of a path; None if it is none."""
    data = to_bytes(path)
    if data is None:
        text = list_to_string(path)
        data = None if text is None else os.fsencode(text)
    return data


# Setting


def change(found: Socket, options: Term) -> bool:
    """inet:setopts/2; False if an option cannot be set. Nothing is, if one is no option."""
    trial = Settings(active=found.settings.active)
    system: System = []
    try:
        items = _items(options)
        for option in items:
            _set(trial, system, option)
        for option in items:
            if not (is_pair(option) and option[0].name in SYSTEM):
                _set(found.settings, [], option)
        _suits(found)
        tell(found.sock, system)
    except (BadOption, OSError):
        return False
    _system_changed(found, system)
    _tell_passive(found)
    if found.kind == "tcp":
        found.hand_out()
    found.look()
    return True


def _tell_passive(found: Socket) -> None:
    if found.settings.passive_now:
        found.settings.passive_now = False
        found.tell_passive()


def _suits(found: Socket) -> None:
    """What only a socket of datagrams looks at."""
    if found.kind == "udp" and found.settings.others.get(a.read_packets, 5) < 1:  # type: ignore[operator]
        del found.settings.others[a.read_packets]
        raise BadOption(a.read_packets)


def opened(found: Socket, made: Opening) -> Socket:
    """A new socket, after its options have been told to the system."""
    _system_changed(found, made.system)
    _tell_passive(found)
    return found


_LARGEST_DATAGRAM: Final = 65536


def _system_changed(found: Socket, system: System) -> None:
    """Our buffer grows with the system's; whether datagrams tell more is known."""
    settings = found.settings
    for name, _, value in system:
        if name == "recbuf" and not settings.buffer_is_set and value > settings.buffer:
            settings.buffer = min(value, _LARGEST_DATAGRAM) if found.kind == "udp" else value
    asked = dict.fromkeys([name for name, _, _ in system if name in ANCILLARY_OPTIONS])
    if asked and found.kind == "udp":
        found.tells_more = any(_is_on(found.sock, SYSTEM[name]) for name in ANCILLARY_OPTIONS)


def _is_on(sock: socket.socket, row: Row) -> bool:
    try:
        return bool(sock.getsockopt(row.level, row.number))
    except OSError:
        return False


def _set(settings: Settings, system: System, option: Any, opening: bool = False) -> None:
    if option is a.binary or option is a.list:
        settings.binary = option is a.binary
        return
    if type(option) is tuple and option and option[0] is a.raw:
        system.append(("raw", *_raw(option)))
        return
    if not is_pair(option):
        raise BadOption(option)
    atom_name, value = option
    name: str = atom_name.name
    if name in SYSTEM:
        system.append((name, SYSTEM[name], SYSTEM[name].encode(value)))
    elif name in SETTINGS:
        setattr(settings, name, SETTINGS[name].encode(value))
        settings.buffer_is_set = settings.buffer_is_set or name == "buffer"
    elif name in OWN:
        settings.others[atom_name] = OWN[name].encode(value)
    elif name in _SETTERS:
        _SETTERS[name](settings, value)
    elif opening and name == "ipv6_v6only":
        system.append((name, VERSION_6_ONLY, VERSION_6_ONLY.encode(value)))
    elif opening and name == "protocol" and value in (a.tcp, a.mptcp):
        return
    else:
        raise BadOption(option)


def _raw(option: Any) -> tuple[Row, Any]:
    """{raw, Level, Option, Value}, or the last three in a tuple."""
    parts = option[1:] if len(option) == 4 else option[1] if len(option) == 2 else None
    if type(parts) is not tuple or len(parts) != 3:
        raise BadOption(option)
    level, number, value = parts
    data = to_bytes(value)
    if type(level) is not int or type(number) is not int or data is None:
        raise BadOption(option)
    return Row(level, number, bytes), data


def _set_active(settings: Settings, value: Any) -> None:
    if type(value) is int:
        now = settings.active if type(settings.active) is int else 0
        left = now + value
        if not -32768 <= value <= 32767 or left > 32767:
            raise BadOption(value)
        settings.active = left if left > 0 else a.false
        settings.passive_now = left <= 0
    elif value is a.true or value is a.false or value is a.once:
        settings.active = value
        settings.passive_now = False
    else:
        raise BadOption(value)


def _set_packet(settings: Settings, value: Any) -> None:
    if type(value) is not Atom and type(value) is not int:
        raise BadOption(value)
    if value in _PROTOCOLS:
        settings.packet, settings.decode = value, _decode
    elif value in _PACKETS:
        settings.packet, settings.decode = _PACKETS[value], None
    else:
        raise BadOption(value)


def _one_of(value: Any, no: Atom, yes: Atom) -> bool:
    if value is not no and value is not yes:
        raise BadOption(value)
    return bool(value is yes)


def _set_mode(settings: Settings, value: Any) -> None:
    settings.binary = _one_of(value, a.list, a.binary)


def _set_deliver(settings: Settings, value: Any) -> None:
    settings.deliver_port = _one_of(value, a.term, a.port)


def _set_line_delimiter(settings: Settings, value: Any) -> None:
    settings.line_delimiter = signed(value) & 255


_SETTERS: Final[dict[str, Callable[[Settings, Any], None]]] = {
    "active": _set_active,
    "packet": _set_packet,
    "mode": _set_mode,
    "deliver": _set_deliver,
    "line_delimiter": _set_line_delimiter,
}
