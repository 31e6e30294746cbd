%% The older state machine, before gen_statem: a function of the callback module for each state, and
%% functions for the events that all states have.
%%
%% An event is {'$gen_event', Event} or {'$gen_all_state_event', Event}; one that waits for its reply
%% has sync_ in front and From in between. Time, how long a state lasts without events, is a number
%% of milliseconds, infinity or hibernate.
-module(gen_fsm).

-export([start/3, start/4, start_link/3, start_link/4, stop/1, stop/3,
         enter_loop/4, enter_loop/5, enter_loop/6]).
-export([send_event/2, sync_send_event/2, sync_send_event/3, send_all_state_event/2,
         sync_send_all_state_event/2, sync_send_all_state_event/3, reply/2]).
-export([start_timer/2, send_event_after/2, cancel_timer/1]).
-export([init_it/6, wake_hib/7, system_continue/3, system_terminate/4, system_code_change/4,
         system_get_state/1, system_replace_state/2, format_status/2, format_log/1, format_log/2]).

-compile(nowarn_deprecated_catch).
-deprecated({'_', '_', "use the 'gen_statem' module instead"}).
-deprecated_callback({'_', '_', "use the 'gen_statem' module instead"}).

-moduledoc """
A state machine as programs had it before `m:gen_statem`, which new ones use: a process with a state's
name and data. Events go to Module:StateName/2 and /3, those for all states to Module:handle_event/3
and Module:handle_sync_event/4, every other message to Module:handle_info/3.
""".

-callback init(Args :: term()) ->
    {ok, StateName :: atom(), StateData :: term()} |
    {ok, StateName :: atom(), StateData :: term(), timeout() | hibernate} |
    {stop, Reason :: term()} | ignore.
-callback 'StateName'(Event :: timeout | term(), StateData :: term()) ->
    {next_state, NextStateName :: atom(), NewStateData :: term()} |
    {next_state, NextStateName :: atom(), NewStateData :: term(), timeout() | hibernate} |
    {stop, Reason :: term(), NewStateData :: term()}.
-callback 'StateName'(Event :: term(), From :: {pid(), Tag :: term()}, StateData :: term()) ->
    {reply, Reply :: term(), NextStateName :: atom(), NewStateData :: term()} |
    {reply, Reply :: term(), NextStateName :: atom(), NewStateData :: term(),
     timeout() | hibernate} |
    {next_state, NextStateName :: atom(), NewStateData :: term()} |
    {next_state, NextStateName :: atom(), NewStateData :: term(), timeout() | hibernate} |
    {stop, Reason :: term(), Reply :: term(), NewStateData :: term()} |
    {stop, Reason :: term(), NewStateData :: term()}.
-callback handle_event(Event :: term(), StateName :: atom(), StateData :: term()) ->
    {next_state, NextStateName :: atom(), NewStateData :: term()} |
    {next_state, NextStateName :: atom(), NewStateData :: term(), timeout() | hibernate} |
    {stop, Reason :: term(), NewStateData :: term()}.
-callback handle_sync_event(Event :: term(), From :: {pid(), Tag :: term()},
                            StateName :: atom(), StateData :: term()) ->
    {reply, Reply :: term(), NextStateName :: atom(), NewStateData :: term()} |
    {reply, Reply :: term(), NextStateName :: atom(), NewStateData :: term(),
     timeout() | hibernate} |
    {next_state, NextStateName :: atom(), NewStateData :: term()} |
    {next_state, NextStateName :: atom(), NewStateData :: term(), timeout() | hibernate} |
    {stop, Reason :: term(), Reply :: term(), NewStateData :: term()} |
    {stop, Reason :: term(), NewStateData :: term()}.
-callback handle_info(Info :: term(), StateName :: atom(), StateData :: term()) ->
    {next_state, NextStateName :: atom(), NewStateData :: term()} |
    {next_state, NextStateName :: atom(), NewStateData :: term(), timeout() | hibernate} |
    {stop, Reason :: term(), NewStateData :: term()}.
-callback terminate(Reason :: term(), StateName :: atom(), StateData :: term()) -> term().
-callback code_change(OldVsn :: term(), StateName :: atom(), StateData :: term(),
                      Extra :: term()) ->
    {ok, NextStateName :: atom(), NewStateData :: term()}.
