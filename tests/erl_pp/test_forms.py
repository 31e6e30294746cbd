"""Forms laid out as `erl_pp:form/1` of OTP 29 printed them (forms.txt, from the reference)."""

from __future__ import annotations

from pathlib import Path

from pyerlshell.syntax import epp
from pyerlshell.syntax.erl_pp.forms import form

HERE = Path(__file__).parent


def test_layout_of_forms() -> None:
    options = epp.Options(read_file=lambda path: Path(path).read_bytes())
    parsed = epp.parse_text("f.erl", (HERE / "forms.erl").read_bytes(), options)
    expected = (HERE / "forms.txt").read_text(encoding="utf-8").split("\n----\n")
    printed = ["\n".join(form(f)) for f in parsed.forms]
    assert len(printed) == 30
    assert printed == expected[: len(printed)]
