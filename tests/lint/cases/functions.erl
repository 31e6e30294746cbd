-module(functions).
-export([a/0, b/1, missing/2, a/0]).
-export([lenght/1]).

a() -> c(), bb(1), not_there().
b(X) -> undefined_one(X, X), a(1).
c() -> d().
d() -> c().
unused(_) -> other().
other() -> ok.
b(_) -> again.
length(X) -> X.