-callback format_status(Opt :: normal | terminate, StatusData :: [term()]) -> term().
-optional_callbacks(['StateName'/2, 'StateName'/3, handle_info/3, terminate/3, code_change/4,
                     format_status/2]).

%%% Starting and stopping

-doc """
Starts a state machine that is not linked to the caller: `{ok, Pid}`, `ignore`, or `{error, Reason}`.
FsmName is `{local, Name}`, `{global, Name}` or `{via, Module, Name}`; the options are
`{timeout, T}`, `{debug, Dbgs}`, `{hibernate_after, T}` and `{spawn_opt, Opts}`. Returns when
Module:init(Args) has returned.
""".
start(Module, Args, Options) -> gen:start(gen_fsm, nolink, Module, Args, Options).
-doc "As start/3, under a name.".
start(Name, Module, Args, Options) -> gen:start(gen_fsm, nolink, Name, Module, Args, Options).

-doc "Starts a state machine that is linked to the caller. As start/3 otherwise.".
start_link(Module, Args, Options) -> gen:start(gen_fsm, link, Module, Args, Options).
-doc "Starts a state machine that is linked to the caller, under a name. As start/3 otherwise.".
start_link(Name, Module, Args, Options) -> gen:start(gen_fsm, link, Name, Module, Args, Options).

-doc "Ends a state machine with reason `normal`, and waits until it has ended.".
stop(Fsm) -> gen:stop(Fsm).
-doc """
Ends a state machine with a reason, and waits until it has ended. Fails with `noproc` if there is
none, with `timeout` if it takes longer than Timeout.
""".
stop(Fsm, Reason, Timeout) -> gen:stop(Fsm, Reason, Timeout).

%%% The client's side

-doc "Sends an event, which Module:StateName/2 gets; always `ok`.".
send_event({global, Name}, Event) -> send_via(global, Name, {'$gen_event', Event});
send_event({via, Module, Name}, Event) -> send_via(Module, Name, {'$gen_event', Event});
send_event(Fsm, Event) ->
    Fsm ! {'$gen_event', Event},
    ok.

-doc "Sends an event, which Module:handle_event/3 gets whatever the state is; always `ok`.".
send_all_state_event({global, Name}, Event) ->
    send_via(global, Name, {'$gen_all_state_event', Event});
send_all_state_event({via, Module, Name}, Event) ->
    send_via(Module, Name, {'$gen_all_state_event', Event});
send_all_state_event(Fsm, Event) ->
    Fsm ! {'$gen_all_state_event', Event},
    ok.

send_via(Module, Name, Msg) ->
    try Module:send(Name, Msg) of
        _ -> ok
    catch
        _:_ -> ok
    end.

-doc """
Sends an event and waits for the reply of Module:StateName/3, for 5000 milliseconds if no timeout is
given. Fails with `{Reason, {gen_fsm, sync_send_event, Args}}`.
""".
sync_send_event(Fsm, Event) ->
    case catch gen:call(Fsm, '$gen_sync_event', Event) of
        {ok, Reply} -> Reply;
        {'EXIT', Reason} -> exit({Reason, {gen_fsm, sync_send_event, [Fsm, Event]}})
    end.
-doc "As sync_send_event/2, with a timeout.".
sync_send_event(Fsm, Event, Timeout) ->
    case catch gen:call(Fsm, '$gen_sync_event', Event, Timeout) of
        {ok, Reply} -> Reply;
        {'EXIT', Reason} -> exit({Reason, {gen_fsm, sync_send_event, [Fsm, Event, Timeout]}})
    end.

-doc """
Sends an event and waits for the reply of Module:handle_sync_event/4. As sync_send_event/2 otherwise.
""".
sync_send_all_state_event(Fsm, Event) ->
    case catch gen:call(Fsm, '$gen_sync_all_state_event', Event) of
        {ok, Reply} -> Reply;
        {'EXIT', Reason} -> exit({Reason, {gen_fsm, sync_send_all_state_event, [Fsm, Event]}})
    end.
