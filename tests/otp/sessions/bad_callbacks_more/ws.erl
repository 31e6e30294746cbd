-module(ws).
-compile([nowarn_deprecated_catch,nowarn_export_var_subexpr]).
-compile([export_all,nowarn_export_all]).
p(L, X) -> io:format("P> ~s: ~0p~n", [L, cl(X)]), timer:sleep(1).
cl(X) when is_pid(X) -> case X =:= self() of true -> self; _ -> pid end; cl(X) when is_reference(X) -> ref; cl(X) when is_tuple(X) -> list_to_tuple(cl(tuple_to_list(X))); cl([{M,F,A,_}|_]) when is_atom(M) -> [{M,F,case A of _ when is_list(A) -> cl(A); _ -> A end}]; cl([H|T]) -> [cl(H)|cl(T)]; cl(M) when is_map(M) -> maps:from_list([{cl(K),cl(V)} || {K,V} <- maps:to_list(M)]); cl(X) -> X.
fl() -> receive M -> [M|fl()] after 12 -> [] end.
t(L, F) ->
    {_, M} = spawn_monitor(fun() ->
                                   process_flag(trap_exit, true),
                                   R = (catch F()), p(L, R),
                                   case fl() of [] -> ok; Ms -> p("  msgs", Ms) end
                           end),
    receive {'DOWN', M, _, _, _} -> ok end.
acts() -> [{error,boom},{exit,boom},{throw,boom},{exit,normal},{exit,{shutdown,x}},{ret,bad},{ret,{stop,why}},{ret,stop},{ret,{stop,normal,d}}].
do({error,R}) -> error(R); do({exit,R}) -> exit(R); do({throw,R}) -> throw(R); do({ret,R}) -> R.
l(F, A) -> lists:flatten(io_lib:format(F, A)).

s(D) -> {ok, P} = gen_statem:start_link(?MODULE, {st, state_functions, a, D}, []), P.
h(D) -> {ok, P} = gen_statem:start_link(?MODULE, {st, handle_event_function, a, D}, []), P.
statem() ->
  [t(l("init ~0p", [A]), fun() -> gen_statem:start_link(?MODULE, {init, A}, []) end) || A <- [{ret,bad},{ret,{stop,why}},{ret,ignore},{ret,{error,e}},{ret,{ok,s}},{ret,{ok,"s",d}},{ret,{ok,a,d,bad}},{ret,{ok,a,d,[postpone]}},{ret,{stop,normal}}]],
  [t(l("mode ~0p", [A]), fun() -> gen_statem:start_link(?MODULE, {st, A, a, d}, []) end) || A <- [[state_functions, handle_event_function]]],
  [t(l("call ~0p", [A]), fun() -> gen_statem:call(s(d), A, 300) end) || A <- acts()],
  [t(l("hcall ~0p", [A]), fun() -> gen_statem:call(h(d), A, 300) end) || A <- acts()],
  [t(l("cast ~0p", [A]), fun() -> gen_statem:cast(s(d), A) end) || A <- acts()],
  [t(l("info ~0p", [A]), fun() -> s(d) ! A, ok end) || A <- acts()],
  [t(l("term ~0p", [A]), fun() -> gen_statem:stop(s({term, A})) end) || A <- acts()],
  [t(l("act ~0p", [A]), fun() -> gen_statem:cast(s(d), {ret, {keep_state, d, A}}) end) || A <- [bad, [bad], {timeout, a, b}, {timeout, -1, b}, {state_timeout, 1, b, [foo]}, {{timeout, n}, cancel}, {{timeout, n}, update, x}, postpone, {postpone, x}, hibernate, {hibernate, x}, {change_callback_module, 5}, pop_callback_module, -1, {timeout, cancel, x}]],
  [t(l("ret ~0p", [A]), fun() -> gen_statem:cast(s(d), {ret, A}) end) || A <- [{next_state, "x", d}, {next_state, nostate, d}, {next_state, a}, {keep_state}, {stop_and_reply, r, []}, {stop_and_reply, normal, {reply, {self(), t}, ans}}, {stop_and_reply, r, [{reply, {self(), t}, ans}], nd}, keep_state, {repeat_state_and_data, x}, {stop, {shutdown, x}, d}, {keep_state_and_data, [{next_event, internal, {error, inner}}, {next_event, cast, {ret, keep_state_and_data}}, {state_timeout, 1000, later}, {{timeout, n}, 1000, later}]}]],
  t("nostate", fun() -> P = s(d), gen_statem:cast(P, {ret, {next_state, nostate, d}}), gen_statem:cast(P, x) end),
  [t(l("enter ~0p", [A]), fun() -> gen_statem:start_link(?MODULE, {st, [state_functions, state_enter], a, {enter, A}}, []) end) || A <- [{ret, {keep_state, d}}, {ret, {next_state, b, d}}, {error, boom}, {ret, {stop, r}}, {ret, stop}, {ret, {keep_state, d, [{state_timeout, 5, x}, {timeout, 1, y}]}}]],
  [t(l("cc ~0p", [A]), fun() -> P = s(d), sys:suspend(P), R = (catch sys:change_code(P, ?MODULE, "1", A)), sys:resume(P), {R, (catch sys:get_state(P))} end) || A <- [{error,boom},{exit,boom},{throw,boom},{ret,bad},{ret,{ok,b,nd}},{ret,{ok,nd}},{ret,{error,no}},{throw,{ok,b,nd}}]],
  [t(l("rep ~0p", [A]), fun() -> P = s(d), {catch sys:replace_state(P, fun(_) -> do(A) end), sys:get_state(P)} end) || A <- [{error,boom},{throw,boom},{ret,x},{ret,{b,nd}}]],
  t("noproc", fun() -> gen_statem:call(nobody, x) end), t("cast nobody", fun() -> gen_statem:cast(nobody, x) end), t("badto", fun() -> gen_statem:call(s(d), x, foo) end), t("timeout", fun() -> gen_statem:call(s(d), {ret, keep_state_and_data}, 20) end), t("clean", fun() -> gen_statem:call(s(d), {ret, keep_state_and_data}, {clean_timeout, 20}) end), t("dirty", fun() -> gen_statem:call(s(d), {ret, keep_state_and_data}, {dirty_timeout, 20}) end), t("self", fun() -> gen_statem:call(self(), x) end),
  t("reply", fun() -> {gen_statem:reply({self(), tg}, x), gen_statem:reply([{reply, {self(), tg}, y}]), catch gen_statem:reply(foo)} end),
  t("stop", fun() -> gen_statem:stop(s(d), why, 100) end), 
  t("el", fun() -> gen_statem:enter_loop(?MODULE, [], a, d) end), t("el2", fun() -> gen_statem:enter_loop(?MODULE, [], a, d, {local, nobody}) end),
  t("log", fun() -> P = s(d), sys:log(P, true), gen_statem:cast(P, {ret, keep_state_and_data}), gen_statem:cast(P, {ret, {keep_state_and_data, [postpone, {timeout, 1000, x}]}}), gen_statem:cast(P, {error, x}) end).
