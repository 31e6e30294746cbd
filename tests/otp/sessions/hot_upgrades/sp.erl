-module(sp).
-export([start/0, init/1, loop/3]).
-export([system_continue/3, system_terminate/4, system_code_change/4]).
start() -> proc_lib:start(sp, init, [self()]).
init(P) -> register(sp, self()), proc_lib:init_ack({ok, self()}), loop(P, [], 0).
loop(P, D, S) ->
    receive
        {system, F, R} -> sys:handle_system_msg(R, F, P, sp, D, S);
        {F, get} -> F ! {sp, S}, ?MODULE:loop(P, D, S)
    end.
system_continue(P, D, S) -> sp:loop(P, D, S).
system_terminate(R, _, _, _) -> exit(R).
system_code_change(S, M, V, add) -> {ok, {S, M, V}};
system_code_change(_, _, _, crash) -> error(crash);
system_code_change(_, _, _, Other) -> Other.
