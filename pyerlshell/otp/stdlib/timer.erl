%% Doing something later, or again and again; and measuring time.
%%
%% The server timer_server starts with the first timer that needs it. It keeps one entry for each
%% timer, {Reference => {Kind, ...}}, and sets a timer of the runtime for the next time it is due.
%% A message to a process of this node that is sent once needs no server at all.
-module(timer).
-behaviour(gen_server).

-export([apply_after/2, apply_after/3, apply_after/4, send_after/2, send_after/3,
         exit_after/2, exit_after/3, kill_after/1, kill_after/2,
         apply_interval/2, apply_interval/3, apply_interval/4,
         apply_repeatedly/2, apply_repeatedly/3, apply_repeatedly/4,
         send_interval/2, send_interval/3, cancel/1, sleep/1]).
-export([tc/1, tc/2, tc/3, tc/4, now_diff/2, seconds/1, minutes/1, hours/1, hms/3]).
-export([start/0, start_link/0, init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2,
         code_change/3]).

-moduledoc "Timers and conversions of time. Times are in milliseconds where nothing else is said.".

-define(IS_TIME(T), (is_integer(T) andalso T >= 0)).

%%% Once

-doc "Calls a function after Time: `{ok, TimerRef}` or `{error, Reason}`.".
apply_after(Time, Fun) when is_function(Fun, 0) -> once(Time, {erlang, apply, [Fun, []]});
apply_after(_, _) -> {error, badarg}.

-doc "Calls a function after Time: `{ok, TimerRef}` or `{error, Reason}`.".
apply_after(Time, Fun, Args) when is_list(Args), is_function(Fun, length(Args)) ->
    once(Time, {erlang, apply, [Fun, Args]});
apply_after(_, _, _) -> {error, badarg}.

-doc "Calls a function after Time: `{ok, TimerRef}` or `{error, Reason}`.".
apply_after(Time, M, F, Args) when is_atom(M), is_atom(F), is_list(Args) -> once(Time, {M, F, Args});
apply_after(_, _, _, _) -> {error, badarg}.

once(0, MFA) ->
    do(MFA),
    {ok, {instant, make_ref()}};
once(Time, MFA) when ?IS_TIME(Time) ->
    request({once, now_millis() + Time, MFA});
once(_, _) ->
    {error, badarg}.

-doc "Sends a message to a process after Time: `{ok, TimerRef}`.".
send_after(Time, Msg) ->
    send_after(Time, self(), Msg).

-doc "Sends a message to a process after Time: `{ok, TimerRef}`.".
send_after(0, Pid, Msg) when is_pid(Pid); is_atom(Pid); tuple_size(Pid) =:= 2, element(2, Pid) =:= node() ->
    deliver(Pid, Msg),
    {ok, {instant, make_ref()}};
send_after(Time, Pid, Msg) when is_pid(Pid), node(Pid) =:= node(), ?IS_TIME(Time) ->
    {ok, {send_local, erlang:send_after(Time, Pid, Msg)}};
send_after(Time, Dest, Msg)
  when ?IS_TIME(Time), is_pid(Dest) orelse is_atom(Dest)
                           orelse is_atom(element(1, Dest)) andalso is_atom(element(2, Dest))
                                  andalso tuple_size(Dest) =:= 2 ->
    request({once, now_millis() + Time, {send, Dest, Msg}});
send_after(_, _, _) ->
    {error, badarg}.

-doc "Sends an exit signal with a reason to a process after Time.".
exit_after(Time, Reason) -> exit_after(Time, self(), Reason).
-doc "Sends an exit signal with a reason to a process after Time.".
exit_after(Time, Process, Reason) -> once(Time, {exit, Process, Reason}).

-doc "Kills a process after Time.".
kill_after(Time) -> kill_after(Time, self()).
-doc "Kills a process after Time.".
kill_after(Time, Process) -> exit_after(Time, Process, kill).

-doc "Suspends the calling process for Time, or for ever; `ok`.".
sleep(Time) when is_integer(Time), Time > 16#ffffffff ->
    receive after 16#ffffffff -> sleep(Time - 16#ffffffff) end;
sleep(Time) ->
    receive
    after Time -> ok
    end.

%%% Again and again

-doc "Calls a function every Time, each call in a process of its own, until cancel/1.".
apply_interval(Time, Fun) when is_function(Fun, 0) -> interval(Time, {erlang, apply, [Fun, []]});
apply_interval(_, _) -> {error, badarg}.

-doc "Calls a function every Time, each call in a process of its own, until cancel/1.".
apply_interval(Time, Fun, Args) when is_list(Args), is_function(Fun, length(Args)) ->
    interval(Time, {erlang, apply, [Fun, Args]});
apply_interval(_, _, _) -> {error, badarg}.

-doc "Calls a function every Time, each call in a process of its own, until cancel/1.".
apply_interval(Time, M, F, Args) when is_atom(M), is_atom(F), is_list(Args) ->
    interval(Time, {M, F, Args});
