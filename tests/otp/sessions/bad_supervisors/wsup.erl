-module(wsup).
-compile([nowarn_deprecated_catch,nowarn_export_var_subexpr]).
-compile([export_all,nowarn_export_all]).
p(L, X) -> io:format("P> ~s: ~0p~n", [L, cl(X)]), timer:sleep(1).
cl(X) when is_pid(X) -> case X =:= self() of true -> self; _ -> pid end; cl(X) when is_reference(X) -> ref; cl(X) when is_tuple(X) -> list_to_tuple(cl(tuple_to_list(X))); cl([{M,F,A,_}|_]) when is_atom(M), is_list(A) or is_integer(A) -> [{M,F,case A of _ when is_list(A) -> cl(A); _ -> A end}]; cl([H|T]) -> [cl(H)|cl(T)]; cl(M) when is_map(M) -> maps:from_list([{cl(K),cl(V)} || {K,V} <- maps:to_list(M)]); cl(X) -> X.
fl() -> receive M -> [M|fl()] after 12 -> [] end.
t(L, F) ->
    {_, M} = spawn_monitor(fun() -> process_flag(trap_exit, true), R = (catch F()), p(L, R), case fl() of [] -> ok; Ms -> p("  msgs", Ms) end end),
    receive {'DOWN', M, _, _, _} -> ok end.
