%% A lamp: on or off.
-module(lamp).
-behaviour(gen_server).

-export([start_link/0, switch/0, init/1, handle_call/3, handle_cast/2]).

start_link() -> gen_server:start_link({local, ?MODULE}, ?MODULE, off, []).

switch() -> gen_server:call(?MODULE, switch).

init(State) -> {ok, State}.

handle_call(switch, _From, off) -> {reply, on, on};
handle_call(switch, _From, on) -> {reply, off, off}.

handle_cast(break, State) -> {stop, normal, State}.
