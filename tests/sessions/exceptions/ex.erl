-module(ex).
-export([t/1, deep/1, tr/1, order/0, after_/1, nested/1, rethrow/1, st/1, c/1, m/2, badrec/1, calls/1, id/1]).
-compile(nowarn_deprecated_catch).
-record(r, {a}).
t(1) -> throw(ball);
t(2) -> exit(gone);
t(3) -> error(bad);
t(4) -> error(bad, [x]);
t(5) -> 1 + id(a);
t(6) -> hd(id([]));
t(7) -> foo:bar(1);
t(8) -> {a, b} = id({c, d});
t(9) -> (id(fun(1) -> ok end))(2);
t(10) -> X = id(5), X(1);
t(11) -> (fun(A, B) -> A + B end)(1);
t(12) -> list_to_atom(id(5));
t(13) -> maps:get(k, id(#{}));
t(14) -> element(3, id({1, 2}));
t(15) -> (id(#{a => 1}))#{b := 2};
t(16) -> [1] ++ (id([2 | 3]) ++ [3]);
t(17) -> erlang:raise(error, custom, []);
t(18) -> binary_to_integer(id(<<"x">>));
t(19) -> lists:nth(5, [1]);
t(20) -> length(id([1 | 2]));
t(21) -> 1 bsl id(a);
t(22) -> not id(1);
t(23) -> true and id(1);
t(24) -> id(1) andalso true;
t(25) -> receive after foo -> ok end;
t(26) -> spawn(1);
t(27) -> self() ! (1 / id(0));
t(28) -> nosuch ! x;
t(29) -> -id(a);
t(30) -> 7 rem id(0);
t(31) -> apply(lists, reverse, x);
t(32) -> x:module_info().
deep(0) -> error(deep);
deep(N) -> 1 + deep(N - 1).
tr(N) -> try t(N) of V -> {ok, V} catch C:R -> {C, R} end.
order() -> try io:format("body~n"), throw(x) catch x -> io:format("catch~n"), y after io:format("after~n") end.
after_(F) -> try F() after io:format("cleanup~n") end.
nested(N) -> try try t(N) catch throw:X -> {inner, X} end catch error:Y -> {outer, Y}; exit:Z -> {gone, Z} end.
rethrow(N) -> try t(N) catch C:R:S -> erlang:raise(C, {again, R}, S) end.
st(N) -> try t(N) catch _:_:S -> [{M, F, if is_list(A) -> length(A); true -> A end} || {M, F, A, _} <- S, M =:= ex] end.
c(N) -> catch t(N).
id(X) -> X.
m(X, Y) -> case X of Y -> ok; {Y, _} -> pair end.
badrec(X) -> X#r.a.
calls(N) -> [try_call(F) || F <- [fun() -> t(N) end, fun() -> deep(2) end]].
try_call(F) -> try F() catch C:R -> {C, R} end.
