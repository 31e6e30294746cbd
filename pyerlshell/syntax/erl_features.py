"""The features of the language, the words they reserve, and what is wrong with a -feature.

OTP: erl_features
"""

from __future__ import annotations

from typing import Final

from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list
from pyerlshell.terms.pretty import pretty
from pyerlshell.terms.types import Term

FEATURES: Final = (a.compr_assign, a.maybe_expr)
KEYWORDS: Final[dict[Atom, tuple[str, ...]]] = {
    a.compr_assign: (),
    a.maybe_expr: ("maybe", "else"),
}
ENABLED: Final = (a.maybe_expr,)  # when nothing is said


def format_error(descriptor: Term) -> str:
    """The text for `{invalid_features, [Name]}`."""
    assert type(descriptor) is tuple
    names = [f"'{pretty(name)}'" for name in from_list(descriptor[1])]
    if len(names) == 1:
        return f"the feature {names[0]} does not exist."
    return f"the features {', '.join(names[:-1])} and {names[-1]} do not exist."
