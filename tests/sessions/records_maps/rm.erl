-module(rm).
-export([new/1, get/1, upd/2, multi/1, is/1, nested/0, m/1, mu/2, fold/1, dflt/0, idx/0, info/0, list/1]).
-record(p, {name, age = 18 :: integer(), tags = [] :: [atom()], addr}).
-record(addr, {street = "main", zip}).
new(N) -> #p{name = N}.
get(#p{name = N, age = A}) -> {N, A};
get(P) -> P#p.tags.
upd(P, A) -> P#p{age = A, tags = [new | P#p.tags]}.
multi(L) -> [P#p.name || P <- L, is_record(P, p), P#p.age > 20].
is(X) when is_record(X, p) -> yes;
is(_) -> no.
nested() -> P = #p{addr = #addr{zip = 123}}, {P#p.addr#addr.zip, (P#p.addr)#addr{street = "x"}}.
m(M) -> M#{a => 1, "b" => M}.
mu(M, K) -> M#{K := updated}.
fold(M) -> maps:fold(fun(K, V, A) -> [{K, V} | A] end, [], M).
dflt() -> #p{_ = x}.
idx() -> {#p.age, #p.name, record_info(size, p)}.
info() -> record_info(fields, p).
list(N) -> [#p{name = I} || I <- lists:seq(1, N)].