-doc "As sync_send_all_state_event/2, with a timeout.".
sync_send_all_state_event(Fsm, Event, Timeout) ->
    case catch gen:call(Fsm, '$gen_sync_all_state_event', Event, Timeout) of
        {ok, Reply} ->
            Reply;
        {'EXIT', Reason} ->
            exit({Reason, {gen_fsm, sync_send_all_state_event, [Fsm, Event, Timeout]}})
    end.

-doc "Answers an event from anywhere: From is what Module:StateName/3 or handle_sync_event/4 got.".
reply(From, Reply) -> gen:reply(From, Reply).

%%% Timers, for the state machine itself

-doc "Starts a timer, after which the caller gets the event `{timeout, Ref, Msg}`; the reference.".
start_timer(Time, Msg) -> erlang:start_timer(Time, self(), {'$gen_timer', Msg}).

-doc "Sends the caller an event after Time milliseconds; a reference for cancel_timer/1.".
send_event_after(Time, Event) -> erlang:start_timer(Time, self(), {'$gen_event', Event}).

-doc """
Cancels a timer of start_timer/2 or send_event_after/2: how much time was left, or `false`. An event
that has been sent already is taken out of the mailbox.
""".
cancel_timer(Ref) ->
    case erlang:cancel_timer(Ref) of
        false ->
            receive
                {timeout, Ref, _} -> 0
            after 0 ->
                false
            end;
        Left ->
            Left
    end.

%%% A process becomes a state machine

init_it(Starter, Parent, Name0, Module, Args, Options) ->
    Name = gen:name(Name0),
    Debug = gen:debug_options(Name, Options),
    HibernateAfter = gen:hibernate_after(Options),
    case catch Module:init(Args) of
        {ok, StateName, Data} ->
            proc_lib:init_ack(Starter, {ok, self()}),
            loop(Parent, Name, StateName, Data, Module, infinity, HibernateAfter, Debug);
        {ok, StateName, Data, Time} ->
            proc_lib:init_ack(Starter, {ok, self()}),
            loop(Parent, Name, StateName, Data, Module, Time, HibernateAfter, Debug);
        ignore ->
            gen:unregister_name(Name0),
            proc_lib:init_fail(Starter, ignore, {exit, normal});
        {Stop, Reason} when Stop =:= stop; Stop =:= 'EXIT' ->
            gen:unregister_name(Name0),
            exit(Reason);
        Other ->
            exit({bad_return_value, Other})
    end.

-doc "Makes the calling process, which proc_lib started, a state machine. Does not return.".
enter_loop(Module, Options, StateName, Data) ->
    enter_loop(Module, Options, StateName, Data, self(), infinity).

-doc "As enter_loop/6, without a timeout or without a name.".
enter_loop(Module, Options, StateName, Data, {Kind, _} = Name)
  when Kind =:= local; Kind =:= global ->
    enter_loop(Module, Options, StateName, Data, Name, infinity);
enter_loop(Module, Options, StateName, Data, {via, _, _} = Name) ->
    enter_loop(Module, Options, StateName, Data, Name, infinity);
enter_loop(Module, Options, StateName, Data, Timeout) ->
    enter_loop(Module, Options, StateName, Data, self(), Timeout).

-doc """
Makes the calling process, which proc_lib started and which has that name already, a state machine
in this state. Does not return.
""".
enter_loop(Module, Options, StateName, Data, FsmName, Timeout) ->
    Name = gen:get_proc_name(FsmName),
    loop(gen:get_parent(), Name, StateName, Data, Module, Timeout, gen:hibernate_after(Options),
         gen:debug_options(Name, Options)).

%%% The loop

loop(Parent, Name, StateName, Data, Module, hibernate, HibernateAfter, Debug) ->
    proc_lib:hibernate(gen_fsm, wake_hib,
                       [Parent, Name, StateName, Data, Module, HibernateAfter, Debug]);
loop(Parent, Name, StateName, Data, Module, infinity, HibernateAfter, Debug) ->
    receive
        Msg -> decode_msg(Msg, Parent, Name, StateName, Data, Module, infinity, HibernateAfter, Debug)
    after HibernateAfter ->
        loop(Parent, Name, StateName, Data, Module, hibernate, HibernateAfter, Debug)
    end;
