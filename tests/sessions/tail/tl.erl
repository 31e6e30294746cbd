-module(tl).
-export([count/1, even/1, odd/1, cps/2, remote/1, deep/1, map/2, len/1, fact/1, sum/1, state/2, via_fun/2, app/3, acker/2, mutual/2]).
count(0) -> done;
count(N) -> count(N - 1).
even(0) -> true;
even(N) -> odd(N - 1).
odd(0) -> false;
odd(N) -> even(N - 1).
cps(0, K) -> K(0);
cps(N, K) -> cps(N - 1, fun(X) -> K(X + 1) end).
remote(0) -> ok;
remote(N) -> ?MODULE:remote(N - 1).
deep(0) -> 0;
deep(N) -> 1 + deep(N - 1).
map(_, []) -> [];
map(F, [H | T]) -> [F(H) | map(F, T)].
len([]) -> 0;
len([_ | T]) -> 1 + len(T).
fact(0) -> 1;
fact(N) -> N * fact(N - 1).
sum(L) -> sum(L, 0).
sum([], A) -> A;
sum([H | T], A) -> sum(T, A + H).
state(a, 0) -> a;
state(a, N) -> state(b, N - 1);
state(b, N) when N > 0 -> case N rem 2 of 0 -> state(c, N - 1); 1 -> state(a, N - 1) end;
state(b, 0) -> b;
state(c, N) -> if N =< 0 -> c; true -> state(a, N - 1) end.
via_fun(_, 0) -> zero;
via_fun(F, N) -> F(F, N - 1).
app(_, _, 0) -> end_;
app(M, F, N) -> apply(M, F, [M, F, N - 1]).
acker(0, N) -> N + 1;
acker(M, 0) -> acker(M - 1, 1);
acker(M, N) -> acker(M - 1, acker(M, N - 1)).
mutual(0, Acc) -> Acc;
mutual(N, Acc) -> try N of _ -> mutual(N - 1, Acc + 1) catch _:_ -> no end.
