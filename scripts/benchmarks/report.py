"""The table of scripts/bench: a line for each benchmark, with a ratio and the design's goal."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import plain
import plain_library
from systems import (
    OURS,
    System,
    Terminal,
    microseconds,
    scratch,
    shell_microseconds,
    theirs,
    wall_ms,
)

BENCHES: dict[str, Callable[[str], str]] = {}


def bench(goal: str) -> Callable[[Callable[[str], str]], Callable[[str], str]]:
    """Registers a benchmark: it takes a scratch folder and returns a line of figures."""

    def register(function: Callable[[str], str]) -> Callable[[str], str]:
        def run(folder: str) -> str:
            return f"{function(folder)}   [goal: {goal}]"

        BENCHES[function.__name__] = run
        return function

    return register


ROUNDS = 3
"""Each side is measured so often, in turn, and its best counts: other work passes."""


def _in_turn(*measures: Callable[[], float]) -> list[float]:
    """The best of each."""
    results = [[measure() for measure in measures] for _ in range(ROUNDS)]
    return [min(column) for column in zip(*results, strict=True)]


def _sides(folder: str, name: str, *more: Callable[[], float]) -> list[float]:
    """The best of ours, of each of `more`, and of erl's if there is one."""
    sides: list[Callable[[], float]] = [lambda: microseconds(OURS, folder, name), *more]
    erl = theirs()
    if erl is not None:
        sides.append(lambda: microseconds(erl, folder, name))
    return _in_turn(*sides)


def _versus_erl(ours: float, rest: list[float]) -> str:
    return "".join(f"; erl {beam / 1e3:.1f} ms: {ours / beam:.1f} times" for beam in rest)


def _versus_python(folder: str, name: str) -> str:
    program = plain.PROGRAMS[name]
    ours, hand, *rest = _sides(folder, name, lambda: min(program() for _ in range(3)))
    times = f"{ours / hand:.2f} times{_versus_erl(ours, rest)}"
    return f"{ours / 1e3:.1f} ms, plain Python {hand / 1e3:.1f} ms: {times}"


@bench("at most 1.9 times plain Python")
def fib(folder: str) -> str:
    return _versus_python(folder, "fib")


@bench("at most 1.7 times plain Python")
def foldl(folder: str) -> str:
    return _versus_python(folder, "foldl")


@bench("at most 4 times plain Python")
def walk(folder: str) -> str:
    return _versus_python(folder, "walk")


@bench("linear")
def append(folder: str) -> str:
    return _versus_python(folder, "append")


@bench("at least 8 times faster than asyncio queues")
def ring(folder: str) -> str:
    ours, queues, *rest = _sides(folder, "ring", plain.ring)
    return (
        f"{ours / 200_000:.2f} us a message, asyncio {queues / 200_000:.2f} us: "
        f"{queues / ours:.1f} times faster{_versus_erl(ours, rest)}"
    )


def _only_erl(folder: str, name: str, unit: float, label: str) -> str:
    ours, *rest = _sides(folder, name)
    return f"{ours / unit:.2f} us a {label}{_versus_erl(ours, rest)}"


@bench("at most 10 times the BEAM")
def gen_call(folder: str) -> str:
    return _only_erl(folder, "gen_call", 20_000, "call")


@bench("at most 12 times the BEAM")
def statem_call(folder: str) -> str:
    return _only_erl(folder, "statem_call", 20_000, "call")


@bench("no goal")
def restarts(folder: str) -> str:
    return _only_erl(folder, "restarts", 2_000, "kill and restart")


@bench("constant space")
def even_odd(folder: str) -> str:
    return _only_erl(folder, "even_odd", 1_000_000, "iteration")


@bench("no goal")
def nrev(folder: str) -> str:
    return _only_erl(folder, "nrev", 30 * 301 * 150, "step")


@bench("no goal")
def spawn(folder: str) -> str:
    return _only_erl(folder, "spawn", 100_000, "spawn and exit")


@bench("insert and lookup at most 8 times a Python dict")
def ets(folder: str) -> str:
    return _versus_python(folder, "ets")


@bench("no goal")
def links(folder: str) -> str:
    return _only_erl(folder, "links", 100_000, "link that an exit signal goes through")


@bench("no goal")
def monitors(folder: str) -> str:
    return _only_erl(folder, "monitors", 100_000, "monitor that fires")


