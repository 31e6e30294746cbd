-module(su).
-behaviour(supervisor).
-export([start/0, init/1, w/1]).
start() -> {ok, P} = supervisor:start_link({local, su}, su, []), unlink(P), P.
w(N) -> {ok, proc_lib:spawn_link(timer, sleep, [infinity])}.
init(_) -> {ok, {{one_for_one, 1, 5}, [{w1, {su, w, [1]}, permanent, 1000, worker, [su]}]}}.