apply_interval(_, _, _, _) -> {error, badarg}.

interval(Time, MFA) when ?IS_TIME(Time) ->
    request({interval, now_millis() + Time, Time, self(), MFA});
interval(_, _) ->
    {error, badarg}.

%% The next call starts only when the one before has ended.
-doc """
Calls a function every Time, a call beginning only when the one before is done, until cancel/1.
""".
apply_repeatedly(Time, Fun) when is_function(Fun, 0) -> repeated(Time, {erlang, apply, [Fun, []]});
apply_repeatedly(_, _) -> {error, badarg}.

-doc """
Calls a function every Time, a call beginning only when the one before is done, until cancel/1.
""".
apply_repeatedly(Time, Fun, Args) when is_list(Args), is_function(Fun, length(Args)) ->
    repeated(Time, {erlang, apply, [Fun, Args]});
apply_repeatedly(_, _, _) -> {error, badarg}.

-doc """
Calls a function every Time, a call beginning only when the one before is done, until cancel/1.
""".
apply_repeatedly(Time, M, F, Args) when is_atom(M), is_atom(F), is_list(Args) ->
    repeated(Time, {M, F, Args});
apply_repeatedly(_, _, _, _) -> {error, badarg}.

repeated(Time, MFA) when ?IS_TIME(Time) ->
    request({repeated, now_millis() + Time, Time, self(), MFA});
repeated(_, _) ->
    {error, badarg}.

-doc "Sends a message to a process every Time, until cancel/1.".
send_interval(Time, Msg) ->
    send_interval(Time, self(), Msg).

-doc "Sends a message to a process every Time, until cancel/1.".
send_interval(Time, Pid, Msg) when is_pid(Pid), ?IS_TIME(Time) ->
    request({interval, now_millis() + Time, Time, Pid, {send, Pid, Msg}});
send_interval(Time, Name, Msg)
  when ?IS_TIME(Time), is_atom(Name)
                           orelse is_atom(element(1, Name)) andalso is_atom(element(2, Name))
                                  andalso tuple_size(Name) =:= 2 ->
    request({interval, now_millis() + Time, Time, self(), {send, Name, Msg}});
send_interval(_, _, _) ->
    {error, badarg}.

-doc "Cancels a timer: `{ok, cancel}` or `{error, badarg}`.".
cancel({send_local, Ref}) when is_reference(Ref) ->
    erlang:cancel_timer(Ref),
    {ok, cancel};
cancel({instant, Ref}) when is_reference(Ref) ->
    {ok, cancel};
cancel({Kind, Ref}) when is_reference(Ref), Kind =:= once orelse Kind =:= interval ->
    case whereis(timer_server) of
        undefined -> {ok, cancel};
        _ -> gen_server:call(timer_server, {cancel, Ref}, infinity)
    end;
cancel(_) ->
    {error, badarg}.

%%% Measuring

-doc "Calls a function: `{Time, Value}`, with the time it took in microseconds or in Unit.".
tc(Fun) ->
    tc_start(fun() -> Fun() end, microsecond).

-doc "Calls a function: `{Time, Value}`, with the time it took in microseconds or in Unit.".
tc(Fun, Args) when is_list(Args) -> tc(Fun, Args, microsecond);
tc(Fun, Unit) -> tc_start(fun() -> Fun() end, Unit).

-doc "Calls a function: `{Time, Value}`, with the time it took in microseconds or in Unit.".
tc(M, F, Args) when is_atom(M), is_atom(F), is_list(Args) -> tc(M, F, Args, microsecond);
tc(Fun, Args, Unit) -> tc_start(fun() -> apply(Fun, Args) end, Unit).

-doc "Calls a function: `{Time, Value}`, with the time it took in microseconds or in Unit.".
tc(M, F, Args, Unit) ->
    tc_start(fun() -> apply(M, F, Args) end, Unit).

tc_start(Fun, Unit) ->
    Before = erlang:monotonic_time(),
    Value = Fun(),
    After = erlang:monotonic_time(),
    {erlang:convert_time_unit(After - Before, native, Unit), Value}.

-doc "The difference of two values of erlang:now/0 or os:timestamp/0 in microseconds.".
now_diff({Mega2, Sec2, Micro2}, {Mega1, Sec1, Micro1}) ->
    ((Mega2 - Mega1) * 1000000 + Sec2 - Sec1) * 1000000 + Micro2 - Micro1.

-doc "So many seconds in milliseconds.".
seconds(Seconds) -> 1000 * Seconds.
-doc "So many minutes in milliseconds.".
minutes(Minutes) -> 1000 * 60 * Minutes.
-doc "So many hours in milliseconds.".
hours(Hours) -> 1000 * 60 * 60 * Hours.
-doc "Hours, minutes and seconds in milliseconds.".
hms(Hours, Minutes, Seconds) -> hours(Hours) + minutes(Minutes) + seconds(Seconds).

