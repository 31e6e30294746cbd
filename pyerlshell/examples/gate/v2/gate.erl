%% A gate that opens for coins: it counts them, one person for each, and shows what it does.
%%
%% Its state is a term, so one function handles all events, and is called when a state is entered.
-module(gate).
-behaviour(gen_statem).

-vsn("2.0").

-export([start_link/0, coin/0, push/0]).
-export([init/1, callback_mode/0, handle_event/4, terminate/3, code_change/4]).

start_link() -> gen_statem:start_link({local, ?MODULE}, ?MODULE, [], []).

coin() -> gen_statem:call(?MODULE, coin).
push() -> gen_statem:call(?MODULE, push).

callback_mode() -> [handle_event_function, state_enter].

init([]) -> {ok, locked, #{people => 0, coins => 0}}.

handle_event(enter, Old, State, _Data) ->
    io:format("~p -> ~p~n", [Old, State]),
    keep_state_and_data;
handle_event({call, From}, coin, locked, #{coins := C} = Data) ->
    {next_state, {open_for, 1}, Data#{coins := C + 1}, {reply, From, thanks}};
handle_event({call, From}, coin, {open_for, N}, #{coins := C} = Data) ->
    {next_state, {open_for, N + 1}, Data#{coins := C + 1}, {reply, From, thanks}};
handle_event({call, From}, push, locked, _Data) ->
    {keep_state_and_data, {reply, From, closed}};
handle_event({call, From}, push, {open_for, N}, #{people := P} = Data) ->
    Next = case N of 1 -> locked; _ -> {open_for, N - 1} end,
    {next_state, Next, Data#{people := P + 1}, {reply, From, welcome}}.

terminate(_Reason, _State, _Data) -> ok.

%% As many coins were paid as people went through, and one more if the gate is open.
code_change("1.0", locked, N, _Extra) ->
    {ok, locked, #{people => N, coins => N}};
code_change("1.0", unlocked, N, _Extra) ->
    {ok, {open_for, 1}, #{people => N, coins => N + 1}};
code_change("0.9", _State, _N, _Extra) ->
    too_old.
