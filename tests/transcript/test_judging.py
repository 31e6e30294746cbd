"""What holds and what differs: section E3 of the reference, a case each, cited by its id.

What is printed is what a real erl 29 printed (reference/samples); what is expected is how documents
of their time show it.
"""

from __future__ import annotations

import pytest

from pyerlshell.transcript.judging.judge import Comparison, Judge
from pyerlshell.transcript.judging.names import is_volatile
from pyerlshell.transcript.judging.verdict import Verdict

SAME, NAMES, TERMS, RELEASE, DIFFERS = (
    Verdict.SAME,
    Verdict.SAME_NAMES,
    Verdict.SAME_TERMS,
    Verdict.SAME_RELEASE,
    Verdict.DIFFERS,
)

ARITHMETIC = """\
** exception error: an error occurred when evaluating an arithmetic expression
     in operator  '/'/2
        called as 1 / 0"""
BADARG = """\
** exception error: bad argument
     in function  atom_to_list/1
        called as atom_to_list(1)
        *** argument 1: not an atom"""
CRASH = """\
=ERROR REPORT==== 22-Nov-2026::09:18:58.294147 ===
Error in process <0.143.0> with exit value:
{badarith,[{m,f,1,[{file,"m.erl"},{line,4}]}]}
"""
STACK = """\
** exception error: no function clause matching m:f(3) (m.erl:6)
     in function  lists:map_1/2 (lists.erl:2390)
     in call from m:g/1 (m.erl:9)"""