loop(Parent, Name, StateName, Data, Module, Time, HibernateAfter, Debug) ->
    Msg = receive
              Any -> Any
          after Time ->
              {'$gen_event', timeout}
          end,
    decode_msg(Msg, Parent, Name, StateName, Data, Module, Time, HibernateAfter, Debug).

wake_hib(Parent, Name, StateName, Data, Module, HibernateAfter, Debug) ->
    receive
        Msg -> decode_msg(Msg, Parent, Name, StateName, Data, Module, hibernate, HibernateAfter, Debug)
    end.

%% Takes out what is not for the callback module.
decode_msg(Msg, Parent, Name, StateName, Data, Module, Time, HibernateAfter, Debug) ->
    case Msg of
        {system, From, Command} ->
            sys:handle_system_msg(Command, From, Parent, gen_fsm, Debug,
                                  {Name, StateName, Data, Module, Time, HibernateAfter},
                                  Time =:= hibernate);
        {'EXIT', Parent, Reason} ->
            terminate(Reason, Name, undefined, Msg, Module, StateName, Data, Debug);
        _ ->
            handle_msg(Msg, Parent, Name, StateName, Data, Module, HibernateAfter,
                       debug(Debug, Name, {in, Msg, StateName}))
    end.

debug([], _Name, _Event) -> [];
debug(Debug, Name, Event) -> sys:handle_debug(Debug, fun print_event/3, Name, Event).

handle_msg(Msg, Parent, Name, StateName, Data, Module, HibernateAfter, Debug) ->
    From = client(Msg),
    case catch dispatch(Msg, Module, StateName, Data) of
        {next_state, Next, NewData} ->
            loop(Parent, Name, Next, NewData, Module, infinity, HibernateAfter,
                 debug(Debug, Name, {noreply, Next}));
        {next_state, Next, NewData, Time} ->
            loop(Parent, Name, Next, NewData, Module, Time, HibernateAfter,
                 debug(Debug, Name, {noreply, Next}));
        {reply, Reply, Next, NewData} when From =/= undefined ->
            loop(Parent, Name, Next, NewData, Module, infinity, HibernateAfter,
                 reply(Name, From, Reply, Debug, Next));
        {reply, Reply, Next, NewData, Time} when From =/= undefined ->
            loop(Parent, Name, Next, NewData, Module, Time, HibernateAfter,
                 reply(Name, From, Reply, Debug, Next));
        {stop, Reason, NewData} ->
            terminate(Reason, Name, From, Msg, Module, StateName, NewData, Debug);
        {stop, Reason, Reply, NewData} when From =/= undefined ->
            try
                terminate(Reason, Name, From, Msg, Module, StateName, NewData, Debug)
            after
                reply(Name, From, Reply, Debug, StateName)
            end;
        {'EXIT', {undef, [{Module, handle_info, [_, _, _], _} | _]}} ->
            gen_report:no_handle_info(gen_fsm, Module, Msg),
            loop(Parent, Name, StateName, Data, Module, infinity, HibernateAfter, Debug);
        {'EXIT', Reason} ->
            terminate(Reason, Name, From, Msg, Module, StateName, Data, Debug);
        Other ->
            terminate({bad_return_value, Other}, Name, From, Msg, Module, StateName, Data, Debug)
    end.

reply(Name, From, Reply, Debug, StateName) ->
    gen:reply(From, Reply),
    debug(Debug, Name, {out, Reply, From, StateName}).

dispatch({'$gen_event', Event}, Module, StateName, Data) ->
    Module:StateName(Event, Data);
dispatch({'$gen_all_state_event', Event}, Module, StateName, Data) ->
    Module:handle_event(Event, StateName, Data);
dispatch({'$gen_sync_event', From, Event}, Module, StateName, Data) ->
    Module:StateName(Event, From, Data);
dispatch({'$gen_sync_all_state_event', From, Event}, Module, StateName, Data) ->
    Module:handle_sync_event(Event, From, StateName, Data);
dispatch({timeout, Ref, {'$gen_timer', Msg}}, Module, StateName, Data) ->
    Module:StateName({timeout, Ref, Msg}, Data);
dispatch({timeout, _Ref, {'$gen_event', Event}}, Module, StateName, Data) ->
    Module:StateName(Event, Data);
dispatch(Info, Module, StateName, Data) ->
    Module:handle_info(Info, StateName, Data).

