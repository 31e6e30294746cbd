"""Why a prompt that differs could not be run as the document has it; "" if it could.

A document is often a part of something: a variable was bound before it begins, a module is not
printed, a node is not there. What then comes out says nothing about the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pyerlshell.transcript.document import Document, Prompt

_UNBOUND: Final = re.compile(r"variable '(\w+)' is unbound")
_UNDEFINED: Final = re.compile(r"undefined function ('[^']*'|\w+):([^\s/]+)/(\d+)")
_SHELL_COMMAND: Final = re.compile(r"undefined shell command ([^\s/]+)/(\d+)")
_RECORD: Final = re.compile(r"record (\S+) undefined")
_NO_FILE: Final = re.compile(r"\{error,\s*(?:nofile|non_existing|enoent)\}")
_NO_SOURCE: Final = re.compile(r"([\w./-]+): no such file or directory")
_APPLICATION: Final = re.compile(r'\{"no such file or directory",\s*"([\w.]+)"\}')
_NODE: Final = re.compile(r"nodedown|not_alive|the node cannot be part of a distributed system")
_INCLUDE: Final = re.compile(r"can't find include (?:file|lib) \"([^\"]*)\"")
_TRANSFORM: Final = re.compile(r"undefined parse transform '?(\w+)")
_ERROR_OF: Final = re.compile(r"([\w@+-]+)\.erl:(\d+)(?::\d+)?: (?!Warning)(.*)")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known when a prompt has been run: is a module OTP's? which listings were there?"""

    document: Document
    is_otp: Callable[[str], bool]


def reason_not_run(prompt: Prompt, expected: str, printed: str, known: Known) -> str:
    """Why, in one line. `expected` and `printed` are the whole outputs."""
    for look in _LOOKS:
        reason = look(prompt, expected, printed, known)
        if reason:
            return reason
    return ""


def _unbound(prompt: Prompt, expected: str, printed: str, known: Known) -> str:
    found = _UNBOUND.search(printed)
    if found is None or _UNBOUND.search(expected):
        return ""
    name = found[1]
    uses = re.compile(rf"\b{re.escape(name)}\b")
    before = [p for p in known.document.prompts[: prompt.index] if p.console == prompt.console]
    binding = next((p for p in before if uses.search(p.text)), None)
    if binding is None:
        return f"{name} is not bound in this document"
    return f"{name} was to be bound at line {binding.line}, which did not go as shown"


def _undefined(prompt: Prompt, expected: str, printed: str, known: Known) -> str:
    found = _UNDEFINED.search(printed)
    if found is None or _UNDEFINED.search(expected):
        return ""
    module, name, arity = found.groups()
    if known.is_otp(module.strip("'")):
        return f"pyerlshell has no {module}:{name}/{arity}"
    listings = [x for x in known.document.listings if x.module == module.strip("'")]
    if not listings:
        return f"module {module} is not in this document"
    if all(x.elided for x in listings):
        return f"the document shows only a part of {module}"
    return ""


def _shell_command(prompt: Prompt, expected: str, printed: str, known: Known) -> str:
    found = _SHELL_COMMAND.search(printed)
    if found is None or _SHELL_COMMAND.search(expected):
        return ""
    return f"{found[1]}/{found[2]} is defined nowhere in this document"


def _record(prompt: Prompt, expected: str, printed: str, known: Known) -> str:
    found = _RECORD.search(printed)
    if found is None or _RECORD.search(expected):
        return ""
    return f"record {found[1]} is defined nowhere before this prompt"


def _compile(prompt: Prompt, expected: str, printed: str, known: Known) -> str:
    if _ERROR_OF.search(expected):
        return ""
    if include := _INCLUDE.search(printed):
        return f'it includes "{include[1]}", which is not in this document'
    if transform := _TRANSFORM.search(printed):
        return f"it needs the parse transform {transform[1]}, which is not there"
    found = _ERROR_OF.search(printed)
    if found is None:
        return ""
    before = [x for x in known.document.listings if x.module == found[1]]
    if not before:
        return ""
    listing = before[-1]
    cut = ", which is cut," if listing.elided else ""
    return f"the listing at line {listing.line}{cut} does not compile: {found[3]}"


def _file(prompt: Prompt, expected: str, printed: str, known: Known) -> str:
    source = _NO_SOURCE.search(printed)
    if (source or _NO_FILE.search(printed)) and not _NO_FILE.search(expected):
        called = re.search(r"\b(?:c|l|file|load_file)\(\s*(\"[^\"]*\"|[\w@']+)", prompt.text)
        what = called[1] if called else source[1] if source else "a file"
        return f"{what} is not in this document"
    return ""


def _node(prompt: Prompt, expected: str, printed: str, known: Known) -> str:
    if _NODE.search(printed) and not _NODE.search(expected):
        return "it needs another node"
    return ""


def _application(prompt: Prompt, expected: str, printed: str, known: Known) -> str:
    found = _APPLICATION.search(printed)
    if found is None or _APPLICATION.search(expected):
        return ""
    return f"{found[1]} is not in this document"


def _bug(prompt: Prompt, expected: str, printed: str, known: Known) -> str:
    return "a bug in pyerlshell" if "internal error (a bug in pyerlshell)" in printed else ""


_LOOKS: Final = (
    _bug,
    _application,
    _unbound,
    _compile,
    _undefined,
    _shell_command,
    _record,
    _file,
    _node,
)
