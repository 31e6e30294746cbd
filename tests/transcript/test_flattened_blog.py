"""A blog page as browsers paste it: flattened, numbered, later listings cut, remarks after dots.

Made of the shipped example: it lists what the example has; its last listing counts up or doubles.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pyerlshell.transcript.examples import example_folder
from pyerlshell.transcript.judging.verdict import HOLDS, Verdict
from pyerlshell.transcript.options import Options
from pyerlshell.transcript.profiles import CLASSIC
from pyerlshell.transcript.reader import read_document
from pyerlshell.transcript.result import Result
from pyerlshell.transcript.run import run_file

RULE = ["%...........", "%...........省略若干行", "%................"]
SECOND = [
    "-module(tt13).",
    '-version("1.1").',
    *RULE,
    "handle_call(test, _From, #state{cnt = Cnt} = State) ->",
    "{reply, {ok, Cnt}, State#state{cnt = Cnt * 2}};",
    *RULE,
]
THIRD = [
    "-module(tt13).",
    "-record(state, {testcheck, cnt}).",
    *RULE,
    "handle_call(test, _From, #state{cnt = Cnt} = State) ->",
    "{reply, {ok, Cnt}, State#state{cnt = Cnt HOW}};",
    *RULE,
    'code_change("1.1", {state, Cnt}, _Extra) ->',
    "{ok, {state, chk, Cnt}};",
    "code_change(_OldVsn, State, _Extra) ->",
    "{ok, State}.",
    *RULE,
]
REMARKS = {"6> c(tt13).": " %编译新的代码", "11> sys:suspend(tt13).": " /*暂停服务"}


def flattened(lines: list[str]) -> str:
    return " ".join(f"{n} {line.strip()}".strip() for n, line in enumerate(lines, 1))


def sessions() -> list[list[str]]:
    """The example's transcript, cut where a file changes, with the pids of old."""
    text = (example_folder("tt13") / "tt13.txt").read_text(encoding="utf-8")
    text = text.replace("<0.85.0>", "<0.32.0>").replace("<0.92.0>", "<0.39.0>")
    parts = text.split("\n%% file:")[1:]
    return [
        [line + REMARKS.get(line, "") for line in part.strip().split("\n")[1:]] for part in parts
    ]


def page(how: str) -> str:
    first = (example_folder("tt13") / "v1" / "tt13.erl").read_text(encoding="utf-8").split("\n")
    third = [line.replace("HOW", how) for line in THIRD]
    runs = sessions()
    return "\n".join(
        [
            "热更新是其最重要的特性之一",
            flattened(first[2:]),
            "编译运行结果",
            flattened(runs[0]),
            "如果修改了函数,可以直接运行",
            flattened(SECOND),
            "然后我们继续运行",
            flattened(runs[1]),
            "我们修改state结构体",
            flattened(third),
            "下面我们运行如下",
            flattened(runs[2]),
            "后面可以看到state状态已经改变",
        ]
    )


def replayed(folder: Path, text: str, options: Options) -> Result:
    file = folder / "page.txt"
    file.write_text(text, encoding="utf-8")
    return run_file(str(file), options)


@pytest.mark.parametrize("options", [Options(), Options(exact=True, profile=CLASSIC)])
def test_a_page_that_agrees_with_itself_holds(tmp_path: Path, options: Options) -> None:
    """E1.4, E1.9, E1.10: all 18 prompts, with the pids of its time to the letter."""
    result = replayed(tmp_path, page("* 2"), options)
    assert len(result.outcomes) == 18
    assert {x.verdict for x in result.outcomes} <= HOLDS
    assert result.findings == []


def test_a_page_at_odds_with_itself_is_told_so(tmp_path: Path) -> None:
    """B7.1: the last listing counts up, the transcript doubles."""
    result = replayed(tmp_path, page("+ 1"), Options())
    verdicts = [x.verdict for x in result.outcomes]
    assert set(verdicts[:15]) <= HOLDS
    assert verdicts[15:] == [Verdict.CONTRADICTION] * 3
    assert result.outcomes[15].reason.endswith("gives 33 where the transcript shows 64")
    (finding,) = result.findings
    assert "handle_call/3 of tt13 as in version 2" in finding[1]
    assert finding[1].endswith("prompts 16, 17, 18 would hold")


def test_the_transcript_is_rewritten_in_its_place(tmp_path: Path) -> None:
    text = page("+ 1")
    result = replayed(tmp_path, text, Options(update="all"))
    after = (tmp_path / "page.txt").read_text(encoding="utf-8")
    assert result.updated == 3
    assert after == text.replace("{state,chk,64}", "{state,chk,33}").replace(
        "{ok,64}", "{ok,33}"
    ).replace("{state,chk,128}", "{state,chk,34}").replace("{ok,128}", "{ok,34}").replace(
        "{state,chk,256}", "{state,chk,35}"
    )
    again = run_file(str(tmp_path / "page.txt"), Options(update="all"))
    assert (again.updated, again.exit_code) == (0, 0)


def test_the_report_says_what_was_merged() -> None:
    document = read_document(page("* 2").encode(), "page.txt")
    versions = [(x.version, x.elided) for x in document.listings if x.module == "tt13"]
    assert versions == [(1, False), (2, True), (3, True)]
    merged = {m.what for m in document.listings[-1].merged}
    assert {"start_link/0", "handle_cast/2", "terminate/2"} <= merged
