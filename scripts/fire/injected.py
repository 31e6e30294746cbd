"""An exception inside our own runtime ends the process that met it, is told as our bug, and nothing
else happens: a native function is made to fail in every hundredth of its calls.

    python scripts/fire/injected.py [PROCESSES]
"""

from __future__ import annotations

import io
import sys

from pyerlshell import Node, atom

SOURCE = """
-module(fire_bugs).
-export([run/1]).
run(N) ->
    All = [spawn_monitor(fun() -> exit({fine, fire_py:work(I)}) end) || I <- lists:seq(1, N)],
    lists:foldl(fun({P, R}, {Fine, Bugs, Other}) ->
        receive
            {'DOWN', R, process, P, {fine, _}} -> {Fine + 1, Bugs, Other};
            {'DOWN', R, process, P, {{internal_error, _}, _}} -> {Fine, Bugs + 1, Other};
            {'DOWN', R, process, P, _} -> {Fine, Bugs, Other + 1}
        end
    end, {0, 0, 0}, All).
"""


def main(processes: int = 10_000) -> int:
    """Run; 0 if exactly the processes that met the bug ended by it."""
    told = io.BytesIO()
    with Node(output=io.BytesIO()) as node:
        node.core.outside.stderr = told
        node.load_text(SOURCE)
        node.register_function("fire_py", "work", lambda n: n)
        cell = node.core.code.cell(atom("fire_py"), atom("work"), 1)
        plain = cell.fn

        def work(n: object) -> object:
            if type(n) is int and n % 100 == 0:
                raise RuntimeError("injected")
            return plain(n)

        cell.fn = work
        fine, bugs, other = node.call("fire_bugs", "run", processes)
        alive = node.call("lists", "sum", [1, 2, 3]) == 6
    lines = told.getvalue().decode().count("a bug in pyerlshell")
    print(f"{processes} processes: {fine} ended well, {bugs} met the bug, {other} otherwise")
    print(f"{lines} lines tell of it; the node {'goes on' if alive else 'is gone'}")
    return 0 if (bugs, other, lines, alive) == (processes // 100, 0, bugs, True) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
