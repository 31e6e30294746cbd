"""What the stages make of a few functions: cases/NAME.case holds Erlang and the generated Python.

The reference has no such output; these texts are looked at by a person when they change.
`python tests/compiler/test_stages.py` writes them anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from compiling import forms_of

from pyerlshell.compiler.listing import listing

CASES = sorted((Path(__file__).parent / "cases").glob("*.case"))
SPLIT = "\n--- {}\n"


def _stages(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The Erlang text, and (stage, expected text)."""
    source, *rest = text.split("\n--- ")
    return source, [
        (part.partition("\n")[0], part.partition("\n")[2].rstrip("\n")) for part in rest
    ]


def _listed(source: str, stage: str) -> str:
    return listing(forms_of("-module(m).\n-compile(export_all).\n" + source), stage)


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_stage(path: Path) -> None:
    source, stages = _stages(path.read_text())
    assert stages
    for stage, expected in stages:
        assert _listed(source, stage) == expected


def _update() -> None:
    for path in CASES:
        source, stages = _stages(path.read_text())
        parts = [SPLIT.format(stage) + _listed(source, stage) for stage, _ in stages]
        path.write_text(source + "".join(parts) + "\n")


if __name__ == "__main__":
    _update()
