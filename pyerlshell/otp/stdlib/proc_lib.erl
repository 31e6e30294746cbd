%% Starting processes that know who started them, can be started synchronously, and report their
%% crashes.
%%
%% Every process started here has '$ancestors' and '$initial_call' in its dictionary, and runs inside
%% init_p, which turns any exception into a crash report and a plain exit.
-module(proc_lib).

-export([spawn/1, spawn/2, spawn/3, spawn/4, spawn_link/1, spawn_link/2, spawn_link/3, spawn_link/4,
         spawn_opt/2, spawn_opt/3, spawn_opt/4, spawn_opt/5]).
-export([start/3, start/4, start/5, start_link/3, start_link/4, start_link/5,
         start_monitor/3, start_monitor/4, start_monitor/5]).
-export([init_ack/1, init_ack/2, init_fail/2, init_fail/3, hibernate/3, stop/1, stop/3]).
-export([initial_call/1, translate_initial_call/1, set_label/1, get_label/1]).
-export([format/1, format/2, format/3, report_cb/2]).
-export([init_p/3, init_p/5, wake_up/3]).

-moduledoc """
Starts processes that know who started them and with what, that report their crashes, and whose
start can be waited for. All behaviours use it.
""".

%% Our own functions stand for erlang's of the same name here.
-compile({no_auto_import, [spawn/1, spawn/2, spawn/3, spawn/4, spawn_link/1, spawn_link/2,
                           spawn_link/3, spawn_link/4, spawn_opt/2, spawn_opt/3, spawn_opt/4,
                           spawn_opt/5]}).

%%% Spawning

-doc "Starts a process as erlang:spawn does, which reports its crash.".
spawn(Fun) when is_function(Fun) -> erlang:spawn(proc_lib, init_p, fun_args(Fun)).
-doc "Starts a process as erlang:spawn does, which reports its crash.".
spawn(Node, Fun) when is_function(Fun) -> erlang:spawn(Node, proc_lib, init_p, fun_args(Fun)).
-doc "Starts a process as erlang:spawn does, which reports its crash.".
spawn(M, F, A) when is_atom(M), is_atom(F), is_list(A) ->
    erlang:spawn(proc_lib, init_p, mfa_args(M, F, A)).
-doc "Starts a process as erlang:spawn does, which reports its crash.".
spawn(Node, M, F, A) when is_atom(M), is_atom(F), is_list(A) ->
    erlang:spawn(Node, proc_lib, init_p, mfa_args(M, F, A)).

-doc "Starts a linked process, which reports its crash.".
spawn_link(Fun) when is_function(Fun) -> erlang:spawn_link(proc_lib, init_p, fun_args(Fun)).
-doc "Starts a linked process, which reports its crash.".
spawn_link(Node, Fun) when is_function(Fun) ->
    erlang:spawn_link(Node, proc_lib, init_p, fun_args(Fun)).
-doc "Starts a linked process, which reports its crash.".
spawn_link(M, F, A) when is_atom(M), is_atom(F), is_list(A) ->
    erlang:spawn_link(proc_lib, init_p, mfa_args(M, F, A)).
-doc "Starts a linked process, which reports its crash.".
spawn_link(Node, M, F, A) when is_atom(M), is_atom(F), is_list(A) ->
    erlang:spawn_link(Node, proc_lib, init_p, mfa_args(M, F, A)).

-doc "Starts a process with options, which reports its crash.".
spawn_opt(Fun, Opts) when is_function(Fun) ->
    erlang:spawn_opt(proc_lib, init_p, fun_args(Fun), Opts).
-doc "Starts a process with options, which reports its crash.".
spawn_opt(Node, Fun, Opts) when is_function(Fun) ->
    erlang:spawn_opt(Node, proc_lib, init_p, fun_args(Fun), Opts).
-doc "Starts a process with options, which reports its crash.".
spawn_opt(M, F, A, Opts) when is_atom(M), is_atom(F), is_list(A) ->
    erlang:spawn_opt(proc_lib, init_p, mfa_args(M, F, A), Opts).
-doc "Starts a process with options, which reports its crash.".
spawn_opt(Node, M, F, A, Opts) when is_atom(M), is_atom(F), is_list(A) ->
    erlang:spawn_opt(Node, proc_lib, init_p, mfa_args(M, F, A), Opts).

