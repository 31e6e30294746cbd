-module(parts_taken).
-export([a/1,b/1,c/1,d/1,e/1,f/1,g/1]).
-compile(nowarn_unused_vars).
a(X) -> {A, B} = {X + 1, X}, B.
b(X) -> {_, B} = {length(X), X}, B.
c(X) -> case {X + 1, {X}} of {_, {Y}} -> Y end.
d(X) -> case {g(X), hd(X)} of {Y, _} -> Y end.
e(X) -> [_ | T] = [X + 1 | X], T.
f(X) -> case {X + 1, X} of {_, 1} -> a; {_, _} -> b end.
g(X) -> {_, {_, Z}} = {is_list(X), {X * 2, X}}, Z.
