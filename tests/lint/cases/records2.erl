-module(records2).
-export([a/1, b/1, c/1, d/1, e/1, f/0]).
-record(point, {x = 0, y, x}).
-record(point, {z}).
-record(unused, {a}).
-record(bad, {a = A, b = foo(), c = fun(X) -> ok end}).
-record(old, {a :: integer(), b = 1 :: atom()}).

a(R) -> R#point.z.
b(#pint{x = X}) -> X.
c(R) -> R#point{xx = 1, y = 2, y = 3}.
d(#point{_ = 1, x = 2, y = 3}) -> #point{_ = 1, y = 3}.
e(R) when is_record(R, nope), R#bad.a -> R#point{_ = 1}.
f() -> {#old{}, 1#point.x, record_info(fields, point), record_info(foo, point), #point.q}.
