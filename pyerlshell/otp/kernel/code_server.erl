%% The process `code_server', which answers as a system process does.
%%
%% Whoever needs a module loads it (code_storage.py), so the only messages that come are those of
%% `sys' and, from old programs, {code_call, From, Request}, which are done by the functions of
%% module `code'. As in the reference its state cannot be read or replaced by `sys'.
-module(code_server).

-export([loop/0, loop/1, call/1]).
-export([system_continue/3, system_terminate/4]).

call(Request) ->
    Ref = erlang:monitor(process, ?MODULE),
    ?MODULE ! {code_call, self(), Request},
    receive
        {?MODULE, Reply} -> erlang:demonitor(Ref, [flush]), Reply;
        {'DOWN', Ref, process, _, _} -> exit({'DOWN', ?MODULE, Request})
    end.

loop() ->
    loop([]).

loop(Debug) ->
    receive
        {system, {Pid, Tag}, Request} ->
            Unknown = fun() -> Pid ! {Tag, {error, {unknown_system_msg, Request}}} end,
            case Request of
                get_state -> Unknown(), loop(Debug);
                {replace_state, _} -> Unknown(), loop(Debug);
                _ -> sys:handle_system_msg(Request, {Pid, Tag}, parent(), ?MODULE, Debug, state())
            end;
        {code_call, From, Request} ->
            From ! {?MODULE, (catch done(Request))},
            loop(Debug);
        _ ->
            loop(Debug)
    end.

done(Function) when is_atom(Function) -> apply(code, Function, []);
done(Request) -> [Function | Args] = tuple_to_list(Request), apply(code, Function, Args).

parent() ->
    whereis(kernel_sup).

state() ->
    {state, parent(), code:root_dir(), [{Dir, nocache} || Dir <- code:get_path()], code:get_mode()}.

system_continue(_, Debug, _) ->
    loop(Debug).

-spec system_terminate(term(), pid(), list(), term()) -> no_return().
system_terminate(_, _, _, _) ->
    exit(shutdown).
