"""Two trees of printed text, or two sequences of them: do they say the same, and what did it take?

expected `{running, <0.33.0>}`     actual `{running,<0.86.0>}`      names
expected `"abc"`                   actual `[97,98,99]`              terms
expected `[1,2,3|...]`             actual `[1,2,3,4,5,6]`           terms
expected `0.333333`                actual `0.3333333333333333`      an old release
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from pyerlshell.transcript.judging.leaves import (
    match_atom,
    match_float,
    match_fun,
    match_int,
    match_name,
    match_string,
    match_time,
    match_word,
)
from pyerlshell.transcript.judging.printed import Tree
from pyerlshell.transcript.judging.trial import (
    ANOTHER_RELEASE,
    NAMES_DIFFER,
    OLD_FUNS,
    OLD_STACK,
    OLD_TABLES,
    TERMS_DIFFER,
    Trial,
)

_NAMED: Final = frozenset(("pid", "ref", "port"))
INTERNAL: Final = frozenset(
    "erl_eval shell proc_lib gen_server gen_statem gen_fsm gen_event gen supervisor io io_lib lists"
    " erl_internal init timer file_io_server erl_error sys application_master c ets erlang maps"
    " dict orddict gb_trees gb_sets string binary".split()
)
"""Modules of OTP whose entries in a stack are a release's own."""


def match(e: Tree, s: Tree, trial: Trial) -> bool:
    """The expected tree and the one of this run say the same."""
    if e.kind in _NAMED:
        return match_name(e, s, trial)
    if e.kind == s.kind:
        handler = _SAME_KIND.get(e.kind)
        return e.value == s.value if handler is None else handler(e, s, trial)
    if e.kind == "gap" or s.kind == "gap":
        trial.took.add(TERMS_DIFFER)
        return True
    handler = _MIXED.get((e.kind, s.kind))
    if handler is not None:
        return handler(e, s, trial)
    return False


def match_all(es: Sequence[Tree], ss: Sequence[Tree], trial: Trial) -> bool:
    """Both sequences say the same; a gap stands for any number of things."""
    if not any(t.kind == "gap" for t in (*es, *ss)):
        if len(es) != len(ss):
            return False
        return all(match(e, s, trial) for e, s in zip(es, ss, strict=True))
    trial.took.add(TERMS_DIFFER)
    return _match_gaps(es, ss, trial)


def without_stop(trees: Sequence[Tree]) -> Sequence[Tree]:
    """Authors put a full stop behind a result now and then."""
    if len(trees) > 1 and trees[-1].kind == "sign" and trees[-1].value == ".":
        return trees[:-1]
    return trees


def _match_gaps(es: Sequence[Tree], ss: Sequence[Tree], trial: Trial) -> bool:
    """Greedy from gap to gap: each stretch of the expected side at its first place."""
    if any(t.kind == "gap" for t in ss) and not any(t.kind == "gap" for t in es):
        es, ss = ss, es  # this run cut what the document shows
    at = 0
    stretch: list[Tree] = []
    anchored = True
    for e in (*es, None):
        if e is not None and e.kind != "gap":
            stretch.append(e)
            continue
        found = _find(stretch, ss, at, anchored, e is None, trial)
        if found < 0:
            return False
        at, stretch, anchored = found, [], False
    return True


def _find(
    stretch: list[Tree], ss: Sequence[Tree], at: int, anchored: bool, last: bool, trial: Trial
) -> int:
    """Where the stretch ends in `ss`; -1 if it is not there."""
    size = len(stretch)
    if last and not anchored:
        at = max(at, len(ss) - size) if size else len(ss)
    places = [at] if anchored or last else range(at, len(ss) - size + 1)
    for place in places:
        if place + size > len(ss):
            return -1
        fork = trial.fork()
        if all(match(e, s, fork) for e, s in zip(stretch, ss[place : place + size])):
            if last and place + size != len(ss):
                return -1
            trial.adopt(fork)
            return place + size
    return -1


# Kinds


