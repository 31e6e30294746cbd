"""The features of the language, the words they reserve, and what is wrong with a -feature.

Which ones are on is worked out from orders, `(name, on)`, one after the other; `all` stands for
every feature that can be switched.

OTP: erl_features
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from pyerlshell.syntax.erl_scan.tables import FEATURE_WORDS
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list
from pyerlshell.terms.pretty import pretty
from pyerlshell.terms.types import Term


class Feature(NamedTuple):
    """`history`: since which release it has had which status, the latest one first."""

    name: Atom
    short: str
    description: str
    history: tuple[tuple[Atom, int], ...]

    @property
    def status(self) -> Atom:
        return self.history[0][0]

    @property
    def words(self) -> tuple[str, ...]:
        """The words that it reserves."""
        return tuple(FEATURE_WORDS[self.name.name])


SPECS: Final = (
    Feature(
        a.compr_assign,
        "Assignment in comprehensions (EEP77)",
        "Implementation of '=' assignments in comprehensions proposed in EEP77.",
        ((a.experimental, 29),),
    ),
    Feature(
        a.maybe_expr,
        "Value based error handling (EEP49)",
        "Implementation of the maybe expression proposed in EEP49 -- Value based error handling.",
        ((a.approved, 27), (a.experimental, 25)),
    ),
)
BY_NAME: Final = {spec.name: spec for spec in SPECS}
FEATURES: Final = tuple([spec.name for spec in SPECS])
ENABLED: Final = (a.maybe_expr,)  # when nothing is said

Order = tuple[Atom, bool]


class UnknownFeaturesError(Exception):
    """`descriptor` is what `format_error` tells."""

    def __init__(self, descriptor: Term) -> None:
        super().__init__(descriptor)
        self.descriptor = descriptor


def switched(orders: Iterable[Order], start: Sequence[Atom]) -> list[Atom]:
    """The features that are on after these orders. Raises UnknownFeaturesError."""
    on = list(start)
    unknown: list[Atom] = []
    for name, enable in orders:
        if name is a.all:
            on = [*on, *[f for f in FEATURES if f not in on]] if enable else []
            continue
        if name not in BY_NAME:
            unknown.append(name)
        if not enable:
            on = [f for f in on if f is not name]
        elif name not in on:
            on.append(name)
    if unknown:
        names: Term = None
        for name in reversed(unknown):
            names = [name, names]
        raise UnknownFeaturesError((a.invalid_features, names))
    return on


def format_error(descriptor: Term) -> str:
    """The text for `{invalid_features, [Name]}`."""
    assert type(descriptor) is tuple
    names = [f"'{pretty(name)}'" for name in from_list(descriptor[1])]
    if len(names) == 1:
        return f"the feature {names[0]} does not exist."
    return f"the features {', '.join(names[:-1])} and {names[-1]} do not exist."
