"""A tree of 10,000 supervised workers under random kills, and the figures of it.

Every worker has a name, a timer and a monitor of the tree's top; every tenth supervisor is a strict
one, which must give up (and be started again by its own supervisor) when its worker dies twice.
Afterwards nothing may be left: no process, name, monitor or timer.

    python scripts/fire/trees.py [SECONDS [SUPERVISORS]]   # 60 and 100, of 100 workers each

The environment variable ERL names an erl to run the same program on, for the ratio of restarts.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from pyerlshell import Node

WORKERS: Final = 100
SOURCE: Final = Path(__file__).with_name("fire_trees.erl")
FIGURE: Final = re.compile(r"^(\w+) (-?\d+)$", re.MULTILINE)


def here(seconds: int, supervisors: int) -> dict[str, int]:
    """The figures of a run in this process, with the timers that are left."""
    with Node() as node:
        node.load_text(SOURCE.read_text())
        before = node.call("erlang", "system_info", _atom("process_count"))
        figures = node.call("fire_trees", "run", supervisors, WORKERS, seconds)
        left = node.call("erlang", "system_info", _atom("process_count")) - before
    return {**_as_dict(figures), "processes_left_in_node": left}


def there(erl: str, seconds: int, supervisors: int) -> dict[str, int]:
    """The figures of a run on a real erl."""
    with tempfile.TemporaryDirectory(prefix="trees-") as folder:
        shutil.copy(SOURCE, folder)
        call = f"fire_trees:main({supervisors},{WORKERS},{seconds})"
        command = [erl, "+P", "1000000", "-noshell", "-eval", f"c:c(fire_trees), {call}, halt()."]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return {name: int(value) for name, value in FIGURE.findall(done.stdout)}


def _atom(name: str) -> object:
    from pyerlshell import atom

    return atom(name)


def _as_dict(figures: object) -> dict[str, int]:
    return {str(name): value for name, value in figures}  # type: ignore[attr-defined]


def report(title: str, figures: dict[str, int]) -> None:
    print(f"{title}:")
    for name, value in figures.items():
        print(f"  {name:24} {value:>10}")


def problems(figures: dict[str, int]) -> list[str]:
    """What should be zero and is not."""
    return [
        f"{name}: {value}"
        for name, value in figures.items()
        if value and (name.startswith(("wrong_", "left_")) or name.endswith("_left_in_node"))
    ]


def main(seconds: int = 60, supervisors: int = 100) -> int:
    """Run; 0 if everything came out right."""
    ours = here(seconds, supervisors)
    report(f"pyerlshell, {supervisors * WORKERS} workers, {seconds} s", ours)
    erl = os.environ.get("ERL")
    if erl:
        theirs = there(erl, min(seconds, 10), supervisors)
        report(f"erl, {min(seconds, 10)} s", theirs)
        rate = theirs.get("restarts_per_second", 0) / max(1, ours["restarts_per_second"])
        print(f"restarts a second: erl has {rate:.1f} times as many")
    wrong = problems(ours)
    print("\n".join(wrong) if wrong else "nothing wrong, nothing left")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