def _match_list(e: Tree, s: Tree, trial: Trial) -> bool:
    if (e.tail is None) != (s.tail is None):
        return False
    if e.tail is not None and s.tail is not None and not match(e.tail, s.tail, trial):
        return False
    if trial.volatile and len(e.items) != len(s.items) and e.items and s.items:
        trial.took.add(NAMES_DIFFER)  # a list of processes, of options of a system
        return {t.kind for t in e.items} == {t.kind for t in s.items}
    if _is_stack(e) and _is_stack(s):
        return match_stacks(e, s, trial)
    return match_all(e.items, s.items, trial)


def _is_stack(tree: Tree) -> bool:
    return bool(tree.items) and all(
        t.kind == "gap"
        or (
            t.kind == "tuple"
            and len(t.items) in (3, 4)
            and t.items[0].kind == t.items[1].kind == "atom"
            and t.items[2].kind in ("int", "list")
            and (len(t.items) == 3 or t.items[3].kind in ("list", "gap"))
        )
        for t in tree.items
    )


def match_stacks(e: Tree, s: Tree, trial: Trial) -> bool:
    """Stack traces as terms: files and lines are a release's own, and so are OTP's own entries."""
    fork = trial.fork()
    if len(e.items) == len(s.items) and match_all(e.items, s.items, fork):
        trial.adopt(fork)
        return True
    mine, other = _own_entries(e), _own_entries(s)
    if any(t.kind == "gap" for t in e.items):
        other = other[: len(mine)]
    if len(mine) != len(other):
        return False
    trial.took.add(OLD_STACK if any(len(t.items) == 3 for t in e.items) else ANOTHER_RELEASE)
    return all(match_all(x.items[:2], y.items[:2], trial) for x, y in zip(mine, other))


def _own_entries(tree: Tree) -> list[Tree]:
    return [t for t in tree.items if t.kind == "tuple" and t.items[0].value not in INTERNAL]


def _match_items(e: Tree, s: Tree, trial: Trial) -> bool:
    if _is_timestamp(e) and _is_timestamp(s):
        trial.took.add(NAMES_DIFFER)
        return True
    return match_all(e.items, s.items, trial)


def _is_timestamp(tree: Tree) -> bool:
    """What `erlang:timestamp()` gives: {MegaSecs, Secs, MicroSecs} of our days."""
    if len(tree.items) != 3 or tree.kind != "tuple":
        return False
    values = [t.value for t in tree.items]
    if not all(type(v) is int for v in values):
        return False
    mega, seconds, micro = values
    return 900 < mega < 3000 and 0 <= seconds < 10**6 and 0 <= micro < 10**6  # type: ignore[operator]


def _match_record(e: Tree, s: Tree, trial: Trial) -> bool:
    return e.value == s.value and _match_fields(e, s, trial)


def _match_fields(e: Tree, s: Tree, trial: Trial) -> bool:
    if len(e.items) == len(s.items) or any(t.kind == "gap" for t in (*e.items, *s.items)):
        return match_all(e.items, s.items, trial)
    return False


def _match_map(e: Tree, s: Tree, trial: Trial) -> bool:
    """In any order. A gap leaves any pairs open."""
    fork = trial.fork()
    if match_all(e.items, s.items, fork):
        trial.adopt(fork)
        return True
    open_end = any(t.kind == "gap" for t in (*e.items, *s.items))
    mine = [t for t in e.items if t.kind != "gap"]
    other = [t for t in s.items if t.kind != "gap"]
    if len(mine) != len(other) and not open_end:
        return False
    trial.took.add(TERMS_DIFFER)
    if len(mine) > len(other):
        mine, other = other, mine
    left: dict[object, list[Tree]] = {}
    for candidate in other:
        left.setdefault(_key_of(candidate), []).append(candidate)
    for pair in mine:
        candidates = left.get(_key_of(pair), [])
        for index, candidate in enumerate(candidates):
            fork = trial.fork()
            if match(pair, candidate, fork):
                trial.adopt(fork)
                del candidates[index]
                break
        else:
            return False
    return True


def _key_of(pair: Tree) -> object:
    """What pairs of two maps must have in common to be the same; None for keys with names in."""
    key = pair.items[0] if pair.kind == "seq" else pair
    return (key.kind, key.value) if key.kind in ("int", "atom", "string", "word") else None


