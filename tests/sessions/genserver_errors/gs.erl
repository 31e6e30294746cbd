-module(gs).
-behaviour(gen_server).
-export([start/1, init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2, code_change/3, handle_continue/2]).
start(A) -> gen_server:start({local, gs}, ?MODULE, A, []).
init(ok) -> {ok, #{}};
init(ignore) -> ignore;
init({stop, R}) -> {stop, R};
init(crash) -> error(initcrash);
init(bad) -> bad_return;
init(cont) -> {ok, #{}, {continue, first}};
init({timeout, T}) -> {ok, #{}, T}.
handle_continue(first, S) -> {noreply, S#{continued => true}}.
handle_call(get, _, S) -> {reply, S, S};
handle_call({set, K, V}, _, S) -> {reply, ok, S#{K => V}};
handle_call(later, From, S) -> self() ! {later, From}, {noreply, S};
handle_call(crash, _, _) -> error(crashed);
handle_call(bad, _, _) -> nonsense;
handle_call(stop, _, S) -> {stop, normal, stopped, S};
handle_call(hang, _, S) -> {noreply, S};
handle_call({timeout, T}, _, S) -> {reply, ok, S, T};
handle_call(exit, _, _) -> exit(left).
handle_cast({set, K, V}, S) -> {noreply, S#{K => V}};
handle_cast(stop, S) -> {stop, normal, S}.
handle_info({later, From}, S) -> gen_server:reply(From, delayed), {noreply, S};
handle_info(timeout, S) -> {noreply, S#{timed_out => true}};
handle_info(_, S) -> {noreply, S}.
terminate(R, _) -> io:format("terminate ~p~n", [R]).
code_change(_, S, _) -> {ok, S}.
