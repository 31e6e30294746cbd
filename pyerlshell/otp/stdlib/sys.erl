%% Talking to the running machinery of a behaviour: suspend it, look into it, trace it, and change
%% its code under it.
%%
%% A request is the message {system, From, Command}. A process that gets one calls handle_system_msg,
%% which never returns: it goes on in Module:system_continue/3 or Module:system_terminate/4, or
%% stays here while the process is suspended.
%%
%% The debug structure is a list of {trace, true}, {log, Log}, {log_to_file, Device},
%% {statistics, Data}, {Fun, State} and {Id, {Fun, State}}; what was installed last stands first.
-module(sys).

-export([suspend/1, suspend/2, resume/1, resume/2, get_status/1, get_status/2,
         get_state/1, get_state/2, replace_state/2, replace_state/3,
         change_code/4, change_code/5, terminate/2, terminate/3]).
-export([trace/2, trace/3, log/2, log/3, log_to_file/2, log_to_file/3, statistics/2, statistics/3,
         install/2, install/3, remove/2, remove/3, no_debug/1, no_debug/2]).
-export([handle_system_msg/6, handle_system_msg/7, handle_debug/4, print_log/1, get_log/1,
         get_debug/3, debug_options/1, suspend_loop_hib/6]).

-moduledoc """
Talks to processes that handle system messages: all behaviours do. They can be suspended, looked
at, traced, and have their code changed.
""".

-callback system_continue(Parent :: pid(), Debug :: list(), Misc :: term()) -> no_return().
-callback system_terminate(Reason :: term(), Parent :: pid(), Debug :: list(), Misc :: term()) ->
    no_return().
-callback system_code_change(Misc :: term(), Module :: atom(), OldVsn :: term(), Extra :: term()) ->
    {ok, NewMisc :: term()}.
-callback system_get_state(Misc :: term()) -> {ok, State :: term()}.
-callback system_replace_state(fun((term()) -> term()), Misc :: term()) ->
    {ok, NewState :: term(), NewMisc :: term()}.
-optional_callbacks([system_code_change/4, system_get_state/1, system_replace_state/2]).

-define(LOG_SIZE, 10).

%%% The client's side

-doc "Suspends a process: it handles system messages only until resume/1,2.".
suspend(Name) -> send_system_msg(Name, suspend).
-doc "Suspends a process: it handles system messages only until resume/1,2.".
suspend(Name, Timeout) -> send_system_msg(Name, suspend, Timeout).

-doc "Lets a suspended process go on.".
resume(Name) -> send_system_msg(Name, resume).
-doc "Lets a suspended process go on.".
resume(Name, Timeout) -> send_system_msg(Name, resume, Timeout).

-doc "`{status, Pid, {module, Module}, [PDict, SysState, Parent, Dbg, Misc]}` of a process.".
get_status(Name) -> send_system_msg(Name, get_status).
-doc "`{status, Pid, {module, Module}, [PDict, SysState, Parent, Dbg, Misc]}` of a process.".
get_status(Name, Timeout) -> send_system_msg(Name, get_status, Timeout).

-doc """
The state of a process: of a server its state, of a state machine `{State, Data}`, of an event
manager its handlers.
""".
get_state(Name) ->
    case send_system_msg(Name, get_state) of
        {ok, State} -> State;
        {error, Reason} -> error(Reason)
    end.

-doc """
The state of a process: of a server its state, of a state machine `{State, Data}`, of an event
manager its handlers.
""".
get_state(Name, Timeout) ->
    case send_system_msg(Name, get_state, Timeout) of
        {ok, State} -> State;
        {error, Reason} -> error(Reason)
    end.

-doc "Replaces the state of a process by what StateFun gives for it; the new state.".
replace_state(Name, Fun) ->
    case send_system_msg(Name, {replace_state, Fun}) of
        {ok, State} -> State;
        {error, Reason} -> error(Reason)
    end.

-doc "Replaces the state of a process by what StateFun gives for it; the new state.".
replace_state(Name, Fun, Timeout) ->
    case send_system_msg(Name, {replace_state, Fun}, Timeout) of
        {ok, State} -> State;
        {error, Reason} -> error(Reason)
    end.

-doc """
Has a suspended process call Module:code_change/3 (system_code_change/4) for a new version of
Module: `ok` or `{error, Reason}`.
""".
change_code(Name, Module, Vsn, Extra) ->
    send_system_msg(Name, {change_code, Module, Vsn, Extra}).
