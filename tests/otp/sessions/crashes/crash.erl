-module(crash).
-behaviour(gen_server).
-vsn("7").
-export([start_link/0, start/0, init/1, handle_call/3, handle_cast/2, terminate/2]).
start_link() -> gen_server:start_link({local,?MODULE}, ?MODULE, [], [{debug,[trace]}]).
start() -> gen_server:start({local,?MODULE}, ?MODULE, [], []).
init(_) -> {ok, #{n => 0}}.
handle_call(boom, _F, _S) -> error(boom);
handle_call(badret, _F, _S) -> oops;
handle_call(exit, _F, _S) -> exit(bye);
handle_call(noreply, _F, S) -> {noreply, S};
handle_call(stop, _F, S) -> {stop, my_reason, stopped, S};
handle_call(f, _F, S) -> {reply, ok, S#{f => fun() -> S end}}.
handle_cast(boom, S) -> 1 / maps:get(n, S).
terminate(R, _S) -> io:format("terminate ~p~n", [R]).

