-module(sp).
-behaviour(supervisor).
-export([init/1, start/0]).
start() -> supervisor:start_link({local, sp}, ?MODULE, []).
init([]) -> {ok, {#{strategy => one_for_one, intensity => 2, period => 100}, []}}.
