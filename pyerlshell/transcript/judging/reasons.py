"""Why a prompt that differs could not be run as the document has it; "" if it could.

A document is often a part of something: a variable was bound before it begins, a module is not
printed, a node is not there. What then comes out says nothing about the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from pyerlshell.transcript.document import Document, Listing, Prompt
from pyerlshell.transcript.judging.gone import gone_since

_UNBOUND: Final = re.compile(r"variable '(\w+)' is unbound")
_UNDEFINED: Final = re.compile(r"undefined function ('[^']*'|\w+):([^\s/]+)/(\d+)")
_SHELL_COMMAND: Final = re.compile(r"undefined shell command ([^\s/]+)/(\d+)")
_RECORD: Final = re.compile(r"record (\S+) undefined")
_NO_FILE: Final = re.compile(r"\{error,\s*(?:nofile|non_existing|enoent)\}")
_NO_SOURCE: Final = re.compile(r"([\w./-]+): no such file or directory")
_APPLICATION: Final = re.compile(r'\{"no such file or directory",\s*"([\w.]+)"\}')
_NO_COMMAND: Final = re.compile(r"\* (-?\d+): command not found")
_TABLE: Final = re.compile(
    r"called as (\S.*)\n\s+\*\*\* argument \d+: the table identifier does not refer to an existing"
)
_NO_PROCESS: Final = re.compile(r"noproc,\s*\{\w+,\w+,\s*\[\s*(\w+)|called as \w+:send\((\w+),")
_NODE: Final = re.compile(r"nodedown|not_alive|the node cannot be part of a distributed system")
_INCLUDE: Final = re.compile(r"can't find include (?:file|lib) \"([^\"]*)\"")
_TRANSFORM: Final = re.compile(r"undefined parse transform '?(\w+)")
_ERROR_OF: Final = re.compile(r"([\w@+-]+)\.erl:(\d+)(?::\d+)?: (?!Warning)(.*)")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known when a prompt has been run: is a module OTP's? which listings were there?"""

    document: Document
    is_otp: Callable[[str], bool]
    problems: Mapping[str, str]
    """What the compiler said of modules that the document does not compile itself."""


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
    gone = gone_since(module.strip("'"), name)
    if gone:
        return f"{module}:{name}/{arity} is gone since {gone}"
    if known.is_otp(module.strip("'")):
        return f"pyerlshell has no {module}:{name}/{arity}"
    listings = [x for x in known.document.listings if x.module == module.strip("'")]
    if not listings:
        return f"module {module} is not in this document"
    problem = known.problems.get(module.strip("'"), "")
    if problem:
        return _not_compiled(listings[-1], problem)
    if all(x.elided for x in listings):
        return f"the document shows only a part of {module}"
    return f"the listing of {module} at line {listings[-1].line} has no {name}/{arity}"


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
    return _not_compiled(before[-1], printed)


def _not_compiled(listing: Listing, said: str) -> str:
    found = _ERROR_OF.search(said)
    cut = ", which is cut," if listing.elided else ""
    why = f": {found[3]}" if found else ""
    return f"the listing at line {listing.line}{cut} does not compile{why}"


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
    nodes = {console.node for console in known.document.consoles if console.node}
    if prompt.node and len(nodes) > 1:
        others = ", ".join(sorted(nodes - {prompt.node}))
        return f"it talks to other nodes ({others}), which are not connected here"
    return ""


def _command(prompt: Prompt, expected: str, printed: str, known: Known) -> str:
    found = _NO_COMMAND.search(printed)
    if found is None or _NO_COMMAND.search(expected):
        return ""
    return f"the result of prompt {found[1]} is not there"


def _nif(prompt: Prompt, expected: str, printed: str, known: Known) -> str:
    if "load_nif" in printed and "load_nif" not in expected:
        return "it needs a NIF, a library in machine code"
    return ""


def _application(prompt: Prompt, expected: str, printed: str, known: Known) -> str:
    found = _APPLICATION.search(printed)
    if found is None or _APPLICATION.search(expected):
        return ""
    name = found[1].removesuffix(".app")
    if known.is_otp(name):
        return f"pyerlshell has no application {name}"
    return f"{found[1]} is not in this document"


def _table(prompt: Prompt, expected: str, printed: str, known: Known) -> str:
    found = _TABLE.search(printed)
    if found is None or "** exception" in expected:
        return ""
    name = _called_with(found[1])
    return f"the table {name} is made nowhere in this document" if name else ""


def _process(prompt: Prompt, expected: str, printed: str, known: Known) -> str:
    """A registered process that neither a listing nor another prompt of the document names."""
    found = _NO_PROCESS.search(printed)
    if found is None or _NO_PROCESS.search(expected):
        return ""
    name = found[1] or found[2]
    word = re.compile(rf"\b{re.escape(name)}\b")
    document = known.document
    if any(word.search(listing.text) for listing in document.listings):
        return ""
    if any(word.search(p.text) for p in document.prompts[: prompt.index] if p.shown):
        return ""
    return f"{name} is not running here"


def _called_with(call: str) -> str:
    found = re.match(r"[\w:]+\(([a-z]\w*)\b", call)
    return found[1] if found else ""


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
    _command,
    _nif,
    _table,
    _process,
    _node,
)
