"""What a hostile program does to a node, while the shell still answers.

A fork bomb, an atom flood, a memory eater with and without max_heap_size, a list and a binary that
only grow, endless loops that call nothing, and a flood of messages to one process. Each runs in a
console of its own. While it runs the shell answers `1+1.`, and afterwards what is left of it can be
ended with exit(Pid, kill). Printed are the longest time that an answer took, the time and the
memory of the whole.

    python scripts/fire/siege.py [SCALE [CASE]]     # 0.1 for a tenth of the sizes
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass

SPY = (
    "Ask = fun(N) -> lists:max([begin A = erlang:monotonic_time(microsecond), "
    "receive after 5 -> ok end, erlang:monotonic_time(microsecond) - A - 5000 end "
    "|| _ <- lists:seq(1, N)]) div 1000 end.\n"
)

EATER = "fun() -> F = fun G(L) -> G([lists:seq(1, 1000) | L]) end, F([]) end"
DOUBLER = "fun() -> F = fun G(X) -> G(<<X/binary, X/binary>>) end, F(<<1>>) end"


@dataclass(frozen=True)
class Case:
    """`session`: what is typed; `wanted`: patterns that its output must have; `flags`, `env`."""

    name: str
    session: str
    wanted: tuple[str, ...]
    flags: tuple[str, ...] = ()
    env: tuple[tuple[str, str], ...] = ()


def cases(scale: float) -> list[Case]:
    """The cases at a scale."""
    processes = max(1024, int(100_000 * scale))
    memory = str(int(max(0.3, scale) * 1_000_000_000))
    loops = max(2, int(20 * scale))
    flood = int(1_000_000 * scale)
    ended = "receive {'DOWN', R, _, _, Why} -> Why end.\n"
    return [
        Case(
            "fork bomb",
            "B = spawn(fun F() -> try spawn(fun() -> receive stop -> ok end end) of _ -> F() "
            "catch error:system_limit -> receive stop -> ok end end end).\n"
            'io:format("answer ~p~n", [Ask(20)]).\n1+1.\nlength(processes()) > 1000.\n'
            "(fun() -> spawn(fun() -> ok end) end)().\n"
            "[exit(P, kill) || P <- processes(), P > B], "
            "is_process_alive(B) andalso exit(B, kill).\n"
            "timer:sleep(100), length(processes()) < 100.\n",
            ("answer", "4> 2", "5> true", "a system limit has been reached", "8> true"),
            ("+P", str(processes)),
        ),
        Case(
            "flood of atoms",
            "{P, R} = spawn_monitor(fun() -> F = fun G(N) -> "
            'list_to_atom("x" ++ integer_to_list(N)), G(N + 1) end, F(0) end).\n'
            'io:format("answer ~p~n", [Ask(20)]).\n1+1.\n'
            "receive {'DOWN', R, _, _, {Why, _}} -> Why end.\nnew_atom_after_that.\n",
            ("4> 2", "system_limit", "6> new_atom_after_that"),
        ),
        Case(
            "eater with max_heap_size",
            f"{{P, R}} = spawn_opt({EATER}, "
            '[monitor, {max_heap_size, 5000000}]).\nio:format("answer ~p~n", [Ask(20)]).\n1+1.\n'
            + ended,
            ("answer", "4> 2", "maximum heap size reached", "killed"),
        ),
        Case(
            "eater without",
            f"{{P, R}} = spawn_monitor({EATER}).\n"
            'io:format("answer ~p~n", [Ask(20)]).\n1+1.\n' + ended + "1+1.\n",
            ("answer", "4> 2", "memory limit of the node reached", "6> 2"),
            (),
            (("PYERLSHELL_MEMORY_LIMIT", memory),),
        ),
        Case(
            "binary that doubles",
            f"{{P, R}} = spawn_monitor({DOUBLER}).\n"
            'io:format("answer ~p~n", [Ask(20)]).\n' + ended + "1+1.\n",
            ("answer", "system_limit|killed", "5> 2"),
            (),
            (("PYERLSHELL_MEMORY_LIMIT", memory),),
        ),
        Case(
            "endless loops",
            f"Ps = [spawn(fun F() -> F() end) || _ <- lists:seq(1, {loops})], ok.\n"
            'io:format("answer ~p~n", [Ask(10)]).\n1+1.\n'
            "[exit(P, kill) || P <- Ps], timer:sleep(50), [P || P <- Ps, is_process_alive(P)].\n"
            "G = spawn(fun() -> F = fun H(N) -> H(N + 1) end, F(0) end).\n"
            "exit(G, kill), timer:sleep(20), is_process_alive(G).\n",
            ("answer", "4> 2", r"5> \[\]", "7> false"),
        ),
        Case(
            "message flood",
            "S = spawn(fun() -> receive never -> ok end end).\n"
            f"Fl = [spawn_monitor(fun() -> [S ! I || I <- lists:seq(1, {flood // 4})] end) "
            "|| _ <- lists:seq(1, 4)], ok.\n"
            'io:format("answer ~p~n", [Ask(10)]).\n1+1.\n'
            "[receive {'DOWN', R, _, _, _} -> ok end || {_, R} <- Fl], "
            f"element(2, process_info(S, message_queue_len)) =:= {flood // 4 * 4}.\n"
            "exit(S, kill), timer:sleep(20), is_process_alive(S).\n",
            ("answer", "5> 2", "6> true", "7> false"),
        ),
    ]


def run(case: Case) -> tuple[bool, str]:
    """(right, figures) of one case."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "pyerlshell", *case.flags],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **dict(case.env)},
    )
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write((SPY + case.session).encode())
    process.stdin.close()
    text = process.stdout.read().decode("utf-8", "replace")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    missing = [pattern for pattern in case.wanted if not re.search(pattern, text)]
    answers = [int(n) for n in re.findall(r"answer (\d+)", text)]
    right = not missing and process.returncode == 0 and "Traceback" not in text
    figures = (
        f"answers within {max(answers, default=-1):5} ms, {time.perf_counter() - started:6.1f} s, "
        f"{usage.ru_maxrss // 1024:5} MB"
    )
    if not right:
        figures += f"  WRONG: {missing}\n{text[-2000:]}"
    return right, figures


def main(scale: float = 1.0, only: str = "") -> int:
    """Run; 0 if the shell answered each time and all could be ended."""
    wrong = 0
    for case in cases(scale):
        if only in case.name:
            right, figures = run(case)
            wrong += not right
            print(f"{case.name:26} {figures}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:2]), *sys.argv[2:3]))
