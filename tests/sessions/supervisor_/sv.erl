-module(sv).
-behaviour(supervisor).
-export([start/0, init/1, worker/1, loop/1]).
start() -> supervisor:start_link({local, sv}, ?MODULE, []).
init([]) ->
    {ok, {#{strategy => one_for_one, intensity => 2, period => 5},
          [#{id => N, start => {?MODULE, worker, [N]}} || N <- [w1, w2]]}}.
worker(N) -> Pid = spawn_link(?MODULE, loop, [N]), register(N, Pid), {ok, Pid}.
loop(N) -> receive {get, P} -> P ! N, loop(N); stop -> ok end.