CASES = [
    # id, what the document shows, what was printed, verdict, release
    ("E3.1", "<0.39.0>", "<0.92.0>", NAMES, ""),
    ("E3.1", "{<0.39.0>,<0.39.0>}", "{<0.92.0>,<0.92.0>}", NAMES, ""),
    ("E3.1", "{<0.39.0>,<0.39.0>}", "{<0.92.0>,<0.93.0>}", DIFFERS, ""),
    ("E3.1", "{<0.39.0>,<0.40.0>}", "{<0.92.0>,<0.92.0>}", DIFFERS, ""),
    ("E3.2", "#Ref<0.0.0.29>", "#Ref<0.1.2.3>", NAMES, ""),
    ("E3.2", "#Port<0.65>", "#Port<0.3>", NAMES, ""),
    ("E3.2", "#Fun<erl_eval.6.13229925>", "#Fun<erl_eval.42.130099583>", NAMES, ""),
    ("E3.2", "#Fun<tut.0.1>", "#Fun<erl_eval.42.130099583>", DIFFERS, ""),
    ("E3.2", "#Ref<0.0.0.29>", "<0.92.0>", DIFFERS, ""),
    ("E3.2", "[{vsn,[" + "2" * 37 + "]}]", "[{vsn,[1" + "3" * 36 + "]}]", NAMES, ""),
    ("E3.2", '{ok,"/home/joe/tut.beam"}', '{ok,"/tmp/x/tut.beam"}', NAMES, ""),
    ("E3.2", '{ok,"/home/joe/tut.beam"}', '{ok,"/tmp/x/tat.beam"}', DIFFERS, ""),
    ("E3.2", "{1259,33102,512}", "{1795,338,294147}", NAMES, ""),
    ("E3.3", "[1,2,3|...]", "[1,2,3,4,5]", TERMS, ""),
    ("E3.3", "[1,2,...,5]", "[1,2,3,4,5]", TERMS, ""),
    ("E3.3", "[1,2,...,6]", "[1,2,3,4,5]", DIFFERS, ""),
    ("E3.3", "#{a => 1,...}", "#{b => 2,a => 1}", TERMS, ""),
    ("E3.3", "{a,…}", "{a,b,c}", TERMS, ""),
    ("E3.3", '<<"abc"...>>', '<<"abcdef">>', TERMS, ""),
    ("E3.3", "one\n...\nfour", "one\ntwo\nthree\nfour", TERMS, ""),
    ("E3.3", "one\n...\nfive", "one\ntwo\nthree\nfour", DIFFERS, ""),
    ("E3.4", "#{a => 2,b => 1}", "#{b => 1,a => 2}", TERMS, ""),
    ("E3.4", "#{a => 2,b => 1}", "#{b => 2,a => 1}", DIFFERS, ""),
    ("E3.4", "#{a => 2}", "#{b => 1,a => 2}", DIFFERS, ""),
    ("E3.4", "#state{cnt = 2,t = <0.39.0>}", "{state,2,<0.92.0>}", TERMS, ""),
    ("E3.4", "#state{cnt = 2}", "{state,3}", DIFFERS, ""),
    ("E3.4", "[97,98,99]", '"abc"', TERMS, ""),
    ("E3.4", "[97,98,98]", '"abc"', DIFFERS, ""),
    ("E3.4", "<<97,98>>", '<<"ab">>', TERMS, ""),
    ("E3.5", STACK.replace(":6)", ", line 6)").replace(":9)", ", line 9)"), STACK, RELEASE,
     "OTP 27 or older"),
    ("E3.5", STACK.replace("m:g/1", "m:h/1"), STACK, DIFFERS, ""),
    ("E3.5", "** exception error: no function clause matching m:f(3)\n"
     "     in function  lists:map/2\n     in call from m:g/1", STACK, RELEASE, "OTP R14 or older"),
    ("E3.6", "** exception error: bad argument\n     in function  atom_to_list/1\n"
     "        called as atom_to_list(1)", BADARG, RELEASE, "OTP 23 or older"),
    ("E3.6", "** exception error: bad argument", BADARG, RELEASE, "OTP 23 or older"),
    ("E3.7", "* 1: syntax error before: '.'", "* 1:4: syntax error before: '.'", RELEASE,
     "OTP 23 or older"),
    ("E3.7", "** 1: syntax error before: '.' **", "* 1:4: syntax error before: '.'", RELEASE,
     "OTP R11 or older"),
    ("E3.7", "* 1: syntax error before: ','", "* 1:4: syntax error before: '.'", DIFFERS, ""),
    ("E3.8", "** exited: {badarith,[{erl_eval,do_apply,5},{shell,exprs,6}]} **", ARITHMETIC,
     RELEASE, "OTP R11 or older"),
    ("E3.8", "** exception error: bad argument in an arithmetic expression\n"
     "     in operator  '/'/2\n        called as 1 / 0", ARITHMETIC, RELEASE, "OTP R14 or older"),
    ("E3.8", "** exited: {undef,[{foo,bar,[1]},{shell,exprs,6}]} **",
     "** exception error: undefined function foo:bar/1", RELEASE, "OTP R11 or older"),
    ("E3.8", "** exited: {{badmatch,6},[{erl_eval,expr,3}]} **",
     "** exception error: no match of right hand side value 6", RELEASE, "OTP R11 or older"),
    ("E3.8", "** exited: {{badmatch,7},[{erl_eval,expr,3}]} **",
     "** exception error: no match of right hand side value 6", DIFFERS, ""),
    ("E3.8", "=ERROR REPORT==== 16-Apr-2007::12:32:36 ===\n"
     "Error in process <0.31.0> with exit value: {badarith,[{erl_eval,do_apply,5}]}\n\n"
     "** exited: {badarith,[{erl_eval,do_apply,5}]} **", ARITHMETIC, RELEASE, "OTP R11 or older"),
    ("E3.8", "** exception exit: badarith", ARITHMETIC, DIFFERS, ""),
    ("E3.10", "<0.40.0>\n" + CRASH, CRASH + "\n<0.143.0>", TERMS, ""),
    ("E3.10", CRASH + "\n<0.40.0>", "<0.143.0>", DIFFERS, ""),
    ("E3.10", "hello\nworld\nok", "world\nok\nhello", TERMS, ""),
    ("E3.10", "hello\nhello\nok", "hello\nok", DIFFERS, ""),
    ("E1.12", "{running, <0.33.0>}", "{running,<0.86.0>}", TERMS, ""),
    ("E1.12", "{ok, tut}.", "{ok,tut}", TERMS, ""),
    ("E1.12", "[{moscow,{c,-10}},\n {cape_town,{f,70}}]", "[{moscow,{c,-10}},{cape_town,{f,70}}]",
     TERMS, ""),
    ("E1.11", "{ok,460037}        % 460037=0x070505", "{ok,460037}", TERMS, ""),
    ("A6.6", "0.333333", "0.3333333333333333", RELEASE, "OTP R12 or older"),
    ("A6.6", "100000.0", "1.0e5", TERMS, ""),
    ("A6.6", "0.333334", "0.3333333333333333", DIFFERS, ""),
    ("A6.8", "#Fun<lists.map.2>", "fun lists:map/2", RELEASE, "OTP R14 or older"),
    ("E3.2", "{node,joe@gin}", "{node,nonode@nohost}", NAMES, ""),
    ("E3.2", "[joe@gin,ann@gin]", "[nonode@nohost,nonode@nohost]", DIFFERS, ""),
    ("E3.2", "16400", "#Ref<0.1.2.3>", RELEASE, "OTP 19 or older"),
    ("E3.2", "[16400,16401]", "[#Ref<0.1.2.3>,#Ref<0.1.2.3>]", DIFFERS, ""),
    ("B2.2", "./tut.erl:3: Warning: variable 'X' is unused\n{ok,tut}",
     "tut.erl:3:5: Warning: variable 'X' is unused\n%    3| f(X) -> 1.\n%     |   ^\n\n{ok,tut}",
     RELEASE, "OTP 23 or older"),
    ("B2.2", "{ok,tut}", "tut.erl:3:5: syntax error before: x\nerror", DIFFERS, ""),
]  # fmt: skip