%%% The server

-doc "Starts the server of timers, which is started when it is needed anyway.".
start() ->
    case whereis(timer_server) of
        undefined -> start_server();
        _ -> ok
    end.

%% A child of kernel's supervisor.
start_server() ->
    Child = {timer_server, {timer, start_link, []}, permanent, 1000, worker, [timer]},
    case supervisor:start_child(kernel_sup, Child) of
        {error, already_present} -> supervisor:restart_child(kernel_sup, timer_server);
        _ -> ok
    end,
    ok.

start_link() ->
    gen_server:start_link({local, timer_server}, timer, [], []).

request(Request) ->
    start(),
    gen_server:call(timer_server, Request, infinity).

now_millis() ->
    erlang:monotonic_time(millisecond).

%% The server outlives the process that happened to start it, and so does its output.
init([]) ->
    process_flag(trap_exit, true),
    case whereis(user) of
        undefined -> ok;
        User -> group_leader(User, self())
    end,
    {ok, #{}}.

handle_call({once, Due, What}, _From, Timers) ->
    Ref = make_ref(),
    {reply, {ok, {once, Ref}}, Timers#{Ref => {once, at(Due, Ref), What}}};
handle_call({cancel, Ref}, _From, Timers) ->
    {reply, {ok, cancel}, drop(Ref, Timers)};
handle_call({Kind, Due, Time, Pid, What}, _From, Timers) ->
    Watch = Ref = monitor(process, Pid),
    Timer = {Kind, at(Due, Ref), Due, Time, Watch, What},
    {reply, {ok, {interval, Ref}}, Timers#{Ref => Timer}};
handle_call(_, _From, Timers) ->
    {noreply, Timers}.

handle_cast(_, Timers) ->
    {noreply, Timers}.

handle_info({timeout, _, Ref}, Timers) ->
    case Timers of
        #{Ref := Timer} -> {noreply, due(Ref, Timer, Timers)};
        _ -> {noreply, Timers}
    end;
handle_info({'DOWN', Watch, process, _, _}, Timers) ->
    case [Ref || Ref := Timer <- Timers, is_watched_by(Watch, Timer)] of
        [Ref] -> {noreply, drop(Ref, Timers)};
        [] -> {noreply, ended(Watch, Timers)}
    end;
handle_info(_, Timers) ->
    {noreply, Timers}.

terminate(_Reason, _Timers) -> ok.

code_change(_OldVsn, Timers, _Extra) -> {ok, Timers}.

%% Due times are absolute, so that an interval does not drift.
at(Due, Ref) ->
    erlang:start_timer(Due, self(), Ref, [{abs, true}]).

due(Ref, {once, _, What}, Timers) ->
    do(What),
    maps:remove(Ref, Timers);
due(Ref, {interval, _, Due, Time, Watch, What}, Timers) ->
    do(What),
    Next = Due + Time,
    Timers#{Ref => {interval, at(Next, Ref), Next, Time, Watch, What}};
due(Ref, {repeated, _, Due, Time, Watch, {M, F, Args} = MFA}, Timers) ->
    {_, Running} = spawn_monitor(M, F, Args),
    Timers#{Ref => {running, Running, Due, Time, Watch, MFA}}.

%% A repeated call has ended: the next is due at its time, or at once if that is past.
ended(Running, Timers) ->
    case [{Ref, Timer} || Ref := {running, R, _, _, _, _} = Timer <- Timers, R =:= Running] of
        [{Ref, {running, _, Due, Time, Watch, MFA}}] ->
            Next = max(Due + Time, now_millis()),
            Timers#{Ref => {repeated, at(Next, Ref), Next, Time, Watch, MFA}};
        [] ->
            Timers
    end.

is_watched_by(Watch, Timer) when tuple_size(Timer) =:= 6 -> element(5, Timer) =:= Watch;
is_watched_by(_, _) -> false.

drop(Ref, Timers) ->
    case Timers of
        #{Ref := {once, Timer, _}} ->
            erlang:cancel_timer(Timer);
        #{Ref := {running, Running, _, _, Watch, _}} ->
            demonitor(Running, [flush]),
            demonitor(Watch, [flush]);
        #{Ref := {_, Timer, _, _, Watch, _}} ->
            erlang:cancel_timer(Timer),
            demonitor(Watch, [flush]);
        _ ->
            ok
    end,
    maps:remove(Ref, Timers).

do({send, Dest, Msg}) -> deliver(Dest, Msg);
do({exit, Process, Reason}) when is_pid(Process) -> exit(Process, Reason);
do({exit, Name, Reason}) -> is_pid(whereis(Name)) andalso exit(whereis(Name), Reason);
do({M, F, Args}) -> spawn(M, F, Args).

deliver(Dest, Msg) ->
    try Dest ! Msg of
        _ -> ok
    catch
        _:_ -> ok
    end.
