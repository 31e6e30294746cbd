"""`pyerlshell replay`: documents in, a report out."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from pyerlshell.transcript.continuing import Stepper, ask, then_shell
from pyerlshell.transcript.document import Document, Prompt
from pyerlshell.transcript.examples import UnknownExampleError, example_folder, example_names
from pyerlshell.transcript.jobs import run_files
from pyerlshell.transcript.options import ALL, INTERACTIVE, Options
from pyerlshell.transcript.profiles import PROFILES
from pyerlshell.transcript.reader import FORMATS as READABLE
from pyerlshell.transcript.reader import read_any
from pyerlshell.transcript.reading.explain import explain
from pyerlshell.transcript.replay import Outcome
from pyerlshell.transcript.reporting.machine import FORMATS
from pyerlshell.transcript.reporting.progress import Progress
from pyerlshell.transcript.reporting.text import TextReport
from pyerlshell.transcript.result import USAGE, Result
from pyerlshell.transcript.run import run_file
from pyerlshell.transcript.sandbox import PARTS, UnknownPartError, parts_of

INTERRUPTED: Final = 130
_EXITS: Final = """\
exit codes: 0 everything that a document shows still holds; 1 something differs, contradicts the
document's own listings or cannot be run; 2 wrong use, or a document that cannot be replayed at all.
"""


def main(arguments: Sequence[str]) -> int:
    """Replay what the command line says; the exit code."""
    try:
        return _main(arguments)
    except KeyboardInterrupt:
        print("\npyerlshell replay: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # `pyerlshell replay ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _main(arguments: Sequence[str]) -> int:
    parser = _parser()
    # A lone --update is followed by a file, not by what to update.
    given = parser.parse_args([f"--update={ALL}" if x == "--update" else x for x in arguments])
    paths = list(given.file)
    try:
        if given.example:
            paths.append(str(example_folder(given.example) / f"{given.example}.txt"))
        options = _options(given)
    except UnknownExampleError as problem:
        return _refuse(str(problem))
    except UnknownPartError as problem:
        return _refuse(f"--allow takes {', '.join(PARTS)}, not {problem}")
    if not paths:
        parser.print_usage(sys.stderr)
        return USAGE
    wrong = _unusable(given, paths)
    if wrong:
        return _refuse(wrong)
    if given.explain:
        return max(_explain(path, options.format) for path in paths)
    if given.format != "text":
        results = _quietly(paths, options, given.jobs)
        sys.stdout.write(FORMATS[given.format](results))
    else:
        results = _as_text(paths, options, given)
    return max(result.exit_code for result in results)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pyerlshell replay",
        description="Runs the sessions that documents show, and says which prompts still hold.",
        epilog=_EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("file", nargs="*", help="a document that shows prompts, inputs and outputs")
    names = ", ".join(example_names())
    add("--example", metavar="NAME", help=f"one that is built in: {names}")
    show = parser.add_argument_group("what is shown").add_argument
    show("-q", "--quiet", action="store_true", help="only what does not hold, and the sum")
    show("--format", choices=["text", *FORMATS], default="text", help="for people or for programs")
    show("--color", choices=["auto", "always", "never"], default="auto", help="colours")
    show("--explain", action="store_true", help="what each line was taken for; nothing is run")
    run = parser.add_argument_group("how it is run").add_argument
    run("--format-in", choices=READABLE, metavar="FORMAT", help=f"one of {', '.join(READABLE)}")
    run("--profile", choices=list(PROFILES), default="otp29", help="the release of the document")
    run("--exact", action="store_true", help="to the letter: pids, blanks, order, words")
    run("--timeout", metavar="SECONDS", type=float, default=10.0, help="for each prompt (10)")
    run("--real-time", action="store_true", help="wait where a program waits, skip nothing")
    run("--allow", metavar="PARTS", default="", help=f"open the outside: {','.join(PARTS)}")
    run("--with", dest="erl", metavar="ERL", default="", help="run on this erl too, and compare")
    run("-j", dest="jobs", metavar="N", type=int, default=1, help="so many documents at a time")
    go = parser.add_argument_group("where it goes").add_argument
    go("--until", metavar="N", type=int, help="stop after prompt N")
    go("--then-shell", action="store_true", help="then go on at a live prompt")
    go("--step", action="store_true", help="ask before each prompt")
    go(
        "--update",
        nargs="?",
        const=ALL,
        choices=[ALL, INTERACTIVE],
        default="",
        help="write what is printed now into the document",
    )
    return parser


def _explain(path: str, format: str | None) -> int:
    try:
        document = read_any(Path(path).read_bytes(), path, format)
    except OSError as problem:
        return _refuse(f"{path}: {problem.strerror}")
    for line in explain(document):
        _print(line)
    return 0 if document.prompts else USAGE


def _options(given: argparse.Namespace) -> Options:
    return Options(
        profile=PROFILES[given.profile],
        exact=given.exact,
        format=given.format_in,
        seconds=given.timeout,
        allow=parts_of(given.allow),
        real_time=given.real_time,
        update=given.update,
        until=given.until,
        then_shell=given.then_shell,
        step=given.step,
        erl=given.erl,
    )


def _unusable(given: argparse.Namespace, paths: Sequence[str]) -> str:
    """What does not go together; "" if everything does."""
    talks = given.then_shell or given.step or given.update == INTERACTIVE
    if talks and (given.format != "text" or given.jobs > 1):
        return "--then-shell, --step and --update=interactive want --format text and no -j"
    if given.then_shell and len(paths) > 1:
        return "--then-shell takes one document"
    if given.timeout <= 0 or given.jobs < 1:
        return "--timeout and -j want more than 0"
    return ""


def _quietly(paths: Sequence[str], options: Options, jobs: int) -> list[Result]:
    progress = Progress(sys.stderr, len(paths))
    results = []
    for result in run_files(paths, options, jobs):
        progress.step(result.path)
        results.append(result)
    progress.clear()
    return results


def _side_by_side(
    report: TextReport, paths: Sequence[str], options: Options, jobs: int
) -> Iterator[Result]:
    progress = Progress(sys.stderr, len(paths))
    for result in run_files(paths, options, jobs):
        progress.clear()
        if result.document is not None:
            report.begin(result.document, True)
            for outcome in result.outcomes:
                report.outcome(result.document, outcome)
        progress.step(result.path)
        yield result
    progress.clear()


def _one_by_one(report: TextReport, paths: Sequence[str], options: Options) -> Iterator[Result]:
    for path in paths:
        watcher = _Shown(report, options, len(paths) > 1)
        yield run_file(path, options, watcher, then_shell if options.then_shell else None)
        watcher.progress.clear()


def _as_text(paths: Sequence[str], options: Options, given: argparse.Namespace) -> list[Result]:
    report = TextReport(_print, given.quiet, _coloured(given.color))
    results = []
    together = given.jobs > 1 and len(paths) > 1
    running = (
        _side_by_side(report, paths, options, given.jobs)
        if together
        else _one_by_one(report, paths, options)
    )
    for result in running:
        if result.problem:
            _refuse(f"{result.path}: {result.problem}")
        report.end(result)
        results.append(result)
    report.finish(results)
    return results


class _Shown:
    """Shows a replay while it goes on."""

    def __init__(self, report: TextReport, options: Options, several: bool) -> None:
        self.report = report
        self.several = several
        self.stepper = Stepper(_print, sys.stdin) if options.step else None
        self.asks = options.update == INTERACTIVE
        self.stopped = False
        self.progress = Progress(None, 0)

    def begin(self, document: Document) -> None:
        self.progress = Progress(sys.stderr, len(document.prompts))
        self.report.begin(document, self.several)

    def before(self, document: Document, prompt: Prompt) -> bool:
        if self.stepper is not None:
            return self.stepper.go_on(document, prompt)
        self.progress.step(f"{document.path}:{prompt.line}")
        return True

    def outcome(self, document: Document, outcome: Outcome) -> None:
        self.progress.clear()
        self.report.outcome(document, outcome)

    def accept(self, document: Document, outcome: Outcome) -> bool:
        """Asked for each output that `--update=interactive` could rewrite."""
        if not self.asks:
            return True
        if self.stopped:
            return False
        self.report.outcome(document, outcome)
        answer = ask("write this output into the document? [y]es, [n]o, [a]ll, [q]uit: ", sys.stdin)
        self.asks = answer != "a"
        self.stopped = answer == "q"
        return answer in ("y", "a")


def _print(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), flush=True)


def _coloured(wish: str) -> bool:
    if wish != "auto":
        return wish == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def _refuse(why: str) -> int:
    print(f"pyerlshell replay: {why}", file=sys.stderr)
    return USAGE
