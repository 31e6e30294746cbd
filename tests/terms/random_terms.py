"""Random terms for the tables and properties, with the text that printing finds hard."""

from __future__ import annotations

import random
from typing import Any

from pyerlshell.terms.atoms import Atom, atom
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.maps import map_new
from pyerlshell.terms.types import NONODE, BitString, Pid, Port, Ref, Term

# All of them are in erl's own atom table at start, in an order that does not change between runs.
ATOMS = [
    "ok error true false undefined normal exit name id x y call return infinity timeout throw"
    " nonode@nohost $end_of_table nocatch"
]
NAMES = [*ATOMS[0].split(), "", "_", "EXIT"]
WORDS = [
    "abc",
    "a long string with words in it",
    "åäö",
    "tab\there",
    "日本語",
    'say "hi"',
    "x\x7f\x01",
]


class Terms:
    """A source of terms; the same seed gives the same terms."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def atom(self) -> Atom:
        return atom(self.random.choice(NAMES))

    def integer(self) -> int:
        r = self.random
        return r.choice(
            [r.randint(0, 9), r.randint(-300, 300), r.randint(-(2**70), 2**70), 97, 2**31]
        )

    def float(self) -> float:
        r = self.random
        return r.choice(
            [
                0.0,
                -0.0,
                1.0,
                0.1,
                1e22,
                1.5e-7,
                123456.789,
                r.random(),
                r.uniform(-1e9, 1e9),
                2.0**60,
            ]
        )

    def string(self) -> Term:
        return string_to_list(self.random.choice(WORDS))

    def binary(self) -> Term:
        r = self.random
        return r.choice(
            [
                b"",
                b"abc",
                r.choice(WORDS).encode(),
                "åäö".encode("latin-1"),
                r.randbytes(r.randint(1, 40)),
                b"printable " * r.randint(1, 7),
                BitString(b"\xa5\x5a\xff", r.randint(0, 3), r.randint(1, 20)),
            ]
        )

    def flat(self) -> Term:
        r = self.random
        make = r.choice([self.atom, self.atom, self.integer, self.float, self.string, self.binary])
        if r.random() < 0.05:
            return r.choice(
                [
                    Pid(NONODE, r.randint(1, 99)),
                    Port(NONODE, 3),
                    Ref(NONODE, (1, 2, r.randint(0, 9))),
                ]
            )
        return make()

    def term(self, depth: int) -> Term:
        """A term nested at most `depth` deep."""
        r = self.random
        if depth == 0 or r.random() < 0.25:
            return self.flat()
        size = r.choice([0, 1, 2, 2, 3, 4, 7, 12]) if depth == 1 else r.choice([1, 2, 3])
        parts: list[Any] = [self.term(depth - 1) for _ in range(size)]
        kind = r.randint(0, 5)
        if kind == 0:
            return to_list(parts)
        if kind == 1:
            return to_list(parts, self.flat()) if parts else None
        if kind == 2:
            return tuple(parts)
        if kind == 3:
            return (self.atom(), *parts)
        if kind == 4:
            return map_new([(self.flat(), part) for part in parts])
        return to_list([(self.atom(), part) for part in parts])
