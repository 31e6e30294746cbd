-module(up_spec).
-vsn("V").
-export([start_link/0, init/1, loop/3]).
-export([system_continue/3, system_terminate/4, system_code_change/4, system_get_state/1]).
start_link() -> proc_lib:start_link(?MODULE, init, [self()]).
init(Parent) ->
    register(?MODULE, self()),
    proc_lib:init_ack({ok, self()}),
    ?MODULE:loop(Parent, sys:debug_options([]), []).
loop(Parent, Debug, S) ->
    receive
        {system, From, Request} ->
            sys:handle_system_msg(Request, From, Parent, ?MODULE, Debug, S);
        {From, vsn} ->
            From ! {"V", S},
            ?MODULE:loop(Parent, Debug, S)
    end.
system_continue(Parent, Debug, S) -> ?MODULE:loop(Parent, Debug, S).
system_terminate(Reason, _, _, _) -> exit(Reason).
system_get_state(S) -> {ok, S}.
system_code_change(S, Mod, Vsn, Extra) ->
    io:format("~p ~p ~p~n", [Mod, Vsn, Extra]),
    {ok, [Vsn | S]}.
