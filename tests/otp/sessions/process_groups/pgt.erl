-module(pgt).
-compile([nowarn_deprecated_catch,nowarn_export_var_subexpr]).
-compile([export_all,nowarn_export_all]).
p(L, X) -> io:format("~s: ~0p~n", [L, cl(X)]).
cl(X) when is_pid(X) -> case X =:= self() of true -> self; _ -> pid end; cl(X) when is_reference(X) -> ref; cl(X) when is_tuple(X) -> list_to_tuple(cl(tuple_to_list(X))); cl([{F,_}|_] = L) when F =:= file -> L; cl([H|T]) -> [cl(H)|cl(T)]; cl(M) when is_map(M) -> maps:from_list([{cl(K),cl(V)} || {K,V} <- maps:to_list(M)]); cl(X) -> X.
sl() -> spawn(fun() -> receive stop -> ok end end).
e(F) -> try F() catch C:{R, _} -> {C, R}; C:R -> {C,R} end.
fl() -> receive M -> [cl(M)|fl()] after 30 -> [] end.
main() ->
  p("noscope", [e(fun() -> pg:get_members(g) end), e(fun() -> pg:get_members(nosc, g) end), e(fun() -> pg:which_groups() end), e(fun() -> pg:join(g, self()) end), e(fun() -> pg:get_local_members(g) end)]),
  {ok, P} = pg:start_link(), p("start", P), p("again", e(fun() -> pg:start_link() end)), p("start", e(fun() -> pg:start(sc) end)),
  p("join", [pg:join(g, self()), pg:join(g, [self(), self()]), pg:get_members(g), pg:get_local_members(g), pg:which_groups(), pg:which_local_groups()]),
  p("badjoin", [e(fun() -> pg:join(g, foo) end), e(fun() -> pg:join(g, [foo]) end), e(fun() -> pg:join(g, []) end), e(fun() -> pg:leave(g, foo) end), e(fun() -> pg:leave(g, [foo]) end),e(fun() -> pg:leave(g, []) end), e(fun() -> pg:join("sc", g, self()) end)]),
  A = sl(), B = sl(),
  p("mon", {Ref, _} = pg:monitor(g)), p("mons", {Ref2, _} = pg:monitor_scope()), p("j", pg:join(g, [A, B, A])), p("j", pg:join(h, [B])), p("msgs", fl()),
  p("leave", pg:leave(g, [A, A, A, sl()])), p("msgs", fl()), p("m", pg:get_members(g)), B ! stop, p("msgs", fl()), p("groups", pg:which_groups()),
  p("leave", [pg:leave(g, A), pg:leave(nog, A)]), p("dem", [pg:demonitor(Ref), pg:demonitor(Ref), pg:demonitor(make_ref())]), p("l", pg:leave(g, self())), p("msgs", fl()), p("dem", pg:demonitor(Ref2)), 
  p("m", pg:get_members(g)),
  X = spawn(fun() -> pg:monitor(g), receive stop -> ok end end), timer:sleep(20), exit(X, kill), timer:sleep(20), p("alive", is_process_alive(P)),
  p("cast", begin timer:sleep(20), is_process_alive(P) end),
  p("ets", [ets:info(pg, name), ets:info(pg, protection), ets:info(sc, size)]),
  p("sup", catch element(1, pg:start_link(sc2))), p("s", whereis(sc2)), 
  unlink(P), exit(P, kill), timer:sleep(20), p("after", e(fun() -> pg:get_members(g) end)),
  ok.