def _match_binary(e: Tree, s: Tree, trial: Trial) -> bool:
    fork = trial.fork()
    if match_all(e.items, s.items, fork):
        trial.adopt(fork)
        return True
    mine, other = _bytes_of(e), _bytes_of(s)
    if mine is not None and other is not None:
        trial.took.add(TERMS_DIFFER)
        return mine == other
    if trial.volatile:
        trial.took.add(NAMES_DIFFER)
        return True
    return False


def _bytes_of(tree: Tree) -> list[int] | None:
    out: list[int] = []
    for item in tree.items:
        if item.kind == "int" and type(item.value) is int and 0 <= item.value < 256:
            out.append(item.value)
        elif item.kind == "string":
            out.extend(map(ord, str(item.value)))
        elif item.kind == "seq" and item.items[0].kind == "string":
            last = item.items[-1].value
            if last != "utf8":
                return None
            out.extend(str(item.items[0].value).encode("utf-8", "replace"))
        else:
            return None
    return out if all(n < 256 for n in out) else None


def _table_number(e: Tree, s: Tree, trial: Trial) -> bool:
    """A table of ets was a number once; it is a reference now."""
    trial.took.add(OLD_TABLES)
    return type(e.value) is int and e.value > 0 and trial.names.bind(("table", e.value), s.value)


def _string_list(e: Tree, s: Tree, trial: Trial) -> bool:
    string, other = (e, s) if e.kind == "string" else (s, e)
    if other.tail is not None:
        return False
    trial.took.add(TERMS_DIFFER)
    chars = [Tree("int", ord(c)) for c in str(string.value)]
    pair = (chars, other.items) if string is e else (other.items, chars)
    return match_all(*pair, trial)


def _record_tuple(e: Tree, s: Tree, trial: Trial) -> bool:
    """`#state{cnt = 2}` and `{state,2}`: a shell that knows the record, and one that does not."""
    record, other = (e, s) if e.kind == "record" else (s, e)
    if not other.items or other.items[0].value != record.value:
        return False
    trial.took.add(TERMS_DIFFER)
    values = [_field_value(t) for t in record.items]
    pair = (values, other.items[1:]) if record is e else (other.items[1:], values)
    return match_all(*pair, trial)


def _field_value(tree: Tree) -> Tree:
    if tree.kind == "seq":
        for index, item in enumerate(tree.items):
            if item.kind == "sign" and item.value == "=":
                rest = tree.items[index + 1 :]
                return rest[0] if len(rest) == 1 else Tree("seq", None, rest)
    return tree


def _fun_text(e: Tree, s: Tree, trial: Trial) -> bool:
    """`#Fun<m.f.1>` is how old releases showed `fun m:f/1`."""
    fun, other = (e, s) if e.kind == "fun" else (s, e)
    parts = str(fun.value)[5:-1].split(".")
    trial.took.add(OLD_FUNS)
    return len(parts) == 3 and other.value == f"{parts[0]}:{parts[1]}/{parts[2]}"


_SAME_KIND: Final[dict[str, Callable[[Tree, Tree, Trial], bool]]] = {
    "int": match_int,
    "float": match_float,
    "string": match_string,
    "atom": match_atom,
    "word": match_word,
    "fun": match_fun,
    "time": match_time,
    "list": _match_list,
    "tuple": _match_items,
    "seq": _match_items,
    "record": _match_record,
    "map": _match_map,
    "binary": _match_binary,
    "gap": lambda e, s, trial: True,
}
_MIXED: Final[dict[tuple[str, str], Callable[[Tree, Tree, Trial], bool]]] = {
    ("string", "list"): _string_list,
    ("list", "string"): _string_list,
    ("record", "tuple"): _record_tuple,
    ("tuple", "record"): _record_tuple,
    ("int", "ref"): _table_number,
    ("fun", "mfa"): _fun_text,
    ("mfa", "fun"): _fun_text,
}


def same_shape(es: Sequence[Tree], ss: Sequence[Tree]) -> bool:
    """Both are built alike, of other numbers, atoms and strings."""
    work = list(zip(es, ss)) if len(es) == len(ss) else None
    if work is None:
        return False
    while work:
        e, s = work.pop()
        if e.kind != s.kind or len(e.items) != len(s.items):
            return False
        if e.kind in ("record", "sign") and e.value != s.value:
            return False
        work.extend(zip(e.items, s.items))
    return True
