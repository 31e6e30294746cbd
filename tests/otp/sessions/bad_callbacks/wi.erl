-module(wi).
-compile([nowarn_deprecated_catch,nowarn_export_var_subexpr]).
-compile([export_all,nowarn_export_all]).
p(L, X) -> io:format("P> ~s: ~0p~n", [L, cl(X)]), timer:sleep(2).
cl(X) when is_pid(X) -> case X =:= self() of true -> self; _ -> pid end; cl(X) when is_reference(X) -> ref; cl(X) when is_tuple(X) -> list_to_tuple(cl(tuple_to_list(X))); cl([{M,F,A,_}|_]) when is_atom(M) -> [{M,F,case A of _ when is_list(A) -> cl(A); _ -> A end}]; cl([H|T]) -> [cl(H)|cl(T)]; cl(M) when is_map(M) -> maps:from_list([{cl(K),cl(V)} || {K,V} <- maps:to_list(M)]); cl(X) -> X.
fl() -> receive M -> [M|fl()] after 15 -> [] end.
%% In a process of its own, so that a client's stack is short.
t(L, F) ->
    {_, M} = spawn_monitor(fun() ->
                                   process_flag(trap_exit, true),
                                   R = (catch F()), p(L, R),
                                   case fl() of [] -> ok; Ms -> p("  msgs", Ms) end
                           end),
    receive {'DOWN', M, _, _, _} -> ok end.
acts() -> [{error,boom},{exit,boom},{throw,boom},{exit,normal},{exit,shutdown},{exit,{shutdown,x}},{ret,bad},{ret,{reply,x}},{ret,{stop,why,st}},{ret,{stop,normal,st}}].
do({error,R}) -> error(R); do({exit,R}) -> exit(R); do({throw,R}) -> throw(R); do({ret,R}) -> R.
main() ->
  process_flag(trap_exit, true),
  [t(io_lib:format("init ~0p", [A]), fun() -> gen_server:start_link(?MODULE, {init, A}, []) end) || A <- acts() ++ [{ret,ignore},{ret,{error,e}},{ret,{stop,normal}},{ret,{stop,r}},{ret,{ok,s,bad}},{ret,{ok,s,-1}},{ret,{ok,s,{continue,x,y}}}]],
  [t(io_lib:format("init nolink ~0p", [A]), fun() -> gen_server:start(?MODULE, {init, A}, []) end) || A <- [{error,boom},{ret,{stop,r}},{ret,ignore}]],
  [t(io_lib:format("initn ~0p", [A]), fun() -> gen_server:start_link({local,nam},?MODULE, {init, A}, []) end) || A <- [{error,boom},{ret,{stop,r}}]],
  S = fun(T) -> {ok, P} = gen_server:start_link(?MODULE, {term, T}, []), P end,
  [t(io_lib:format("call ~0p", [A]), fun() -> gen_server:call(S(ok), A, 500) end) || A <- acts() ++ [{ret,{reply,r,s,bad}},{ret,{noreply,s,bad}},{ret,{stop,r,rep,s}},{ret,{stop,normal,rep,s}}]],
  [t(io_lib:format("cast ~0p", [A]), fun() -> gen_server:cast(S(ok), A) end) || A <- acts() ++ [{ret,{reply,r,s}}]],
  [t(io_lib:format("info ~0p", [A]), fun() -> S(ok) ! A, ok end) || A <- acts()],
  [t(io_lib:format("term ~0p", [A]), fun() -> gen_server:stop(S(A)) end) || A <- acts()],
  [t(io_lib:format("term crash ~0p", [A]), fun() -> gen_server:call(S(A), {error, first}) end) || A <- acts()],
  [t(io_lib:format("stop reason ~0p", [R]), fun() -> gen_server:stop(S(ok), R, 1000) end) || R <- [normal, shutdown, other, {shutdown,x}]],
  t("stop bad", fun() -> gen_server:stop(nobody) end), t("stop badto", fun() -> gen_server:stop(self(), normal, foo) end),
  t("self call", fun() -> gen_server:call(self(), x) end), t("noproc", fun() -> gen_server:call(nobody, x) end), t("node", fun() -> gen_server:call({a,b@c}, x) end), t("badname", fun() -> gen_server:call("x", x) end), t("badto", fun() -> gen_server:call(S(ok), x, foo) end),t("timeout", fun() -> gen_server:call(S(ok), {sleep, 200}, 50) end),
  t("cont", fun() -> gen_server:start_link(?MODULE, {init, {ret, {ok, s, {continue, {error, boom}}}}}, []) end),
  t("cont bad", fun() -> gen_server:start_link(?MODULE, {init, {ret, {ok, s, {continue, {ret, foo}}}}}, []) end),
  t("start to", fun() -> gen_server:start_link(?MODULE, {sleep, 500}, [{timeout, 50}]) end),
  t("dbg bad", fun() -> gen_server:start_link(?MODULE, {term, ok}, [{debug, [foo, {log, -1}]}]) end), t("dbg bad2", fun() -> gen_server:start_link(?MODULE, {term, ok}, [{debug, foo}]) end),
  t("spawn_opt bad", fun() -> gen_server:start_link(?MODULE, {term, ok}, [{spawn_opt, [foo]}]) end), t("spawn_opt mon", fun() -> gen_server:start_link(?MODULE, {term, ok}, [{spawn_opt, [monitor]}]) end),
  [t(io_lib:format("cc ~0p", [A]), fun() -> P = S(ok), sys:suspend(P), R = (catch sys:change_code(P, ?MODULE, "1", A)), sys:resume(P), {R, sys:get_state(P)} end) || A <- acts() ++ [{ret,{ok,new}},{ret,{error,no}}]],
  t("cc running", fun() -> sys:change_code(S(ok), ?MODULE, v, x) end),
  [t(io_lib:format("rep ~0p", [A]), fun() -> P = S(ok), {catch sys:replace_state(P, fun(_) -> do(A) end), sys:get_state(P)} end) || A <- [{error,boom},{exit,boom},{throw,boom},{ret,x}]],
  t("sys noproc", fun() -> sys:get_state(nobody) end), t("sys to", fun() -> sys:get_state(spawn(fun() -> timer:sleep(500) end), 50) end), t("unk", fun() -> P = S(ok), P ! {system, {self(), tag}, foo}, receive X -> X after 100 -> none end end),
  t("parent exit", fun() -> P = S(ok), unlink(P), exit(P, boo), timer:sleep(20), is_process_alive(P) end),
  t("undef", fun() -> gen_server:start_link(nomod, [], []) end), t("undef cb", fun() -> {ok, P} = gen_server:start_link(wi2, [], []), gen_server:call(P, x) end),
  ok.
init({init, A}) -> do(A);
init({sleep, T}) -> timer:sleep(T), {ok, s};
init({term, T}) -> {ok, T}.
handle_call({sleep, T}, _, S) -> timer:sleep(T), {reply, ok, S};
handle_call(A, _, _) -> do(A).
handle_cast(A, _) -> do(A).
handle_info(A, _) -> do(A).
handle_continue(A, _) -> do(A).
terminate(_, ok) -> ok;
terminate(R, {_,_} = A) -> do(A);
terminate(_, _) -> ok.
code_change(_, _, A) -> do(A).
