"""One suite on one side: a scratch folder, a node after another until every case has a verdict.

A node that stops, or that says nothing for longer than a case may take, costs the case that it was
at; the next node goes on with the one after it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from suites.commands import path_with
from suites.programs import build
from suites.tree import Suite, includes

HERE = Path(__file__).parent
NO_MERL = "{d, 'MERL_NO_TRANSFORM'}, {d, 'EUNIT_NOAUTO'}"  # templates are read when they are met
SLACK = 40  # seconds over a case's time until a silent node is given up


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a case."""

    verdict: str
    reason: str = ""
    ms: int = 0
    needs: tuple[str, ...] = ()


@dataclass(slots=True)
class Side:
    """How to start a node: the command, the folder, whether to watch what cases need."""

    name: str
    command: Sequence[str]
    folder: Path | None
    needs: bool
    path: str = ""


@dataclass(slots=True)
class Wanted:
    """What of a suite to run."""

    seconds: int
    only: Sequence[str] | None = None
    groups: Sequence[str] | None = None
    skip: set[str] = field(default_factory=set)
    listing: bool = False


@dataclass(slots=True)
class Outcome:
    """What was read from the results of one side."""

    cases: list[str] = field(default_factory=list)
    results: dict[str, Result] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    started: str | None = None
    ended: bool = False


def run(otp: Path, suite: Suite, side: Side, wanted: Wanted, scratch: Path) -> Outcome:
    """Every wanted case of the suite on one side."""
    outcome = Outcome()
    prepare(otp, suite, side, scratch)
    deaths = 0
    while not outcome.ended and deaths < 30:
        outcome.started = None
        before = len(outcome.results)
        plan(otp, suite, side, wanted, scratch, wanted.skip | outcome.results.keys())
        how = one_node(side, wanted, scratch, outcome)
        if outcome.ended or wanted.listing:
            break
        deaths += 1
        if outcome.started is None or outcome.started.startswith("init_per_"):
            outcome.notes.append(f"{how} in {outcome.started or 'starting'}")
            if len(outcome.results) == before:
                break
        else:
            outcome.results[outcome.started] = Result("died", how)
    return outcome


def prepare(otp: Path, suite: Suite, side: Side, scratch: Path) -> None:
    """The suite's data and our runner where both sides see them."""
    shutil.rmtree(scratch, ignore_errors=True)
    for name in ("ebin", "priv", "stubs"):
        (scratch / name).mkdir(parents=True)
    data = scratch / f"{suite.name}_data"
    if suite.data.is_dir():
        shutil.copytree(suite.data, data, symlinks=True)
        build(data, otp / "erts/emulator/beam")
    else:
        data.mkdir()
    for folder in (HERE / "stubs", *([] if side.needs else [HERE / "stubs/here"])):
        for stub in folder.glob("*.erl"):
            shutil.copy(stub, scratch / "stubs")
    for helper in suite.helpers:  # some suites compile them once more
        shutil.copy(helper, scratch / "ebin")
    for resource in (HERE / "stubs").glob("*.app"):
        shutil.copy(resource, scratch / "ebin")
    shutil.copy(HERE / "suite_runner.erl", scratch)
    side.path = os.environ["PATH"] if side.needs else path_with(side.command, scratch / "bin")


def plan(
    otp: Path, suite: Suite, side: Side, wanted: Wanted, scratch: Path, skip: set[str]
) -> None:
    """Write the plan that suite_runner reads."""
    options = ", ".join(f"{{i, {text(path)}}}" for path in includes(otp, suite))
    terms = {
        "suite": f"'{suite.name}'",
        "source": text(suite.source),
        "helpers": texts(needed(suite, side, scratch)),
        "otp": text(otp),
        "stubs": text(scratch / "stubs"),
        "options": f"[debug_info, nowarn_deprecated_catch, {NO_MERL}, {options}]",
        "ebin": text(scratch / "ebin"),
        "data_dir": text(f"{scratch}/{suite.name}_data/"),
        "priv_dir": text(f"{scratch}/priv/"),
        "results": text(scratch / "results"),
        "log": text(scratch / "log"),
        "limit": str(wanted.seconds * 1000),
        "skip": texts(sorted(skip)),
        "only": "all" if wanted.only is None else texts(wanted.only),
        "group": "all" if wanted.groups is None else texts(wanted.groups),
        "mode": "list" if wanted.listing else "run",
        "needs": "true" if side.needs else "false",
    }
    lines = [f"{{{key}, {value}}}.\n" for key, value in terms.items()]
    (scratch / "plan.term").write_text("%% coding: utf-8\n" + "".join(lines), "utf-8")
    (scratch / "results").write_text("")


def needed(suite: Suite, side: Side, scratch: Path) -> list[Path]:
    """The modules to compile before the suite: not those that there are stubs of."""
    libraries = () if side.needs else suite.libraries
    helpers = [h for h in suite.helpers if not (scratch / "stubs" / h.name).exists()]
    return [*libraries, *helpers]


def text(value: object) -> str:
    """An Erlang string."""
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def texts(values: Sequence[object]) -> str:
    return "[" + ", ".join(map(text, values)) + "]"


def one_node(side: Side, wanted: Wanted, scratch: Path, outcome: Outcome) -> str:
    """Start a node and read its results until it ends; why it did."""
    start = (
        f"{{ok, _}} = compile:file({text(scratch / 'suite_runner.erl')}, "
        f"[{{outdir, {text(scratch)}}}]), "
        f"code:add_patha({text(scratch)}), suite_runner:main(['{scratch / 'plan.term'}'])."
    )
    with (scratch / "output").open("ab") as output:
        process = subprocess.Popen(
            [*side.command, "-noshell", "-noinput", "-eval", start],
            cwd=side.folder or scratch,
            env=os.environ | {"PATH": side.path},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        return watch(process, wanted, scratch, outcome)
    finally:
        end(process)


def watch(process: subprocess.Popen[bytes], wanted: Wanted, scratch: Path, outcome: Outcome) -> str:
    """Read what the node writes as it comes."""
    with (scratch / "results").open("rb") as results:
        last = time.monotonic()
        rest = b""
        while True:
            over = process.poll() is not None
            new = results.read()
            if new:
                last = time.monotonic()
                *lines, rest = (rest + new).split(b"\n")
                for line in lines:
                    note(line.decode("utf-8", "replace"), outcome)
            elif over or outcome.ended:
                return f"the node stopped ({process.returncode})"
            elif time.monotonic() - last > wanted.seconds + SLACK:
                return "the node hangs"
            time.sleep(0.05)


def note(line: str, outcome: Outcome) -> None:
    """One line of the results."""
    kind, *fields = line.split("\t")
    if kind == "case":
        outcome.cases.append(fields[0])
    elif kind == "start":
        outcome.started = fields[0]
    elif kind == "done":
        case, verdict, ms, needs, reason = fields[0], fields[1], fields[2], fields[3], fields[4]
        needed = tuple(needs.split(",")) if needs else ()
        word = "FAIL" if verdict == "fail" else verdict
        outcome.results[case] = Result(word, reason, int(ms), needed)
        outcome.started = None
    elif kind == "note":
        outcome.notes.append(fields[0])
        outcome.ended = True
    elif kind == "end":
        outcome.ended = True


def end(process: subprocess.Popen[bytes]) -> None:
    """The node and whatever its cases started."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=3)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
