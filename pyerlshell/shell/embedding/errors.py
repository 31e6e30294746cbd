"""Erlang's exceptions as Python sees them, and the other way round."""

from __future__ import annotations

from typing import Any


class ErlangError(Exception):
    """An Erlang exception: `kind` is error, exit or throw, `reason` a converted term.

    Raised by Python code that Erlang calls, it is the Erlang exception of that kind. `report` is
    what the shell would print.
    """

    def __init__(self, kind: str, reason: Any, report: str = "") -> None:
        super().__init__(report or f"{kind}: {reason!r}")
        self.kind = kind
        self.reason = reason
        self.report = report


class CompileError(Exception):
    """Erlang source that does not compile: `errors` are lines as the compiler prints them."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


class NodeStopped(Exception):
    """The node has halted; `code` is its exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the node has halted with exit code {code}")
        self.code = code
