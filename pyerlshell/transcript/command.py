"""`pyerlshell replay`: a transcript in, a report out."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pyerlshell.transcript.compare import Verdict
from pyerlshell.transcript.examples import UnknownExampleError, example_folder, example_names
from pyerlshell.transcript.reader import NotATranscriptError
from pyerlshell.transcript.replay import Outcome, read, replay

HELD: Final = 0
DIFFERED: Final = 1
USAGE: Final = 2


def main(arguments: Sequence[str]) -> int:
    """Exit code 0 if everything held, 1 if not, 2 if there was nothing to replay."""
    parser = argparse.ArgumentParser(
        prog="pyerlshell replay", description="Runs a transcript and says which prompts still hold."
    )
    parser.add_argument("file", nargs="*", help="a transcript: prompts, inputs and outputs")
    parser.add_argument(
        "--example", metavar="NAME", help=f"one that is built in: {', '.join(example_names())}"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="only what differs, and the sum")
    options = parser.parse_args(arguments)
    paths = [Path(file) for file in options.file]
    if options.example:
        try:
            paths.append(example_folder(options.example) / f"{options.example}.txt")
        except UnknownExampleError as problem:
            return _refuse(str(problem))
    if not paths:
        parser.print_usage(sys.stderr)
        return USAGE
    return max(_replay_file(path, options.quiet) for path in paths)


def _replay_file(path: Path, quiet: bool) -> int:
    try:
        document = read(path)
    except OSError as problem:
        return _refuse(f"{path}: {problem.strerror}")
    except NotATranscriptError:
        return _refuse(f"{path}: not a transcript: no line starts with a numbered prompt (1> ...)")
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="pyerlshell-") as folder:
        for outcome in replay(document, path.resolve().parent, Path(folder)):
            outcomes.append(outcome)
            if outcome.verdict is Verdict.DIFFERS or not quiet:
                print(_report(outcome), flush=True)
    held = sum(outcome.verdict is not Verdict.DIFFERS for outcome in outcomes)
    print(f"{path.name}: {held} of {len(outcomes)} prompts hold")
    return HELD if held == len(outcomes) else DIFFERED


def _report(outcome: Outcome) -> str:
    prompt = outcome.prompt
    label = f"{prompt.number}> " if prompt.number is not None else "> "
    lines = [f"{label}{prompt.text}", f"    {outcome.verdict.value} (line {prompt.line})"]
    if outcome.problem:
        lines.append(f"    {outcome.problem}")
    elif outcome.verdict is Verdict.DIFFERS:
        lines += [f"  - {line}" for line in _shown(prompt.expected)]
        lines += [f"  + {line}" for line in _shown(outcome.printed)]
    return "\n".join(lines)


def _shown(lines: list[str]) -> list[str]:
    return "\n".join(lines).rstrip().split("\n")


def _refuse(why: str) -> int:
    print(f"pyerlshell replay: {why}", file=sys.stderr)
    return USAGE
