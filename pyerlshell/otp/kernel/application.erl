%% Applications: modules that are started and stopped together, and their environment.
%%
%% What changes something is a request to the application controller; what only asks looks into
%% application_table.
-module(application).

-export([load/1, load/2, unload/1, start/1, start/2, ensure_started/1, ensure_started/2,
         ensure_all_started/1, ensure_all_started/2, ensure_all_started/3, stop/1, permit/2,
         takeover/2, start_boot/1, start_boot/2, start_type/0]).
-export([which_applications/0, which_applications/1, loaded_applications/0, info/0,
         get_application/0, get_application/1, get_supervisor/1]).
-export([get_key/1, get_key/2, get_all_key/0, get_all_key/1, get_env/1, get_env/2, get_env/3,
         get_all_env/0, get_all_env/1, set_env/1, set_env/2, set_env/3, set_env/4,
         unset_env/2, unset_env/3]).

-moduledoc """
Starts, stops and configures applications. An application is a set of modules with a resource
file; most have a tree of processes whose top a callback module starts.
""".

-callback start(Type :: term(), Args :: term()) ->
    {ok, pid()} | {ok, pid(), State :: term()} | {error, Reason :: term()}.
-callback stop(State :: term()) -> term().
-callback config_change(Changed :: list(), New :: list(), Removed :: list()) -> ok.
-callback prep_stop(State :: term()) -> NewState :: term().
-callback start_phase(Phase :: atom(), Type :: term(), Args :: term()) -> ok | {error, term()}.
-optional_callbacks([config_change/3, prep_stop/1, start_phase/3]).

%%% Loading and starting

%% Load the description of an application, App.app on the code path or a term: ok, or {error, Reason}.
-doc """
Loads an application, a name or a specification: `ok` or `{error, {already_loaded, Name} |
Reason}`.
""".
load(App) -> load(App, []).

-doc """
Loads an application, a name or a specification: `ok` or `{error, {already_loaded, Name} |
Reason}`.
""".
load(App, Distributed) ->
    case application_controller:load_application(App) of
        ok when Distributed =/= [] -> distribute(application_file:name(App), Distributed);
        Result -> Result
    end.

%% On one node an application may be distributed, if it is this node where it runs.
distribute(App, Distributed) ->
    case is_description(App, Distributed) of
        true -> ok;
        false ->
            application_controller:unload_application(App),
            {error, {bad_distributed, Distributed}}
    end.

is_description(App, default) when is_atom(App) -> true;
is_description(App, {App, Nodes}) -> is_list(Nodes);
is_description(App, {App, Time, Nodes}) -> is_integer(Time) andalso is_list(Nodes);
is_description(_, _) -> false.

%% Forget an application that does not run, and those that it includes.
-doc "Unloads an application that is stopped.".
unload(App) -> application_controller:unload_application(App).

%% Start an application; what it needs must be running. If it ends, a permanent one takes the node
%% with it, a transient one unless its reason is normal, a temporary one never.
-doc """
Starts an application: `ok` or `{error, Reason}`. The type says what its end means: `temporary` (a
report), `transient` or `permanent` (the node ends).
""".
start(App) -> start(App, temporary).

-doc """
Starts an application: `ok` or `{error, Reason}`. The type says what its end means: `temporary` (a
report), `transient` or `permanent` (the node ends).
""".
start(App, Type) ->
    case ensure_loaded(App) of
        {ok, Name} -> application_controller:start_application(Name, Type);
        Error -> Error
    end.

ensure_loaded(App) ->
    case load(App) of
        ok -> {ok, application_file:name(App)};
        {error, {already_loaded, _}} -> {ok, application_file:name(App)};
        Error -> Error
    end.

%% The same; ok if it runs already.
-doc "Starts an application unless it is started already: `ok` or `{error, Reason}`.".
ensure_started(App) -> ensure_started(App, temporary).
-doc "Starts an application unless it is started already: `ok` or `{error, Reason}`.".
ensure_started(App, Type) ->
    case start(App, Type) of
        {error, {already_started, _}} -> ok;
        Result -> Result
    end.

