"""How documents are run: sessions, limits, listings, steps, and why a prompt cannot be run."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyerlshell.transcript.judging.verdict import Verdict
from pyerlshell.transcript.options import Options
from pyerlshell.transcript.replay import Outcome
from pyerlshell.transcript.run import run_file
from pyerlshell.transcript.session import Limits, Session, Trouble

FOR_EVER = "F = fun G() -> G() end, F()."
PRINTS = 'P = fun G() -> io:format("abcdefgh~n"), G() end, P().'


def outcomes(folder: Path, text: str, name: str = "page.txt", **options: object) -> list[Outcome]:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    result = run_file(str(file), Options(seconds=0.5, **options))  # type: ignore[arg-type]
    assert not result.problem
    return result.outcomes


def verdicts(found: list[Outcome]) -> list[Verdict]:
    return [outcome.verdict for outcome in found]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    return Session(str(tmp_path_factory.mktemp("s")), Limits(seconds=0.4, characters=2000))


def test_inputs_that_do_not_end(session: Session) -> None:
    """A prompt that hangs is interrupted, and the shell goes on with its bindings."""
    assert session.run("X = 3.").text == "3\n"
    assert session.run(FOR_EVER).trouble is Trouble.TIME
    assert session.run("receive never -> ok end.").trouble is Trouble.WAITS
    assert session.run("X.").text == "3\n"


def test_output_without_end(session: Session) -> None:
    answer = session.run(PRINTS)
    assert answer.trouble is Trouble.OUTPUT
    assert len(answer.text) <= 2000
    assert session.run("1 + 1.").text == "2\n"


def test_time_is_skipped_where_everybody_waits(session: Session) -> None:
    answer = session.run("timer:sleep(3600000), slept.")
    assert (answer.lines[-1], answer.trouble) == ("slept", Trouble.NONE)
    assert session.run("receive x -> y after 60000 -> z end.").lines[-1] == "z"


def test_a_busy_process_does_not_stop_the_document(session: Session) -> None:
    answer = session.run("B = spawn(fun() -> (fun L() -> L() end)() end), ok.")
    assert (answer.text, answer.busy) == ("ok\n", True)
    assert session.run("exit(B, kill).").text == "true\n"


def test_a_program_that_reads_gets_its_lines(session: Session) -> None:
    """A16.3: a line that a program asks for is data."""
    lines = ["Joe", None]
    answer = session.run('io:get_line("Name? ").', lambda prompt, printed: lines.pop(0))
    assert answer.text == 'Name? Joe\n"Joe\\n"\n'
    assert session.run('io:get_line("Name? ").').trouble is Trouble.INPUT
    assert session.run("1 + 1.").text == "2\n"


def test_what_is_printed_on_standard_error_is_output(session: Session) -> None:
    assert session.run('io:format(standard_error, "oops~n", []).').text == "oops\nok\n"


def test_answers_stand_in_the_document(tmp_path: Path) -> None:
    text = '1> io:get_line("Name? ").\nName? Joe\n"Joe\\n"\n2> io:fread("", "~d").\n17\n{ok,[17]}\n'
    assert verdicts(outcomes(tmp_path, text)) == [Verdict.SAME, Verdict.SAME]


def test_terms_are_read_as_lines_are(tmp_path: Path) -> None:
    """`io:read/1` asks the group leader as the shell does."""
    text = "1> io:read('enter> ').\nenter> {a,b}.\n{ok,{a,b}}\n2> io:read('e>').\ne>x.\n{ok,x}\n"
    assert verdicts(outcomes(tmp_path, f"{text}3> 1.\n1\n")) == [Verdict.SAME] * 3


def test_prompts_of_the_users_own(tmp_path: Path) -> None:
    """A14.1: a prompt function."""
    (tmp_path / "p.erl").write_text('-module(p).\n-export([p/1]).\np(_) -> "ready> ".\n')
    text = (
        "$ cp p.erl p.erl\n1> c(p).\n{ok,p}\n"
        "2> application:set_env(stdlib, shell_prompt_func, {p,p}).\nok\n3> 1.\n1\n4> 2.\n2\n"
    )
    assert verdicts(outcomes(tmp_path, text)) == [Verdict.SAME] * 4


def test_numbers_are_those_of_the_document(tmp_path: Path) -> None:
    """A fragment may begin anywhere; `v(7)` means the document's prompt 7."""
    text = "7> 20 + 1.\n21\n8> v(7) * 2.\n42\n11> v(8).\n42\n12> v(10).\n1\n"
    found = outcomes(tmp_path, text)
    assert verdicts(found) == [Verdict.SAME] * 3 + [Verdict.NOT_RUNNABLE]
    assert found[3].reason == "the result of prompt 10 is not there"


def test_consoles_are_sessions_of_their_own(tmp_path: Path) -> None:
    """E1.3: one session for each node name."""
    text = "(a@h)1> X = 1.\n1\n(b@h)1> X = 2.\n2\n(a@h)2> X.\n1\n(b@h)2> X.\n2\n"
    assert verdicts(outcomes(tmp_path, text)) == [Verdict.SAME] * 4


