-module(m_work).
-behaviour(gen_server).
-vsn(1).
-export([start_link/1, init/1, handle_call/3, handle_cast/2, handle_info/2, code_change/3, terminate/2]).
start_link(N) -> gen_server:start_link(?MODULE, N, []).
init(N) -> {ok, {N, 1, 0}}.
handle_call(get, _, {N, V, C}) -> {reply, {N, V, C, 1}, {N, V, C + 1}}.
handle_cast(crash, _) -> error(boom);
handle_cast(stop, S) -> {stop, normal, S}.
handle_info(_, S) -> {noreply, S}.
terminate(_, _) -> ok.
code_change({down, V}, {N, _, C}, E) -> {ok, {N, {back, V, E}, C}};
code_change(V, {N, _, C}, E) -> {ok, {N, {from, V, E}, C}}.