fun_args(Fun) -> [name_or_pid(), ancestors(), Fun].
mfa_args(M, F, A) -> [name_or_pid(), ancestors(), M, F, A].

name_or_pid() ->
    case process_info(self(), registered_name) of
        {registered_name, Name} -> Name;
        _ -> self()
    end.

ancestors() ->
    case get('$ancestors') of
        List when is_list(List) -> List;
        _ -> []
    end.

%%% The new process

init_p(Parent, Ancestors, Fun) when is_function(Fun) ->
    {module, M} = erlang:fun_info(Fun, module),
    {name, F} = erlang:fun_info(Fun, name),
    {arity, A} = erlang:fun_info(Fun, arity),
    put('$initial_call', {M, F, A}),
    put('$ancestors', [Parent | Ancestors]),
    erts_internal:apply_above(Fun, fun crashed/3, entry(init_p, 317)).

init_p(Parent, Ancestors, M, F, A) ->
    put('$initial_call', translated(M, F, A)),
    put('$ancestors', [Parent | Ancestors]),
    erts_internal:apply_above(M, F, A, fun crashed/3, entry(init_p_do_apply, 333)).

wake_up(M, F, A) ->
    erts_internal:apply_above(M, F, A, fun crashed/3, entry(wake_up, 344)).

%% What stack traces show below a process of ours, where nothing stands: a server that waits has no
%% stack. The lines are the reference's, as users know them from crash reports.
entry(Function, Line) -> {proc_lib, Function, 3, [{file, "proc_lib.erl"}, {line, Line}]}.

-doc """
Hibernates; the next message wakes the process, which calls Module:Function with the arguments.
""".
hibernate(M, F, A) ->
    erlang:hibernate(proc_lib, wake_up, [M, F, A]).

crashed(exit, normal, Stack) -> erlang:raise(exit, normal, Stack);
crashed(exit, shutdown, Stack) -> erlang:raise(exit, shutdown, Stack);
crashed(exit, {shutdown, _} = Reason, Stack) -> erlang:raise(exit, Reason, Stack);
crashed(Class, Reason, Stack) ->
    proc_lib_report:log(Class, Reason, dummy_call(get('$initial_call')), Stack),
    erlang:raise(exit, exit_reason(Class, Reason, Stack), Stack).

exit_reason(error, Reason, Stack) -> {Reason, Stack};
exit_reason(exit, Reason, _Stack) -> Reason;
exit_reason(throw, Reason, Stack) -> {{nocatch, Reason}, Stack}.

%%% Synchronous start. The monitor is ours.

-define(REFUSE_MONITOR(Opts, Args),
        lists:any(fun is_monitor_option/1, Opts) andalso error(badarg, Args)).

-doc """
Starts a process and waits until it has called init_ack/1,2 (its value), init_fail/2,3 or has
ended: `{error, Reason}`.
""".
start(M, F, A) when is_atom(M), is_atom(F), is_list(A) -> start(M, F, A, infinity).
-doc """
Starts a process and waits until it has called init_ack/1,2 (its value), init_fail/2,3 or has
ended: `{error, Reason}`.
""".
start(M, F, A, Timeout) when is_atom(M), is_atom(F), is_list(A) -> start(M, F, A, Timeout, []).
-doc """
Starts a process and waits until it has called init_ack/1,2 (its value), init_fail/2,3 or has
ended: `{error, Reason}`.
""".
start(M, F, A, Timeout, Opts) when is_atom(M), is_atom(F), is_list(A) ->
    ?REFUSE_MONITOR(Opts, [M, F, A, Timeout, Opts]),
    sync_start(spawn_opt(M, F, A, [monitor | Opts]), Timeout).

-doc "As start/3,4,5, linked.".
start_link(M, F, A) when is_atom(M), is_atom(F), is_list(A) -> start_link(M, F, A, infinity).
-doc "As start/3,4,5, linked.".
start_link(M, F, A, Timeout) when is_atom(M), is_atom(F), is_list(A) ->
    start_link(M, F, A, Timeout, []).
-doc "As start/3,4,5, linked.".
start_link(M, F, A, Timeout, Opts) when is_atom(M), is_atom(F), is_list(A) ->
    ?REFUSE_MONITOR(Opts, [M, F, A, Timeout, Opts]),
    sync_start(spawn_opt(M, F, A, [link, monitor | Opts]), Timeout).