%% As a boot script starts applications.
-doc "Starts an application while the system boots.".
start_boot(App) -> start_boot(App, temporary).
-doc "Starts an application while the system boots.".
start_boot(App, Type) -> application_controller:start_boot_application(App, Type).

%% There is one node: nothing can be taken over.
-doc "Takes over a distributed application that runs on another node.".
takeover(App, _Type) -> {error, {not_running_distributed, App}}.

%% Whether an application may run on this node; it is started or stopped accordingly.
-doc "Changes whether an application may run on this node.".
permit(App, Permit) when is_boolean(Permit) ->
    application_controller:permit_application(App, Permit);
permit(App, Permit) ->
    exit({badarg, {application, permit, [App, Permit]}}).

%% While an application is being started: normal, {takeover, Node} or {failover, Node}.
-doc """
How the caller's application was started: `normal`, `local`, `{takeover, Node}` or `undefined`.
""".
start_type() -> application_controller:start_type(group_leader()).

%% Stop an application: prep_stop/1, then all its processes, then stop/1.
-doc "Stops an application; it stays loaded.".
stop(App) -> application_controller:stop_application(App).

%%% Starting with what is needed

%% Start applications and all that they need; {ok, Started} with those that did not run, in order. If
%% one fails, those are stopped again. In concurrent mode, who needs nobody else is started at once.
-doc """
Starts an application and all that it needs: `{ok, Started}` or `{error, {App, Reason}}`. Mode
`concurrent` starts those at once that do not need each other.
""".
ensure_all_started(Apps) -> ensure_all_started(Apps, temporary, serial).
-doc """
Starts an application and all that it needs: `{ok, Started}` or `{error, {App, Reason}}`. Mode
`concurrent` starts those at once that do not need each other.
""".
ensure_all_started(Apps, Type) -> ensure_all_started(Apps, Type, serial).
-doc """
Starts an application and all that it needs: `{ok, Started}` or `{error, {App, Reason}}`. Mode
`concurrent` starts those at once that do not need each other.
""".
ensure_all_started(App, Type, Mode) when is_atom(App) -> ensure_all_started([App], Type, Mode);
ensure_all_started(Apps, Type, Mode) when is_list(Apps) ->
    case enqueue_or_start(Apps, [], #{}, [], [], #{type => Type, mode => Mode}) of
        {ok, Plan, _, Started} when Mode =:= concurrent -> start_plan(Plan, Started, Type);
        {ok, _, _, Started} when Mode =:= serial -> {ok, lists:reverse(Started)};
        {error, Reason, Started} -> failed(Reason, Started)
    end.

failed(Reason, Started) ->
    [stop(App) || App <- Started],
    {error, Reason}.

%% Start what an application needs, then itself. Concurrently, only what is nothing but code is
%% started at once; of the others, Plan says for whom each has to wait. Waits: those of Apps that
%% are in the plan.
enqueue_or_start([App | Apps], Optional, Plan, Waits, Started, How) when is_map_key(App, Plan) ->
    enqueue_or_start(Apps, Optional, Plan, [App | Waits], Started, How);
enqueue_or_start([App | Apps], Optional, Plan, Waits, Started, How) when is_atom(App) ->
    case application_controller:is_running(App) orelse ensure_loaded(App) of
        true -> enqueue_or_start(Apps, Optional, Plan, Waits, Started, How);
        {ok, App} ->
            case one(App, Plan, Started, How) of
                {ok, NewPlan, NewStarted} when is_map_key(App, NewPlan) ->
                    enqueue_or_start(Apps, Optional, NewPlan, [App | Waits], NewStarted, How);
                {ok, NewPlan, NewStarted} ->
                    enqueue_or_start(Apps, Optional, NewPlan, Waits, NewStarted, How);
                Error -> Error
            end;
        {error, {"no such file or directory", _} = Reason} ->
            case lists:member(App, Optional) of
                true -> enqueue_or_start(Apps, Optional, Plan, Waits, Started, How);
                false -> {error, {App, Reason}, Started}
            end;
        {error, Reason} -> {error, {App, Reason}, Started}
    end;
enqueue_or_start([], _Optional, Plan, Waits, Started, _How) ->
    {ok, Plan, Waits, Started}.

one(App, Plan, Started, #{type := Type, mode := Mode} = How) ->
    {ok, Needed} = get_key(App, applications),
    {ok, Optional} = get_key(App, optional_applications),
    {ok, Mod} = get_key(App, mod),
    case enqueue_or_start(Needed, Optional, Plan, [], Started, How) of
        {ok, NewPlan, [], NewStarted} when Mode =:= serial; Mod =:= [] ->
            case application_controller:start_application(App, Type) of
                ok -> {ok, NewPlan, [App | NewStarted]};
                {error, {already_started, App}} -> {ok, NewPlan, NewStarted};
                {error, Reason} -> {error, {App, Reason}, NewStarted}
            end;
        {ok, NewPlan, Waits, NewStarted} ->
            {ok, NewPlan#{App => Waits}, NewStarted};
        Error -> Error
    end.

start_plan(Plan, Started, Type) ->
    start_ready(maps:to_list(Plan), gen_server:reqids_new(), Started, none, Type).

%% Ask for all that wait for nobody, take one answer, and so on. After a failure only answers count.
start_ready(Plan, Requests, Started, none, Type) ->
    Ready = [App || {App, []} <- Plan],
    Asked = lists:foldl(
              fun(App, Sofar) ->
                  Request = application_controller:start_application_request(App, Type),
                  gen_server:reqids_add(Request, App, Sofar)
              end, Requests, Ready),
    next_answer([Item || {App, _} = Item <- Plan, not lists:member(App, Ready)],
                Asked, Started, none, Type);
start_ready(Plan, Requests, Started, Failure, Type) ->
    next_answer(Plan, Requests, Started, Failure, Type).

next_answer(Plan, Requests, Started, Failure, Type) ->
    case gen_server:wait_response(Requests, infinity, true) of
        no_request when Failure =:= none, Plan =:= [] -> {ok, lists:reverse(Started)};
        no_request when Failure =:= none -> exit(deadlock);
        no_request -> failed(Failure, Started);
        {{reply, {error, {already_started, App}}}, App, Rest} ->
            start_ready(done(App, Plan), Rest, Started, Failure, Type);
        {{reply, ok}, App, Rest} ->
            start_ready(done(App, Plan), Rest, [App | Started], Failure, Type);
        {{reply, {error, Reason}}, App, Rest} ->
            start_ready(Plan, Rest, Started, {App, Reason}, Type);
        {{error, {Reason, _}}, _, _} ->
            exit(Reason)
    end.

done(App, Plan) -> [{Other, lists:delete(App, Waits)} || {Other, Waits} <- Plan].

%%% What there is

%% The applications that run, [{App, Description, Vsn}], the last one started first.
-doc "The applications that run: `[{Application, Description, Vsn}]`.".
which_applications() -> application_controller:which_applications().
-doc "The applications that run: `[{Application, Description, Vsn}]`.".
which_applications(Timeout) when Timeout =:= infinity; is_integer(Timeout), Timeout >= 0 ->
    application_controller:which_applications(Timeout).

%% The applications that are loaded, [{App, Description, Vsn}].
-doc "The applications that are loaded: `[{Application, Description, Vsn}]`.".
loaded_applications() -> application_table:loaded().

%% What the application controller is doing.
-doc "What the controller of applications knows.".
info() -> application_controller:info().

%% The application of this process; of a process or a module: {ok, App} or undefined.
-doc "The application of a process or a module: `{ok, Application}` or `undefined`.".
get_application() -> application_table:of_master(group_leader()).

-doc "The application of a process or a module: `{ok, Application}` or `undefined`.".
get_application(Pid) when is_pid(Pid) ->
    case process_info(Pid, group_leader) of
        {group_leader, Leader} -> application_table:of_master(Leader);
        undefined -> undefined
    end;
get_application(Module) when is_atom(Module) ->
    application_table:of_module(Module).

%% The top supervisor of a running application.
-doc "The top supervisor of an application: `{ok, Pid}` or `undefined`.".
get_supervisor(kernel) -> {ok, whereis(kernel_sup)};
get_supervisor(App) when is_atom(App) ->
    case application_table:master(App) of
        undefined -> undefined;
        Master ->
            case application_master:get_child(Master) of
                {Supervisor, _Mod} -> {ok, Supervisor};
                error -> undefined
            end
    end.

%% A key of the .app file of an application, of this process's if none is named.
-doc "A key of an application's resource file: `{ok, Val}` or `undefined`.".
get_key(Key) -> application_controller:get_pid_key(group_leader(), Key).
-doc "A key of an application's resource file: `{ok, Val}` or `undefined`.".
get_key(App, Key) -> application_table:key(App, Key).

%% All keys of the .app file of an application.
-doc "All keys of an application's resource file: `{ok, Keys}` or `undefined`.".
get_all_key() -> application_controller:get_pid_all_key(group_leader()).
-doc "All keys of an application's resource file: `{ok, Keys}` or `undefined`.".
get_all_key(App) -> application_table:all_keys(App).

%%% The environment

%% A parameter of the environment: {ok, Value} or undefined; get_env/3 gives the value or a default.
-doc """
A parameter of an application's configuration: `{ok, Val}` or `undefined`; the value or Def with
three arguments.
""".
get_env(Par) -> application_controller:get_pid_env(group_leader(), Par).
-doc """
A parameter of an application's configuration: `{ok, Val}` or `undefined`; the value or Def with
three arguments.
""".
get_env(App, Par) -> application_table:env(App, Par).
-doc """
A parameter of an application's configuration: `{ok, Val}` or `undefined`; the value or Def with
three arguments.
""".
get_env(App, Par, Default) -> application_table:env(App, Par, Default).

%% All parameters of the environment of an application, [{Par, Value}].
-doc "The configuration of an application, of the caller's if none is named.".
get_all_env() -> application_controller:get_pid_all_env(group_leader()).
-doc "The configuration of an application, of the caller's if none is named.".
get_all_env(App) -> application_table:env(App).

%% Set parameters of several applications, [{App, [{Par, Value}]}]. With {persistent, true} they stand
%% above the .app file whenever it is loaded.
-doc """
Sets parameters of configurations; with `{persistent, true}` they outlive the loading of the
application.
""".
set_env(Config) when is_list(Config) -> set_env(Config, []).

-doc """
Sets parameters of configurations; with `{persistent, true}` they outlive the loading of the
application.
""".
set_env(Config, Options) when is_list(Config), is_list(Options) ->
    case application_controller:set_env(Config, Options) of
        ok -> ok;
        {error, Text} -> erlang:error({badarg, Text}, [Config, Options])
    end.

%% Set a parameter of the environment of an application.
-doc """
Sets parameters of configurations; with `{persistent, true}` they outlive the loading of the
application.
""".
set_env(App, Par, Value) -> set_env(App, Par, Value, []).
%% A timeout may stand for the options.
-doc """
Sets parameters of configurations; with `{persistent, true}` they outlive the loading of the
application.
""".
set_env(App, Par, Value, infinity) -> set_env(App, Par, Value, [{timeout, infinity}]);
set_env(App, Par, Value, Timeout) when is_integer(Timeout), Timeout >= 0 ->
    set_env(App, Par, Value, [{timeout, Timeout}]);
set_env(App, Par, Value, Options) when is_list(Options) ->
    application_controller:set_env(App, Par, Value, Options).

%% Take a parameter out of the environment of an application.
-doc "Removes a parameter from the configuration of an application.".
unset_env(App, Par) -> unset_env(App, Par, []).
-doc "Removes a parameter from the configuration of an application.".
unset_env(App, Par, infinity) -> unset_env(App, Par, [{timeout, infinity}]);
unset_env(App, Par, Timeout) when is_integer(Timeout), Timeout >= 0 ->
    unset_env(App, Par, [{timeout, Timeout}]);
unset_env(App, Par, Options) when is_list(Options) ->
    application_controller:unset_env(App, Par, Options).
