-module(ts6).
-export([r/1,f5/0,f4/0,f3/0,f2/1,s/0]).
r(Fun) -> receive go -> ok end,
  ok = run(Fun),
  done.
run(Fun) -> _ = Fun(), ok.
f5() -> ok = f4(), f5.
f4() -> f3().
f3() ->
  f2(f1), f3, ok.
f2(X) -> X.
s() -> P1 = spawn(fun() -> receive after infinity -> ok end end),
  {P2,M} = spawn_monitor(fun() -> erlang:suspend_process(P1), erlang:suspend_process(P1), exit(bang) end),
  receive {'DOWN',M,process,P2,bang} -> process_info(P1,status) end.
