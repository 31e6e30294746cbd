"""What the engine wants to know of the system in which something is typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from pyerlshell.otp.specs import ModuleSpecs, NameArity
from pyerlshell.terms.types import Term


@dataclass(frozen=True, slots=True)
class FileName:
    """A file or a folder, without the folder it is in."""

    name: str
    is_folder: bool


@dataclass(slots=True)
class Typed:
    """What was defined at a prompt. Records are `record` attribute forms."""

    bindings: Mapping[str, Term] = field(default_factory=dict)
    records: Mapping[str, Term] = field(default_factory=dict)
    functions: Iterable[NameArity] = ()
    specs: Mapping[NameArity, str] = field(default_factory=dict)


class Knowledge(Protocol):
    """A system that can be asked. Names are without quotes."""

    def modules(self) -> Iterable[str]:
        """Every module that is loaded or can be."""

    def exports(self, module: str) -> Iterable[NameArity]:
        """The functions of a module, none if there is no such module. It may be loaded for it."""

    def is_documented(self, module: str) -> bool:
        """Whether its documentation is known."""

    def specs(self, module: str) -> ModuleSpecs:
        """Its specs, types and groups, as far as they are known."""

    def callbacks(self, module: str) -> Iterable[NameArity]:
        """The callbacks that the module declares."""

    def commands(self) -> Iterable[NameArity]:
        """What may be called without a module at the prompt, but for BIFs and typed functions."""

    def bifs(self) -> Iterable[NameArity]:
        """The automatically imported functions of erlang."""

    def typed(self) -> Typed:
        """What was defined at this prompt."""

    def files(self, folder: str) -> Iterable[FileName]:
        """What is in a folder, "" being the current one; nothing if it cannot be read."""
