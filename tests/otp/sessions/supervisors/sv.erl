-module(sv).
-behaviour(supervisor).
-compile([export_all,nowarn_export_all]).
init(X) -> X.
w(N) -> P = proc_lib:spawn_link(?MODULE, loop, [N]), register(N, P), {ok, P}.
wx(N) -> {ok, P} = w(N), {ok, P, extra}.
bad(_) -> {error, no_way}.
crash(_) -> error(crashed).
ign(_) -> ignore.
dyn(N) -> {ok, proc_lib:spawn_link(?MODULE, loop, [N])}.
loop(N) -> receive crash -> error({N,crash}); stop -> ok; shut -> exit({shutdown,x}); trap -> process_flag(trap_exit,true), loop(N); {'EXIT',_,_} -> loop(N); _ -> loop(N) end.
start(X) -> supervisor:start_link({local,?MODULE}, ?MODULE, X).
