-module(m1).
-vsn(1).
-export([loop/1]).
loop(N) -> receive {F, v} -> F ! v1, loop(N); stop -> ok end.
