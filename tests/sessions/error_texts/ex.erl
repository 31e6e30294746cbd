-module(ex).
-export([case_/1, if_/1, try_/1, else_/1, fun_/0, clause/1, match/1, gen/1, filt/1, bin/1, deep/1, key/1, rec/1, t/0, e/1, ex/1, call/1, zip/2]).
-record(r, {a, b}).
case_(X) -> case X of 1 -> one end.
if_(X) -> if X > 10 -> big end.
try_(X) -> try X of 1 -> one catch _:_ -> no end.
else_(X) -> maybe {ok, Y} ?= X, Y else {no, _} -> none end.
fun_() -> fun(1) -> one end.
clause(1) -> one.
match(X) -> {ok, Y} = X, Y.
gen(X) -> [Y || Y <- X].
filt(X) -> [Y || Y <- [1,2], X].
bin(X) -> <<X:8/integer>>.
deep(0) -> error(bottom);
deep(N) -> [N | deep(N - 1)].
key(M) -> M#{a := 1}.
rec(R) -> R#r.b.
t() -> throw(ball).
e(X) -> error(X).
ex(X) -> exit(X).
call(F) -> F(1, 2).
zip(A, B) -> [{X, Y} || X <- A && Y <- B].
