-module(gbl).
-compile(nowarn_deprecated_catch).
-compile([export_all,nowarn_export_all]).
p(X) -> io:format("~0p~n", [cl(X)]).
cl(X) when is_pid(X) -> case X =:= self() of true -> self; _ -> pid end; cl(X) when is_tuple(X) -> list_to_tuple(cl(tuple_to_list(X))); cl([{M,F,A,_}|_]) when is_atom(M), is_atom(F) -> [{M,F}]; cl([H|T]) -> [cl(H)|cl(T)]; cl(X) -> X.
sl() -> spawn(fun() -> receive stop -> ok end end).
main() ->
  A = sl(), B = sl(),
  p(global:register_name(a, A)), p(global:register_name(a, B)), p(global:register_name(b, A)), p(global:registered_names()),
  p(global:whereis_name(a)), p(global:whereis_name(zz)), p(global:re_register_name(a, B)), p(global:whereis_name(a) =:= B),
  p(global:unregister_name(a)), p(global:unregister_name(a)), p(catch element(1, element(2, catch global:send(a, hi)))),
  p(catch global:send(a, hi)),
  p(global:register_name({x, 1}, B)), p(global:send({x,1}, stop) =:= B), timer:sleep(50), p(global:whereis_name({x,1})), p(global:registered_names()),
  p(catch global:register_name(c, self(), foo)), p(catch global:register_name(c, self(), fun(_) -> a end)), p(global:register_name(c, self(), fun global:random_exit_name/3)), p(catch global:register_name(cc, self(), {global, notify_all_name})),
  p(global:whereis_name(c)),
  Dead = spawn(fun() -> ok end), timer:sleep(20), p(global:register_name(dead, Dead)), p(global:whereis_name(dead)), timer:sleep(20), p(global:whereis_name(dead)),
  p(global:set_lock({r, 1})), p(global:set_lock({r, 1})), p(global:set_lock({r, 2}, [node()], 0)), p(global:set_lock({r, 2}, [node()], 1)), p(global:del_lock({r, 2})), p(global:del_lock({r, 1})), p(global:set_lock({r, 2}, [node()], 0)), p(global:del_lock({r,1})), p(global:set_lock({r, 2}, [node()], 0)), p(global:del_lock({r,2})),p(global:del_lock({r,2})),
  S = self(), P = spawn(fun() -> global:set_lock({q, self()}), S ! locked, receive stop -> ok end end), receive locked -> ok end,
  p(global:set_lock({q, self()}, [node()], 0)), P ! stop, timer:sleep(50), p(global:set_lock({q, self()}, [node()], 0)), p(global:del_lock({q, self()})),
  p(global:trans({t, self()}, fun() -> {inside, global:set_lock({t, other}, [node()], 0)} end)),
  p(catch global:trans({t, self()}, fun() -> error(x) end)), p(global:set_lock({t, other}, [node()], 0)), p(global:trans({t, self()}, fun() -> a end, [node()], 0)),
  p(global:sync()), p(global:sync([])), p(global:disconnect()),
  p(catch global:set_lock({z,1}, [foo@bar], 0)), p(catch global:set_lock({z,1}, [], 0)),
  p(global:random_exit_name(n, A, self())), p(global:random_notify_name(n, sl(), self())), receive M -> p(M) after 100 -> none end, p(global:notify_all_name(n, self(), sl())), receive M2 -> p(M2) after 100 -> none end,
  {ok, G} = gen_server:start({global, srv}, ?MODULE, [], []), p(gen_server:start({global, srv}, ?MODULE, [], [])), p(gen_server:call({global, srv}, x)), p(gen_server:stop({global, srv})), p(catch gen_server:call({global, srv}, x)), p(global:whereis_name(srv)), p(G),
  p(gen_server:start({via, global, srv}, ?MODULE, [], [])), p(gen_server:call({via, global, srv}, x)), p(gen_server:cast({via, global, nope}, x)), p(catch gen_server:call({via, nomod, nope}, x)), p(gen_server:stop({via, global, srv})), p(catch gen_server:stop({global, srv})), p(catch gen_server:cast({global, srv}, a)),
  p(is_pid(whereis(global_name_server))), p(element(1, sys:get_state(global_name_server))), p(proc_lib:translate_initial_call(whereis(global_name_server))),
  p(catch gen_server:start_link({local, 5}, ?MODULE, [], [])), p(catch gen_server:start_link({foo, bar}, ?MODULE, [], [])),p(catch gen_server:start_link(foo, ?MODULE, [], [])), p(catch gen_server:start_link({via, 5, a}, ?MODULE, [], [])), p(catch gen_server:start_link({via, nomod, a}, ?MODULE, [], [])), p(catch gen_server:start_link({local, undefined}, ?MODULE, [], [])),
  ok.
init(_) -> {ok, s}.
handle_call(_, _, S) -> {reply, ok, S}.
handle_cast(_, S) -> {noreply, S}.
