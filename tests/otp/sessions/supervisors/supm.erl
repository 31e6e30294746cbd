-module(supm).
-behaviour(supervisor).
-export([start_link/0, init/1, start_child/1, loop/1]).
start_link() -> supervisor:start_link({local,?MODULE}, ?MODULE, []).
init([]) -> {ok, {#{strategy => one_for_one, intensity => 2, period => 5}, [#{id => w1, start => {?MODULE, start_child, [w1]}}]}}.
start_child(N) -> P = proc_lib:spawn_link(?MODULE, loop, [N]), register(N, P), {ok, P}.
loop(N) -> receive crash -> error({N,crash}); _ -> loop(N) end.

