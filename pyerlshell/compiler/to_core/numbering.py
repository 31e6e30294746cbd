"""The numbers in the names of funs and comprehensions: `-f/1-fun-0-`.

The reference numbers them as it comes to them, and it comes to the operands of calls, tuples, lists
and the like from the last to the first, though they are evaluated from the first to the last. A
function is translated with numbers in plain order; only if two operands of one construct held funs
is it translated again, and then the weights of its nodes (how many numbers each takes) are known.
The second number of a comprehension, `-f/1-lc$^2/1-0-`, is given in plain order by a later pass.

OTP: v3_core (new_fun_name, safe_list)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

_GENERATORS: Final = frozenset(
    (
        a.generate,
        a.generate_strict,
        a.b_generate,
        a.b_generate_strict,
        a.m_generate,
        a.m_generate_strict,
        a.zip,
    )
)
_COMPREHENSIONS: Final = frozenset((a.lc, a.bc, a.mc))


class Numbering:
    """The numbers of one function. `mixed`: two operands of one construct took some."""

    __slots__ = ("comprehensions", "funs", "mixed", "weights")

    def __init__(self, weights: dict[int, int] | None = None) -> None:
        self.funs = 0
        self.comprehensions = 0
        self.mixed = False
        self.weights = weights

    def fun(self) -> int:
        """The next number of a fun."""
        number = self.funs
        self.funs += 1
        return number

    def comprehension(self) -> tuple[int, int]:
        """The next number of a fun, taken by a generator, and that of the generator."""
        index = self.comprehensions
        self.comprehensions += 1
        return self.fun(), index

    def operands(self, nodes: Sequence[Any]) -> Iterator[Any]:
        """The nodes in turn; what is translated between one and the next gets its numbers."""
        if self.weights is None:
            took = 0
            for node in nodes:
                before = self.funs
                yield node
                took += self.funs != before
            self.mixed = self.mixed or took > 1
            return
        weights = [self.weights.get(id(node), 0) for node in nodes]
        first = after = self.funs + sum(weights)
        for node, weight in zip(nodes, weights):
            first -= weight
            self.funs = first
            yield node
        self.funs = after


def weights_of(forms: Sequence[Any]) -> dict[int, int]:
    """By id, how many numbers the nodes in these forms take, of those that take any."""
    order: list[tuple[Any, int]] = []
    stack: list[tuple[Any, int]] = [(form, -1) for form in forms]
    while stack:
        node, above = stack.pop()
        if type(node) is tuple:
            order.append((node, above))
            here = len(order) - 1
            stack.extend([(part, here) for part in node if type(part) in (tuple, list)])
        else:
            while type(node) is list:
                if type(node[0]) in (tuple, list):
                    stack.append((node[0], above))
                node = node[1]
    weights = [_own(node) for node, _ in order]
    found: dict[int, int] = {}
    for i in range(len(order) - 1, -1, -1):
        node, above = order[i]
        if weights[i]:
            found[id(node)] = weights[i]
            if above >= 0:
                weights[above] += weights[i]
    return found


def _own(node: Any) -> int:
    if not node:
        return 0
    kind: Term = node[0]
    if kind is a.fun:
        return int(type(node[2]) is tuple and node[2][0] is a.clauses)
    if kind is a.named_fun:
        return 1
    count = 0
    if kind in _COMPREHENSIONS and len(node) == 4:
        rest = node[3]
        while type(rest) is list:
            count += type(rest[0]) is tuple and rest[0][0] in _GENERATORS
            rest = rest[1]
    return count