-doc """
Has a suspended process call Module:code_change/3 (system_code_change/4) for a new version of
Module: `ok` or `{error, Reason}`.
""".
change_code(Name, Module, Vsn, Extra, Timeout) ->
    send_system_msg(Name, {change_code, Module, Vsn, Extra}, Timeout).

-doc "Has a process end with a reason.".
terminate(Name, Reason) -> send_system_msg(Name, {terminate, Reason}).
-doc "Has a process end with a reason.".
terminate(Name, Reason, Timeout) -> send_system_msg(Name, {terminate, Reason}, Timeout).

-doc "Prints system events of a process as `*DBG*` lines, or no longer.".
trace(Name, Flag) -> send_system_msg(Name, {debug, {trace, Flag}}).
-doc "Prints system events of a process as `*DBG*` lines, or no longer.".
trace(Name, Flag, Timeout) -> send_system_msg(Name, {debug, {trace, Flag}}, Timeout).

-doc "Keeps the last system events of a process (10, or N), prints them, gets them, or stops that.".
log(Name, Flag) -> send_system_msg(Name, {debug, {log, Flag}}).
-doc "Keeps the last system events of a process (10, or N), prints them, gets them, or stops that.".
log(Name, Flag, Timeout) -> send_system_msg(Name, {debug, {log, Flag}}, Timeout).

-doc "Writes the system events of a process to a file, or no longer.".
log_to_file(Name, File) -> send_system_msg(Name, {debug, {log_to_file, File}}).
-doc "Writes the system events of a process to a file, or no longer.".
log_to_file(Name, File, Timeout) -> send_system_msg(Name, {debug, {log_to_file, File}}, Timeout).

-doc "Counts messages and reductions of a process, gets the figures, or stops that.".
statistics(Name, Flag) -> send_system_msg(Name, {debug, {statistics, Flag}}).
-doc "Counts messages and reductions of a process, gets the figures, or stops that.".
statistics(Name, Flag, Timeout) -> send_system_msg(Name, {debug, {statistics, Flag}}, Timeout).

-doc """
Installs a function that is called with each system event and a state of its own, until it returns
`done`.
""".
install(Name, {Fun, State}) -> send_system_msg(Name, {debug, {install, {Fun, State}}});
install(Name, {Id, Fun, State}) -> send_system_msg(Name, {debug, {install, {Id, Fun, State}}}).
-doc """
Installs a function that is called with each system event and a state of its own, until it returns
`done`.
""".
install(Name, {Fun, State}, Timeout) ->
    send_system_msg(Name, {debug, {install, {Fun, State}}}, Timeout);
install(Name, {Id, Fun, State}, Timeout) ->
    send_system_msg(Name, {debug, {install, {Id, Fun, State}}}, Timeout).

-doc "Removes a function that install/2,3 installed.".
remove(Name, FunOrId) -> send_system_msg(Name, {debug, {remove, FunOrId}}).
-doc "Removes a function that install/2,3 installed.".
remove(Name, FunOrId, Timeout) -> send_system_msg(Name, {debug, {remove, FunOrId}}, Timeout).

-doc "Ends all tracing, logging and counting of a process.".
no_debug(Name) -> send_system_msg(Name, {debug, no_debug}).
-doc "Ends all tracing, logging and counting of a process.".
no_debug(Name, Timeout) -> send_system_msg(Name, {debug, no_debug}, Timeout).

send_system_msg(Name, Command) ->
    try gen:call(Name, system, Command) of
        {ok, Reply} -> Reply
    catch
        exit:Reason -> exit({Reason, called(Name, Command, [])})
    end.

send_system_msg(Name, Command, Timeout) ->
    try gen:call(Name, system, Command, Timeout) of
        {ok, Reply} -> Reply
    catch
        exit:Reason -> exit({Reason, called(Name, Command, [Timeout])})
    end.

%% The user's call, for the exit reason.
called(Name, {debug, {Command, Arg}}, Timeout) -> {sys, Command, [Name, Arg | Timeout]};
called(Name, {change_code, Module, Vsn, Extra}, Timeout) ->
    {sys, change_code, [Name, Module, Vsn, Extra | Timeout]};
called(Name, {terminate, Reason}, Timeout) -> {sys, terminate, [Name, Reason | Timeout]};
called(Name, Command, Timeout) -> {sys, Command, [Name | Timeout]}.

%%% The server's side

