"""An exception inside our own runtime ends the process that met it, is told as our bug, and nothing
else happens: native functions of many kinds are made to fail in every hundredth of their calls.

Each of many processes does a piece of work with tables, timers, names, links, monitors, texts and
maps; its calls go through functions some of which fail with a Python exception. A process either
ends well, or with {internal_error, _}; every failure is told in one line; the tables of the others
have what they should have; no name, timer, monitor or process is left.

    python scripts/fire/injected.py [PROCESSES]
"""

from __future__ import annotations

import io
import sys
import time
from typing import Any

from pyerlshell import Node, atom

SOURCE = """
-module(fire_bugs).
-export([run/1, work/2]).
run(N) ->
    Table = ets:new(all, [public, {write_concurrency, true}]),
    All = [spawn_monitor(?MODULE, work, [I, Table]) || I <- lists:seq(1, N)],
    Counts = lists:foldl(fun({P, R}, {Fine, Bugs, Other}) ->
        receive
            {'DOWN', R, process, P, {fine, _}} -> {Fine + 1, Bugs, Other};
            {'DOWN', R, process, P, {{internal_error, _}, _}} -> {Fine, Bugs + 1, Other};
            {'DOWN', R, process, P, Why} -> {Fine, Bugs, [Why | Other]}
        end
    end, {0, 0, []}, All),
    Kept = length([I || {I, done} <- ets:tab2list(Table)]),
    ets:delete(Table),
    {Counts, Kept}.

work(I, Table) ->
    Me = self(),
    ets:insert(Table, {I, begun}),
    M = maps:from_list([{K, K * I} || K <- lists:seq(1, 5)]),
    Sum = lists:sum(maps:values(M)),
    Sum = 15 * I,
    Name = list_to_atom("fire_bug_" ++ integer_to_list(I rem 50)),
    Registered = (catch register(Name, Me)),
    Timer = erlang:send_after(1000000, Me, never),
    P = spawn(fun() -> receive {From, X} -> From ! {self(), lists:reverse(X)} end end),
    R = monitor(process, P),
    P ! {Me, [1, 2, 3]},
    receive
        {P, [3, 2, 1]} -> demonitor(R, [flush]);
        {'DOWN', R, process, P, Why} -> exit(Why)
    end,
    Text = io_lib:format("~p ~s", [I, "x"]),
    true = string:length(Text) > 2,
    erlang:cancel_timer(Timer),
    Registered =:= true andalso unregister(Name),
    ets:insert(Table, {I, done}),
    exit({fine, I}).
"""

FAILING = """
lists:sum/1 maps:from_list/1 maps:values/1 io_lib:format/2 string:length/1 ets:insert/2
erlang:monitor/2 erlang:send_after/3 erlang:cancel_timer/1 lists:reverse/1 erlang:demonitor/2
"""


class Injector:
    """Functions that fail now and then, and how often they did."""

    def __init__(self, every: int) -> None:
        self.every = every
        self.calls = 0
        self.failures = 0

    def wrap(self, plain: Any) -> Any:
        """The function, failing in every so-manieth call of any of them."""

        def native(*args: Any) -> Any:
            self.calls += 1
            if self.calls % self.every == 0:
                self.failures += 1
                raise RuntimeError("injected")
            return plain(*args)

        return native


def main(processes: int = 10_000) -> int:
    """Run; 0 if exactly the processes that met the bug ended by it."""
    told = io.BytesIO()
    injector = Injector(101)
    with Node(output=io.BytesIO()) as node:
        core = node.core
        core.outside.stderr = told
        core.on_crash = None
        node.load_text(SOURCE)
        node.call("fire_bugs", "run", 3)
        base = len(core.processes)
        cells = []
        for text in FAILING.split():
            module, _, rest = text.partition(":")
            name, _, arity = rest.partition("/")
            core.code.ensure_loaded(atom(module))
            cell = core.code.cell(atom(module), atom(name), int(arity))
            cells.append((cell, cell.fn))
            cell.fn = injector.wrap(cell.fn)
        started = time.perf_counter()
        (fine, bugs, other), kept = node.call("fire_bugs", "run", processes)
        seconds = time.perf_counter() - started
        for cell, plain in cells:
            cell.fn = plain
        alive = node.call("lists", "sum", [1, 2, 3]) == 6
        node.run()
        names = [n for n in core.registry if n.name.startswith("fire_bug_")]
        left = len(core.processes) - base
    lines = told.getvalue().decode().count("a bug in pyerlshell")
    print(f"{processes} processes in {seconds:.1f} s, {injector.calls} calls, of which "
          f"{injector.failures} failed")  # fmt: skip
    print(f"{fine} ended well, {bugs} by the bug, {len(other)} otherwise; {kept} rows done")
    print(f"{lines} lines tell of it; {len(names)} names left; "
          f"the node {'goes on' if alive else 'is gone'}")  # fmt: skip
    print(f"{left} partners wait for one that ended before it asked for anything")
    right = fine + bugs == processes and not other and alive and not names
    right = right and kept >= fine and lines >= bugs and 0 < bugs <= injector.failures
    if not right:
        print("WRONG", other[:5])
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
