#!/usr/bin/env escript
-mode(interpret).
-record(r,{a}).
-import(lists, [map/2]).
main(A) -> R = #r{a = A}, io:format("~p ~p~n", [map(fun(X) -> {X, R#r.a} end, A), apply(fun g/1, [2])]), g(0).
g(N) when N > 0 -> N;
g(_) -> done.
