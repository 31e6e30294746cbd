%% The event manager: a process that hands every event to a list of handlers, each a callback module
%% with a state of its own.
%%
%% Requests are {From, {From, Tag}, Command}. A handler that fails is taken out of the list, and the
%% manager goes on. A supervised handler is linked to a process, which hears of its end.
-module(gen_event).

-export([start/0, start/1, start/2, start_link/0, start_link/1, start_link/2,
         start_monitor/0, start_monitor/1, start_monitor/2, stop/1, stop/3]).
-export([add_handler/3, add_sup_handler/3, delete_handler/3, swap_handler/3, swap_sup_handler/3,
         which_handlers/1, notify/2, sync_notify/2, call/3, call/4]).
-export([send_request/3, send_request/5, wait_response/2, wait_response/3,
         receive_response/2, receive_response/3, check_response/2, check_response/3,
         reqids_new/0, reqids_size/1, reqids_add/3, reqids_to_list/1]).
-export([init_it/6, wake_hib/5, system_continue/3, system_terminate/4, system_code_change/4,
         system_get_state/1, system_replace_state/2, format_status/2, format_log/1, format_log/2]).

-moduledoc """
An event manager: a process that gives each event to all the handlers that were added to it. A
handler is a callback module with a state of its own.
""".

-callback init(Args :: term()) -> {ok, State :: term()} | {ok, State :: term(), hibernate} | term().
-callback handle_event(Event :: term(), State :: term()) -> term().
-callback handle_call(Request :: term(), State :: term()) -> term().
-callback handle_info(Info :: term(), State :: term()) -> term().
-callback terminate(Args :: term(), State :: term()) -> term().
-callback code_change(OldVsn :: term(), State :: term(), Extra :: term()) -> {ok, NewState :: term()}.
-callback format_status(Opt :: normal | terminate, StatusData :: [term()]) -> term().
-callback format_status(Status :: map()) -> map().
-optional_callbacks([handle_info/2, terminate/2, code_change/3, format_status/1, format_status/2]).

-record(handler, {module, id = false, state, supervised = false}).

%%% Starting

-doc "Starts an event manager that is not linked to the caller, with no handlers.".
start() -> gen:start(gen_event, nolink, 'no callback module', [], []).
-doc "Starts an event manager that is not linked to the caller, with no handlers.".
start(Name) when is_tuple(Name) -> start(Name, []);
start(Options) when is_list(Options) ->
    gen:start(gen_event, nolink, 'no callback module', [], Options);
start(Other) -> error(badarg, [Other]).
-doc "Starts an event manager that is not linked to the caller, with no handlers.".
start(Name, Options) when is_tuple(Name), is_list(Options) ->
    gen:start(gen_event, nolink, Name, 'no callback module', [], Options);
start(Name, Options) -> error(badarg, [Name, Options]).

-doc "Starts an event manager that is linked to the caller.".
start_link() -> gen:start(gen_event, link, 'no callback module', [], []).
-doc "Starts an event manager that is linked to the caller.".
start_link(Name) when is_tuple(Name) -> start_link(Name, []);
start_link(Options) when is_list(Options) ->
    gen:start(gen_event, link, 'no callback module', [], Options);
start_link(Other) -> error(badarg, [Other]).
-doc "Starts an event manager that is linked to the caller.".
start_link(Name, Options) when is_tuple(Name), is_list(Options) ->
    gen:start(gen_event, link, Name, 'no callback module', [], Options);
start_link(Name, Options) -> error(badarg, [Name, Options]).

-doc "Starts an event manager and a monitor of it: `{ok, {Pid, MonitorRef}}`.".
start_monitor() -> gen:start(gen_event, monitor, 'no callback module', [], []).
-doc "Starts an event manager and a monitor of it: `{ok, {Pid, MonitorRef}}`.".
start_monitor(Name) when is_tuple(Name) -> start_monitor(Name, []);
start_monitor(Options) when is_list(Options) ->
    gen:start(gen_event, monitor, 'no callback module', [], Options);
