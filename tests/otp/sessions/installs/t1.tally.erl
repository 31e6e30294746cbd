%% A server whose state is one count.
-module(tally).
-behaviour(gen_server).

-vsn("1.0").

-export([start_link/0, add/0, written/0, init/1, handle_call/3, handle_cast/2, code_change/3]).

start_link() -> gen_server:start_link({local, ?MODULE}, ?MODULE, [], []).

add() -> gen_server:call(?MODULE, add).
written() -> gen_server:call(?MODULE, written).

init([]) -> {ok, 0}.

handle_call(add, _From, N) ->
    {ok, Step} = application:get_env(tally, step),
    {reply, N + Step, N + Step};
handle_call(written, _From, N) ->
    {reply, tally_text:written(N), N}.

handle_cast(_, N) -> {noreply, N}.

code_change(_Vsn, N, _Extra) -> {ok, N}.
