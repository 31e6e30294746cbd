"""A document at odds with itself: its listings give one result, its transcript shows another.

That can be said only where the document itself holds all that decides: the prompt runs functions of
modules listed in it, nothing of them asks for times, chance or the outside, and the two results are
built alike or one of the two is an exception of that code. Everything else merely differs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from pyerlshell.transcript.document import Listing
from pyerlshell.transcript.judging.faults import Fault
from pyerlshell.transcript.judging.match import same_shape
from pyerlshell.transcript.judging.names import is_volatile
from pyerlshell.transcript.judging.outputs import Output, read_output
from pyerlshell.transcript.judging.printed import Tree, read_printed

_WORD: Final = re.compile(r"'[^']*'|[a-z][\w@]*")
_OUTSIDE: Final = re.compile(
    r"\b(?:rand|random|os|file|httpc?|inet|gen_tcp|gen_udp|ssl|rpc|erpc|net_kernel|net_adm|crypto"
    r"|calendar|dets|mnesia):|\b(?:load_nif|open_port)\("
)


def involved(text: str, listings: Collection[Listing]) -> list[Listing]:
    """The newest listing of each module that the input names."""
    words = {word.strip("'") for word in _WORD.findall(text)}
    newest = {listing.module: listing for listing in listings if listing.module}
    return [listing for module, listing in newest.items() if module in words]


def contradiction(
    listings: Sequence[Listing], expected: Sequence[str], printed: Sequence[str]
) -> str:
    """How listing and transcript are at odds, in one line; "" if that cannot be said."""
    if not listings or any(_is_open(listing) for listing in listings):
        return ""
    e, s = read_output(expected), read_output(printed)
    if not _comparable(e, s, {listing.module for listing in listings}):
        return ""
    names = " and ".join(_place(listing) for listing in listings)
    told = _first_difference(e, s)
    gives = "gives" if len(listings) == 1 else "give"
    return f"{names} {gives} {told or 'another result than the transcript shows'}"


def _place(listing: Listing) -> str:
    version = f" (version {listing.version})" if listing.version > 1 else ""
    return f"the listing of {listing.module} at line {listing.line}{version}"


def _is_open(listing: Listing) -> bool:
    return is_volatile(listing.text) or _OUTSIDE.search(listing.text) is not None


def _comparable(e: Output, s: Output, modules: set[str]) -> bool:
    if e.said != s.said or (not e.lines and e.fault is None):
        return False
    if e.fault is None and s.fault is None:
        return same_shape(_trees(e), _trees(s))
    if s.fault is not None:
        return _is_of(s.fault, modules)
    return e.fault is not None and _is_of(e.fault, modules)


def _is_of(fault: Fault, modules: set[str]) -> bool:
    """It was raised by the document's own code, and not because something is missing."""
    if fault.form.startswith("undef"):
        return False
    return bool(fault.stack) and fault.stack[0].module in modules


def _trees(output: Output) -> list[Tree]:
    return read_printed("\n".join(output.lines))


def _first_difference(e: Output, s: Output) -> str:
    if e.fault is not None or s.fault is not None:
        return ""
    texts = ["\n".join(output.lines) for output in (e, s)]
    work = list(zip(_trees(e), _trees(s)))[::-1]
    while work:
        x, y = work.pop()
        if x.items:
            work.extend(list(zip(x.items, y.items))[::-1])
        elif x.value != y.value and x.kind not in ("pid", "ref", "port", "fun", "time"):
            there, here = texts[0][x.start : x.end], texts[1][y.start : y.end]
            return f"{here} where the transcript shows {there}"
    return ""
