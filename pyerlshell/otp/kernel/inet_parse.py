"""Texts of addresses and names: what of inet_parse programs use.

OTP: inet_parse
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.kernel.inet import names
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import list_to_string
from pyerlshell.terms.types import Term

inet_parse: Final = NativeModule("inet_parse", "Texts of addresses and names.")

for _name, _function in (
    ("address/1", names.parse_address),
    ("strict_address/1", names.parse_strict_address),
    ("ipv4_address/1", names.parse_ipv4_address),
    ("ipv4strict_address/1", names.parse_ipv4strict_address),
    ("ipv6_address/1", names.parse_ipv6_address),
    ("ipv6strict_address/1", names.parse_ipv6strict_address),
    ("ntoa/1", names.ntoa),
):
    inet_parse.export(_name, internal=True)(_function)


def _visible(text: Any) -> bool:
    found = list_to_string(text)
    return bool(found) and all("!" <= c <= "~" or "\xa1" <= c <= "\xff" for c in found or "")


@inet_parse.export("visible_string/1", internal=True)
def visible_string(text: Term) -> Term:
    """Whether a text has characters that print, and no others."""
    return a.true if _visible(text) else a.false


@inet_parse.export("domain/1", internal=True)
def domain(text: Any) -> Term:
    """Whether a text is the name of a domain."""
    found = list_to_string(text) or ""
    good = all(c.isalnum() or c in "-_" for part in found.split(".") for c in part)
    return a.true if found and good and all(found.split(".")) else a.false


@inet_parse.export("dots/1", internal=True)
def dots(text: Any) -> Term:
    """{how many dots there are inside a name, whether it ends with one}."""
    found = list_to_string(text) or ""
    ends = found.endswith(".")
    return (found.count(".") - ends, a.true if ends else a.false)
