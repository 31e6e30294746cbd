-module(srv).
-behaviour(gen_server).
-export([start/0, inc/0, get/0, init/1, handle_call/3, handle_cast/2, code_change/3]).
-record #st{n = 0, name = "x"}.
-export_record([st]).
start() -> gen_server:start({local, srv}, srv, [], []).
inc() -> gen_server:call(srv, inc).
get() -> gen_server:call(srv, get).
init([]) -> {ok, #st{}}.
handle_call(inc, _, S) -> {reply, ok, S#st{n = S#st.n + 1}};
handle_call(get, _, #st{} = S) -> {reply, S, S}.
handle_cast(_, S) -> {noreply, S}.
code_change(_, S, _) -> {ok, S}.