def test_a_prompt_that_ends_the_session(tmp_path: Path) -> None:
    found = outcomes(tmp_path, "1> X = 1.\n1\n2> halt().\n3> 5.\n5\n4> X.\n1\n")
    assert verdicts(found) == [
        Verdict.SAME,
        Verdict.SKIPPED,
        Verdict.SAME,
        Verdict.NOT_RUNNABLE,
    ]
    assert "the session ends here" in found[1].notes
    assert found[2].notes[0] == "in a new session: the one before has ended"


def test_what_comes_later_is_waited_for(tmp_path: Path) -> None:
    """E3.10: a process prints when a reader of the page saw it."""
    text = (
        '1> spawn(fun() -> timer:sleep(2000), io:format("late~n") end).\n<0.33.0>\nlate\n2> 1.\n1\n'
    )
    assert verdicts(outcomes(tmp_path, text)) == [Verdict.SAME_NAMES, Verdict.SAME]


def test_messages_come_while_a_person_reads(tmp_path: Path) -> None:
    text = "1> erlang:send_after(3000, self(), hi).\n#Ref<0.0.0.1>\n2> flush().\nShell got hi\nok\n"
    assert verdicts(outcomes(tmp_path, text)) == [Verdict.SAME_NAMES, Verdict.SAME]
    assert verdicts(outcomes(tmp_path, text.replace("Shell got hi\n", "")))[1] is Verdict.SAME


LISTING = """\
-module(m).
-export([f/1]).
f(X) -> X + 1.
"""


def page(listing: str, *prompts: str) -> str:
    return (
        f"Text.\n\n```erlang\n{listing}```\n\nMore.\n\n```erlang\n" + "\n".join(prompts) + "\n```\n"
    )


def test_a_listing_is_a_file_at_its_place(tmp_path: Path) -> None:
    text = page(LISTING, "1> c(m).", "{ok,m}", "2> m:f(1).", "2")
    text += page(LISTING.replace("X + 1", "X + 2"), "3> m:f(1).", "2", "4> c(m).", "{ok,m}",
                 "5> m:f(1).", "3")  # fmt: skip
    assert verdicts(outcomes(tmp_path, text, "page.md")) == [Verdict.SAME] * 5


def test_a_listing_that_the_page_only_calls_is_compiled(tmp_path: Path) -> None:
    text = page(LISTING, "1> m:f(1).", "2") + page(LISTING.replace("+ 1", "+ 2"), "2> m:f(1).", "3")
    assert verdicts(outcomes(tmp_path, text, "page.md")) == [Verdict.SAME] * 2


def test_a_listing_that_does_not_compile_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    text = page(
        LISTING.replace("X + 1", "X +"), "1> c(m).", "{ok,m}", "2> m:f(1).", "2", "3> 1.", "1"
    )
    found = outcomes(tmp_path, text, "page.md")
    assert verdicts(found) == [Verdict.NOT_RUNNABLE, Verdict.NOT_RUNNABLE, Verdict.SAME]
    assert found[0].reason == "the listing at line 4 does not compile: syntax error before: '.'"


def test_a_document_at_odds_with_itself(tmp_path: Path) -> None:
    """B7.1: the listing adds one, the transcript shows something else."""
    found = outcomes(tmp_path, page(LISTING, "1> {ok, m:f(16)}.", "{ok,32}"), "page.md")
    assert verdicts(found) == [Verdict.CONTRADICTION]
    assert found[0].reason == "the listing of m at line 4 gives 17 where the transcript shows 32"


def test_the_reading_under_which_it_would_hold_is_told(tmp_path: Path) -> None:
    """B7.1: the transcript is that of a function as an earlier version had it."""
    text = page(LISTING.replace("X + 1", "X * 2"), "1> c(m).", "{ok,m}", "2> m:f(16).", "32")
    text += page(LISTING + "g() -> new.\n", "3> c(m).", "{ok,m}", "4> m:f(16).", "32")
    (tmp_path / "page.md").write_text(text)
    result = run_file(str(tmp_path / "page.md"), Options())
    assert [x.verdict for x in result.outcomes][2:] == [Verdict.SAME_TERMS, Verdict.CONTRADICTION]
    assert result.findings == [(20, "with f/1 of m as in version 1 (line 4), prompt 4 would hold")]
    (tmp_path / "page.md").write_text(text.replace("16).\n32\n```\nText", "16).\n33\n```\nText"))
    assert run_file(str(tmp_path / "page.md"), Options()).findings == []


