"""The arguments of `otp-suites`, what the reference said before, and what is printed."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shlex
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from suites.runs import Outcome, Result, Side, Wanted, run
from suites.tree import Suite, find

FORMAT = 2  # of the kept results; another number asks the reference again
PRODUCT = Path(__file__).parent.parent / "pyerlshell"


@dataclass(slots=True)
class Score:
    """A row of the table at the end."""

    title: str
    cases: int = 0
    reference: int = 0
    counted: int = 0
    here: int = 0

    @property
    def percent(self) -> str:
        return f"{100 * self.here / self.counted:.1f}" if self.counted else "-"


def arguments(description: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("suites", nargs="+", metavar="SUITE", help="x_SUITE or application/x_SUITE")
    add("--otp", default=os.environ.get("OTP_SRC"), help="OTP's source tree (default: $OTP_SRC)")
    add("--erl", default=os.environ.get("ERL", "erl"), help="the reference (default: $ERL, or erl)")
    add("--here", default=str(PRODUCT), help="the command that starts us")
    add("--case", action="append", help="only this case (may be repeated)")
    add("--group", action="append", help="only the cases of this group")
    add("--here-only", action="store_true", help="do not ask the reference")
    add("--reference-only", action="store_true", help="do not run here")
    add("--timeout", type=int, default=60, metavar="S", help="seconds for a case (default: 60)")
    add("--list", action="store_true", help="print the cases only")
    add("--failing", action="store_true", help="print only the cases that pass there and not here")
    add("--again", action="store_true", help="ask the reference even if it has answered before")
    add("--cache", default=str(Path(tempfile.gettempdir()) / "otp-suites-reference"))
    add("--scratch", help="where to work (default: a new folder, removed unless a case failed)")
    return parser.parse_args()


def main(description: str) -> int:
    options = arguments(description)
    if not options.otp:
        print("otp-suites: where is OTP's source tree? (OTP_SRC, --otp)", file=sys.stderr)
        return 2
    otp = Path(options.otp).resolve()
    suites = [suite for name in options.suites for suite in found(otp, name)]
    scores = [one_suite(otp, suite, options) for suite in suites]
    if not options.list:
        table(scores)
    return 0


def found(otp: Path, name: str) -> list[Suite]:
    suites = find(otp, name)
    if not suites:
        print(f"otp-suites: no {name} under {otp}", file=sys.stderr)
    return suites


def one_suite(otp: Path, suite: Suite, options: argparse.Namespace) -> Score:
    """Run, compare and print one suite."""
    wanted = Wanted(options.timeout, options.case, options.group)
    root = Path(options.scratch or tempfile.mkdtemp(prefix="otp-suites-")).resolve()
    wanted.listing = options.list
    reference = Outcome()
    if not options.here_only or options.list:
        reference = ask_reference(otp, suite, options, wanted, root)
    if options.list:
        print("\n".join(f"{suite.title}: {case}" for case in reference.cases))
        return Score(suite.title)
    here = Outcome()
    if not options.reference_only:
        side = Side("here", shlex.split(options.here), None, False)
        here = run(otp, suite, side, wanted, root / "here")
    score = compare(suite, reference, here, options)
    if not here.notes and all(result.verdict in ("ok", "skip") for result in here.results.values()):
        shutil.rmtree(root, ignore_errors=True)
    else:
        print(f"  (what the cases wrote: {root}/here/log, {root}/here/output)")
    return score


def ask_reference(
    otp: Path, suite: Suite, options: argparse.Namespace, wanted: Wanted, root: Path
) -> Outcome:
    """The reference's results, from the folder where they are kept as far as they are there."""
    digest = hashlib.sha256(suite.source.read_bytes()).hexdigest()[:12]
    kept = Path(options.cache) / f"{suite.title.replace('/', '-')}-{digest}-{FORMAT}.json"
    known = {} if options.again else load(kept)
    # In the tree's own folder: a reference in a change-root sees only the tree that it stands in,
    # and the temporary files.
    side = Side("reference", [options.erl], otp, True)
    listing = Wanted(wanted.seconds, listing=True)
    listed = run(otp, suite, side, listing, root / "list") if not known or wanted.listing else None
    if listed is not None and (wanted.listing or not listed.cases):
        return listed
    asked = wanted.only is not None or wanted.groups is not None
    if known and not asked:
        return Outcome(list(known), known)
    part = Wanted(wanted.seconds, wanted.only, wanted.groups, set(known))
    new = run(otp, suite, side, part, root / "reference")
    both = {**known, **new.results}
    if both and not asked:
        save(kept, both)
    return Outcome(list(both), both, new.notes)


def load(path: Path) -> dict[str, Result]:
    try:
        rows = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {
        case: Result(row["verdict"], row["reason"], row["ms"], tuple(row["needs"]))
        for case, row in rows.items()
    }


def save(path: Path, results: dict[str, Result]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(f".{os.getpid()}")
    new.write_text(json.dumps({case: asdict(r) for case, r in results.items()}), "utf-8")
    new.replace(path)


def compare(suite: Suite, reference: Outcome, here: Outcome, options: argparse.Namespace) -> Score:
    """Print a line for each case, and count."""
    print(f"== {suite.title}")
    for side, outcome in (("reference", reference), ("here", here)):
        for note in outcome.notes:
            print(f"  {side}: {note}")
    score = Score(suite.title)
    for case in dict.fromkeys([*reference.results, *here.results]):
        there, ours = reference.results.get(case), here.results.get(case)
        if ours is None and (options.case or options.group):
            continue
        score.cases += 1
        passes = ours is not None and ours.verdict == "ok"
        if there is not None and there.verdict == "ok":
            score.reference += 1
            if not there.needs:
                score.counted += 1
                score.here += passes
        if not options.failing or (
            there and there.verdict == "ok" and not there.needs and not passes
        ):
            print("  " + line(case, there, ours))
    sys.stdout.flush()
    return score


def line(case: str, there: Result | None, ours: Result | None) -> str:
    """`case: verdict`, the reason if it is not ok, what the reference did if it did otherwise."""
    shown = ours or there
    assert shown is not None
    parts = [f"{case}: {shown.verdict}"]
    if shown.verdict != "ok" and shown.reason:
        parts.append(shown.reason)
    if there is not None and ours is not None and there.verdict != ours.verdict:
        parts.append(f"[reference: {there.verdict}{' ' + there.reason if there.reason else ''}]")
    if there is not None and there.needs:
        parts.append(f"[needs {', '.join(there.needs)}]")
    return " ".join(parts)


def table(scores: list[Score]) -> None:
    """What all came to."""
    total = Score("total")
    print(f"{'suite':40} {'cases':>6} {'reference':>9} {'counted':>8} {'here':>6} {'%':>6}")
    for score in scores:
        for name in ("cases", "reference", "counted", "here"):
            setattr(total, name, getattr(total, name) + getattr(score, name))
    for score in [*scores, *([total] if len(scores) > 1 else [])]:
        print(
            f"{score.title:40} {score.cases:6} {score.reference:9} {score.counted:8} "
            f"{score.here:6} {score.percent:>6}"
        )
