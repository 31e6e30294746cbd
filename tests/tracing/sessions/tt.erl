-module(tt).
-export([once/0,all/0,f/1,g/1,loop/0,fact/1,bad/1,h/1]).
f(X) -> Y = g(X), Y + 1.
g(X) -> h(X).
h(X) -> X * 2.
fact(0) -> 1;
fact(N) -> N * fact(N-1).
bad(X) -> 1 + X.
loop() -> receive {call, F, R} -> R ! {done, F()}, loop(); stop -> ok end.
once() -> receive {call, F, R} -> R ! {done, F()}, ok; stop -> ok end.
all() -> receive M -> [M | all()] after 0 -> [] end.
