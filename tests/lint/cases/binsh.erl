-module(binsh).
-compile([export_all,nowarn_export_all,nowarn_unused_vars]).
a(<<X:8, Y:8>>) -> X; a(<<X:16>>) -> X; a(<<X:8, Y:8>>) -> Y.
b(<<X:16>>) -> X; b(<<X:16/little>>) -> X; b(<<X:16/float>>) -> X; b(<<X:2/binary>>) -> X.
c(<<X:8, R/binary>>) -> X; c(<<X:8/signed, R/binary>>) -> X; c(<<X:8, R/bits>>) -> X.
d(<<1:8, R/binary>>) -> 1; d(<<2:8, R/binary>>) -> 1; d(<<1:8, R/binary>>) -> 1; d(<<X:8, R/binary>>) -> X; d(<<3, R/binary>>) -> 3; d(<<>>) -> 0; d(<<>>) -> 1.
e(<<"abc", R/binary>>) -> R; e(<<"abc", _/binary>>) -> 1; e(<<"abd", _/bits>>) -> 2.
f(<<X:16>>, a) -> X; f(<<X:16/little>>, a) -> X; f(<<X:16>>, a) -> X.
%% maps
g(#{a := 1, b := 2}) -> 1; g(#{b := 2, a := 1}) -> 2; g(#{a := 1}) -> 3; g(#{a := X}) -> X; g(#{a := 2}) -> 2; g(#{c := 1}) -> 4.
h(#{a := X}, b) -> X; h(#{a := X, c := Y}, b) -> {X, Y}; h(#{a := X, c := Y}, d) -> {X, Y}.
i(X, #{X := 1}) -> 1; i(X, #{X := 1}) -> 2; i(_, #{}) -> 3; i(a, #{}) -> 4.
j(#{a := #{}}) -> 1; j(#{a := #{b := 1}}) -> 2.
k(<<S, X:S/binary>>) -> X; k(<<S, X:S/binary>>) -> S.
l(#{}, A) -> A; l(#{b := B}, A) -> {A, B}; l(_, _) -> c.
m([#{p := P} | _]) -> P; m([#{p := P, q := Q} | _]) -> {P, Q}.
n([#{}]) -> no; n([#{a := A}]) -> A.
