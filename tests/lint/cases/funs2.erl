-module(funs2).
-export([a/1, b/1]).
a(X) -> {fun foo/1, fun a/1, fun length/1, fun lists:map/2, fun X:y/1, fun record_info/2, fun funs2:zip/3}.
b(F) -> "abc"(F), 1(F), {a, b, c}(F), foo:F(1), F:foo(), (fun(X) -> 1 end)(2), m:f.
