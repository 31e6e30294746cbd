"""Reports for programs: JSON, JUnit's XML, TAP 13, and GitHub's workflow commands.

A prompt that differs, contradicts or cannot be run fails; one that is skipped is skipped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from pyerlshell.transcript.judging.verdict import PASSES, Verdict
from pyerlshell.transcript.replay import Outcome
from pyerlshell.transcript.reporting.text import difference
from pyerlshell.transcript.result import Result

_NOT_XML: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF], "\ufffd")


def as_json(results: Sequence[Result]) -> str:
    """One object; `version` changes when a member gets another meaning."""
    whole = {
        "version": 1,
        "documents": [_document(result) for result in results],
        "exit_code": max((result.exit_code for result in results), default=0),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _document(result: Result) -> dict[str, Any]:
    document = result.document
    return {
        "path": result.path,
        "format": document.format if document else None,
        "problem": result.problem or None,
        "seconds": round(result.seconds, 3),
        "updated": result.updated,
        "summary": {verdict.value: n for verdict, n in result.count().items()},
        "listings": [
            {
                "file": listing.file,
                "line": listing.line,
                "version": listing.version,
                "merged": [{"what": m.what, "version": m.version} for m in listing.merged],
            }
            for listing in (document.listings if document else ())
        ],
        "findings": [{"line": line, "text": text} for line, text in result.findings],
        "prompts": [_prompt(outcome) for outcome in result.outcomes],
    }


def _prompt(outcome: Outcome) -> dict[str, Any]:
    prompt = outcome.prompt
    return {
        "number": prompt.number,
        "node": prompt.node,
        "console": prompt.console,
        "line": prompt.line,
        "input": prompt.text,
        "expected": prompt.expected,
        "printed": outcome.printed,
        "verdict": outcome.verdict.value,
        "release": outcome.release or None,
        "reason": outcome.reason or None,
        "notes": list(outcome.notes),
        "seconds": round(outcome.seconds, 4),
        "erl": _erl(outcome),
    }


def _erl(outcome: Outcome) -> dict[str, Any] | None:
    if outcome.erl is None:
        return None
    return {
        "verdict": outcome.erl.verdict.value,
        "reason": outcome.erl.reason or None,
        "printed": outcome.erl.printed,
        "agrees": outcome.agrees,
    }


def as_junit(results: Sequence[Result]) -> str:
    """One test suite for each document, one test case for each prompt."""
    out = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"]
    for result in results:
        failures = sum(x.verdict not in PASSES for x in result.outcomes)
        skipped = result.count()[Verdict.SKIPPED]
        errors = int(result.problem != "")
        out.append(
            f"<testsuite name={_attribute(result.path)} tests={_attribute(len(result.outcomes))}"
            f' failures="{failures}" errors="{errors}" skipped="{skipped}"'
            f' time="{result.seconds:.3f}">'
        )
        if result.problem:
            name = _attribute(result.path)
            out.append(f"<testcase classname={name} name={name}>")
            out.append(f"<error message={_attribute(result.problem)}/></testcase>")
        out += [_case(result, outcome) for outcome in result.outcomes]
        out.append("</testsuite>")
    out.append("</testsuites>")
    return "\n".join(out) + "\n"


def _case(result: Result, outcome: Outcome) -> str:
    head = (
        f"<testcase classname={_attribute(result.path)} name={_attribute(title(outcome))}"
        f" file={_attribute(result.path)} line={_attribute(outcome.prompt.line)}"
        f' time="{outcome.seconds:.3f}"'
    )
    if outcome.verdict is Verdict.SKIPPED:
        return f"{head}><skipped message={_attribute(outcome.reason)}/></testcase>"
    if outcome.verdict in PASSES:
        return f"{head}/>"
    message = _attribute(_message(outcome))
    kind = _attribute(outcome.verdict.value)
    body = escape(_details(outcome).translate(_NOT_XML))
    return f"{head}><failure type={kind} message={message}>{body}</failure></testcase>"


def _attribute(value: object) -> str:
    return quoteattr(str(value).translate(_NOT_XML))


def as_tap(results: Sequence[Result]) -> str:
    """TAP version 13."""
    out = ["TAP version 13"]
    number = 0
    for result in results:
        if result.problem:
            number += 1
            out.append(f"not ok {number} - {_tap(result.path)}: {_tap(result.problem)}")
        for outcome in result.outcomes:
            number += 1
            out += _tap_lines(number, result, outcome)
    out.insert(1, f"1..{number}")
    return "\n".join(out) + "\n"


def _tap_lines(number: int, result: Result, outcome: Outcome) -> list[str]:
    state = "ok" if outcome.verdict in PASSES else "not ok"
    line = f"{state} {number} - {_tap(f'{result.path}:{outcome.prompt.line} {title(outcome)}')}"
    if outcome.verdict is Verdict.SKIPPED:
        return [f"{line} # SKIP {_tap(outcome.reason)}"]
    if outcome.verdict in PASSES:
        return [line]
    details = [f"    {x}" for x in _details(outcome).split("\n")]
    return [
        line,
        "  ---",
        f"  message: {json.dumps(_message(outcome))}",
        "  diff: |",
        *details,
        "  ...",
    ]


def _tap(text: str) -> str:
    return text.replace("\n", " ").replace("#", "\\#")


def as_github(results: Sequence[Result]) -> str:
    """Workflow commands: a mark at each line of the document that does not hold."""
    out = []
    for result in results:
        if result.problem:
            out.append(f"::error file={_property(result.path)}::{_data(result.problem)}")
        for outcome in result.outcomes:
            if outcome.verdict not in PASSES:
                level = "warning" if outcome.verdict is Verdict.NOT_RUNNABLE else "error"
                place = f"file={_property(result.path)},line={outcome.prompt.line}"
                about = _property(outcome.told)
                text = _data(f"{_message(outcome)}\n{_details(outcome)}")
                out.append(f"::{level} {place},title={about}::{text}")
        if not result.problem:
            level = "notice" if result.exit_code == 0 else "error"
            text = _data(result.summary())
            out.append(f"::{level} file={_property(result.path)}::{text}")
    return "\n".join(out) + "\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def title(outcome: Outcome) -> str:
    """`16> tt13:test().`, in one line."""
    prompt = outcome.prompt
    node = f"({prompt.node})" if prompt.node else ""
    number = "" if prompt.number is None else prompt.number
    return " ".join(f"{node}{number}> {prompt.text}".split())


def _message(outcome: Outcome) -> str:
    return f"{outcome.told}: {outcome.reason}" if outcome.reason else outcome.told


def _details(outcome: Outcome) -> str:
    return "\n".join(difference(outcome.prompt.expected, outcome.printed))


FORMATS: Final[dict[str, Callable[[Sequence[Result]], str]]] = {
    "json": as_json,
    "junit": as_junit,
    "tap": as_tap,
    "github": as_github,
}
"""What `--format` takes beside `text`."""