def compare(expected: str, printed: str, volatile: bool = False) -> Comparison:
    return Judge().compare(expected.split("\n"), printed.split("\n"), volatile)


@pytest.mark.parametrize(("row", "expected", "printed", "verdict", "release"), CASES)
def test_verdict(row: str, expected: str, printed: str, verdict: Verdict, release: str) -> None:
    found = compare(expected, printed)
    assert (found.verdict, found.release) == (verdict, release), row


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_what_was_printed_is_the_same_as_itself(case: tuple[str, ...]) -> None:
    assert compare(case[2], case[2]).verdict is SAME


def test_names_mean_the_same_from_prompt_to_prompt() -> None:
    """E3.1: bound on first sight, one to one from then on."""
    judge = Judge()
    assert judge.compare(["{ok,<0.39.0>}"], ["{ok,<0.92.0>}"]).verdict is NAMES
    assert judge.compare(["<0.39.0>"], ["<0.92.0>"]).verdict is NAMES
    assert judge.compare(["<0.39.0>"], ["<0.93.0>"]).verdict is DIFFERS
    assert judge.compare(["{x, <0.39.0>}"], ["{x,<0.93.0>}"]).verdict is DIFFERS
    assert judge.compare(["<0.40.0>"], ["<0.92.0>"]).verdict is DIFFERS


def test_a_name_is_typed_as_the_one_of_this_run() -> None:
    judge = Judge()
    judge.compare(["<0.39.0>"], ["<0.92.0>"])
    assert judge.names.typed("pid(0,39,0) ! x.") == "pid(0,92,0) ! x."
    assert judge.names.typed('list_to_pid("<0.39.0>").') == 'list_to_pid("<0.92.0>").'
    assert judge.names.typed("pid(0,40,0).") == "pid(0,40,0)."


def test_what_changes_by_itself_is_a_name() -> None:
    """E3.2: what a clock gave is free, and the same when it is shown again."""
    judge = Judge()
    assert is_volatile("T = erlang:monotonic_time().")
    assert not is_volatile("T = lists:seq(1, 3).")
    assert not is_volatile("shop:info(3).")  # a document's own
    assert judge.compare(["-576460740"], ["-576460743"], volatile=True).verdict is NAMES
    assert judge.compare(["{t, -576460740}"], ["{t,-576460743}"]).verdict is TERMS
    assert judge.compare(["-576460740"], ["-576460744"]).verdict is DIFFERS


def test_a_report_may_come_a_prompt_too_early() -> None:
    """E3.10: reports are a stream between two prompts."""
    judge = Judge()
    first = judge.compare(["<0.40.0>"], [*CRASH.split("\n"), "<0.143.0>"])
    assert first.verdict in (NAMES, TERMS)
    assert first.notes == ("also reported, not shown by the document: ERROR REPORT",)
    shown = CRASH.replace("<0.143.0>", "<0.40.0>").split("\n")
    assert judge.compare([*shown, "ok"], ["ok"]).verdict in (NAMES, TERMS)


def test_the_hint_for_long_commands_is_not_output() -> None:
    """A18: the shell's hint of OTP 28 and later belongs to no command."""
    hint = "Command is taking a long time, type Ctrl+G, then enter 'i' to interrupt"
    assert compare("ok", f"{hint}\nok").verdict is SAME


def test_deep_and_broken_texts_are_read() -> None:
    deep = "[" * 5000 + "]" * 5000
    assert compare(deep, deep + " ").verdict is SAME
    assert compare(deep, "[" * 4000).verdict is DIFFERS
    assert compare('"never closed', "'neither").verdict is DIFFERS
    assert compare("{a,[b}", "{a, [b}").verdict is TERMS
