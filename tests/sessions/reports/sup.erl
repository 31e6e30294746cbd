-module(sup).
-behaviour(supervisor).
-export([start/0, init/1, fail/0]).
start() -> supervisor:start_link({local, sup}, ?MODULE, []).
init([]) -> {ok, {#{intensity => 1, period => 5}, [#{id => gs, start => {gs, start_link, []}}]}}.
fail() -> {error, nope}.