-doc """
Handles a system message of the process that calls it, which goes on in Module:system_continue/3.
""".
handle_system_msg(Command, From, Parent, Mod, Debug, Misc) ->
    handle_system_msg(running, Command, From, Parent, Mod, Debug, Misc, false).

-doc """
Handles a system message of the process that calls it, which goes on in Module:system_continue/3.
""".
handle_system_msg(Command, From, Parent, Mod, Debug, Misc, Hibernate) ->
    handle_system_msg(running, Command, From, Parent, Mod, Debug, Misc, Hibernate).

handle_system_msg(Status, Command, From, Parent, Mod, Debug, Misc, Hibernate) ->
    {NewStatus, Reply, NewDebug, NewMisc} = do_cmd(Status, Command, Parent, Mod, Debug, Misc),
    gen:reply(From, Reply),
    case NewStatus of
        running -> Mod:system_continue(Parent, NewDebug, NewMisc);
        suspended -> suspend_loop(Parent, Mod, NewDebug, NewMisc, Hibernate);
        {terminating, Reason} -> Mod:system_terminate(Reason, Parent, NewDebug, NewMisc)
    end.

%% Everything but system messages, and the parent's death, waits in the mailbox.
suspend_loop(Parent, Mod, Debug, Misc, true) ->
    suspend_loop_hib(suspended, Parent, Mod, Debug, Misc, true);
suspend_loop(Parent, Mod, Debug, Misc, Hibernate) ->
    receive
        {system, From, Command} ->
            handle_system_msg(suspended, Command, From, Parent, Mod, Debug, Misc, Hibernate);
        {'EXIT', Parent, Reason} ->
            Mod:system_terminate(Reason, Parent, Debug, Misc)
    end.

suspend_loop_hib(Status, Parent, Mod, Debug, Misc, Hibernate) ->
    receive
        {system, From, Command} ->
            handle_system_msg(Status, Command, From, Parent, Mod, Debug, Misc, Hibernate);
        {'EXIT', Parent, Reason} ->
            Mod:system_terminate(Reason, Parent, Debug, Misc)
    after 0 ->
        proc_lib:hibernate(sys, suspend_loop_hib, [Status, Parent, Mod, Debug, Misc, Hibernate])
    end.

%% Gives {NewStatus, Reply, NewDebug, NewMisc}.
do_cmd(_Status, suspend, _Parent, _Mod, Debug, Misc) ->
    {suspended, ok, Debug, Misc};
do_cmd(_Status, resume, _Parent, _Mod, Debug, Misc) ->
    {running, ok, Debug, Misc};
do_cmd(_Status, {terminate, Reason}, _Parent, _Mod, Debug, Misc) ->
    {{terminating, Reason}, ok, Debug, Misc};
do_cmd(Status, get_state, _Parent, Mod, Debug, Misc) ->
    {Status, do_get_state(Mod, Misc), Debug, Misc};
do_cmd(Status, {replace_state, Fun}, _Parent, Mod, Debug, Misc) ->
    {Reply, NewMisc} = do_replace_state(Mod, Fun, Misc),
    {Status, Reply, Debug, NewMisc};
do_cmd(Status, get_status, Parent, Mod, Debug, Misc) ->
    {Status, status(Status, Parent, Mod, Debug, Misc), Debug, Misc};
do_cmd(Status, {debug, Command}, _Parent, _Mod, Debug, Misc) ->
    {Reply, NewDebug} = debug_cmd(Command, Debug),
    {Status, Reply, NewDebug, Misc};
do_cmd(suspended, {change_code, Module, Vsn, Extra}, _Parent, Mod, Debug, Misc) ->
    {Reply, NewMisc} = do_change_code(Mod, Module, Vsn, Extra, Misc),
    {suspended, Reply, Debug, NewMisc};
do_cmd(Status, Unknown, _Parent, _Mod, Debug, Misc) ->
    {Status, {error, {unknown_system_msg, Unknown}}, Debug, Misc}.

do_change_code(Mod, Module, Vsn, Extra, Misc) ->
    try Mod:system_code_change(Misc, Module, Vsn, Extra) of
        {ok, NewMisc} -> {ok, NewMisc};
        Other -> {{error, Other}, Misc}
    catch
        throw:{ok, NewMisc} -> {ok, NewMisc};
        throw:Other -> {{error, Other}, Misc};
        exit:Reason -> {{error, {'EXIT', Reason}}, Misc};
        error:Reason:Stack -> {{error, {'EXIT', {Reason, Stack}}}, Misc}
    end.

