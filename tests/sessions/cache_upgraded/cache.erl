-module(cache).
-behaviour(gen_server).
-export([start_link/1, put/2, get/1, count/0, init/1, handle_call/3, handle_cast/2, terminate/2, code_change/3, vsn/0]).
-vsn(1).
-record(s, {tab, n = 0}).
vsn() -> 1.
start_link(F) -> gen_server:start_link({local, ?MODULE}, ?MODULE, F, []).
put(K, V) -> gen_server:call(?MODULE, {put, K, V}).
get(K) -> gen_server:call(?MODULE, {get, K}).
count() -> gen_server:call(?MODULE, count).
init(F) -> process_flag(trap_exit, true), {ok, T} = dets:open_file(cache_tab, [{file, F}]), {ok, #s{tab = T}}.
handle_call({put, K, V}, _, S) -> ok = dets:insert(S#s.tab, {K, V}), {reply, ok, S#s{n = S#s.n + 1}};
handle_call({get, K}, _, S) -> {reply, dets:lookup(S#s.tab, K), S};
handle_call(count, _, S) -> {reply, {vsn(), S#s.n}, S}.
handle_cast(_, S) -> {noreply, S}.
terminate(R, S) -> io:format("closing: ~p~n", [R]), dets:close(S#s.tab).
code_change(_, S, _) -> {ok, S}.
