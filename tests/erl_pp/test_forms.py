"""Forms laid out as `erl_pp:form/2` of OTP 29 printed them, from the reference: forms.txt and
wide.txt without options, wide_quoted.txt with quote_singleton_atom_types.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pyerlshell.syntax import epp
from pyerlshell.syntax.erl_pp.boxes import finished
from pyerlshell.syntax.erl_pp.forms import form
from pyerlshell.syntax.erl_pp.quoted_types import quoted
from pyerlshell.terms.atoms import a

HERE = Path(__file__).parent


def forms_of(name: str) -> list[Any]:
    options = epp.Options(read_file=lambda path: Path(path).read_bytes())
    parsed = epp.parse_text("f.erl", (HERE / name).read_bytes(), options)
    return list(parsed.forms)


def expected_in(name: str) -> list[str]:
    return (HERE / name).read_text(encoding="utf-8").split("\n----\n")


def test_layout_of_forms() -> None:
    expected = expected_in("forms.txt")
    printed = ["\n".join(finished(form(f))) for f in forms_of("forms.erl")]
    assert len(printed) == 30
    assert printed == expected[: len(printed)]


@pytest.mark.parametrize("number", range(9))
def test_lines_as_long_as_they_may_be(number: int) -> None:
    node = [f for f in forms_of("wide.erl") if len(f) > 2 and f[2] is not a.file][number]
    assert "\n".join(finished(form(node))) == expected_in("wide.txt")[number]
    assert "\n".join(finished(form(quoted(node)))) == expected_in("wide_quoted.txt")[number]
