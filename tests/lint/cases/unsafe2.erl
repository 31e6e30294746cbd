-module(unsafe2).
-export([a/1, b/1, c/1]).
a(X) -> case X of 1 -> Y = 1, Z = 1; 2 -> Z = 2; _ -> error(x) end, foo(Y, Z), Y, case X of 1 -> W = Y; _ -> W = 2 end, W = 3.
b(X) -> if X -> A = 1; true -> receive m -> A = 2; n -> B = 1 end end, {A, B}, (X == 1) orelse (C = 1), C, (D = 1) + D.
c(X) -> try A = X, B = A, B of C when A -> C, D = A catch _:_ -> D = A, B; E:E2:E3 -> E3 = E, E2 after F = A end, {A, B, C, D, E, F}.
foo(_A, _B) -> _A = _B, {_C, 1} = {_A, _C}, _C.
