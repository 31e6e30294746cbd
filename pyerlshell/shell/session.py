"""What one shell remembers: bindings, records, local definitions, past commands and their results.

Server and evaluator of a shell share this object; an evaluator hands over new bindings only when
its whole command has succeeded.

OTP: the state of shell.erl
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.erts.scheduler import settle
from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.types import Pid, Term

DEFAULT_HISTORY: Final = 20
DEFAULT_RESULTS: Final = 20
HINT_AFTER_MS: Final = 5000
_PATIENCE_NS: Final = (10_000_000, 200_000_000)
"""How long the shell waits for busy processes: when one was busy the last time, and else."""


def _default_columns() -> int:
    return 80


@dataclass(slots=True)
class LocalFunction:
    """A function defined at the prompt: the fun that runs and the text that `lf()` shows."""

    fun: Term
    text: str


@dataclass(slots=True)
class Session:
    """The memory of one shell."""

    server: Pid
    columns: Callable[[], int] = _default_columns
    bindings: dict[Atom, Term] = field(default_factory=dict)
    dictionary: dict[Term, Term] = field(default_factory=dict)
    records: dict[Atom, Term] = field(default_factory=dict)
    compiled_records: dict[Atom, Any] = field(default_factory=dict)
    code: dict[Any, Any] = field(default_factory=dict)
    record_texts: dict[Atom, Term] = field(default_factory=dict)
    functions: dict[tuple[Atom, int], LocalFunction] = field(default_factory=dict)
    specs: dict[tuple[Atom, int], str] = field(default_factory=dict)
    types: dict[Atom, str] = field(default_factory=dict)
    commands: dict[int, Term] = field(default_factory=dict)
    results: dict[int, Term] = field(default_factory=dict)
    current: dict[Atom, Term] = field(default_factory=dict)
    shell_state: Term = None
    expr_state: Term = None
    number: int = 1
    quiet: bool = True

    def function(self, name: Atom, arity: int) -> Term | None:
        """The fun that a function defined at the prompt is."""
        found = self.functions.get((name, arity))
        return None if found is None else found.fun

    def settle(self) -> None:
        """Let what a command set off be done first: on the BEAM it runs beside the shell."""
        self.quiet = settle(_PATIENCE_NS[self.quiet])


@dataclass(slots=True)
class Outcome:
    """What the evaluator made of a command."""

    value: Term
    bindings: dict[Atom, Term]
    dictionary: dict[Term, Term]


class Shells:
    """The shells of a node, the newest last."""

    def __init__(self, _node: object) -> None:
        self.sessions: list[Session] = []
