-module(m1).
-export([f/1,g/0,h/1,r/0]).
-include_lib("stdlib/include/ms_transform.hrl").
-record(p,{name,age=3}).
f(X) -> ets:fun2ms(fun({A,B}) when B > X -> {A,B} end).
g() -> ets:fun2ms(fun(#p{name=N}=P) when P#p.age > 1 -> P#p{name=x}; (X) when is_record(X,p) -> #p{age=1} end).
h(A) -> ets:fun2ms(fun({A,_}) -> A end).
r() -> dbg:fun2ms(fun([A]) -> return_trace(), A end).
