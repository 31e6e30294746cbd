-module(folding4).
-export([a/0, b/0, c/0, d/1, e/1, f/0]).
a() -> X = [{a, 1}], [{a, Q}] = X, Q, case [] of [] -> {a}; [_ | _] -> b; {} -> c end, case {self(), 1} of {_, 2} -> a; {P, 1} -> P; _ -> c end.
b() -> if 1 == 1.0 -> a; true -> b end, case 1 + 1 of 2 -> a; 3 -> b end, M = #{}, M#{a := 1}, [1 || true, false].
c() -> X = true, X andalso 1, not X, X == true, lists:append([a | b], []), [{Y} || Y <- [1, 2], Y > 1], throw(a), {b}.
d(Z) -> case Z of {a, _} -> 1; {a, b} -> 2; [a] -> 3; [b] -> 4; [a] -> 5; _ -> 6 end.
e(Z) -> X = {a, b}, element(3, X), Y = element(1, X), Y + 1, U = #{a => 1, b => "x"}, V = <<1, 2, "ab"/utf8>>, W = {Z, 1}, case Z of {_, R} -> R; R -> R end.
f() -> case <<"a">> of <<300:8>> -> a; <<"b">> -> c; {} -> d; _ -> b end, X = erlang:error(a), 1 + a, X.
