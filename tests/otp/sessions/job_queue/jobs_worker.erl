-module(jobs_worker).
-behaviour(gen_server).
-export([start_link/1, init/1, handle_call/3, handle_cast/2]).
start_link(Q) -> gen_server:start_link(?MODULE, Q, []).
init(Q) -> gen_server:cast(Q, {ready, self()}), {ok, Q}.
handle_call(_, _, Q) -> {reply, ok, Q}.
handle_cast({run, F}, Q) -> R = F(), gen_server:cast(Q, {done, self(), R}), {noreply, Q}.
