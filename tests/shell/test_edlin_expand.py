"""edlin_expand for programs: the shape of the reference's results (A13)."""

from __future__ import annotations

import subprocess
import sys

INPUT = """\
Bound = 1.
edlin_expand:expand(lists:reverse("Bo")).
edlin_expand:expand(lists:reverse("self")).
edlin_expand:expand(lists:reverse("lists:seq(1,2,3"), []).
element(1, edlin_expand:expand(lists:reverse("lists:s"), [])).
[maps:get(title, S) || S <- element(3, edlin_expand:expand(lists:reverse("string:l"), []))].
{_, _, Matches} = edlin_expand:expand(lists:reverse("lists:se")), ok.
io:put_chars(edlin_expand:format_matches(Matches, 80)).
edlin_expand:expand(an_atom).
"""


def test_a_program_completes_as_the_shell_does() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pyerlshell"],
        input=INPUT,
        capture_output=True,
        text=True,
        check=True,
    )
    out = done.stdout
    assert '{yes,"und",[]}' in out
    assert '{yes,"()",[]}' in out
    assert "{no,[],[]}" in out
    assert "5> yes" in out
    assert '["Functions","Obsolete API functions"]' in out
    assert "search    seq\nok" in out
    assert "no function clause matching" in out
