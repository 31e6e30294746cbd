-module(patterns2).
-export([a/1, b/1, c/1, d/1, e/1, f/1]).

a(X + 1) -> ok;
a(1 + 2) -> ok;
a(foo()) -> ok.
b(#{a => X}) -> X;
b(#{a := X, b := Y}) -> ok.
c({A, B} = {C, D}) -> {A, B, C, D}.
d("abc" ++ X) -> X;
d([1, 2] ++ X) -> X;
d(X ++ "abc") -> X.
e(#{K := V}) -> V.
f(M) -> #{a := 1, b => 2}, M#{a := 1, b => 2}, #{c => 1}#{d => 2}.
