%% Our stand-in for what suites call of the test server itself.
-module(test_server).
-compile(export_all).
-compile(nowarn_export_all).

lookup_config(Key, Config) ->
    case lists:keyfind(Key, 1, Config) of
        {_, Value} -> Value;
        false -> undefined
    end.

format(Format) -> ct:log(Format, []).
format(Format, Args) when is_list(Args) -> ct:log(Format, Args);
format(_Level, Format) -> ct:log(Format, []).
format(_Level, Format, Args) -> ct:log(Format, Args).

os_type() -> os:type().
comment(_) -> ok.
fail() -> ct:fail(suite_failed).
fail(Reason) -> ct:fail(Reason).

messages_get() -> messages([]).
messages(Got) -> receive Message -> messages([Message | Got]) after 0 -> lists:reverse(Got) end.

timecall(M, F, A) ->
    {Micros, Value} = timer:tc(M, F, A),
    {Micros / 1000000, Value}.

do_times(N, M, F, A) -> do_times(N, fun() -> apply(M, F, A) end).
do_times(0, _) -> ok;
do_times(N, Fun) -> Fun(), do_times(N - 1, Fun).

m_out_of_n(0, _, _) -> ok;
m_out_of_n(M, 0, _) -> exit({m_out_of_n_failed, {M, left_to_do}});
m_out_of_n(M, N, Fun) ->
    case catch Fun() of
        {'EXIT', _} -> m_out_of_n(M, N - 1, Fun);
        _ -> m_out_of_n(M - 1, N - 1, Fun)
    end.

call_crash(M, F, A) -> call_crash(5000, M, F, A).
call_crash(Time, M, F, A) -> call_crash(Time, any, M, F, A).
call_crash(Time, Crash, M, F, A) ->
    {Pid, Monitor} = spawn_monitor(M, F, A),
    receive
        {'DOWN', Monitor, process, Pid, Crash} -> ok;
        {'DOWN', Monitor, process, Pid, _} when Crash =:= any -> ok;
        {'DOWN', Monitor, process, Pid, Reason} -> exit({wrong_crash_reason, Reason})
    after Time -> exit(call_crash_timeout)
    end.

sleep(Time) -> ct:sleep(Time).
adjusted_sleep(Time) -> ct:sleep(Time).
timetrap(_) -> make_ref().
timetrap_cancel(_) -> ok.
timetrap_cancel() -> ok.
timetrap_scale_factor() -> 1.
hours(N) -> N * 3600000.
minutes(N) -> N * 60000.
seconds(N) -> N * 1000.
capture_start() -> ct:capture_start().
capture_stop() -> ct:capture_stop().
capture_get() -> ct:capture_get().

is_cover() -> false.
is_debug() -> false.
is_native(_) -> false.
is_commercial() -> false.
is_valgrind() -> false.
is_asan() -> false.
memory_checker() -> none.
is_release_available(_) -> false.
break(_) -> ok.
run_on_shielded_node(Fun, _) -> Fun().

temp_name(Stem) ->
    Name = Stem ++ integer_to_list(erlang:unique_integer([positive])),
    case file:read_file_info(Name) of
        {error, _} -> Name;
        _ -> temp_name(Stem)
    end.

app_test(_) -> exit({skip, "application files are not part of this comparison"}).
app_test(_, _) -> app_test(any).
appup_test(_) -> app_test(any).

peer_name(Module, Case) ->
    list_to_atom(lists:concat([Module, "-", Case, "-", erlang:unique_integer([positive]), "-", os:getpid()])).

start_peer(Options, Module, Case) when is_map(Options) ->
    Args = ["-pa", filename:dirname(code:which(Module)) | maps:get(args, Options, [])],
    All = maps:merge(#{name => peer_name(Module, Case)}, Options#{args => Args}),
    case peer:start_link(All) of
        {ok, Peer, Node} -> {ok, Peer, Node};
        {ok, Peer} -> {ok, Peer, peer:call(Peer, erlang, node, [])};
        Other -> Other
    end;
start_peer(Args, Module, Case) -> start_peer(#{args => Args}, Module, Case).

start_peer(_, _, _, _, _) -> not_available.

start_node(Name, _, Options) ->
    Args = string:lexemes(lists:append([A || {args, A} <- Options]), " "),
    case peer:start(#{name => Name, args => Args}) of
        {ok, Peer, Node} -> put({peer, Node}, Peer), {ok, Node};
        Other -> Other
    end.

stop_node(Node) ->
    case get({peer, Node}) of
        undefined -> false;
        Peer -> catch peer:stop(Peer), true
    end.
