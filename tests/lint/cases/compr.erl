-module(compr).
-export([a/1, b/1, c/1]).
a(L) -> [X || X <- L && Y <- L, Z = X, Z > 1].
b(M) -> #{K := V || K := V <- M}.
c(M) -> {[X || X <- M && filter(X)]}.
