-module(mg).
-export([a/1,b/1,c/1,d/2,e/1,f/1]).
a(H) when H#{[] => H} =:= #{[] => #{}} -> yes; a(_) -> no.
b(H) when H#{a => H} =:= #{a => #{}} -> yes; b(_) -> no.
c(H) when H#{a => 1} =:= #{a => 1} -> yes; c(_) -> no.
d(_, H) when #{[] => H} =:= #{[] => #{}} -> yes; d(_, _) -> no.
e(H) -> H#{[] => H} =:= #{[] => #{}}.
f(H) -> H#{a => H} =:= #{a => #{}}.
