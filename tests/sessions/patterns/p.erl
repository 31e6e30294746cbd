-module(p).
-export([f/1, g/2, h/1, k/1, m/1, n/2, o/1, q/1, r/1]).
-record(point, {x = 0, y = 0}).
f([]) -> empty;
f([X]) -> {one, X};
f([X, X]) -> {same, X};
f([X, Y | _]) -> {two, X, Y};
f({A, {B, C}, [D | _]}) -> {A, B, C, D};
f("abc" ++ Rest) -> {abc, Rest};
f(X) when is_integer(X), X > 0; X =:= zero -> positive;
f(X) when is_atom(X) orelse is_binary(X) -> {name, X};
f(1.0) -> float_one;
f(_) -> other.
g(X, X) -> same;
g(X, Y) when X == Y -> equal;
g(X, Y) when X < Y -> less;
g(_, _) -> greater.
h(#point{x = X, y = Y} = P) when X > Y -> {P, X};
h(#point{x = 0}) -> origin_x;
h(#{k := V, {a, 1} := W}) -> {V, W};
h(#{k := [H | _] = L}) -> {H, L};
h(#{}) -> map;
h(<<"GET ", Path/binary>>) -> {get, Path};
h(<<N:16, S:N/binary, _/bits>>) -> {n, N, S};
h(<<X:3, _:5>>) -> {three, X}.
k(X) ->
    case X of
        {ok, V} when V > 10 -> big;
        {ok, V} when hd(V) =:= a -> list;
        {ok, _} -> small;
        {error, E} -> {e, E};
        N when N rem 2 =:= 0 -> even
    end.
m(X) -> if X > 5 -> gt; X < 5 -> lt; X =:= 5.0 -> float; is_integer(X) -> eq end.
n(X, Y) when X div Y > 1 -> yes;
n(_, _) -> no.
o(L) -> [H || {a, H} <- L, H > 1].
q(X) -> {ok, Y} = X, Y.
r(X) -> [A, {b, B} | C] = D = X, {A, B, C, D}.