-doc "As start/3,4,5: the value and a monitor of the process.".
start_monitor(M, F, A) when is_atom(M), is_atom(F), is_list(A) -> start_monitor(M, F, A, infinity).
-doc "As start/3,4,5: the value and a monitor of the process.".
start_monitor(M, F, A, Timeout) when is_atom(M), is_atom(F), is_list(A) ->
    start_monitor(M, F, A, Timeout, []).
-doc "As start/3,4,5: the value and a monitor of the process.".
start_monitor(M, F, A, Timeout, Opts) when is_atom(M), is_atom(F), is_list(A) ->
    ?REFUSE_MONITOR(Opts, [M, F, A, Timeout, Opts]),
    sync_start_monitor(spawn_opt(M, F, A, [monitor | Opts]), Timeout).

is_monitor_option(monitor) -> true;
is_monitor_option({monitor, _}) -> true;
is_monitor_option(_) -> false.

%% ack: it runs. nack: it failed as it meant to, and is gone when we go on. 'DOWN': it died.
sync_start({Pid, Ref}, Timeout) ->
    receive
        {ack, Pid, Return} ->
            demonitor(Ref, [flush]),
            Return;
        {nack, Pid, Return} ->
            flush_exit(Pid),
            down_message(Pid, Ref),
            Return;
        {'DOWN', Ref, process, Pid, Reason} ->
            flush_exit(Pid),
            {error, Reason}
    after Timeout ->
        kill(Pid),
        down_message(Pid, Ref),
        {error, timeout}
    end.

%% The same, but the caller keeps the monitor and always sees the 'DOWN' message.
sync_start_monitor({Pid, Ref}, Timeout) ->
    receive
        {ack, Pid, Return} ->
            {Return, Ref};
        {nack, Pid, Return} ->
            flush_exit(Pid),
            self() ! down_message(Pid, Ref),
            {Return, Ref};
        {'DOWN', Ref, process, Pid, Reason} = Down ->
            flush_exit(Pid),
            self() ! Down,
            {{error, Reason}, Ref}
    after Timeout ->
        kill(Pid),
        self() ! down_message(Pid, Ref),
        {{error, timeout}, Ref}
    end.

down_message(Pid, Ref) ->
    receive
        {'DOWN', Ref, process, Pid, _} = Down -> Down
    end.

flush_exit(Pid) ->
    unlink(Pid),
    receive
        {'EXIT', Pid, _} -> ok
    after 0 ->
        ok
    end.

kill(Pid) ->
    unlink(Pid),
    exit(Pid, kill),
    flush_exit(Pid).

-doc "Tells who started this process that it is ready: start/3 there returns Ret.".
init_ack(Return) ->
    [Parent | _] = get('$ancestors'),
    init_ack(Parent, Return).

-doc "Tells who started this process that it is ready: start/3 there returns Ret.".
init_ack(Parent, Return) ->
    Parent ! {ack, self(), Return},
    ok.

-doc """
Tells who started this process that it has failed: start/3 there returns Ret when the process has
ended with the exception.
""".
init_fail(Return, Exception) ->
    [Parent | _] = get('$ancestors'),
    init_fail(Parent, Return, Exception).

-doc """
Tells who started this process that it has failed: start/3 there returns Ret when the process has
ended with the exception.
""".
init_fail(Parent, Return, Exception) ->
    Parent ! {nack, self(), Return},
    case Exception of
        {error, Reason} -> erlang:error(Reason);
        {exit, Reason} -> erlang:exit(Reason);
        {throw, Reason} -> erlang:throw(Reason);
        {Class, Reason, Stack} -> erlang:error(erlang:raise(Class, Reason, Stack))
    end.

%%% Stopping

-doc "Ends a process that handles system messages and waits until it has ended.".
stop(Process) ->
    stop(Process, normal, infinity).

-doc "Ends a process that handles system messages and waits until it has ended.".
stop(Process, Reason, Timeout) ->
    Ref = monitor(process, Process),
    Deadline = deadline(Timeout),
    Asked = try sys:terminate(Process, Reason, Timeout) of
                ok -> ok
            catch
                exit:{Reason, {sys, terminate, _}} -> ok;
                exit:{noproc, {sys, terminate, _}} -> {failed, noproc};
                exit:{timeout, {sys, terminate, _}} -> {failed, timeout};
                exit:Other -> {failed, Other}
            end,
    case Asked of
        ok -> ok;
        {failed, Why} -> demonitor(Ref, [flush]), exit(Why)
    end,
    Remaining = remaining(Deadline),
    receive
        {'DOWN', Ref, _, _, Reason} -> ok;
        {'DOWN', Ref, _, _, OtherReason} -> exit(OtherReason)
    after Remaining ->
        demonitor(Ref, [flush]),
        exit(timeout)
    end.

