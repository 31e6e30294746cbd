"""What may not be compiled: errors/NAME.erl, and in NAME.expected what the reference says of it.

The complete linter is another module; here stands what would make compiled code wrong.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from compiling import forms_of

from pyerlshell.compiler.compile import CompileErrors, compile_forms
from pyerlshell.syntax.erl_lint import format_error
from pyerlshell.terms.write import write

HERE = Path(__file__).parent
CASES = sorted((HERE / "errors").glob("*.erl"))


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_errors(path: Path) -> None:
    with pytest.raises(CompileErrors) as raised:
        compile_forms(forms_of(path.read_text(), path.name))
    found = [f"{write(e)} {format_error(e[2])}" for e in raised.value.errors]
    assert found == path.with_suffix(".expected").read_text().splitlines()
