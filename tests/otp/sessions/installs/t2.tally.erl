%% A server that counts by name: its state is a map.
-module(tally).
-behaviour(gen_server).

-vsn("2.0").

-export([start_link/0, add/0, add/1, written/0]).
-export([init/1, handle_call/3, handle_cast/2, code_change/3]).

start_link() -> gen_server:start_link({local, ?MODULE}, ?MODULE, [], []).

add() -> add(apples).
add(Name) -> gen_server:call(?MODULE, {add, Name}).
written() -> gen_server:call(?MODULE, written).

init([]) -> {ok, #{}}.

handle_call({add, Name}, _From, Counts) ->
    case lists:member(Name, tally_names:known()) of
        true ->
            N = maps:get(Name, Counts, 0) + 1,
            {reply, N, Counts#{Name => N}};
        false ->
            {reply, {unknown, Name}, Counts}
    end;
handle_call(written, _From, Counts) ->
    {reply, [{Name, tally_text:written(N)} || Name := N <- Counts], Counts}.

handle_cast(_, Counts) -> {noreply, Counts}.

%% What was counted before gets a name; going back, one name is what is left.
code_change({down, Vsn}, Counts, Name) ->
    io:format("down to ~p~n", [Vsn]),
    {ok, maps:get(Name, Counts, 0)};
code_change(Vsn, N, Name) ->
    io:format("up from ~p~n", [Vsn]),
    {ok, #{Name => N}}.
