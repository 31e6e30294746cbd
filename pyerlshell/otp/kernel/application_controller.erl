%% The application controller: it loads, starts and stops applications, one request after the other,
%% and hears of their ends. The masters are linked to it.
%%
%% It becomes a process with work when it is first asked something (see kernel_processes). An
%% application that is being started is in `starting', and who waits for it in `start_req'; one whose
%% start is not permitted waits in `start_p_false'.
-module(application_controller).
-behaviour(gen_server).

-export([loop/0, call/1, call/2]).
-export([load_application/1, unload_application/1, start_application/2,
         start_application_request/2, is_running/1, start_boot_application/2,
         stop_application/1, stop_application_request/1, which_applications/0,
         which_applications/1, loaded_applications/0, info/0, permit_application/2,
         control_application/1, start_type/1, set_env/2, set_env/3, set_env/4, unset_env/2,
         unset_env/3, change_application_data/2, prep_config_change/0, config_change/1,
         get_master/1, get_key/2, get_all_key/1, get_env/2, get_env/3, get_all_env/1,
         get_application/1, get_application_module/1, get_pid_env/2, get_pid_all_env/1,
         get_pid_key/2, get_pid_all_key/1, get_loaded/1, test_change_apps/2]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2, code_change/3]).
-export([format_log/1, format_log/2]).

-record(state, {loading = [], starting = [], start_p_false = [],
                running = [{stdlib, undefined}, {kernel, kernel_master()}],
                control = [], started = [{stdlib, permanent}, {kernel, permanent}],
                start_req = [], stop_req = []}).

kernel_master() -> list_to_pid("<0.46.0>").

%%% The interface

load_application(App) -> call({load_application, App}).
unload_application(App) -> call({unload_application, App}).
start_application(App, Type) -> call({start_application, App, Type}).
start_application_request(App, Type) ->
    gen_server:send_request(?MODULE, {start_application, App, Type}).
start_boot_application(App, Type) ->
    case application:load(App) of
        ok -> start_application(App, Type);
        {error, {already_loaded, _}} -> start_application(App, Type);
        Error -> Error
    end.
stop_application(App) -> call({stop_application, App}).
stop_application_request(App) -> gen_server:send_request(?MODULE, {stop_application, App}).
is_running(App) -> call({is_running, App}).
which_applications() -> call(which_applications, 5000).
which_applications(Timeout) -> call(which_applications, Timeout).
info() -> call(info).
permit_application(App, Permit) -> call({permit_application, App, Permit}).
control_application(App) -> call({control_application, App}).
change_application_data(Apps, Config) -> call({change_application_data, Apps, Config}).
prep_config_change() -> call(prep_config_change).
config_change(Before) -> call({config_change, Before}).

set_env(Config, Options) ->
    case application_file:check_config(Config) of
        ok -> timed({set_env, Config, Options}, Options);
        Error -> Error
    end.
set_env(App, Par, Value) -> set_env(App, Par, Value, []).
set_env(App, Par, Value, Options) -> timed({set_env, App, Par, Value, Options}, Options).
unset_env(App, Par) -> unset_env(App, Par, []).
unset_env(App, Par, Options) -> timed({unset_env, App, Par, Options}, Options).

timed(Request, Options) -> call(Request, proplists:get_value(timeout, Options, 5000)).

call(Request) -> call(Request, infinity).

%% What begins or ends while the node goes down is not waited for.
call(Request, Timeout) ->
    case gen_server:call(?MODULE, Request, Timeout) of
        {error, terminating} -> exit(terminating);
        Answer -> Answer
    end.

%% What needs no process.
loaded_applications() -> application_table:loaded().
get_loaded(App) ->
    case application_table:keys(App) of
        undefined -> false;
        Keys -> {true, Keys}
    end.
get_master(App) -> application_table:master(App).
get_key(App, Key) -> application_table:key(App, Key).
get_all_key(App) -> application_table:all_keys(App).
get_env(App, Par) -> application_table:env(App, Par).
get_env(App, Par, Default) -> application_table:env(App, Par, Default).
get_all_env(App) -> application_table:env(App).
get_application(Master) -> application_table:of_master(Master).
get_application_module(Module) -> application_table:of_module(Module).
get_pid_env(Master, Par) -> of_pid(Master, fun(App) -> get_env(App, Par) end, undefined).
get_pid_all_env(Master) -> of_pid(Master, fun get_all_env/1, []).
get_pid_key(Master, Key) -> of_pid(Master, fun(App) -> get_key(App, Key) end, undefined).
get_pid_all_key(Master) -> of_pid(Master, fun get_all_key/1, []).

start_type(Master) -> of_pid(Master, fun(App) -> call({start_type, App}) end, undefined).

of_pid(Master, Fun, Default) ->
    case get_application(Master) of
        {ok, App} -> Fun(App);
        undefined -> Default
    end.

test_change_apps(Apps, Configs) -> application_change:reread(Apps, Configs).

format_log(Log) -> application_report:format_log(Log).
format_log(Log, Config) -> application_report:format_log(Log, Config).

%%% The process

%% The body of the process, from its first message on.
loop() ->
    process_flag(trap_exit, true),
    User = whereis(user),
    User =/= undefined andalso group_leader(User, self()),
    put('$ancestors', [list_to_pid("<0.10.0>")]),
    put('$initial_call', {application_controller, start, 1}),
    gen_server:enter_loop(?MODULE, [], #state{}, {local, ?MODULE}).

init(_) -> {ok, #state{}}.

handle_call({load_application, Given}, From, #state{loading = Loading} = S) ->
    case application_change:load(Given) of
        {ok, App} ->
            case tell(App, {ac_load_application_req, App}, S) of
                true -> {noreply, S#state{loading = [{App, From} | Loading]}};
                false -> {reply, ok, S}
            end;
        {error, _} = Error -> {reply, Error, S}
    end;
handle_call({unload_application, App}, _From, #state{running = Running} = S) ->
    case lists:keymember(App, 1, Running) of
        true -> {reply, {error, {running, App}}, S};
        false ->
            Result = application_change:unload(App),
            Result =:= ok andalso tell(App, {ac_application_unloaded, App}, S),
            {reply, Result, S}
    end;
handle_call({start_application, App, Type}, From, #state{start_req = Waiting} = S) ->
    case lists:keymember(App, 1, Waiting) of
        true -> {noreply, S#state{start_req = [{App, From} | Waiting]}};
        false ->
            case startable(App, Type, S) of
                ok -> start_if_permitted(App, Type, From, S);
                Error -> {reply, Error, S}
            end
    end;
handle_call({is_running, App}, _From, #state{running = Running} = S) ->
    {reply, lists:keymember(App, 1, Running), S};
handle_call({permit_application, App, Permit}, From, S) ->
    case application_table:keys(App) of
        undefined -> {reply, {error, {not_loaded, App}}, S};
        _ -> permit(App, Permit, From, S)
    end;
handle_call({stop_application, App}, From, S) -> stop(App, From, S);
handle_call({change_application_data, Apps, Config}, _From, S) ->
    {reply, application_change:change_all(Apps, Config), S};
handle_call(prep_config_change, _From, #state{running = Running} = S) ->
    {reply, [{App, get_all_env(App)} || {App, _} <- Running], S};
handle_call({config_change, Before}, _From, #state{running = Running} = S) ->
    {reply, application_change:tell_changes([App || {App, _} <- Running], Before), S};
handle_call(which_applications, _From, #state{running = Running} = S) ->
    {reply, [application_table:described(App) || {App, _} <- Running], S};
handle_call({set_env, Config, Options}, _From, S) ->
    [application_table:add_env(App, Env) || {App, Env} <- Config],
    [application_change:persist(App, Env, []) || {App, Env} <- Config, persistent(Options)],
    {reply, ok, S};
handle_call({set_env, App, Par, Value, Options}, _From, S) ->
    application_table:set_env(App, Par, Value),
    persistent(Options) andalso application_change:persist(App, [{Par, Value}], []),
    {reply, ok, S};
handle_call({unset_env, App, Par, Options}, _From, S) ->
    application_table:unset_env(App, Par),
    persistent(Options) andalso application_change:persist(App, [], [Par]),
    {reply, ok, S};
handle_call({control_application, App}, {Pid, _}, #state{control = Control} = S) ->
    case lists:keymember(App, 1, Control) of
        true -> {reply, false, S};
        false ->
            link(Pid),
            {reply, true, S#state{control = [{App, Pid} | Control]}}
    end;
handle_call({start_type, App}, _From, #state{starting = Starting} = S) ->
    case lists:keyfind(App, 1, Starting) of
        {_, _, Type, _} -> {reply, Type, S};
        false -> {reply, local, S}
    end;
handle_call(info, _From, S) ->
    {reply,
     [{loaded, loaded_applications()}, {loading, S#state.loading}, {started, S#state.started},
      {start_p_false, S#state.start_p_false}, {running, S#state.running},
      {starting, S#state.starting}],
     S}.

persistent(Options) -> proplists:get_value(persistent, Options, false).

%% A process that said it controls an application is told what happens to it.
tell(App, Message, #state{control = Control}) ->
    case lists:keyfind(App, 1, Control) of
        {_, Pid} ->
            Pid ! Message,
            true;
        false -> false
    end.

%%% Starting

startable(_App, Type, _S)
  when Type =/= permanent, Type =/= transient, Type =/= temporary ->
    {error, {invalid_restart_type, Type}};
startable(App, _Type, #state{running = Running, started = Started}) ->
    case application_table:keys(App) of
        undefined -> {error, {not_loaded, App}};
        #{applications := Needed, optional_applications := Optional} ->
            Missing = [Other || Other <- Needed -- Optional,
                                not lists:keymember(Other, 1, Started)]
                ++ [Other || Other <- Optional, lists:member(Other, Needed),
                             not lists:keymember(Other, 1, Started),
                             application_table:keys(Other) =/= undefined],
            case {lists:keymember(App, 1, Running), Missing} of
                {true, _} -> {error, {already_started, App}};
                {false, [First | _]} -> {error, {not_started, First}};
                {false, []} -> ok
            end
    end.

start_if_permitted(App, Type, From, #state{start_p_false = Waiting} = S) ->
    case {tell(App, {ac_start_application_req, App}, S), is_permitted(App)} of
        {true, _} -> {noreply, waits(App, Type, normal, From, S)};
        {false, true} -> {noreply, begin_start(App, Type, normal, From, S)};
        {false, false} ->
            {reply, ok, S#state{start_p_false = [{App, Type, normal, From} | Waiting]}}
    end.

is_permitted(App) ->
    not lists:member({App, false}, get_env(kernel, permissions, [])).

begin_start(App, Type, StartType, From, S) ->
    case application_table:keys(App) of
        #{mod := []} -> gen_server:cast(self(), {application_started, App, {ok, undefined}});
        Keys -> {ok, _} = application_master:start_link({App, Keys}, StartType)
    end,
    waits(App, Type, StartType, From, S).

waits(App, Type, StartType, From, #state{starting = Starting, start_req = Waiting} = S) ->
    S#state{starting = [{App, Type, StartType, From} | Starting],
            start_req = [{App, From} | Waiting]}.

handle_cast({application_started, App, Result}, #state{start_req = Waiting} = S) ->
    {Mine, Others} = lists:partition(fun({Name, _}) -> Name =:= App end, Waiting),
    Answer = case Result of {ok, _} -> ok; Error -> Error end,
    [gen_server:reply(From, Answer) || {_, From} <- Mine],
    {value, {App, Type, _, _}, Starting} = lists:keytake(App, 1, S#state.starting),
    started(App, Type, Result, S#state{starting = Starting, start_req = Others});
handle_cast({application_stopped, App}, S) ->
    {noreply, stopped(App, S)};
handle_cast(_, S) ->
    {noreply, S}.

started(App, Type, {ok, Id}, #state{running = Running, started = Started} = S) ->
    application_report:started(App, node()),
    tell(App, {ac_application_run, App, ok}, S),
    NewS = S#state{running = replaced(App, Id, Running), started = replaced(App, Type, Started)},
    {noreply, NewS};
started(App, Type, {error, Reason} = Error, S) ->
    tell(App, {ac_application_run, App, Error}, S),
    application_report:exited(App, Reason, Type),
    case {Type, Reason} of
        {temporary, _} -> {noreply, S};
        {transient, {{'EXIT', normal}, _Call}} -> {noreply, S};
        _ -> {stop, text({application_start_failure, App, Reason}), S}
    end.

%% The one that is started last stands first.
replaced(App, Value, List) ->
    case lists:keymember(App, 1, List) of
        true -> lists:keyreplace(App, 1, List, {App, Value});
        false -> [{App, Value} | List]
    end.

text(Term) -> lists:flatten(io_lib:format("~0p", [Term])).

%%% Permissions

permit(App, true, From, #state{running = Running, starting = Starting, start_p_false = Refused,
                               started = Started} = S) ->
    IsRunning = lists:keymember(App, 1, Running),
    case {lists:keyfind(App, 1, Refused), lists:keyfind(App, 1, Started)} of
        _ when IsRunning -> {reply, ok, S};
        {{_, Type, _, _}, _} ->
            application_change:permit(App, true),
            Rest = lists:keydelete(App, 1, Refused),
            {noreply, begin_start(App, Type, normal, From, S#state{start_p_false = Rest})};
        {false, {_, Type}} ->
            application_change:permit(App, true),
            case lists:keymember(App, 1, Starting) of
                true -> {reply, ok, S};
                false ->
                    Rest = lists:keydelete(App, 1, Started),
                    {noreply, begin_start(App, Type, normal, From, S#state{started = Rest})}
            end;
        {false, false} ->
            application_change:permit(App, true),
            {reply, ok, S}
    end;
permit(App, false, _From, #state{running = Running, started = Started} = S) ->
    case lists:keyfind(App, 1, Running) of
        {_, Id} ->
            end_application(App, Id, proplists:get_value(App, Started)),
            {reply, ok, S#state{running = lists:keydelete(App, 1, Running)}};
        false ->
            application_change:permit(App, false),
            {reply, ok, S#state{start_p_false = lists:keydelete(App, 1, S#state.start_p_false)}}
    end.

%%% Stopping

%% A process of its own waits for the end: applications may ask something meanwhile.
stop(App, From, #state{running = Running, started = Started, stop_req = Waiting} = S) ->
    case {lists:keymember(App, 1, Waiting), lists:keyfind(App, 1, Running)} of
        {true, _} -> {noreply, S#state{stop_req = [{App, From} | Waiting]}};
        {false, {_, Id}} ->
            {_, Type} = lists:keyfind(App, 1, Started),
            Controller = self(),
            spawn_link(fun() ->
                           end_application(App, Id, Type),
                           gen_server:cast(Controller, {application_stopped, App})
                       end),
            {noreply, S#state{stop_req = [{App, From} | Waiting]}};
        {false, false} ->
            case lists:keymember(App, 1, Started) of
                true ->
                    tell(App, {ac_application_stopped, App}, S),
                    {reply, ok, S#state{started = lists:keydelete(App, 1, Started)}};
                false -> {reply, {error, {not_started, App}}, S}
            end
    end.

end_application(App, Master, Type) when is_pid(Master) ->
    unlink(Master),
    application_master:stop(Master),
    application_report:exited(App, stopped, Type),
    application_table:unset_master(App);
end_application(App, undefined, Type) ->
    application_report:exited(App, stopped, Type).

stopped(App, #state{running = Running, started = Started, stop_req = Waiting} = S) ->
    tell(App, {ac_application_stopped, App}, S),
    {Mine, Others} = lists:partition(fun({Name, _}) -> Name =:= App end, Waiting),
    [gen_server:reply(From, ok) || {_, From} <- Mine],
    S#state{running = lists:keydelete(App, 1, Running),
            started = lists:keydelete(App, 1, Started), stop_req = Others}.

%% The end of a master that nobody asked for.
handle_info({'EXIT', Pid, Reason}, #state{running = Running, started = Started} = S) ->
    case lists:keyfind(Pid, 2, Running) of
        {App, _} ->
            application_table:unset_master(App),
            NewS = S#state{running = lists:keydelete(Pid, 2, Running)},
            case lists:keymember(App, 1, S#state.stop_req) of
                true -> {noreply, NewS};
                false ->
                    tell(App, {ac_application_stopped, App}, S),
                    {_, Type} = lists:keyfind(App, 1, Started),
                    ended(App, Reason, Type, NewS)
            end;
        false ->
            forget_master(Pid),
            {noreply, S#state{control = lists:keydelete(Pid, 2, S#state.control)}}
    end;
handle_info({stop_node, Status}, S) ->
    shut_down_all(shutdown, S),
    init:flush(),
    halt(Status);
handle_info({ac_load_application_reply, App, Result}, #state{loading = Loading} = S) ->
    case lists:keytake(App, 1, Loading) of
        {value, {_, From}, Rest} ->
            Result =:= ok orelse application_change:unload(App),
            gen_server:reply(From, Result),
            {noreply, S#state{loading = Rest}};
        false -> {noreply, S}
    end;
handle_info(_, S) ->
    {noreply, S}.

forget_master(Pid) ->
    case application_table:of_master(Pid) of
        {ok, App} -> application_table:unset_master(App);
        undefined -> ok
    end.

ended(App, Reason, Type, S) ->
    application_report:exited(App, Reason, Type),
    case {Type, Reason} of
        {temporary, _} -> {noreply, S};
        {transient, normal} -> {noreply, S};
        _ -> {stop, text({application_terminated, App, Reason}), S}
    end.

%% Without a permanent application the node cannot go on.
terminate(Reason, S) ->
    shut_down_all(Reason, S),
    logger_std_h:filesync(default),
    io:format(standard_error, "Kernel pid terminated (application_controller) (~tp)~n", [Reason]),
    halt(1).

shut_down_all(Reason, #state{running = Running}) ->
    case get_env(kernel, shutdown_func) of
        {ok, {M, F}} -> application_master:caught(fun() -> M:F(Reason) end);
        _ -> ok
    end,
    Timeout = get_env(kernel, shutdown_timeout, infinity),
    [shut_down(Id, Timeout) || {App, Id} <- Running, is_pid(Id), App =/= kernel].

shut_down(Master, Timeout) ->
    Ref = monitor(process, Master),
    unlink(Master),
    exit(Master, shutdown),
    await_down(Ref, Master, Timeout).

await_down(Ref, Master, Timeout) ->
    receive
        {'DOWN', Ref, process, Master, _} -> ok;
        {'$gen_call', From, _} ->
            gen_server:reply(From, {error, terminating}),
            await_down(Ref, Master, Timeout)
    after Timeout ->
        exit(Master, kill),
        receive {'DOWN', Ref, process, Master, _} -> ok end
    end.

code_change(_OldVsn, S, _Extra) -> {ok, S}.