start_monitor(Other) -> error(badarg, [Other]).
-doc "Starts an event manager and a monitor of it: `{ok, {Pid, MonitorRef}}`.".
start_monitor(Name, Options) when is_tuple(Name), is_list(Options) ->
    gen:start(gen_event, monitor, Name, 'no callback module', [], Options);
start_monitor(Name, Options) -> error(badarg, [Name, Options]).

-doc "Ends an event manager; its handlers' Module:terminate/2 are called with `stop`.".
stop(Manager) -> gen:stop(Manager).
-doc "Ends an event manager; its handlers' Module:terminate/2 are called with `stop`.".
stop(Manager, Reason, Timeout) -> gen:stop(Manager, Reason, Timeout).

%%% The client's side

-doc """
Adds a handler, Module or `{Module, Id}`, whose Module:init(Args) is called: `ok`, or what it
returned, or `{'EXIT', Reason}`.
""".
add_handler(Manager, Handler, Args) -> rpc(Manager, {add_handler, Handler, Args}).
-doc """
As add_handler/3, and supervised by the caller: it is deleted when the caller ends, and the caller
gets `{gen_event_EXIT, Handler, Reason}` when the handler is deleted.
""".
add_sup_handler(Manager, Handler, Args) -> rpc(Manager, {add_sup_handler, Handler, Args, self()}).
-doc """
Deletes a handler: what its Module:terminate(Args, State) returns, or `{error, module_not_found}`.
""".
delete_handler(Manager, Handler, Args) -> rpc(Manager, {delete_handler, Handler, Args}).
-doc """
Replaces a handler with another: what the old one's Module:terminate/2 returns is given to
Module:init/1 of the new one.
""".
swap_handler(Manager, {Old, OldArgs}, {New, NewArgs}) ->
    rpc(Manager, {swap_handler, Old, OldArgs, New, NewArgs}).
-doc "As swap_handler/3, with the new handler supervised by the caller.".
swap_sup_handler(Manager, {Old, OldArgs}, {New, NewArgs}) ->
    rpc(Manager, {swap_sup_handler, Old, OldArgs, New, NewArgs, self()}).
-doc "The handlers of an event manager, the one added last first.".
which_handlers(Manager) -> rpc(Manager, which_handlers).
-doc "Sends an event to all handlers; `ok` when all have handled it.".
sync_notify(Manager, Event) -> rpc(Manager, {sync_notify, Event}).

rpc(Manager, Command) ->
    {ok, Reply} = gen:call(Manager, self(), Command, infinity),
    Reply.

-doc "Sends an event to all handlers; `ok` at once.".
notify(Manager, Event) -> send(Manager, {notify, Event}).

send({global, Name}, Msg) -> send_quietly(fun() -> global:send(Name, Msg) end);
send({via, Module, Name}, Msg) -> send_quietly(fun() -> Module:send(Name, Msg) end);
send(Manager, Msg) ->
    Manager ! Msg,
    ok.

send_quietly(Send) ->
    try Send() of
        _ -> ok
    catch
        _:_ -> ok
    end.

-doc """
Sends a request to one handler and waits for what its Module:handle_call/2 replies: `{error,
bad_module}` if it is not there.
""".
call(Manager, Handler, Request) -> call1(Manager, Handler, Request).
-doc """
Sends a request to one handler and waits for what its Module:handle_call/2 replies: `{error,
bad_module}` if it is not there.
""".
call(Manager, Handler, Request, Timeout) -> call1(Manager, Handler, Request, Timeout).

call1(Manager, Handler, Request) ->
    try gen:call(Manager, self(), {call, Handler, Request}) of
        {ok, Reply} -> Reply
    catch
        exit:Reason -> exit({Reason, {gen_event, call, [Manager, Handler, Request]}})
    end.

call1(Manager, Handler, Request, Timeout) ->
    try gen:call(Manager, self(), {call, Handler, Request}, Timeout) of
        {ok, Reply} -> Reply
    catch
        exit:Reason -> exit({Reason, {gen_event, call, [Manager, Handler, Request, Timeout]}})
    end.

