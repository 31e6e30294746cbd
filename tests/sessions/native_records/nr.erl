-module(nr).
-export([mk/2,get/1,upd/2,m/1,m2/1,anon/1,anonu/1,g/1,d/0,is/1,is2/1,is3/1]).
-export_record([pair]).
-record #pair{a=1,b}.
-record #priv{x=0}.
mk(A,B) -> #pair{a=A,b=B}.
get(P) -> P#pair.a.
upd(P,V) -> P#pair{a=V}.
m(#pair{a=A}) -> A; m(#priv{}) -> priv; m(_) -> no.
m2(#other:pair{a=A}) -> A; m2(#nr:pair{b=B}) -> B; m2(_) -> no.
anon(P) -> P#_.a.
anonu(P) -> P#_{b=zz}.
g(P) when P#pair.a > 1 -> big; g(_) -> small.
d() -> #priv{}.
is(X) -> is_record(X).
is2(X) -> is_record(X,pair).
is3(X) -> is_record(X,nr,pair).
