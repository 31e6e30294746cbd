%% A gate that opens for a coin: one function for each state.
-module(gate).
-behaviour(gen_statem).

-vsn("1.0").

-export([start_link/0, coin/0, push/0]).
-export([init/1, callback_mode/0, terminate/3, code_change/4]).
-export([locked/3, unlocked/3]).

start_link() -> gen_statem:start_link({local, ?MODULE}, ?MODULE, [], []).

coin() -> gen_statem:call(?MODULE, coin).
push() -> gen_statem:call(?MODULE, push).

callback_mode() -> state_functions.

%% The data is the number of people who went through.
init([]) -> {ok, locked, 0}.

locked({call, From}, coin, N) -> {next_state, unlocked, N, {reply, From, thanks}};
locked({call, From}, push, N) -> {keep_state, N, {reply, From, closed}}.

unlocked({call, From}, coin, N) -> {keep_state, N, {reply, From, already_open}};
unlocked({call, From}, push, N) -> {next_state, locked, N + 1, {reply, From, welcome}}.

terminate(_Reason, _State, _N) -> ok.

code_change(_Vsn, State, N, _Extra) -> {ok, State, N}.