client({'$gen_sync_event', From, _}) -> From;
client({'$gen_sync_all_state_event', From, _}) -> From;
client(_) -> undefined.

%%% The end

%% If terminate/3 fails, its failure is the reason.
terminate(Reason, Name, From, Msg, Module, StateName, Data, Debug) ->
    Returned = case erlang:function_exported(Module, terminate, 3) of
                   true -> catch Module:terminate(Reason, StateName, Data);
                   false -> ok
               end,
    {IsSilent, Why} = case Returned of
                          {'EXIT', Failure} -> {false, Failure};
                          _ -> {gen_report:is_silent(exit, Reason), Reason}
                      end,
    IsSilent orelse error_report(Why, Name, From, Msg, Module, StateName, Data, Debug),
    exit(Why).

error_report(Reason, Name, From, Msg, Module, StateName, Data, Debug) ->
    logger:log(error,
               #{label => {gen_fsm, terminate},
                 name => Name,
                 last_message => Msg,
                 state_name => StateName,
                 state_data => status_of_data(terminate, Module, get(), Data),
                 log => sys:get_log(Debug),
                 reason => Reason,
                 client_info => gen_report:client(From),
                 process_label => proc_lib:get_label(self())},
               #{domain => [otp],
                 report_cb => fun gen_fsm:format_log/2,
                 error_logger => #{tag => error, report_cb => fun gen_fsm:format_log/1}}).

%%% What sys calls. Misc is {Name, StateName, Data, Module, Time, HibernateAfter}.

system_continue(Parent, Debug, {Name, StateName, Data, Module, Time, HibernateAfter}) ->
    loop(Parent, Name, StateName, Data, Module, Time, HibernateAfter, Debug).

system_terminate(Reason, _Parent, Debug, {Name, StateName, Data, Module, _Time, _}) ->
    terminate(Reason, Name, undefined, [], Module, StateName, Data, Debug).

system_code_change({_, StateName, Data, Module, _, _} = Misc, _, OldVsn, Extra) ->
    case catch Module:code_change(OldVsn, StateName, Data, Extra) of
        {ok, NewName, NewData} -> {ok, setelement(2, setelement(3, Misc, NewData), NewName)};
        Other -> Other
    end.

system_get_state({_, StateName, Data, _, _, _}) ->
    {ok, {StateName, Data}}.

system_replace_state(Fun, {_, StateName, Data, _, _, _} = Misc) ->
    {NewName, NewData} = New = Fun({StateName, Data}),
    {ok, New, setelement(2, setelement(3, Misc, NewData), NewName)}.

format_status(Opt, [Dict, Status, Parent, Debug, {Name, StateName, Data, Module, _Time, _}]) ->
    Shown = case status_of_data(Opt, Module, Dict, Data) of
                Items when is_list(Items) -> Items;
                Item -> [Item]
            end,
    [{header, gen:format_status_header("Status for state machine", Name)},
     {data, [{"Status", Status}, {"Parent", Parent}, {"Logged events", sys:get_log(Debug)},
             {"StateName", StateName}]}
     | Shown].

status_of_data(Opt, Module, Dict, Data) ->
    Default = case Opt of
                  terminate -> Data;
                  _ -> [{data, [{"StateData", Data}]}]
              end,
    case erlang:function_exported(Module, format_status, 2) of
        true ->
            case catch Module:format_status(Opt, [Dict, Data]) of
                {'EXIT', _} -> Default;
                Shown -> Shown
            end;
        false ->
            Default
    end.

%%% Texts

print_event(Device, {in, Msg, StateName}, Name) ->
    {Kind, Event, From} = case Msg of
        {'$gen_event', E} -> {"event ", E, undefined};
        {'$gen_all_state_event', E} -> {"all_state_event ", E, undefined};
        {'$gen_sync_event', {F, _}, E} -> {"sync_event ", E, F};
        {'$gen_sync_all_state_event', {F, _}, E} -> {"sync_all_state_event ", E, F};
        {timeout, Ref, {'$gen_timer', E}} -> {"timer ", {timeout, Ref, E}, undefined};
        {timeout, _, {'$gen_event', E}} -> {"timer ", E, undefined};
        _ -> {"", Msg, undefined}
    end,
    Origin = [io_lib:format("from ~tw ", [From]) || From =/= undefined],
    io:format(Device, "*DBG* ~tp got ~s~tp ~sin state ~tw~n", [Name, Kind, Event, Origin, StateName]);