deadline(infinity) -> infinity;
deadline(Timeout) -> erlang:monotonic_time(millisecond) + Timeout.

remaining(infinity) -> infinity;
remaining(Deadline) -> max(0, Deadline - erlang:monotonic_time(millisecond)).

%%% Initial calls and labels

%% The arguments are long gone, so atoms stand for them.
-doc """
The function and arguments of a process that is in the dictionary of its state, or of a crash
report.
""".
initial_call(Process) ->
    dummy_call(raw_initial_call(Process)).

dummy_call({M, F, Arity}) -> {M, F, [dummy_arg(N) || N <- lists:seq(1, Arity)]};
dummy_call(_) -> false.

dummy_arg(N) -> list_to_atom("Argument__" ++ integer_to_list(N)).

-doc """
`{Module, Function, Arity}` that a process began with: of a behaviour its callback module's
init/1.
""".
translate_initial_call(Process) ->
    case raw_initial_call(Process) of
        false -> {proc_lib, init_p, 5};
        Call -> Call
    end.

raw_initial_call({X, Y, Z}) when is_integer(X), is_integer(Y), is_integer(Z) ->
    raw_initial_call(list_to_pid(lists:concat(["<", X, ".", Y, ".", Z, ">"])));
raw_initial_call(Pid) when is_pid(Pid) ->
    case process_info(Pid, dictionary) of
        {dictionary, Dict} -> initial_call_in(Dict);
        _ -> false
    end;
raw_initial_call(Info) when is_list(Info) ->
    case lists:keyfind(dictionary, 1, Info) of
        {dictionary, Dict} -> initial_call_in(Dict);
        false -> false
    end.

initial_call_in(Dict) ->
    case lists:keyfind('$initial_call', 1, Dict) of
        {_, {_, _, _} = Call} -> Call;
        _ -> false
    end.

%% All behaviours start in gen:init_it; what is shown is the callback module's init.
translated(gen, init_it, [gen_server, _, _ | Rest] = A) ->
    case unnamed(Rest) of
        [supervisor, {_, Mod, _} | _] -> {supervisor, Mod, 1};
        [supervisor_bridge, [Mod | _] | _] -> {supervisor_bridge, Mod, 1};
        [Mod | _] when is_atom(Mod) -> {Mod, init, 1};
        _ -> {gen, init_it, length(A)}
    end;
translated(gen, init_it, [gen_event | _]) ->
    {gen_event, init_it, 6};
translated(gen, init_it, [_GenMod, _, _ | Rest] = A) ->
    case unnamed(Rest) of
        [Mod | _] when is_atom(Mod) -> {Mod, init, 1};
        _ -> {gen, init_it, length(A)}
    end;
translated(M, F, A) ->
    {M, F, length(A)}.

unnamed([_Name, Mod, Args, Options]) -> [Mod, Args, Options];
unnamed(Unnamed) -> Unnamed.

-doc "Gives this process a label, which tools show.".
set_label(Label) ->
    put('$process_label', Label),
    ok.

-doc "The label of a process, `undefined` if it has none.".
get_label(Pid) when Pid =:= self() ->
    get('$process_label');
get_label(Pid) ->
    case process_info(Pid, dictionary) of
        {dictionary, Dict} -> proplists:get_value('$process_label', Dict);
        _ -> undefined
    end.

%%% The text of a crash report

-doc "The text of a crash report.".
format(Report) -> format(Report, latin1).
-doc "The text of a crash report.".
format(Report, Encoding) -> format(Report, Encoding, unlimited).
-doc "The text of a crash report.".
format(Report, Encoding, Depth) ->
    lists:flatten(proc_lib_report:format(Report, #{chars_limit => unlimited, depth => Depth,
                                                   encoding => Encoding, single_line => false})).

report_cb(#{label := {proc_lib, crash}, report := Report}, Config) ->
    Default = #{chars_limit => unlimited, depth => unlimited, single_line => false,
                encoding => utf8},
    proc_lib_report:format(Report, maps:merge(Default, Config)).
