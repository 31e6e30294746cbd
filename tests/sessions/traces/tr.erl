-module(tr).
-export([a/1, lc/1, bc/1, mc/1, nested/1, case_/1, if_/1, match/1, rec/1, badrec/1, map_/1, mapu/2, try_/1, tryc/1, after_/1, guard/1, apply_/3, callf/2, bin/1, mutual/1, deep/2, hof/1, zip/2, sorted/1, keys/1, nif_/0, catch_/1, reraise/1, reraise2/1, stack/1, rethrow/1, wrap/1, send_/1, recv/1, arith/2, cmp/1, bool/1, element_/1, andalso_/1, orelse_/1, strict/1, zipgen/2, mapgen/1, maybe_/1, raise3/1, err2/1, err3/1, exit_/1, throw_/1, opaque_fun/0, spawn_bad/0, lists_/1, hd_/1]).
-record(r, {a, b = 2}).
a(X) -> b(X) + 1.
b(X) -> c(X) * 2.
c(X) -> X / 0.
lc(L) -> [x(E) || E <- L].
x(E) when E > 0 -> 1 / (E - 1).
bc(L) -> << <<(x(E)):8>> || E <- L >>.
mc(M) -> #{K => x(V) || K := V <- M}.
nested(L) -> [[1 / Y || Y <- X] || X <- L].
case_(X) -> Y = case X of 1 -> one; 2 -> two end, {Y}.
if_(X) -> if X > 1 -> a; X < 0 -> b end.
match(X) -> {ok, Y} = X, Y.
rec(R) -> R#r.a.
badrec(R) -> R#r{a = 1}.
map_(M) -> M#{a := 1}.
mapu(M, K) -> #{K := V} = M, V.
try_(X) -> try b(X) of 1 -> 2 catch throw:_ -> 3 end.
tryc(X) -> try X of 1 -> 2 catch _:_ -> 3 end.
after_(X) -> try b(X) after io:format("after~n") end.
guard(X) when hd(X) == 1 -> ok.
apply_(M, F, A) -> R = apply(M, F, A), {R}.
callf(F, X) -> R = F(X), {R}.
bin(B) -> <<X:16, _/binary>> = B, X.
mutual(0) -> error(bottom); mutual(N) -> mutual2(N - 1) + 1.
mutual2(N) -> mutual(N) + 1.
deep(0, X) -> 1 / X; deep(N, X) -> 1 + deep(N-1, X).
hof(L) -> lists:map(fun(X) -> lists:foldl(fun(Y, A) -> Y / A end, 0, X) end, L).
zip(A, B) -> lists:zip(A, B).
sorted(L) -> lists:sort(fun(A, B) -> A / B > 1 end, L).
keys(L) -> lists:keyfind(a, x, L).
nif_() -> erlang:nif_error(not_loaded).
catch_(X) -> catch b(X).
reraise(X) -> try b(X) catch error:R -> error({wrapped, R}) end.
reraise2(X) -> try b(X) catch C:R:S -> erlang:raise(C, R, S) end.
stack(X) -> try b(X) catch _:_:S -> [{M,F,if is_list(A) -> length(A); true -> A end} || {M,F,A,_} <- S] end.
rethrow(X) -> try throw(X) catch throw:Y when Y > 5 -> Y end.
wrap(X) -> try a(X) catch error:badarith -> throw({bad, X}) end.
send_(X) -> X ! hello.
recv(T) -> receive never -> ok after T -> timeout end.
arith(A, B) -> [A + B, A - B, A * B].
cmp(X) -> abs(X).
bool(X) -> not X.
element_(T) -> element(3, T).
andalso_(X) -> X andalso true.
orelse_(X) -> false orelse X orelse X.
strict(L) -> [X || {ok, X} <:- L].
zipgen(A, B) -> [{X, Y} || X <- A && Y <- B].
mapgen(M) -> [K || K := _ <- M].
maybe_(X) -> maybe {ok, A} ?= X, A + 1 else {error, E} -> E end.
raise3(X) -> erlang:raise(error, X, [{m, f, 1, []}]).
err2(X) -> error(X, [X, 2]).
err3(X) -> error(X, none, [{error_info, #{cause => abc}}]).
exit_(X) -> exit(X), ok.
throw_(X) -> throw(X), ok.
opaque_fun() -> fun(X) -> X + a end.
spawn_bad() -> spawn(fun() -> b(1) end).
lists_(X) -> L = lists:append(X, x), length(L).
hd_(X) -> {hd(X)}.
