-module(natives).
-export([a/1, b/1, c/1]).
-export_record([p, p, q, t]).
-import_record(other, [o]).
-record #p{x = 1, y :: integer(), z = foo()}.
-record #p{x}.
-record(t, {a}).
a(R) -> #p{x = 2}, #p{x = 2, y = 3, w = 4}, R#p.x, R#p.nope, #p.x, R#p{x = 1, v = 2}.
b(#p{x = X, n = N}) -> {X, N}; b(#other:o{f = F, f = 2}) -> F; b(#o{g = G}) -> G; b(#_{a = A}) -> A.
c(R) when R#p.x > 1 -> #other:z{a = 1}, #_{a = 1}, #natives:p{y = 1}, record_info(fields, p), is_record(R, p), is_record(R, nope).