print_event(Device, {out, Reply, {To, _Tag}, StateName}, Name) ->
    io:format(Device, "*DBG* ~tp sent ~tp to ~tw~n      and switched to state ~tw~n",
              [Name, Reply, To, StateName]);
print_event(Device, {noreply, StateName}, Name) ->
    io:format(Device, "*DBG* ~tp switched to state ~tw~n", [Name, StateName]).

%% For handlers of error_logger, who want a format and its arguments.
format_log(Report) -> gen_report:format_log(Report, fun log_parts/2).

format_log(Report, Config) -> gen_report:format_log(Report, Config, fun log_parts/2).

log_parts(#{label := {gen_fsm, no_handle_info}, module := Module, message := Msg},
          #{single_line := true}) ->
    ["Undefined handle_info in ", {term, Module}, ". Unhandled message: ", {term, Msg}, "."];
log_parts(#{label := {gen_fsm, no_handle_info}, module := Module, message := Msg}, _) ->
    ["** Undefined handle_info in ", {plain, Module}, "~n** Unhandled message: ", {term, Msg}, "~n"];
log_parts(#{name := Name, last_message := Msg, state_name := StateName, state_data := Data,
            log := Log, reason := Reason, client_info := Client, process_label := Label},
          #{single_line := true} = Config) ->
    ["State machine ", {term, Name}, " terminating", gen_report:label(". Label: ", Label, ""),
     ". Reason: ", {term, gen_report:fix_undef(Reason)}, ". Last event: ", {term, event_terms(Msg)},
     ". State: ", {term, StateName}, ". Data: ", {term, Data},
     [[". Log: ", {each, Log}] || Log =/= []], ".",
     gen_report:client_parts(Client, Config)];
log_parts(#{name := Name, last_message := Msg, state_name := StateName, state_data := Data,
            log := Log, reason := Reason, client_info := Client, process_label := Label}, Config) ->
    ["** State machine ", {term, Name}, " terminating \n",
     gen_report:label("** Process label == ", Label, "~n"),
     last_event(Msg),
     "** When State == ", {term, StateName}, "~n",
     "**      Data  == ", {term, Data}, "~n",
     "** Reason for termination ==~n** ", {term, gen_report:fix_undef(Reason)}, "~n",
     [["** Log ==~n**", {each, Log}, "~n"] || Log =/= []],
     gen_report:client_parts(Client, Config)].

last_event(Msg) ->
    case {Msg, event_terms(Msg)} of
        {{'$gen_event', _}, [Event]} ->
            ["** Last event in was ", {term, Event}, "~n"];
        {{'$gen_all_state_event', _}, [Event]} ->
            ["** Last event in was ", {term, Event}, " (for all states)~n"];
        {{'$gen_sync_event', _, _}, [Event, From]} ->
            ["** Last sync event in was ", {term, Event}, " from ", {write, From}, "~n"];
        {{'$gen_sync_all_state_event', _, _}, [Event, From]} ->
            ["** Last sync event in was ", {term, Event}, " (for all states) from ", {term, From}, "~n"];
        {{timeout, _, {Kind, _}}, [Event]} when Kind =:= '$gen_timer'; Kind =:= '$gen_event' ->
            ["** Last timer event in was ", {term, Event}, "~n"];
        {_, [Message]} ->
            ["** Last message in was ", {term, Message}, "~n"]
    end.

%% An event as the callback module sees it, and who sent it if he waits.
event_terms({'$gen_event', Event}) -> [Event];
event_terms({'$gen_all_state_event', Event}) -> [Event];
event_terms({'$gen_sync_event', {From, _}, Event}) -> [Event, From];
event_terms({'$gen_sync_all_state_event', {From, _}, Event}) -> [Event, From];
event_terms({timeout, Ref, {'$gen_timer', Msg}}) -> [{timeout, Ref, Msg}];
event_terms({timeout, _, {'$gen_event', Event}}) -> [Event];
event_terms(Msg) -> [Msg].
