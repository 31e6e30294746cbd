-module(m2).
-export([f/1]).
-include_lib("stdlib/include/ms_transform.hrl").
f(X) -> ets:fun2ms(fun({A,B}) when B > X -> foo(A) end).