event() ->
  M = fun() -> {ok, P} = gen_event:start_link(), P end,
  [t(l("add ~0p", [A]), fun() -> P = M(), {gen_event:add_handler(P, ?MODULE, {ev, A}), gen_event:which_handlers(P)} end) || A <- acts() ++ [{ret,{ok,s}},{ret,{ok,s,hibernate}},{ret,{error,e}}]],
  [t(l("sup add ~0p", [A]), fun() -> P = M(), {gen_event:add_sup_handler(P, ?MODULE, {ev, A}), gen_event:which_handlers(P)} end) || A <- [{error,boom},{ret,{ok,s}},{ret,{error,e}}]],
  H = fun() -> P = M(), ok = gen_event:add_sup_handler(P, {?MODULE, id}, {ev, {ret, {ok, s}}}), P end,
  [t(l("ev ~0p", [A]), fun() -> P = H(), gen_event:sync_notify(P, A), gen_event:which_handlers(P) end) || A <- acts() ++ [{ret,remove_handler},{ret,{ok,n}},{ret,{ok,n,hibernate}},{ret,{swap_handler,a,s,?MODULE,{ev,{ret,{ok,z}}}}}]],
  [t(l("ecall ~0p", [A]), fun() -> P = H(), {catch gen_event:call(P, {?MODULE, id}, A), gen_event:which_handlers(P)} end) || A <- acts() ++ [{ret,{remove_handler,r}},{ret,{ok,r,n}},{ret,{ok,n}}]],
  [t(l("einfo ~0p", [A]), fun() -> P = H(), P ! A, gen_event:which_handlers(P) end) || A <- acts()],
  [t(l("del ~0p", [A]), fun() -> P = H(), {catch gen_event:delete_handler(P, {?MODULE, id}, A), gen_event:which_handlers(P)} end) || A <- acts()],
  t("misc", fun() -> P = H(), {gen_event:call(P, nohandler, x), gen_event:delete_handler(P, nohandler, x), gen_event:add_handler(P, nomod, x), gen_event:swap_handler(P, {nohandler, x}, {nomod, y}), catch gen_event:notify(nobody, x), catch gen_event:sync_notify(nobody, x), catch gen_event:call(nobody, h, x)} end),
  t("stop", fun() -> gen_event:stop(H()) end), t("stop2", fun() -> gen_event:stop(H(), why, 100) end), t("stop3", fun() -> gen_event:stop(nobody) end),
  t("supdies", fun() -> P = M(), {Q, R} = spawn_monitor(fun() -> gen_event:add_sup_handler(P, ?MODULE, {ev, {ret, {ok, s}}}), exit(gone) end), receive {'DOWN', R, _, _, _} -> ok end, gen_event:which_handlers(P) end),
  t("state", fun() -> P = H(), {sys:get_state(P), catch sys:replace_state(P, fun(_) -> error(x) end), sys:replace_state(P, fun({A,B,_}) -> {A,B,new} end), sys:get_state(P)} end),
  [t(l("ecc ~0p", [A]), fun() -> P = H(), sys:suspend(P), R = (catch sys:change_code(P, ?MODULE, "1", A)), sys:resume(P), {R, sys:get_state(P)} end) || A <- [{error,boom},{ret,bad},{ret,{ok,nd}},{throw,x}]].
init({init, A}) -> do(A);
init({st, _, S, D} = A) -> put(mode, A), {ok, S, D};
init({ev, A}) -> do(A);
init({{ev, A}, _}) -> do(A).
callback_mode() -> case get(mode) of {_, {error, E}, _, _} -> error(E); {_, M, _, _} -> M; _ -> state_functions end.
a(enter, _, {enter, A}) -> do(A);
a(enter, _, _) -> keep_state_and_data;
a({call, _}, A, _) -> do(A);
a(_, A, _) -> do(A).
b(_, A, _) -> do(A).
handle_event(enter, _, _, _) -> keep_state_and_data;
handle_event(_, A, _, _) -> do(A).
handle_event(A, _) -> do(A).
handle_call(A, _) -> do(A).
handle_info(A, _) -> do(A).
terminate(_, _, {term, A}) -> do(A);
terminate(_, _, _) -> ok.
terminate({_,_} = A, _) when element(1, A) =/= error, element(1, A) =/= stop -> do(A);
terminate(_, _) -> ok.
code_change(_, _, _, A) -> do(A).
code_change(_, _, A) -> do(A).
