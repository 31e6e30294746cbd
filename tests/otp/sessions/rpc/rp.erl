-module(rp).
-compile(nowarn_deprecated_catch).
-compile([export_all,nowarn_export_all]).
t(S, F) -> R = try {ok, F()} catch C:E -> {C,E} end, io:format("~s => ~0p~n", [S, er_clean(R)]),
   receive M1 -> io:format("  LEFT ~0p~n", [er_clean(M1)]) after 0 -> ok end.
er_clean(X) when is_reference(X) -> ref; er_clean(X) when is_pid(X) -> pid;
er_clean(X) when is_tuple(X) -> list_to_tuple(er_clean(tuple_to_list(X)));
er_clean([H|T]) -> [er_clean(H)|er_clean(T)]; 
er_clean(X) -> X.
ok(X) -> {good, X}.
f_error() -> erlang:error(boo).
f_exit() -> exit(boo).
f_throw() -> throw(boo).
f_EXIT() -> {'EXIT', foo}.
f_kill() -> exit(self(), kill), timer:sleep(1000).
f_sleep(T) -> timer:sleep(T), slept.
sq(X) -> X * X.
add(X, Y) -> X + Y.
main() ->
  N = node(),
  Fs = [{ok,[1]},{f_error,[]},{f_exit,[]},{f_throw,[]},{f_EXIT,[]},{nofun,[]},{f_kill,[]}],
  [t(io_lib:format("call ~p ~p", [F, O]), fun() -> rpc:call(N, rp, F, A, O) end) || {F,A} <- Fs, O <- [1000, infinity], {F,O} =/= {f_kill, infinity}],
  [t(io_lib:format("block_call ~p ~p", [F, O]), fun() -> rpc:block_call(N, rp, F, A, O) end) || {F,A} <- Fs -- [{f_kill,[]}], O <- [1000, infinity]],
  t("call nonode", fun() -> rpc:call(foo@bar, rp, ok, [1]) end),
  t("block nonode", fun() -> rpc:block_call(foo@bar, rp, ok, [1]) end),
  t("call to", fun() -> rpc:call(N, rp, f_sleep, [200], 10) end),
  t("block to", fun() -> rpc:block_call(N, rp, f_sleep, [100], 10) end), timer:sleep(200),
  [t("bad " ++ io_lib:format("~p", [A]), fun() -> apply(rpc, call, A) end) || A <- [[N, 1, f, []], [N, rp, "f", []], [N, rp, ok, x], [1, rp, ok, [1]], [N, rp, ok, [1], foo], [N, rp, ok, [1], -1]]],
  [t("badb " ++ io_lib:format("~p", [A]), fun() -> apply(rpc, block_call, A) end) || A <- [[N, 1, f, []], [N, rp, ok, x], [1, rp, ok, [1]], [N, rp, ok, [1], foo]]],
  t("cast", fun() -> S = self(), R = rpc:cast(N, erlang, send, [S, hi]), receive hi -> R end end),
  t("cast nonode", fun() -> rpc:cast(foo@bar, erlang, send, [self(), hi]) end),
  t("cast bad", fun() -> rpc:cast(foo, 1, send, [self(), hi]) end),
  t("multicall", fun() -> rpc:multicall(rp, ok, [1]) end),
  t("multicall2", fun() -> rpc:multicall([N, foo@bar, N], rp, ok, [1]) end),
  t("multicall3", fun() -> rpc:multicall([N, foo@bar, N], rp, f_error, []) end),
  t("multicall4", fun() -> rpc:multicall([N, foo@bar], rp, f_sleep, [100], 10) end),
  t("multicall5", fun() -> rpc:multicall([N], rp, f_throw, [], 100) end),
  t("multicall5x", fun() -> rpc:multicall([N], rp, f_exit, [], 100) end),
  t("multicall6", fun() -> rpc:multicall(rp, ok, [1], 100) end),
  t("multicall bad", fun() -> rpc:multicall(N, rp, ok, [1]) end),
  t("multicall bad2", fun() -> rpc:multicall([N], rp, ok, [1], foo) end),
  t("eval_everywhere", fun() -> S = self(), R = rpc:eval_everywhere(erlang, send, [S, hi]), receive hi -> R end end),
  t("abcast", fun() -> register(mm, self()), R = rpc:abcast(mm, hi), receive {X, hi} -> {R, X}; Y -> {R, y, Y} end end),
  t("abcast2", fun() -> R = rpc:abcast([N, foo@bar], mm, hi), receive Y -> {R, y, Y} end end),
  t("sbcast", fun() -> R = rpc:sbcast(mm, hi), receive Y -> {R, y, Y} end end),
  t("sbcast2", fun() -> R = rpc:sbcast([N, foo@bar], nosuch, hi), R end),
  spawn(fun() -> register(srv, self()), (fun L() -> receive {From, Msg} -> From ! {srv, node(), {got, Msg}}, L() end end)() end), timer:sleep(20),
  t("server_call", fun() -> rpc:server_call(N, srv, srv, hello) end),
  t("server_call no", fun() -> rpc:server_call(N, nosuch, nosuch, hello) end),
  t("server_call no", fun() -> rpc:server_call(foo@bar, nosuch, nosuch, hello) end),
  t("multi_server_call", fun() -> rpc:multi_server_call(srv, hello) end),
  t("multi_server_call", fun() -> rpc:multi_server_call([N, foo@bar], srv, hello) end),
  t("async", fun() -> K = rpc:async_call(N, rp, ok, [2]), rpc:yield(K) end),
  t("async nb", fun() -> K = rpc:async_call(N, rp, f_sleep, [100]), {rpc:nb_yield(K), rpc:nb_yield(K, 10), rpc:nb_yield(K, 1000)} end),
  t("async err", fun() -> K = rpc:async_call(N, rp, f_error, []), rpc:yield(K) end),
  t("async nonode", fun() -> K = rpc:async_call(foo@bar, rp, f_error, []), rpc:yield(K) end),
  t("async bad", fun() -> rpc:async_call(N, 1, f_error, []) end),
  t("yield other", fun() -> K = rpc:async_call(N, rp, ok, [2]), S = self(), spawn(fun() -> S ! {res, catch rpc:nb_yield(K, 100)} end), receive {res, R} -> R end end),
  t("par", fun() -> rpc:parallel_eval([{rp, ok, [1]}, {rp, f_throw, []}, {rp, f_error, []}, {rp, sq, [3]}]) end),
  t("pmap", fun() -> rpc:pmap({rp, sq}, [], [1,2,3]) end),
  t("pmap2", fun() -> rpc:pmap({rp, add}, [10], [1,2,3]) end),
  t("pmap err", fun() -> rpc:pmap({rp, f_error}, [], [1,2,3]) end),
  t("pmap empty", fun() -> rpc:pmap({rp, sq}, [], []) end),
  t("pinfo", fun() -> {rpc:pinfo(self(), registered_name), is_list(rpc:pinfo(self())), rpc:pinfo(spawn(fun() -> ok end), nosuch)} end),
  t("pinfo2", fun() -> P = spawn(fun() -> ok end), timer:sleep(10), {rpc:pinfo(P), rpc:pinfo(P, links)} end),
  t("rex", fun() -> {is_pid(whereis(rex)), proc_lib:translate_initial_call(whereis(rex)), gen_server:call(rex, foo, 100)} end),
  t("rexreq", fun() -> {gen_server:call(rex, {call, rp, ok, [1], group_leader()}), gen_server:call(rex, {call, rp, f_error, [], group_leader()}), gen_server:call(rex, {block_call, rp, ok, [1], group_leader()})} end),
  ok.