do_get_state(Mod, Misc) ->
    case erlang:function_exported(Mod, system_get_state, 1) of
        true ->
            try Mod:system_get_state(Misc) of
                {ok, State} -> {ok, State};
                Other -> callback_failed({Mod, system_get_state}, bad_return, Other)
            catch
                Class:Reason -> callback_failed({Mod, system_get_state}, Class, Reason)
            end;
        false ->
            {ok, Misc}
    end.

do_replace_state(Mod, Fun, Misc) ->
    case erlang:function_exported(Mod, system_replace_state, 2) of
        true ->
            try Mod:system_replace_state(Fun, Misc) of
                {ok, State, NewMisc} -> {{ok, State}, NewMisc};
                Other -> {callback_failed({Mod, system_replace_state}, bad_return, Other), Misc}
            catch
                Class:Reason ->
                    {callback_failed({Mod, system_replace_state}, Class, Reason), Misc}
            end;
        false ->
            try Fun(Misc) of
                NewMisc -> {{ok, NewMisc}, NewMisc}
            catch
                Class:Reason -> {callback_failed(Fun, Class, Reason), Misc}
            end
    end.

callback_failed(Callback, Class, Reason) ->
    {error, {callback_failed, Callback, {Class, Reason}}}.

status(Status, Parent, Mod, Debug, Misc) ->
    Dict = get(),
    Shown = case erlang:function_exported(Mod, format_status, 2) of
                true -> Mod:format_status(normal, [Dict, Status, Parent, Debug, Misc]);
                false -> Misc
            end,
    {status, self(), {module, Mod}, [Dict, Status, Parent, Debug, Shown]}.

%%% The debug structure

debug_cmd({trace, true}, Debug) -> {ok, add_debug(trace, true, Debug)};
debug_cmd({trace, false}, Debug) -> {ok, remove_debug(trace, Debug)};
debug_cmd({log, true}, Debug) -> {ok, add_debug(log, new_log(?LOG_SIZE), Debug)};
debug_cmd({log, {true, Size}}, Debug) when is_integer(Size), Size >= 1 ->
    {ok, add_debug(log, new_log(Size), Debug)};
debug_cmd({log, false}, Debug) -> {ok, remove_debug(log, Debug)};
debug_cmd({log, get}, Debug) -> {{ok, get_log(Debug)}, Debug};
debug_cmd({log, print}, Debug) -> print_log(Debug), {ok, Debug};
debug_cmd({log_to_file, false}, Debug) -> {ok, close_file(Debug)};
debug_cmd({log_to_file, File}, Debug) -> open_file(File, close_file(Debug));
debug_cmd({statistics, true}, Debug) -> {ok, add_debug(statistics, new_statistics(), Debug)};
debug_cmd({statistics, false}, Debug) -> {ok, remove_debug(statistics, Debug)};
debug_cmd({statistics, get}, Debug) ->
    {{ok, show_statistics(get_debug(statistics, Debug, none))}, Debug};
debug_cmd({install, {Fun, State}}, Debug) -> {ok, add_debug(Fun, State, Debug)};
debug_cmd({install, {Id, Fun, State}}, Debug) -> {ok, add_debug(Id, {Fun, State}, Debug)};
debug_cmd({remove, FunOrId}, Debug) -> {ok, remove_debug(FunOrId, Debug)};
debug_cmd(no_debug, Debug) -> close_file(Debug), {ok, []};
debug_cmd(_, Debug) -> {unknown_debug, Debug}.

%% What is there already stays as it is.
add_debug(Key, Data, Debug) ->
    case lists:keymember(Key, 1, Debug) of
        true -> Debug;
        false -> [{Key, Data} | Debug]
    end.

remove_debug(Key, Debug) -> lists:keydelete(Key, 1, Debug).

-doc "The value of an item of a debug structure, or Default.".
get_debug(Key, Debug, Default) ->
    case lists:keyfind(Key, 1, Debug) of
        {_, Data} -> Data;
        false -> Default
    end.

open_file(File, Debug) ->
    case file:open(File, [write, {encoding, utf8}]) of
        {ok, Device} -> {ok, add_debug(log_to_file, Device, Debug)};
        _ -> {{error, open_file}, Debug}
    end.

close_file(Debug) ->
    case get_debug(log_to_file, Debug, none) of
        none -> Debug;
        Device -> ok = file:close(Device), remove_debug(log_to_file, Debug)
    end.

