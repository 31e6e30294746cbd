-module(x2).
-export([a/1,b/1,c/1,d/1,e/1,f/1,g/0,h/1,i/2,j/2,k/3]).
-record #priv{x=0,y=1+2,z= <<"ab">>, w= #{a=>[1|x]}}.
a(P) -> P#x2:priv.x.
b(P) -> P#priv.x.
c(#x2:priv{x=X}) -> X; c(_) -> no.
d(P) -> P#x2:priv{x=3}.
e(P) -> P#_.x.
f(#_{x=X}) -> X; f(_) -> no.
g() -> #x2:priv{}.
h(P) -> P#priv{x=5}.
i(X,Y) -> is_record(X,Y).
j(X,_) when is_record(X,priv) -> yes; j(_,_) -> no.
k(X,Y,Z) -> {is_record(X,Y,Z), if is_record(X,x2,priv) -> yes; true -> no end}.
