-module(x1).
-export([a/0,b/0,c/0,d/1,e/1,f/1,g/0,h/1,i/1,j/1,k/1,l/1,f2/1,m/1]).
-import_record(nr,[pair]).
-record #e{}.
-record #q{z=1,y,x=2,w}.
-export_record([q]).
a() -> #nope:pair{b=3}.
b() -> #nr:priv{}.
c() -> #pair{}.
d(X) -> #pair{b=X}.
e(P) -> P#pair.a.
f(P) -> P#nr:pair.zz.
f2(P) -> P#nr:pair{zz=1,yy=2}.
g() -> #nr:pair{b=1,zz=2,yy=2}.
h(P) -> P#_.b.
i(P) -> P#_{b=zzz,qq=1}.
j(P) -> P#_{}.
k(P) when is_record(P,pair) -> imported; k(#_{x=X}) -> {x,X}; k(#_{}) -> anyrec; k(P) when is_record(P) -> no1; k(_) -> no.
l(P) -> #nr:pair{b=B} = P, B.
m(P) -> P#q.x.
