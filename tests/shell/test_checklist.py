"""Every row of the checklist of the shell is cited by a test, or by a known difference.

The rows are those of the study of OTP 29 that the console was built from: A1.1 (the banner) to
A16.4 (input that is never evaluated), and A17 with a release for each row.
"""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parent.parent
COUNTS = {
    "A1": 12,
    "A2": 10,
    "A3": 7,
    "A4": 5,
    "A5": 5,
    "A6": 13,
    "A7": 18,
    "A8": 8,
    "A9": 8,
    "A10": 5,
    "A11": 3,
    "A12": 2,
    "A13": 4,
    "A14": 4,
    "A15": 1,
    "A16": 4,
}
RELEASES = ("A17.26", "A17.26.1", "A17.27", "A17.28", "A17.29")
KINDS = (".py", ".in", ".txt", ".json", ".md", "")


def cited() -> set[str]:
    """The ids in all files of tests that people write."""
    found: set[str] = set()
    for path in TESTS.rglob("*"):
        if path.is_file() and path.suffix in KINDS and path.name != Path(__file__).name:
            text = path.read_text(encoding="utf-8", errors="ignore")
            found.update(re.findall(r"\bA\d+(?:\.\d+)+", text))
    return found


def test_every_row_is_cited() -> None:
    rows = [f"{group}.{n + 1}" for group, count in COUNTS.items() for n in range(count)]
    assert set(rows) | set(RELEASES) <= cited(), "rows without a test"


def test_no_row_is_cited_that_is_not_there() -> None:
    known = {f"{group}.{n + 1}" for group, count in COUNTS.items() for n in range(count)}
    groups = (*COUNTS, "A17")
    strange = {row for row in cited() if row.split(".")[0] in groups} - known - set(RELEASES)
    assert not strange