@bench("tracing that is off again costs nothing: ratio 1")
def tracing_off(folder: str) -> str:
    never, after = _in_turn(
        lambda: microseconds(OURS, folder, "calls"),
        lambda: microseconds(OURS, folder, "calls_after_tracing"),
    )
    return f"{never / 3e5:.2f} us a turn before, {after / 3e5:.2f} us after: {after / never:.2f}"


SHELL_F = "F = fun F(0) -> 0; F(1) -> 1; F(N) -> F(N-1) + F(N-2) end.\n"


def _shells(folder: str, setup: str, expression: str) -> str:
    erl = theirs()
    if erl is None:
        return f"{shell_microseconds(OURS, setup, expression, folder) / 1e3:.1f} ms"
    ours, beam = _in_turn(
        lambda: shell_microseconds(OURS, setup, expression, folder),
        lambda: shell_microseconds(erl, setup, expression, folder),
    )
    return f"{ours / 1e3:.1f} ms, erl's shell {beam / 1e3:.1f} ms: {beam / ours:.1f} times faster"


@bench("at least 8 times faster than erl's shell")
def shell_fun(folder: str) -> str:
    return _shells(folder, SHELL_F, "F(24)")


@bench("at least 1.2 times faster than erl's shell")
def shell_foldl(folder: str) -> str:
    return _shells(folder, "", "lists:foldl(fun(X, A) -> X + A end, 0, lists:seq(1, 1000000))")


@bench("under 1 KB each; a million in 1 GB")
def waiting(folder: str) -> str:
    program = (
        'Rss = fun() -> {ok, B} = file:read_file(<<"/proc/self/statm">>), '
        '[_, R | _] = string:lexemes(B, " "), binary_to_integer(R) * 4096 end, '
        "c:c(bench), A = Rss(), L = [spawn(bench, wait, []) || _ <- lists:seq(1, N)], "
        "erlang:yield(), length(L), receive after 200 -> ok end, B = Rss(), "
        'io:format("rss ~b~n", [(B - A) div N]), halt().'
    )
    out = []
    for count in (100_000, 1_000_000):
        text = OURS.run("-noshell", "-eval", f"N = {count}, {program}", cwd=folder)
        found = re.search(r"rss (\d+)", text)
        out.append(
            f"{count}: {found[1]} bytes each" if found else f"{count}: failed: {text[-300:]}"
        )
    return "; ".join(out)


@bench("at most 0.6 times erl")
def halt(folder: str) -> str:
    arguments = ["-noshell", "-eval", "halt()."]
    ours = wall_ms([*OURS.command, *arguments], folder)
    erl = theirs()
    if erl is None:
        return f"{ours:.0f} ms"
    beam = wall_ms([*erl.command, *arguments], folder)
    return f"{ours:.0f} ms, erl {beam:.0f} ms: {ours / beam:.2f} times"


@bench("not later than erl")
def first_prompt(folder: str) -> str:
    def best(command: tuple[str, ...]) -> str:
        times: list[float] = []
        answers: list[float] = []
        for _ in range(5):
            terminal = Terminal(command, folder)
            terminal.wait_for(r"1>")
            times.append(time.perf_counter() - terminal.started)
            terminal.send("1+1.\r")
            terminal.wait_for(r"2>")
            answers.append(time.perf_counter() - terminal.started)
            terminal.close()
        return f"{min(times) * 1e3:.0f} ms, 1+1 answered after {min(answers) * 1e3:.0f} ms"

    ours = best(OURS.command)
    erl = theirs()
    return ours + (f"; erl {best(erl.command)}" if erl else "")


