"""Printed maps with their keys sorted, as OTP up to 25 showed small ones.

    #{b => 1,a => 2}        ->        #{a => 2,b => 1}

Only maps whose keys are numbers, atoms, strings or binaries; the blanks between the pairs stay.
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.transcript.judging.printed import Tree, read_printed

_RANK: Final = {"int": 0, "float": 0, "atom": 1, "string": 3, "binary": 4}


def sorted_maps(text: str) -> str:
    """The text with each map's pairs in the order of their keys."""
    if "=>" not in text:
        return text
    return _joined(text, read_printed(text), 0, len(text))


def _joined(text: str, trees: list[Tree], start: int, end: int) -> str:
    """text[start:end], in which these trees stand, with everything inside of them sorted."""
    out: list[str] = []
    at = start
    for tree in trees:
        out += (text[at : tree.start], _sorted(text, tree))
        at = max(at, tree.end)
    return "".join((*out, text[at:end]))


def _sorted(text: str, tree: Tree) -> str:
    items = tree.items
    if not items or tree.tail is not None:
        return text[tree.start : tree.end]
    if tree.kind != "map":
        return _joined(text, items, tree.start, tree.end)
    keys = [_key(text, item) for item in items]
    order = sorted(items, key=lambda item: _key(text, item)) if None not in keys else items
    out: list[str] = []
    at = tree.start
    for place, item in zip(items, order, strict=True):
        out += (text[at : place.start], _sorted(text, item))
        at = place.end
    return "".join((*out, text[at : tree.end]))


def _key(text: str, item: Tree) -> Any:
    if item.kind != "seq" or len(item.items) < 3 or item.items[1].value != "=>":
        return None
    key = item.items[0]
    rank = _RANK.get(key.kind)
    if rank is None:
        return None
    if rank == 0:
        return rank, float(str(key.value)), ""
    return rank, 0.0, text[key.start : key.end] if key.kind == "binary" else str(key.value)
