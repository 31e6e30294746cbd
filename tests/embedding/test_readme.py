"""What README.md says about Python holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"


def test_the_example_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    [source] = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.S)
    said = re.findall(r"  # (.*)", source)
    exec(compile(source, "README.md", "exec"), {})
    assert capsys.readouterr().out.splitlines() == said
