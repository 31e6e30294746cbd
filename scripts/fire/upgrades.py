"""1,000 upgrades of a server under constant calls of 100 clients.

No call is lost, none answered twice, none from a wrong state, none by an older version than was
current when the request was made.

Odd upgrades are c/1, which leaves the state as it is; even ones are suspend, load, change_code
(which changes the shape of the state) and resume. So a reply of version V comes with the shape
that the last even upgrade made, V - V rem 2, and nothing else; V is no less than the version that
was current before the call, and no more than the one whose upgrade was begun when the reply came.
The server counts the calls of each client, and each client the replies: they are always equal.

    python scripts/fire/upgrades.py [UPGRADES [CLIENTS]]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from pyerlshell import Node, atom

SERVER = """
-module(fire_server).
-behaviour(gen_server).
-export([start/0, init/1, handle_call/3, handle_cast/2, code_change/3]).
start() -> gen_server:start({local, fire_server}, ?MODULE, [], []).
init([]) -> {ok, {state, SHAPE, 0, #{}}}.
handle_call(count, _From, {state, Shape, N, Each}) ->
    {reply, {VERSION, Shape, N}, {state, Shape, N, Each}};
handle_call(Client, _From, {state, Shape, N, Each}) when is_pid(Client) ->
    Calls = maps:get(Client, Each, 0) + 1,
    {reply, {VERSION, Shape, Calls}, {state, Shape, N + 1, Each#{Client => Calls}}}.
handle_cast(_, State) -> {noreply, State}.
code_change(_, {state, Old, N, Each}, _) when Old =:= SHAPE - 2; SHAPE rem 2 =:= 1 ->
    {ok, {state, SHAPE, N, Each}}.
"""

CLIENT = """
-module(fire_client).
-export([start/2, stop/1]).
start(Count, Version) ->
    [spawn_monitor(fun() -> loop(Version, 0) end) || _ <- lists:seq(1, Count)].
loop(Version, Calls) ->
    Least = counters:get(Version, 1),
    {V, Shape, Mine} = gen_server:call(fire_server, self(), infinity),
    Most = counters:get(Version, 2),
    V >= Least orelse exit({older, V, Least}),
    V =< Most orelse exit({from_the_future, V, Most}),
    Shape =:= V - V rem 2 orelse exit({state, Shape, V}),
    Mine =:= Calls + 1 orelse exit({lost_or_doubled, Mine, Calls + 1}),
    receive {stop, From} -> From ! {calls, self(), Calls + 1}
    after 0 -> loop(Version, Calls + 1) end.
stop(Clients) ->
    lists:sum([begin
        P ! {stop, self()},
        receive {calls, P, N} -> N; {'DOWN', R, process, P, Why} -> exit({client, Why}) end
    end || {P, R} <- Clients]).
"""

DRIVER = """
-module(fire_driver).
-export([upgrade/3]).
upgrade(Version, N, Suspend) ->
    counters:put(Version, 2, N),
    upgrade(Suspend),
    counters:put(Version, 1, N).
upgrade(false) ->
    {ok, fire_server} = c:c(fire_server);
upgrade(true) ->
    {ok, fire_server} = compile:file(fire_server),
    ok = sys:suspend(fire_server),
    code:purge(fire_server),
    {module, fire_server} = code:load_file(fire_server),
    ok = sys:change_code(fire_server, fire_server, undefined, []),
    ok = sys:resume(fire_server).
"""


def main(upgrades: int = 1000, clients: int = 100) -> int:
    """Run; 0 if nothing was lost or wrong."""
    with tempfile.TemporaryDirectory() as folder, Node(cwd=folder) as node:
        source = Path(folder) / "fire_server.erl"

        def write(version: int) -> None:
            text = SERVER.replace("VERSION", str(version)).replace("SHAPE", str(version))
            source.write_text(text, encoding="utf-8")

        write(0)
        node.load_text(CLIENT)
        node.load_text(DRIVER)
        node.call("c", "c", atom("fire_server"))
        node.call("fire_server", "start")
        version = node.call("counters", "new", 2, [])
        started = time.perf_counter()
        crowd = node.call("fire_client", "start", clients, version)
        for number in range(1, upgrades + 1):
            write(number)
            node.call("fire_driver", "upgrade", version, number, number % 2 == 0)
        calls = node.call("fire_client", "stop", crowd)
        seconds = time.perf_counter() - started
        last, shape, served = node.call("gen_server", "call", atom("fire_server"), atom("count"))
    print(f"{upgrades} upgrades under the calls of {clients} clients in {seconds:.1f} s")
    print(f"{calls} calls answered, {served} served; last version {last}, shape {shape}")
    if calls != served or last != upgrades:
        print("WRONG")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
