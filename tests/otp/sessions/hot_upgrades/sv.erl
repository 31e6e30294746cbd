-module(sv).
-behaviour(supervisor).
-export([start/1, init/1, child/1, set/1]).
start(R) -> set(R), supervisor:start_link({local, sv}, sv, []).
set(R) -> persistent_term:put(sv, R).
init([]) ->
    case persistent_term:get(sv) of
        crash -> error(crash);
        R -> R
    end.
child(_) -> {ok, proc_lib:spawn_link(timer, sleep, [infinity])}.