-doc """
Sends a request to a handler without waiting: an identifier for receive_response/1,2 and its like.
""".
send_request(Manager, Handler, Request) ->
    gen:send_request(Manager, self(), {call, Handler, Request}).
-doc """
Sends a request to a handler without waiting: an identifier for receive_response/1,2 and its like.
""".
send_request(Manager, Handler, Request, Label, Ids) ->
    gen:send_request(Manager, self(), {call, Handler, Request}, Label, Ids).

-doc "As receive_response/2, but a request that timed out may still be waited for.".
wait_response(Id, Timeout) -> bare(gen:wait_response(Id, Timeout)).
-doc "As receive_response/2, but a request that timed out may still be waited for.".
wait_response(Ids, Timeout, Delete) -> bare(gen:wait_response(Ids, Timeout, Delete)).
-doc """
Waits for the reply to a request: `{reply, Reply}`, `{error, {Reason, EventMgrRef}}` or `timeout`,
after which the reply is dropped.
""".
receive_response(Id, Timeout) -> bare(gen:receive_response(Id, Timeout)).
-doc """
Waits for the reply to a request: `{reply, Reply}`, `{error, {Reason, EventMgrRef}}` or `timeout`,
after which the reply is dropped.
""".
receive_response(Ids, Timeout, Delete) -> bare(gen:receive_response(Ids, Timeout, Delete)).
-doc """
Is this message the reply to a request? `{reply, Reply}`, `{error, {Reason, EventMgrRef}}` or
`no_reply`.
""".
check_response(Msg, Id) -> bare(gen:check_response(Msg, Id)).
-doc """
Is this message the reply to a request? `{reply, Reply}`, `{error, {Reason, EventMgrRef}}` or
`no_reply`.
""".
check_response(Msg, Ids, Delete) -> bare(gen:check_response(Msg, Ids, Delete)).

%% That the handler failed is an error, not a reply.
bare({reply, {error, _} = Error}) -> Error;
bare({{reply, {error, _} = Error}, Label, Ids}) -> {Error, Label, Ids};
bare(Response) -> Response.

-doc "A new collection of request identifiers.".
reqids_new() -> gen:reqids_new().
-doc "How many identifiers are in a collection.".
reqids_size(Ids) -> gen:reqids_size(Ids).
-doc "A collection with one more identifier, under a label.".
reqids_add(Id, Label, Ids) -> gen:reqids_add(Id, Label, Ids).
-doc "The identifiers of a collection with their labels.".
reqids_to_list(Ids) -> gen:reqids_to_list(Ids).

%%% The loop

init_it(Starter, Parent, Name0, _Module, _Args, Options) ->
    process_flag(trap_exit, true),
    Name = gen:name(Name0),
    Debug = gen:debug_options(Name, Options),
    proc_lib:init_ack(Starter, {ok, self()}),
    loop(Parent, Name, [], gen:hibernate_after(Options), Debug, false).

loop(Parent, Name, Handlers, HibernateAfter, Debug, true) ->
    proc_lib:hibernate(gen_event, wake_hib, [Parent, Name, Handlers, HibernateAfter, Debug]);
loop(Parent, Name, Handlers, HibernateAfter, Debug, false) ->
    fetch_msg(Parent, Name, Handlers, HibernateAfter, Debug, false).

wake_hib(Parent, Name, Handlers, HibernateAfter, Debug) ->
    fetch_msg(Parent, Name, Handlers, HibernateAfter, Debug, true).

fetch_msg(Parent, Name, Handlers, HibernateAfter, Debug, Hibernated) ->
    receive
        {system, From, Command} ->
            sys:handle_system_msg(Command, From, Parent, gen_event, Debug,
                                  {Name, Handlers, HibernateAfter, Hibernated}, Hibernated);
        {'EXIT', Parent, Reason} ->
            terminate_server(Reason, Parent, Handlers, Name);
        Msg when Debug =:= [] ->
            handle_msg(Msg, Parent, Name, Handlers, HibernateAfter, []);
        Msg ->
            NewDebug = sys:handle_debug(Debug, fun print_event/3, Name, {in, Msg}),
            handle_msg(Msg, Parent, Name, Handlers, HibernateAfter, NewDebug)
    after HibernateAfter ->
        loop(Parent, Name, Handlers, HibernateAfter, Debug, true)
    end.

