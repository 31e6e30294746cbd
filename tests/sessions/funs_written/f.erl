-module(f).
-export([mk/1,same/0,mk2/2]).
mk(X) -> fun(Y) -> X+Y end.
mk2(X,Z) -> fun F(0) -> X; F(Y) -> Z+F(Y-1) end.
same() -> F = mk(3), F =:= binary_to_term(term_to_binary(F)).
