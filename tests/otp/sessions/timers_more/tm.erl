-module(tm).
-compile([nowarn_deprecated_catch]).
-compile([export_all,nowarn_export_all]).
p(X) -> io:format("~0p~n", [cl(X)]).
cl(X) when is_pid(X) -> pid; cl(X) when is_reference(X) -> ref; cl(X) when is_tuple(X) -> list_to_tuple(cl(tuple_to_list(X))); cl([H|T]) -> [cl(H)|cl(T)]; cl(X) -> X.
fl(T) -> receive M -> [M|fl(T)] after T -> [] end.
main() ->
  S = self(),
  p([timer:F(T, a) || F <- [send_after, send_interval], T <- [-1, x, 1.5]]), p(fl(20)),
  p([catch timer:apply_after(T, ?MODULE, s, [S, m]) || T <- [0, 5, -1, x]]), p(lists:sort(fl(30))),
  p([catch timer:apply_interval(T, ?MODULE, s, [S, m]) || T <- [-1, x]]), p([catch timer:apply_repeatedly(T, ?MODULE, s, [S, m]) || T <- [-1, x]]), p(fl(20)),
  p([catch timer:send_after(5, X, m) || X <- [foo, {a, b@c}, "x", 5, {x, S}]]), p([catch timer:apply_after(5, "m", f, a), catch timer:apply_after(5, m, f, a), catch timer:apply_after(5, fun(_) -> a end), catch timer:apply_after(5, fun(X) -> S ! {f, X} end, [1])]), p(fl(30)),
  {ok, I} = timer:send_interval(10, tick), timer:sleep(55), p(timer:cancel(I)), p(length(fl(15)) >= 4), p([timer:cancel(I), timer:cancel(foo), timer:cancel({once, make_ref()}), timer:cancel({a, b})]),
  {ok, R} = timer:apply_repeatedly(10, fun() -> S ! r, timer:sleep(25) end), timer:sleep(90), timer:cancel(R), N = length(fl(40)), p(N >= 2 andalso N < 6),
  {ok, R2} = timer:send_after(50, cancelled), p(timer:cancel(R2)), p(fl(70)),
  P = spawn(fun() -> receive never -> ok end end), timer:exit_after(5, P, why), M = monitor(process, P), p(receive {'DOWN', M, _, _, W} -> W after 200 -> none end),
  P2 = spawn(fun() -> process_flag(trap_exit, true), receive never -> ok end end), M2 = monitor(process, P2), timer:kill_after(5, P2), p(receive {'DOWN', M2, _, _, W2} -> W2 after 200 -> none end),
  {T, V} = timer:tc(fun() -> timer:sleep(10), x end), p({T >= 10000, V}), p([element(2, timer:tc(fun(A) -> A end, [1])), element(2, timer:tc(lists, seq, [1,2])), element(2, timer:tc(fun() -> a end, millisecond)), element(2, timer:tc(lists, seq, [1,2], second)), element(2, timer:tc(fun(A) -> A end, [3], native))]),
  p([timer:seconds(1.5), timer:minutes(2), timer:hours(1), timer:hms(1,2,3), timer:now_diff({1,2,3},{0,1,1})]), p(catch element(1,element(2,catch timer:sleep(x)))),
  p([catch timer:exit_after(5, foo, x), catch timer:kill_after(x)]),p(timer:start()).
s(S, M) -> S ! M.