@pytest.mark.parametrize(
    ("listing", "prompt", "shown"),
    [
        (LISTING.replace("X + 1", "rand:uniform(X)"), "m:f(1).", "2"),  # chance
        (LISTING.replace("X + 1", "element(3, erlang:timestamp())"), "m:f(1).", "-2"),  # time
        (LISTING, "lists:sum([16]).", "32"),  # not the listing's doing
        (LISTING, "m:f(16).", "{error,32}"),  # another kind of result
    ],
)
def test_what_is_no_contradiction(tmp_path: Path, listing: str, prompt: str, shown: str) -> None:
    found = outcomes(tmp_path, page(listing, f"1> {prompt}", shown), "page.md")
    assert verdicts(found) == [Verdict.DIFFERS]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1> Y + 1.\n2\n", "Y is not bound in this document"),
        ("1> c(nowhere).\n{ok,nowhere}\n", "nowhere is not in this document"),
        ("1> nowhere:f().\nok\n", "module nowhere is not in this document"),
        ("1> #r{}.\n#r{}\n", "record r is defined nowhere before this prompt"),
        ("1> g(1).\nok\n", "g/1 is defined nowhere in this document"),
        ('1> file:read_file("/etc/passwd").\n{ok,<<"x">>}\n', "refused: reading /etc/passwd"),
        ('1> os:cmd("date").\n"x"\n', "refused: running date"),
        ("1> ets:lookup(tab, 1).\n[]\n", "the table tab is made nowhere in this document"),
        ("1> gen_server:call(srv, x).\nok\n", "srv is not running here"),
        ("1> erlang:hash(a, 10).\n3\n", "erlang:hash/2 is gone since OTP 20"),  # E3.11
        ("1> http:request(a).\nok\n", "http:request/1 is gone since OTP R14"),
        ('1> io:get_line("> ").\nok\n', "it waits for input that the document does not show"),
    ],
)
def test_why_a_prompt_cannot_be_run(tmp_path: Path, text: str, reason: str) -> None:
    found = outcomes(tmp_path, text)
    assert (found[0].verdict, found[0].reason[: len(reason)]) == (Verdict.NOT_RUNNABLE, reason)


def test_what_follows_from_it_is_told_too(tmp_path: Path) -> None:
    text = "1> {ok, P} = srv:start().\n{ok,<0.40.0>}\n2> P ! x.\nx\n3> sys:suspend(srv).\nok\n"
    found = outcomes(tmp_path, text)
    assert verdicts(found) == [Verdict.NOT_RUNNABLE] * 3
    assert found[1].reason == "P was to be bound at line 1, which did not go as shown"
    assert found[2].reason == "it follows from line 1, which could not be run"


def test_hanging_prompts_are_told_at_their_place(tmp_path: Path) -> None:
    found = outcomes(tmp_path, f"1> {FOR_EVER}\nok\n2> receive x -> y end.\nx\n3> 1.\n1\n")
    assert [(x.verdict, x.reason) for x in found] == [
        (Verdict.DIFFERS, "no answer in time"),
        (Verdict.DIFFERS, "it waits for something that never comes"),
        (Verdict.SAME, ""),
    ]


def test_a_prompt_after_a_refused_step_is_run(tmp_path: Path) -> None:
    """What it binds is there for the prompts after it; each refused step is told."""
    text = "$ cp ../../secret m.erl\n$ mv /etc/passwd p\n1> X = 4.\n4\n2> X + 1.\n5\n"
    found = outcomes(tmp_path, text)
    assert verdicts(found) == [Verdict.NOT_RUNNABLE, Verdict.SAME]
    assert found[0].reason.startswith("line 1: refused: ../../secret is outside")
    assert [note.partition(" is outside")[0] for note in found[0].notes] == [
        "line 2: refused: /etc/passwd"
    ]


def test_steps_move_files_inside_the_scratch_folder_only(tmp_path: Path) -> None:
    (tmp_path / "v2").mkdir()
    (tmp_path / "v2" / "m.erl").write_text(LISTING)
    text = (
        "$ cp v2/m.erl m.erl\n1> c(m).\n{ok,m}\n$ mv m.erl n.erl\n"
        '2> filelib:is_file("m.erl").\nfalse\n$ cp ../../secret m.erl\n3> 1.\n1\n4> 2.\n2\n'
    )
    found = outcomes(tmp_path, text)
    assert verdicts(found) == [Verdict.SAME, Verdict.SAME, Verdict.NOT_RUNNABLE, Verdict.SAME]
    assert found[2].reason.endswith("../../secret is outside of the transcript's folder")


def test_until_stops_there(tmp_path: Path) -> None:
    assert len(outcomes(tmp_path, "1> 1.\n1\n2> 2.\n2\n3> 3.\n3\n", until=2)) == 2


def test_a_part_shown_again_is_no_new_version(tmp_path: Path) -> None:
    """A page that explains a function clause by clause does not take the others away."""
    text = page("-module(m).\n-export([f/1]).\nf(1) ->\n    1;\nf(N) ->\n    N * f(N - 1).\n")
    text += "Then:\n\n```erlang\nf(N) ->\n    N * f(N - 1).\n```\n\nAnd:\n\n"
    text += "```erlang\n1> c(m).\n{ok,m}\n2> m:f(4).\n24\n```\n"
    assert verdicts(outcomes(tmp_path, text, "page.md")) == [Verdict.SAME, Verdict.SAME]
