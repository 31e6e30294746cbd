-module(foreseen_generators).
-compile(nowarn_match_alias_pats).
-export([f/1,g/1,i/1,j/1,k/0,l/0,z/1]).
f(L) -> [X || a = {X} <- L].
g(L) -> [X || a = {_} := X <- L].
i(L) -> [X || X <- L, a = {b} <- L].
j(L) -> #{ok => X || <<>> = [] := X <- L}.
z(L) -> [X || a = {Y} <- L, b = {X} <- Y].
k() -> Old = group_leader(), _ = Old, ok.
l() -> X = foo(), _ = X, ok.
foo() -> S = self(), _ = S.
