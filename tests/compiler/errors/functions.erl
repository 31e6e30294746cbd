-module(functions).
-export([a/0, nosuch/1]).
-import(lists, [map/2]).
-record(r, {x, y}).
a() -> b(1).
b(_) -> undefined_one(1, 2, 3), lists:nothing(), map(fun undefined_two/4, []).
b(_) -> again.
c() -> #s{}.
d(X) -> X#r.z.
e() -> #r{q = 1}.
f(#t{}) -> ok.
g() -> #r{x = 1, x = 2}.