@bench("95th percentile under 20 ms")
def key_latency(folder: str) -> str:
    terminal = Terminal(OURS.command, folder)
    terminal.wait_for(r"1>")
    terminal.send(
        "L = fun L(N) -> L(N + 1) end, spawn(fun() -> L(0) end), spawn(fun() -> L(0) end).\r"
    )
    terminal.wait_for(r"2>")
    time.sleep(1)
    terminal.send(" ")
    time.sleep(0.5)
    spent = []
    for key in "abcdefghijklmnopqrstuvwxyz" * 4:
        terminal.seen = ""
        terminal.send(key)
        spent.append(terminal.wait_for(key) * 1e3)
        time.sleep(0.05)
    terminal.close()
    spent.sort()
    middle, high = spent[len(spent) // 2], spent[int(len(spent) * 0.95)]
    return f"median {middle:.1f} ms, 95th percentile {high:.1f} ms"


def _big_module(folder: str) -> None:
    """About 3,000 lines: 300 functions of ten lines with what ordinary modules contain."""
    lines = ["-module(big).", "-compile(export_all).", "-record(r, {a, b = 1, c = []})."]
    for i in range(300):
        lines += [
            f"f{i}([{{key, K}} | Rest], #r{{a = A}} = S) when is_integer(K), K > {i} ->",
            "    Next = case lists:keyfind(K, 1, A) of",
            "        {K, Value} -> [Value | Rest];",
            f"        false -> f{(i + 1) % 300}(Rest, S#r{{b = K * {i} + 1}})",
            "    end,",
            "    try length(Next) of N -> {ok, N} "
            'catch error:badarg -> {error, <<K:16, "x">>} end;',
            f"f{i}([H | T], S) when H =:= a; H =:= b ->",
            f"    [X + {i} || X <- T, X rem 2 =:= 0] ++ [fun(Y) -> {{Y, S, H}} end];",
            f'f{i}([], #r{{b = B}}) -> #{{b => B, list => ["abc", {i}]}};',
            f"f{i}(_, _) -> ok.",
        ]
    Path(folder, "big.erl").write_text("\n".join(lines) + "\n", encoding="utf-8")


@bench("at most 2 times erlc; a cached load under 30 ms")
def compile_3000(folder: str) -> str:
    _big_module(folder)
    timing = (
        "Time = fun(F) -> T = erlang:monotonic_time(), F(), "
        "erlang:convert_time_unit(erlang:monotonic_time() - T, native, microsecond) end, "
        "C = Time(fun() -> {ok, big} = c:c(big) end), L = Time(fun() -> c:l(big) end), "
        'io:format("~b ~b~n", [C, L]), halt().'
    )
    text = OURS.run("-noshell", "-eval", timing, cwd=folder)
    found = re.search(r"(\d+) (\d+)\s*$", text)
    if found is None:
        return "failed: " + text[-300:]
    line = f"c(big) {int(found[1]) / 1e3:.0f} ms, l(big) {int(found[2]) / 1e3:.1f} ms"
    erl = theirs()
    if erl is not None and erl.compiler:
        beam = wall_ms([*erl.compiler, "+debug_info", "big.erl"], folder, 3)
        line += f"; erlc {beam:.0f} ms: {int(found[1]) / 1e3 / beam:.2f} times"
    return line


def _library(name: str) -> Callable[[str], str]:
    """The benchmark of one library function: against Python's own, and against erl."""
    program = plain_library.PROGRAMS[name]

    def run(folder: str) -> str:
        def measured(system: System) -> Callable[[], float]:
            return lambda: microseconds(system, folder, name, "bench_library")

        erl = theirs()
        sides = [measured(OURS), lambda: min(program() for _ in range(3))]
        ours, hand, *rest = _in_turn(*sides, *([measured(erl)] if erl else []))
        times = f"{ours / hand:.2f} times{_versus_erl(ours, rest)}"
        return f"{ours / 1e3:.1f} ms, plain Python {hand / 1e3:.1f} ms: {times}"

    run.__name__ = name
    return run


for _name in plain_library.PROGRAMS:
    _reason = plain_library.WHY.get(_name)
    _more = f"; here {_reason}" if _reason else ""
    bench(f"at most 3 times plain Python{_more}")(_library(_name))


def main(arguments: list[str]) -> int:
    """Run the benchmarks named, or all; 0 unless one of them could not be run."""
    if "--list" in arguments:
        print("\n".join(BENCHES))
        return 0
    folder = scratch()
    failed = 0
    print(f"Python {sys.version.split()[0]}; erl: {theirs().command[0] if theirs() else 'none'}")
    for name in arguments or list(BENCHES):
        try:
            print(f"{name}: {BENCHES[name](folder)}", flush=True)
        except (RuntimeError, TimeoutError, OSError, subprocess.SubprocessError) as problem:
            failed += 1
            print(f"{name}: could not be run: {problem}", flush=True)
    return 1 if failed else 0