%% Each case gives {Hibernate, NewHandlers}, having answered if it was a request.
handle_msg(Msg, Parent, Name, Handlers, HibernateAfter, Debug) ->
    {Hibernate, NewHandlers} =
        case Msg of
            {notify, Event} ->
                server_notify(Event, handle_event, Handlers, Name);
            {_, From, {sync_notify, Event}} ->
                Result = server_notify(Event, handle_event, Handlers, Name),
                gen:reply(From, ok),
                Result;
            {'EXIT', Pid, Reason} ->
                Left = terminate_supervised(Pid, Reason, Handlers, Name),
                {_, Rest} = server_notify(Msg, handle_info, Left, Name),
                {false, Rest};
            {_, From, {call, Handler, Request}} ->
                answer(From, server_call(Handler, Request, Handlers, Name));
            {_, From, {add_handler, Handler, Args}} ->
                answer(From, server_add_handler(Handler, Args, Handlers, false));
            {_, From, {add_sup_handler, Handler, Args, Pid}} ->
                link(Pid),
                answer(From, server_add_handler(Handler, Args, Handlers, Pid));
            {_, From, {delete_handler, Handler, Args}} ->
                answer(From, server_delete_handler(Handler, Args, Handlers, Name));
            {_, From, {swap_handler, Old, OldArgs, New, NewArgs}} ->
                answer(From, server_swap_handler(Old, OldArgs, {New, NewArgs}, Handlers, Name,
                                                 false));
            {_, From, {swap_sup_handler, Old, OldArgs, New, NewArgs, Pid}} ->
                answer(From, server_swap_handler(Old, OldArgs, {New, NewArgs}, Handlers, Name,
                                                 Pid));
            {_, From, which_handlers} ->
                answer(From, {false, [key(Handler) || Handler <- Handlers], Handlers});
            {_, From, get_modules} ->
                Modules = lists:usort([Module || #handler{module = Module} <- Handlers]),
                answer(From, {false, Modules, Handlers});
            _ ->
                server_notify(Msg, handle_info, Handlers, Name)
        end,
    loop(Parent, Name, NewHandlers, HibernateAfter, Debug, Hibernate).

answer(From, {Hibernate, Reply, Handlers}) ->
    gen:reply(From, Reply),
    {Hibernate, Handlers}.

%%% Events

server_notify(Event, Callback, [Handler | Rest], Name) ->
    case server_update(Handler, Callback, Event, Name) of
        {ok, New} ->
            {Hibernate, Others} = server_notify(Event, Callback, Rest, Name),
            {Hibernate, [New | Others]};
        {hibernate, New} ->
            {_, Others} = server_notify(Event, Callback, Rest, Name),
            {true, [New | Others]};
        gone ->
            server_notify(Event, Callback, Rest, Name)
    end;
server_notify(_Event, _Callback, [], _Name) ->
    {false, []}.

server_update(#handler{module = Module, state = State} = Handler, Callback, Event, Name) ->
    Result = try
                 Module:Callback(Event, State)
             catch
                 throw:Value -> Value;
                 exit:Reason -> {'EXIT', Reason};
                 error:Reason:Stack -> {'EXIT', {Reason, Stack}}
             end,
    case Result of
        {ok, New} -> {ok, Handler#handler{state = New}};
        {ok, New, hibernate} -> {hibernate, Handler#handler{state = New}};
        {swap_handler, Args, New, Other, OtherArgs} ->
            swap(Handler, Args, New, Other, OtherArgs, Name);
        remove_handler ->
            do_terminate(Handler, remove_handler, State, remove, Name, normal),
            gone;
        {'EXIT', {undef, [{Module, handle_info, [_, _], _} | _]}} ->
            gen_report:no_handle_info(gen_event, Module, Event),
            {ok, Handler};
        Other ->
            do_terminate(Handler, {error, Other}, State, Event, Name, {crash, Other}),
            gone
    end.

server_call(Key, Request, Handlers, Name) ->
    case lists:search(fun(Handler) -> key(Handler) =:= Key end, Handlers) of
        {value, Handler} ->
            case server_call_update(Handler, Request, Name) of
                {gone, Reply} -> {false, Reply, lists:delete(Handler, Handlers)};
                {{How, New}, Reply} ->
                    {How =:= hibernate, Reply,
                     [case Other of Handler -> New; _ -> Other end || Other <- Handlers]}
            end;
        false ->
            {false, {error, bad_module}, Handlers}
    end.

server_call_update(#handler{module = Module, state = State} = Handler, Request, Name) ->
    Result = try
                 Module:handle_call(Request, State)
             catch
                 throw:Value -> Value;
                 exit:Reason -> {'EXIT', Reason};
                 error:Reason:Stack -> {'EXIT', {Reason, Stack}}
             end,
    case Result of
        {ok, Reply, New} -> {{ok, Handler#handler{state = New}}, Reply};
        {ok, Reply, New, hibernate} -> {{hibernate, Handler#handler{state = New}}, Reply};
        {swap_handler, Reply, Args, New, Other, OtherArgs} ->
            {swap(Handler, Args, New, Other, OtherArgs, Name), Reply};
        {remove_handler, Reply} ->
            do_terminate(Handler, remove_handler, State, remove, Name, normal),
            {gone, Reply};
        Other ->
            do_terminate(Handler, {error, Other}, State, Request, Name, {crash, Other}),
            {gone, {error, Other}}
    end.

%%% Handlers come and go

%% A handler is known by its module, or by {Module, Id}.
key(#handler{module = Module, id = false}) -> Module;
key(#handler{module = Module, id = Id}) -> {Module, Id}.

new_handler({Module, Id}, Supervised) ->
    #handler{module = Module, id = Id, supervised = Supervised};
new_handler(Module, Supervised) ->
    #handler{module = Module, supervised = Supervised}.

server_add_handler(Key, Args, Handlers, Supervised) ->
    Handler = new_handler(Key, Supervised),
    case catch (Handler#handler.module):init(Args) of
        {ok, State} -> {false, ok, [Handler#handler{state = State} | Handlers]};
        {ok, State, hibernate} -> {true, ok, [Handler#handler{state = State} | Handlers]};
        Other -> {false, Other, Handlers}
    end.

server_delete_handler(Key, Args, Handlers, Name) ->
    case take(Key, Handlers) of
        {Handler, Rest} ->
            Result = do_terminate(Handler, Args, Handler#handler.state, delete, Name, normal),
            {false, Result, Rest};
        error ->
            {false, {error, module_not_found}, Handlers}
    end.

take(Key, Handlers) ->
    case lists:splitwith(fun(Handler) -> key(Handler) =/= Key end, Handlers) of
        {_, []} -> error;
        {Before, [Handler | After]} -> {Handler, Before ++ After}
    end.

%% The old handler's terminate/2 gives what the new one's init/1 gets beside its arguments.
server_swap_handler(Old, OldArgs, {New, NewArgs}, Handlers, Name, Pid) ->
    {Given, Supervised, Rest} =
        case take(Old, Handlers) of
            {#handler{state = State, supervised = OldPid} = Handler, Others} ->
                Owner = case Pid of false -> OldPid; _ -> Pid end,
                {do_terminate(Handler, OldArgs, State, swapped, Name, {swapped, New, Owner}),
                 Owner, Others};
            error ->
                {error, Pid, Handlers}
        end,
    is_pid(Supervised) andalso link(Supervised),
    case server_add_handler(New, {NewArgs, Given}, Rest, Supervised) of
        {Hibernate, ok, NewHandlers} -> {Hibernate, ok, NewHandlers};
        {Hibernate, Other, NewHandlers} -> {Hibernate, {error, Other}, NewHandlers}
    end.

swap(#handler{supervised = Pid} = Old, Args, State, NewKey, NewArgs, Name) ->
    Given = do_terminate(Old, Args, State, swapped, Name, {swapped, NewKey, Pid}),
    New = new_handler(NewKey, Pid),
    case catch (New#handler.module):init({NewArgs, Given}) of
        {ok, NewState} -> {ok, New#handler{state = NewState}};
        Other ->
            report_terminate(New, {crash, crash}, {error, Other}, Name, false),
            gone
    end.

terminate_supervised(Pid, Reason, Handlers, Name) ->
    {Ended, Rest} = lists:partition(fun(#handler{supervised = S}) -> S =:= Pid end, Handlers),
    [do_terminate(Handler, {stop, Reason}, Handler#handler.state,
                  {parent_terminated, {Pid, Reason}}, Name, shutdown)
     || Handler <- Ended],
    Rest.

%% How is normal, shutdown, {swapped, ...} or {crash, Reason}.
do_terminate(#handler{module = Module} = Handler, Args, State, LastEvent, Name, How) ->
    Result = case erlang:function_exported(Module, terminate, 2) of
                 true ->
                     try
                         Module:terminate(Args, State)
                     catch
                         throw:Value -> Value;
                         exit:Reason -> {'EXIT', Reason};
                         error:Reason:Stack -> {'EXIT', {Reason, Stack}}
                     end;
                 false -> ok
             end,
    report_terminate(Handler, How, State, LastEvent, Name),
    Result.

report_terminate(#handler{supervised = Pid} = Handler, How, State, LastEvent, Name) ->
    Why = case How of
              {crash, Reason} ->
                  error_report(Handler, Reason, State, LastEvent, Name),
                  Reason;
              _ -> How
          end,
    case Pid of
        false -> ok;
        _ -> Pid ! {gen_event_EXIT, key(Handler), Why}, ok
    end.

terminate_server(Reason, Parent, Handlers, Name) ->
    [do_terminate(Handler, stop, Handler#handler.state, stop, Name, shutdown)
     || Handler <- Handlers],
    [unlink(Pid) || #handler{supervised = Pid} <- Handlers, is_pid(Pid), Pid =/= Parent],
    exit(Reason).

%%% What sys calls. Misc is {Name, Handlers, HibernateAfter, Hibernated}.

system_continue(Parent, Debug, {Name, Handlers, HibernateAfter, Hibernated}) ->
    loop(Parent, Name, Handlers, HibernateAfter, Debug, Hibernated).

system_terminate(Reason, Parent, _Debug, {Name, Handlers, _, _}) ->
    terminate_server(Reason, Parent, Handlers, Name).

system_code_change({Name, Handlers, HibernateAfter, Hibernated}, Module, OldVsn, Extra) ->
    New = lists:map(fun(#handler{module = M, state = State} = Handler) when M =:= Module ->
                            {ok, NewState} = Module:code_change(OldVsn, State, Extra),
                            Handler#handler{state = NewState};
                       (Handler) ->
                            Handler
                    end, Handlers),
    {ok, {Name, New, HibernateAfter, Hibernated}}.

system_get_state({_, Handlers, _, _}) ->
    {ok, [{Module, Id, State} || #handler{module = Module, id = Id, state = State} <- Handlers]}.

%% Where the fun fails, or gives something else, the handler keeps its state.
system_replace_state(Fun, {Name, Handlers, HibernateAfter, Hibernated}) ->
    New = [replace_state(Fun, Handler) || Handler <- Handlers],
    Misc = {Name, New, HibernateAfter, Hibernated},
    {ok, States} = system_get_state(Misc),
    {ok, States, Misc}.

replace_state(Fun, #handler{module = Module, id = Id, state = State} = Handler) ->
    try Fun({Module, Id, State}) of
        {Module, Id, New} -> Handler#handler{state = New};
        _ -> Handler
    catch
        _:_ -> Handler
    end.

format_status(Opt, [Dict, Status, Parent, Debug, {Name, Handlers, _, _}]) ->
    Shown = [begin
                 New = gen:format_status(Module, Opt, #{state => State}, [Dict, State]),
                 Handler#handler{state = maps:get('$status', New, maps:get(state, New))}
             end || #handler{module = Module, state = State} = Handler <- Handlers],
    [{header, gen:format_status_header("Status for event handler", Name)},
     {data, [{"Status", Status}, {"Logged Events", sys:get_log(Debug)}, {"Parent", Parent}]},
     {items, {"Installed handlers", Shown}}].

%%% Texts

print_event(Device, {in, {notify, Event}}, Name) ->
    io:format(Device, "*DBG* ~tp got event ~tp~n", [Name, Event]);
print_event(Device, {in, {_, _, {call, Handler, Request}}}, Name) ->
    io:format(Device, "*DBG* ~tp(~tp) got call ~tp~n", [Name, Handler, Request]);
print_event(Device, {in, Msg}, Name) ->
    io:format(Device, "*DBG* ~tp got ~tp~n", [Name, Msg]);
print_event(Device, Event, Name) ->
    io:format(Device, "*DBG* ~tp dbg  ~tp~n", [Name, Event]).

error_report(#handler{module = Module} = Handler, Reason0, State, LastEvent, Name) ->
    {Reason, Around} = case Reason0 of
                           {'EXIT', {R, Stack}} -> {R, fun(New) -> {'EXIT', {New, Stack}} end};
                           {'EXIT', R} -> {R, fun(New) -> {'EXIT', New} end};
                           R -> {R, fun(New) -> New end}
                       end,
    Status = gen:format_status(Module, terminate,
                               #{state => State, message => LastEvent, reason => Reason},
                               [get(), State]),
    logger:log(error,
               #{label => {gen_event, terminate},
                 handler => key(Handler),
                 name => Name,
                 last_message => maps:get(message, Status),
                 state => maps:get('$status', Status, maps:get(state, Status)),
                 reason => Around(maps:get(reason, Status)),
                 process_label => proc_lib:get_label(self())},
               #{domain => [otp],
                 mfa => {gen_event, report_error, 5},
                 report_cb => fun gen_event:format_log/2,
                 error_logger => #{tag => error, report_cb => fun gen_event:format_log/1}}).

%% For handlers of error_logger, who want a format and its arguments.
format_log(Report) -> gen_report:format_log(Report, fun log_parts/2).

format_log(Report, Config) -> gen_report:format_log(Report, Config, fun log_parts/2).

log_parts(#{label := {gen_event, no_handle_info}, module := Module, message := Msg},
          #{single_line := true}) ->
    ["Undefined handle_info in ", {term, Module}, ". Unhandled message: ", {term, Msg}, "."];
log_parts(#{label := {gen_event, no_handle_info}, module := Module, message := Msg}, _) ->
    ["** Undefined handle_info in ", {plain, Module}, "\n** Unhandled message: ", {term, Msg}, "\n"];
log_parts(#{handler := Handler, name := Name, last_message := Event, state := State,
            reason := Reason, process_label := Label}, #{single_line := true}) ->
    ["Generic event handler ", {term, Handler}, " crashed. Installed: ", {term, Name},
     gen_report:label(". Label: ", Label, ""), ". Last event: ", {term, Event},
     ". State: ", {term, State}, ". Reason: ", {term, shown_reason(Reason)}, "."];
log_parts(#{handler := Handler, name := Name, last_message := Event, state := State,
            reason := Reason, process_label := Label}, _) ->
    ["** gen_event handler ", {term, Handler}, " crashed.\n",
     "** Was installed in ", {term, Name}, "\n",
     gen_report:label("** Process label == ", Label, "\n"),
     "** Last event was: ", {term, Event}, "\n",
     "** When handler state == ", {term, State}, "\n",
     "** Reason == ", {term, shown_reason(Reason)}, "\n"].

shown_reason({'EXIT', Reason}) -> gen_report:fix_undef(Reason);
shown_reason(Reason) -> Reason.
