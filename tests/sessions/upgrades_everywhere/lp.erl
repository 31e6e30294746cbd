-module(lp).
-export([start/0, loop/1, f/0, mk/0, ext/0, inner/1]).
start() -> spawn(?MODULE, loop, [0]).
loop(N) -> receive {get,P} -> P ! {v1,N}, loop(N+1); up -> ?MODULE:loop(N); {call,P,F} -> P ! F(), loop(N); stop -> ok;
  {nest,P} -> R = inner(P), loop(R) end.
inner(P) -> P ! in, receive {out,X} -> X end.
f() -> v1.
mk() -> fun(X) -> {v1,X,f()} end.
ext() -> fun ?MODULE:f/0.
