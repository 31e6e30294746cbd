-module(er).
-compile(nowarn_deprecated_catch).
-compile([export_all,nowarn_export_all]).
t(S, F) -> R = try {ok, F()} catch C:E:St -> {C,E,[{M,Fu,if is_list(A) -> A; true -> A end} || {M,Fu,A,_} <- lists:sublist(St, 1)]} end, io:format("~s => ~0p~n", [S, clean(R)]),
   receive M1 -> io:format("  LEFT ~0p~n", [clean(M1)]) after 0 -> ok end.
clean(X) when is_reference(X) -> ref; clean(X) when is_pid(X) -> pid;
clean(X) when is_tuple(X) -> list_to_tuple(clean(tuple_to_list(X)));
clean([{M,F,A,I}|_]) when is_atom(M), is_atom(F), is_list(I) -> [{M,F,A}]; clean([H|T]) -> [clean(H)|clean(T)]; clean(X) when is_map(X) -> maps:from_list([{clean(K),clean(V)} || {K,V} <- maps:to_list(X)]);
clean(X) -> X.
ok(X) -> {good, X}.
f_error() -> erlang:error(boo).
f_exit() -> exit(boo).
f_throw() -> throw(boo).
f_badarg() -> atom_to_list(1).
f_nested() -> [er:f_error()].
f_kill() -> exit(self(), kill), timer:sleep(1000).
f_sleep(T) -> timer:sleep(T), slept.
main() ->
  N = node(),
  Opts = [1000, #{always_spawn=>true}, #{timeout=>1000}, #{always_spawn=>true,timeout=>500}, infinity],
  Fs = [{er,ok,[1]},{er,f_error,[]},{er,f_exit,[]},{er,f_throw,[]},{er,f_badarg,[]},{er,f_nested,[]},{er,nofun,[1]},{nomod,f,[]},{er,f_kill,[]}],
  [t(io_lib:format("call ~p ~p", [MFA, O]), fun() -> erpc:call(N, M, F, A, O) end) || {M,F,A}=MFA <- Fs, O <- case F of f_kill -> Opts -- [infinity]; _ -> Opts end, case O of {abs,_} -> F =:= ok; _ -> true end],
  t("bad opt", fun() -> erpc:call(N, er, ok, [1], #{timeout=>foo}) end),
  t("bad opt2", fun() -> erpc:call(N, er, ok, [1], foo) end),
  t("bad opt3", fun() -> erpc:call(N, er, ok, [1], #{always_spawn=>foo}) end),
  t("bad opt4", fun() -> erpc:call(N, er, ok, [1], -1) end),
  t("bad mod", fun() -> erpc:call(N, "er", ok, [1]) end),
  t("bad args", fun() -> erpc:call(N, er, ok, foo) end),
  t("bad args improper", fun() -> erpc:call(N, er, ok, [a|b]) end),
  t("bad args improper2", fun() -> erpc:call(N, er, ok, [a|b], 1000) end),
  t("too many args", fun() -> erpc:call(N, er, ok, lists:seq(1,300)) end),
  t("too many args2", fun() -> erpc:call(N, er, ok, lists:seq(1,300),1000) end),
  t("bad node", fun() -> erpc:call(foo@bar, er, ok, [1]) end),
  t("bad node2", fun() -> erpc:call("foo", er, ok, [1]) end),
  t("timeout", fun() -> erpc:call(N, er, f_sleep, [500], 10) end),
  t("fun", fun() -> erpc:call(N, fun() -> 1 end) end),
  t("fun1", fun() -> erpc:call(N, fun(_) -> 1 end) end),
  t("fun t", fun() -> erpc:call(N, fun() -> 1 end, 1000) end),
  t("fun err", fun() -> erpc:call(N, fun() -> error(x) end, 1000) end),
  t("cast", fun() -> S = self(), R = erpc:cast(N, fun() -> S ! hi end), receive hi -> R end end),
  t("cast2", fun() -> S = self(), R = erpc:cast(N, erlang, send, [S, hi]), receive hi -> R end end),
  t("cast bad2", fun() -> erpc:cast("n", er, ok, []) end),
  t("cast nonode", fun() -> erpc:cast(foo@bar, er, ok, []) end),
  t("multicast", fun() -> S = self(), R = erpc:multicast([N,N,foo@bar], erlang, send, [S, hi]), receive hi -> receive hi -> R end end end),
  t("multicast bad", fun() -> erpc:multicast(N, erlang, send, [self(), hi]) end),
  t("multicast bad2", fun() -> erpc:multicast([1], erlang, send, [self(), hi]) end),
  t("multicall", fun() -> erpc:multicall([N,N,foo@bar], er, ok, [1]) end),
  t("multicall to", fun() -> erpc:multicall([N,foo@bar], er, f_sleep, [500], 50) end),
  t("multicall err", fun() -> erpc:multicall([N], er, f_error, []) end),
  t("multicall throw", fun() -> erpc:multicall([N], er, f_throw, []) end),
  t("multicall exit", fun() -> erpc:multicall([N], er, f_exit, []) end),
  t("multicall fun", fun() -> erpc:multicall([N], fun() -> a end) end),
  t("multicall fun2", fun() -> erpc:multicall([N], fun(_) -> a end) end),
  t("multicall bad", fun() -> erpc:multicall(N, er, ok, [1]) end),
  t("multicall bad2", fun() -> erpc:multicall([1], er, ok, [1]) end),
  t("multicall bad3", fun() -> erpc:multicall([N], er, ok, [1], foo) end),
  t("multicall undef", fun() -> erpc:multicall([N], er, nofun, [1], 1000) end),
  t("multicall imp", fun() -> erpc:multicall([N|x], er, ok, [1], 1000) end),
  t("multicall kill", fun() -> erpc:multicall([N], er, f_kill, [], 1000) end),
  SR = fun(F, A) -> erpc:send_request(N, er, F, A) end,
  t("sr", fun() -> erpc:receive_response(SR(ok,[1])) end),
  [t(io_lib:format("sr ~p",[F]), fun() -> erpc:receive_response(SR(F,[]), 1000) end) || F <- [f_error, f_exit, f_throw, f_nested, nofun, f_kill]],
  [t(io_lib:format("wr ~p",[F]), fun() -> erpc:wait_response(SR(F,[]), 1000) end) || F <- [f_error, f_exit, f_throw, f_nested, nofun, f_kill]],
  t("rr to", fun() -> erpc:receive_response(SR(f_sleep,[100]), 10) end),
  t("rr again", fun() -> R = SR(ok,[1]), {erpc:receive_response(R), catch erpc:receive_response(R, 10)} end),
  t("wr to", fun() -> R = SR(f_sleep,[100]), {erpc:wait_response(R), erpc:wait_response(R, 10), erpc:wait_response(R, infinity)} end),
  t("cr", fun() -> R = SR(ok,[1]), A = erpc:check_response(foo, R), receive M -> {A, erpc:check_response(M, R)} end end),
  t("cr err", fun() -> R = SR(f_error,[]), receive M -> erpc:check_response(M, R) end end),
  t("rr bad", fun() -> erpc:receive_response(foo) end), t("rr bad2", fun() -> erpc:receive_response(make_ref(), 10) end), t("wr bad", fun() -> erpc:wait_response(foo) end), t("cr bad", fun() -> erpc:check_response(a,foo) end),
  t("rr badto", fun() -> erpc:receive_response(SR(ok,[1]), foo) end),
  t("sr bad", fun() -> erpc:send_request(N, er, foo, bar) end), t("sr badnode", fun() -> erpc:send_request(1, er, foo, []) end), t("sr fun", fun() -> erpc:receive_response(erpc:send_request(N, fun() -> 1 end)) end),t("sr fun1", fun() -> (erpc:send_request(N, fun(_) -> 1 end)) end),
  t("sr nonode", fun() -> erpc:receive_response(erpc:send_request(foo@bar, er, ok, [1])) end),
  t("wr nonode", fun() -> erpc:wait_response(erpc:send_request(foo@bar, er, ok, [1]), 100) end),
  t("sr imp", fun() -> erpc:receive_response(erpc:send_request(N, er, ok, [1|2])) end),
  C0 = erpc:reqids_new(),
  t("coll", fun() -> C1 = erpc:send_request(N, er, ok, [1], l1, C0), C2 = erpc:send_request(N, fun() -> z end, l2, C1), R3 = SR(f_error, []), C3 = erpc:reqids_add(R3, l3, C2),
     io:format("~p ~p~n", [erpc:reqids_size(C3), lists:sort([L || {_, L} <- erpc:reqids_to_list(C3)])]), timer:sleep(20),
     Loop = fun Lp(C, Acc) -> case catch erpc:receive_response(C, 100, true) of {Re, L, Cn} -> Lp(Cn, [{Re,L}|Acc]); {'EXIT', {{X, L, Cn}, _}} -> Lp(Cn, [{X,L}|Acc]); O -> {O, lists:sort(Acc)} end end, Loop(C3, []) end),
  t("coll wait", fun() -> C1 = erpc:send_request(N, er, f_sleep, [50], l1, C0), A = erpc:wait_response(C1, 0, false), B = erpc:wait_response(C1, 1000, false), {A, B, erpc:reqids_size(C1)} end),
  t("coll rr to", fun() -> C1 = erpc:send_request(N, er, f_sleep, [50], l1, C0), erpc:receive_response(C1, 0, true) end),
  t("coll check", fun() -> C1 = erpc:send_request(N, er, ok, [50], l1, C0), A = erpc:check_response(foo, C1, true), receive M -> {A, erpc:check_response(M, C1, true)} end end),
  t("coll check err", fun() -> C1 = erpc:send_request(N, er, f_exit, [], l1, C0), receive M -> erpc:check_response(M, C1, true) end end),
  t("coll empty", fun() -> [erpc:receive_response(C0, 0, true), erpc:wait_response(C0, 0, true), erpc:check_response(a, C0, true)] end),
  [t("coll bad", F) || F <- [fun() -> erpc:reqids_size(a) end, fun() -> erpc:reqids_to_list(a) end, fun() -> erpc:reqids_add(a,b,C0) end, fun() -> erpc:reqids_add(make_ref(),b,C0) end, fun() -> erpc:receive_response(a, 1, true) end, fun() -> erpc:receive_response(C0, 1, foo) end, fun() -> erpc:wait_response(C0, foo, true) end, fun() -> erpc:check_response(m, C0, foo) end, fun() -> R = SR(ok,[1]), C = erpc:reqids_add(R, a, C0), erpc:reqids_add(R, b, C) end, fun() -> erpc:send_request(N, er, ok, [1], l, foo) end, fun() -> erpc:reqids_to_list(#{a=>b}) end]],
  ok.
