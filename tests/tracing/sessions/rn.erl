-module(rn).
-compile(export_all).
-compile(nowarn_export_all).
loop() -> receive stop -> ok; die -> exit(bad); {call,F} -> work(30), w(F), loop(); sleep -> receive after 20 -> ok end, loop(); gc -> garbage_collect(), loop(); y -> erlang:yield(), loop(); _ -> loop() end.
w(X) -> Y = receive {go,Z} -> Z end, {X,Y}.
work(0) -> ok; work(N) -> work(N-1).
t(Flags) -> P = spawn(?MODULE, loop, []), timer:sleep(30), erlang:trace(P,true,Flags),
  [begin P ! M, timer:sleep(60) end || M <- [x, {call,1}, {go,1}, sleep, y, gc, stop]], timer:sleep(50), fl().
k(Flags) -> P = spawn(?MODULE, loop, []), timer:sleep(30), erlang:trace(P,true,Flags), exit(P,kill), timer:sleep(50), fl().
d(Flags) -> P = spawn(?MODULE, loop, []), timer:sleep(30), erlang:trace(P,true,Flags), P ! die, timer:sleep(50), fl().
n(Flags) -> erlang:trace(new,true,Flags), P = spawn(?MODULE, loop, []), P ! stop, timer:sleep(50), erlang:trace(new,false,Flags), fl().
fl() -> receive M -> [M|fl()] after 0 -> [] end.
