-module(up_srv).
-behaviour(gen_server).
-vsn("V").
-export([start_link/0, init/1, handle_call/3, handle_cast/2, code_change/3]).
start_link() -> gen_server:start_link({local, ?MODULE}, ?MODULE, [], []).
init([]) -> {ok, []}.
handle_call(vsn, _, S) -> {reply, {"V", S}, S};
handle_call({sleep, Ms}, _, S) -> timer:sleep(Ms), {reply, ok, S}.
handle_cast(_, S) -> {noreply, S}.
code_change(Vsn, S, crash) -> error({cannot, Vsn, S});
code_change(_, _, returns) -> hello;
code_change(_, _, loop) -> timer:sleep(infinity);
code_change(Vsn, S, Extra) ->
    io:format("up_srv ~p ~p~n", [Vsn, Extra]),
    {ok, [Vsn | S]}.