%% The `debug' option of a start function. What cannot be understood is passed over.
-doc "A debug structure of options, for a process that handles system messages itself.".
debug_options(Options) ->
    lists:foldl(fun debug_option/2, [], Options).

debug_option(trace, Debug) -> element(2, debug_cmd({trace, true}, Debug));
debug_option(log, Debug) -> element(2, debug_cmd({log, true}, Debug));
debug_option({log, Size}, Debug) -> element(2, debug_cmd({log, {true, Size}}, Debug));
debug_option(statistics, Debug) -> element(2, debug_cmd({statistics, true}, Debug));
debug_option({log_to_file, File}, Debug) -> element(2, open_file(File, Debug));
debug_option({install, What}, Debug) -> element(2, debug_cmd({install, What}, Debug));
debug_option(_, Debug) -> Debug.

%% An event happened: every part of the structure takes note of it.
-doc "Has the functions of a debug structure see an event; the new structure.".
handle_debug([{trace, true} = Item | Rest], Format, State, Event) ->
    Format(standard_io, Event, State),
    [Item | handle_debug(Rest, Format, State, Event)];
handle_debug([{log, Log} | Rest], Format, State, Event) ->
    [{log, add_to_log({Event, State, Format}, Log)} | handle_debug(Rest, Format, State, Event)];
handle_debug([{log_to_file, Device} = Item | Rest], Format, State, Event) ->
    Format(Device, Event, State),
    [Item | handle_debug(Rest, Format, State, Event)];
handle_debug([{statistics, Data} | Rest], Format, State, Event) ->
    [{statistics, count(Event, Data)} | handle_debug(Rest, Format, State, Event)];
handle_debug([{Id, {Fun, FunState}} | Rest], Format, State, Event) ->
    case call_debug(Fun, FunState, Event, State) of
        done -> handle_debug(Rest, Format, State, Event);
        New -> [{Id, {Fun, New}} | handle_debug(Rest, Format, State, Event)]
    end;
handle_debug([{Fun, FunState} | Rest], Format, State, Event) ->
    case call_debug(Fun, FunState, Event, State) of
        done -> handle_debug(Rest, Format, State, Event);
        New -> [{Fun, New} | handle_debug(Rest, Format, State, Event)]
    end;
handle_debug([], _Format, _State, _Event) ->
    [].

%% A fun that fails is done for good; what it throws counts as returned.
call_debug(Fun, FunState, Event, State) ->
    try
        Fun(FunState, Event, State)
    catch
        throw:Value -> Value;
        _:_ -> done
    end.

%% Statistics

new_statistics() ->
    {erlang:localtime(), process_info(self(), reductions), 0, 0}.

count({in, _}, {Start, Reductions, In, Out}) -> {Start, Reductions, In + 1, Out};
count({in, _, _}, {Start, Reductions, In, Out}) -> {Start, Reductions, In + 1, Out};
count({out, _, _}, {Start, Reductions, In, Out}) -> {Start, Reductions, In, Out + 1};
count({out, _, _, _}, {Start, Reductions, In, Out}) -> {Start, Reductions, In, Out + 1};
count(_, Data) -> Data.

show_statistics(none) ->
    no_statistics;
show_statistics({Start, {reductions, Then}, In, Out}) ->
    {reductions, Now} = process_info(self(), reductions),
    [{start_time, Start}, {current_time, erlang:localtime()}, {reductions, Now - Then},
     {messages_in, In}, {messages_out, Out}].

%% The log of the last N events. While it fills: [Room | NewestFirst]. When it is full it is a queue,
%% [NewestFirst | OldestFirst], which drops one event for each it takes.

new_log(Size) -> [Size].

add_to_log(Item, [1 | Items]) -> [[Item | Items]];
add_to_log(Item, [Room | Items]) when is_integer(Room) -> [Room - 1, Item | Items];
add_to_log(Item, [New | [_Dropped | Old]]) -> [[Item | New] | Old];
add_to_log(Item, [New]) -> [[] | tl(lists:reverse([Item | New]))].

log_items([Room | Items]) when is_integer(Room) -> lists:reverse(Items);
log_items([New | Old]) -> Old ++ lists:reverse(New).

-doc "The events that a debug structure has logged.".
get_log(Debug) ->
    [Event || {Event, _State, _Format} <- log_items(get_debug(log, Debug, new_log(1)))].

-doc "Prints the events that a debug structure has logged.".
print_log(Debug) ->
    lists:foreach(fun({Event, State, Format}) -> Format(standard_io, Event, State) end,
                  log_items(get_debug(log, Debug, new_log(1)))).