l(F, A) -> lists:flatten(io_lib:format(F, A)).
do({error,R}) -> error(R); do({exit,R}) -> exit(R); do({throw,R}) -> throw(R); do({ret,R}) -> R; do(R) -> R.
init({w, A}) -> do(A);
init(A) -> do(A).
handle_call(A, _, S) -> case A of die -> exit(dead); stop -> {stop, normal, ok, S}; _ -> {reply, do(A), S} end.
handle_cast({stop, R}, S) -> {stop, R, S}; handle_cast(_, S) -> {noreply, S}.
terminate(_, slow) -> timer:sleep(200); terminate(_, crash) -> error(tcrash); terminate(_, _) -> ok.
w(S) -> gen_server:start_link(?MODULE, {w, {ok, S}}, []).
wt(S) -> {ok, P} = gen_server:start_link(?MODULE, {w, {ok, S}}, []), {ok, P, info}.
trap(S) -> {ok, P} = w(S), {ok, P}.
tw(S) -> P = spawn_link(fun() -> process_flag(trap_exit, true), receive {'EXIT', _, _} when S =:= slow -> timer:sleep(300); {'EXIT', _, _} when S =:= odd -> exit(odd); {'EXIT', _, _} -> ok end end), timer:sleep(2), {ok, P}.
start(A) -> do(A).
sp(Id) -> #{id => Id, start => {?MODULE, w, [s]}}.
sup(F, C) -> supervisor:start_link(?MODULE, {ok, {F, C}}).
sup() -> {ok, S} = sup(#{intensity => 3, period => 10}, [sp(a)]), S.
kid(S, Id) -> {_, P, _, _} = lists:keyfind(Id, 1, supervisor:which_children(S)), P.

bad() ->
  [t(l("flags ~0p", [F]), fun() -> sup(F, []) end) || F <- [#{}, {one_for_one, 1, 5}, {bad, 1, 5}, {one_for_one, -1, 5}, {one_for_one, 1, 0}, {one_for_one, a, 5}, foo, {one_for_one, 1}, #{strategy => bad}, #{intensity => x}, #{period => 0}, #{auto_shutdown => x}, #{unknown => 1}, #{hibernate_after => x}, #{strategy => simple_one_for_one, auto_shutdown => all_significant}]],
  [t(l("spec ~0p", [C]), fun() -> sup(#{}, C) end) || C <- [[foo], [#{}], [#{id => a}], [#{id => a, start => {a}}], [#{id => a, start => {a, b, c}}], [(sp(a))#{restart => x}], [(sp(a))#{shutdown => x}], [(sp(a))#{shutdown => -1}], [(sp(a))#{type => x}], [(sp(a))#{modules => x}], [(sp(a))#{modules => [1]}], [(sp(a))#{significant => true}], [(sp(a))#{significant => x}], [sp(a), sp(a)], [{a, {?MODULE, w, [s]}, permanent, 100, worker, [?MODULE]}], [{a, {?MODULE, w, [s]}, permanent, 100, worker}], [(sp(a))#{extra => 1}], [(sp(a))#{restart => transient, significant => true}]]],
  [t(l("simple ~0p", [C]), fun() -> sup(#{strategy => simple_one_for_one}, C) end) || C <- [[], [sp(a), sp(b)], [sp(a)], [foo]]],
  [t(l("initret ~0p", [A]), fun() -> supervisor:start_link(?MODULE, A) end) || A <- [ignore, foo, {error, boom}, {exit, boom}, {throw, boom}, {ok, foo}, {ok, {a}}, {error, x, y}]],
  [t(l("start ~0p", [A]), fun() -> {catch sup(#{}, [sp(b), #{id => a, start => {?MODULE, start, [A]}}])} end) || A <- [{error, boom}, {exit, boom}, {throw, boom}, {ret, {error, r}}, ignore, foo, {ok, notpid}]],
  t("undef", fun() -> sup(#{}, [#{id => a, start => {nomod, x, []}}]) end), t("nomod", fun() -> supervisor:start_link(nomod, x) end), t("name", fun() -> {ok, _} = supervisor:start_link({local, supn}, ?MODULE, {ok, {#{}, []}}), supervisor:start_link({local, supn}, ?MODULE, {ok, {#{}, []}}) end),
  t("check", fun() -> [supervisor:check_childspecs(X) || X <- [[], [sp(a)], foo, [foo], [sp(a), sp(a)], [#{}]]] end), t("check2", fun() -> [catch supervisor:check_childspecs([(sp(a))#{restart => temporary, significant => true}], X) || X <- [never, any_significant, all_significant, undefined, foo]] end).
run() ->
  t("add", fun() -> S = sup(), Added = [supervisor:start_child(S, X) || X <- [sp(a), sp(b), foo, #{id => c}, #{id => d, start => {?MODULE, start, [{error, e}]}}, #{id => e, start => {?MODULE, start, [ignore]}}, #{id => f, start => {?MODULE, start, [ignore]}, restart => temporary}, #{id => g, start => {?MODULE, wt, [s]}}, #{id => h, start => {?MODULE, start, [bad]}}]], Added ++ [supervisor:count_children(S), [{I,T,Mo} || {I,_,T,Mo} <- supervisor:which_children(S)]] end),
  t("ops", fun() -> S = sup(), [supervisor:terminate_child(S, a), supervisor:terminate_child(S, a), supervisor:which_children(S), supervisor:start_child(S, sp(a)), supervisor:restart_child(S, a), supervisor:restart_child(S, a), supervisor:delete_child(S, a), supervisor:terminate_child(S, a), supervisor:delete_child(S, a), supervisor:delete_child(S, a), supervisor:restart_child(S, a), supervisor:terminate_child(S, zz), supervisor:get_childspec(S, a), supervisor:which_child(S, a), supervisor:terminate_child(S, self())] end),
  t("spec", fun() -> S = sup(), [supervisor:get_childspec(S, a), supervisor:which_child(S, a), supervisor:get_callback_module(S)] end),
  t("simple", fun() -> {ok, S} = sup(#{strategy => simple_one_for_one}, [(sp(a))#{start => {?MODULE, w, []}}]), {ok, A} = supervisor:start_child(S, [x]), [supervisor:start_child(S, [y]), catch supervisor:start_child(S, foo), supervisor:start_child(S, []), supervisor:count_children(S), supervisor:which_children(S), supervisor:terminate_child(S, a), supervisor:terminate_child(S, A), supervisor:terminate_child(S, A), supervisor:restart_child(S, A), supervisor:delete_child(S, A), supervisor:get_childspec(S, A), supervisor:count_children(S), supervisor:which_child(S, a)] end),
  [t(l("dies ~0p ~0p", [R, Why]), fun() -> {ok, S} = sup(#{}, [(sp(a))#{restart => R}]), P = kid(S, a), gen_server:cast(P, {stop, Why}), timer:sleep(15), [{I, is_pid(Q), Q =:= P} || {I, Q, _, _} <- supervisor:which_children(S)] end) || R <- [permanent, transient, temporary], Why <- [normal, shutdown, {shutdown, x}, crash, killed]],
  t("intensity", fun() -> {ok, S} = sup(#{intensity => 1, period => 10}, [sp(a), sp(b)]), exit(kid(S, a), kill), timer:sleep(10), exit(kid(S, b), kill), timer:sleep(20), is_process_alive(S) end),
  [t(l("strategy ~0p", [St]), fun() -> {ok, S} = sup(#{strategy => St, intensity => 3}, [sp(a), sp(b), sp(c)]), B = supervisor:which_children(S), exit(kid(S, b), kill), timer:sleep(15), A = supervisor:which_children(S), [{I, P =:= element(2, lists:keyfind(I, 1, B))} || {I, P, _, _} <- A] end) || St <- [one_for_one, one_for_all, rest_for_one]],
  t("restart fails", fun() -> T = ets:new(t, [public]), ets:insert(T, {n, 0}), F = {?MODULE, flaky, [T]}, {ok, S} = sup(#{intensity => 2, period => 10}, [#{id => a, start => F}]), exit(kid(S, a), kill), timer:sleep(20), is_process_alive(S) end),
  [t(l("shutdown ~0p ~0p", [Sh, K]), fun() -> {ok, S} = sup(#{}, [#{id => a, start => {?MODULE, tw, [K]}, shutdown => Sh}]), T0 = erlang:monotonic_time(millisecond), R = supervisor:terminate_child(S, a), {R, (erlang:monotonic_time(millisecond) - T0) div 100} end) || Sh <- [brutal_kill, 100, infinity], K <- [slow, odd, ok]],
  t("tcrash", fun() -> {ok, S} = sup(#{}, [#{id => a, start => {?MODULE, w, [crash]}}]), supervisor:terminate_child(S, a) end),
  t("stop", fun() -> supervisor:stop(sup()) end), t("stop2", fun() -> supervisor:stop(sup(), shutdown, 100) end), t("stop3", fun() -> supervisor:stop(sup(), why, 100) end), t("stop4", fun() -> supervisor:stop(nobody) end), t("noproc", fun() -> supervisor:which_children(nobody) end), t("exit", fun() -> S = sup(), exit(S, shutdown), receive X -> X end end), t("exit2", fun() -> S = sup(), exit(S, kill), receive X -> X end end), t("msg", fun() -> S = sup(), S ! hello, gen_server:cast(S, foo), timer:sleep(10), is_process_alive(S) end), t("badcall", fun() -> S = sup(), gen_server:call(S, foo) end),
  [t(l("sig ~0p ~0p", [As, Why]), fun() -> {ok, S} = sup(#{auto_shutdown => As}, [#{id => a, start => {?MODULE, w, [s]}, restart => transient, significant => true}, #{id => b, start => {?MODULE, w, [s]}, restart => temporary, significant => true}, sp(c)]), gen_server:cast(kid(S, a), {stop, Why}), timer:sleep(15), A1 = is_process_alive(S), A1 andalso gen_server:cast(kid(S, b), {stop, Why}), timer:sleep(10), {A1, is_process_alive(S)} end) || As <- [any_significant, all_significant], Why <- [normal, crash]],
  t("cc", fun() -> S = sup(), sys:suspend(S), R = (catch sys:change_code(S, ?MODULE, "1", x)), sys:resume(S), {R, element(1, sys:get_state(S)), element(1, element(1, {sys:get_status(S)}))} end).
flaky(T) -> case ets:update_counter(T, n, 1) of 1 -> w(s); N when N < 4 -> {error, {attempt, N}}; _ -> w(s) end.
