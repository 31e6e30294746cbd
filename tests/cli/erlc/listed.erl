-module(listed).
-export([f/1,g/1,h/1]).
-include("h.hrl").
-record(r, {a = 1 :: integer(), b, c = foo}).
-type t() :: #r{}.
-spec f(t()) -> any().
-doc "hello".
f(#r{a=A}=R) -> [A, R#r.b, R#r{b=2}, #r.c, ?H, is_record(R, r)].
g(X) when X#r.a > 1, is_record(X, r) -> lists:seq(1, 2), length(X);
g(#r{_ = '_'}) -> fun g/1.
h(X) -> try X of _ -> foo catch A:B:C -> {A,B,C} end, [Y || #r{a=Y} <- X, Y].
