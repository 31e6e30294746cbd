%% Applications: modules that are started and stopped together, and their environment.
%%
%% What is known is kept with node_config: {loaded, App} is the list of keys of its .app file,
%% {{env, App}, Parameter} a parameter, {running, App} the master process (or `none'), and its type.
%% kernel and stdlib are always there.
-module(application).

-export([load/1, load/2, unload/1, start/1, start/2, ensure_started/1, ensure_started/2,
         ensure_all_started/1, ensure_all_started/2, ensure_all_started/3, stop/1, permit/2,
         takeover/2, start_boot/1, start_boot/2, start_type/0]).
-export([which_applications/0, which_applications/1, loaded_applications/0, info/0,
         get_application/0, get_application/1, get_supervisor/1]).
-export([get_key/1, get_key/2, get_all_key/0, get_all_key/1, get_env/1, get_env/2, get_env/3,
         get_all_env/0, get_all_env/1, set_env/1, set_env/2, set_env/3, set_env/4,
         unset_env/2, unset_env/3]).
-export([ended/3, format_log/2]).

-callback start(Type :: term(), Args :: term()) ->
    {ok, pid()} | {ok, pid(), State :: term()} | {error, Reason :: term()}.
-callback stop(State :: term()) -> term().
-callback prep_stop(State :: term()) -> NewState :: term().
-callback config_change(Changed :: list(), New :: list(), Removed :: list()) -> ok.
-callback start_phase(Phase :: atom(), Type :: term(), Args :: term()) -> ok | {error, term()}.
-optional_callbacks([prep_stop/1, config_change/3, start_phase/3]).

-define(KEYS, [{description, []}, {id, []}, {vsn, []}, {modules, []}, {maxP, infinity},
               {maxT, infinity}, {registered, []}, {included_applications, []},
               {optional_applications, []}, {applications, []}, {env, []}, {mod, []},
               {start_phases, undefined}]).

%%% Loading

load(App) -> load(App, []).

load({application, App, Keys}, _Distributed) when is_atom(App), is_list(Keys) ->
    case is_loaded(App) of
        true -> {error, {already_loaded, App}};
        false -> add(App, Keys)
    end;
load(App, _Distributed) when is_atom(App) ->
    case is_loaded(App) of
        true -> {error, {already_loaded, App}};
        false -> load_file(App)
    end.

load_file(App) ->
    Name = atom_to_list(App) ++ ".app",
    case code:where_is_file(Name) of
        non_existing -> {error, {"no such file or directory", Name}};
        Path ->
            case file:consult(Path) of
                {ok, [{application, App, Keys}]} -> add(App, Keys);
                {ok, Other} -> {error, {bad_application, Other}};
                {error, Reason} -> {error, {file:format_error(Reason), Name}}
            end
    end.

%% What the command line or set_env/3 said before stands.
add(App, Given) ->
    Keys = [{Key, proplists:get_value(Key, Given, Default)} || {Key, Default} <- ?KEYS],
    Known = [Par || {Par, _} <- get_all_env(App)],
    [node_config:put({{env, App}, Par}, Value)
     || {Par, Value} <- proplists:get_value(env, Keys), not lists:member(Par, Known)],
    node_config:put({loaded, App}, Keys),
    ok.

unload(App) ->
    case {is_loaded(App), is_running(App)} of
        {_, true} -> {error, {running, App}};
        {false, _} -> {error, {not_loaded, App}};
        {true, false} ->
            [node_config:erase({{env, App}, Par}) || {Par, _} <- get_all_env(App)],
            node_config:erase({loaded, App}),
            ok
    end.

is_loaded(App) -> keys(App) =/= undefined.

keys(App) ->
    node_config:get({loaded, App}, built_in(App)).

built_in(kernel) -> built_in("ERTS  CXC 138 10", "11.0.4", []);
built_in(stdlib) -> built_in("ERTS  CXC 138 10", "8.1", [kernel]);
built_in(_) -> undefined.

built_in(Description, Vsn, Applications) ->
    Changed = [{description, Description}, {vsn, Vsn}, {applications, Applications}],
    [{Key, proplists:get_value(Key, Changed, Default)} || {Key, Default} <- ?KEYS].

%%% Starting

start(App) -> start(App, temporary).

start(App, Type) when Type =:= permanent; Type =:= transient; Type =:= temporary ->
    case ensure_loaded(App) of
        ok -> start_loaded(name(App), Type);
        Error -> Error
    end;
start(_App, Type) ->
    {error, {invalid_restart_type, Type}}.

name({application, App, _}) -> App;
name(App) -> App.

ensure_loaded(App) ->
    case load(App) of
        {error, {already_loaded, _}} -> ok;
        Result -> Result
    end.

start_loaded(App, Type) ->
    {ok, Mod} = get_key(App, mod),
    case is_running(App) of
        true -> {error, {already_started, App}};
        false ->
            case [Needed || Needed <- needed(App), not is_running(Needed)] of
                [Needed | _] -> {error, {not_started, Needed}};
                [] when Mod =:= []; Mod =:= undefined -> run(App, none, Type), ok;
                [] -> start_master(App, Mod, Type)
            end
    end.

needed(App) ->
    {ok, Applications} = get_key(App, applications),
    {ok, Optional} = get_key(App, optional_applications),
    [Needed || Needed <- Applications,
               not lists:member(Needed, Optional) orelse ensure_loaded(Needed) =:= ok].

start_master(App, Mod, Type) ->
    case application_master:start(App, Mod, Type) of
        {ok, Master} -> run(App, Master, Type), ok;
        {error, _} = Error -> Error
    end.

run(App, Master, Type) ->
    node_config:put({running, App}, {Master, Type}).

is_running(App) ->
    lists:keymember(App, 1, running()).

%% What was started last stands first.
running() ->
    lists:reverse([{kernel, {none, permanent}}, {stdlib, {none, permanent}}
                   | node_config:list(running)]).

ensure_started(App) -> ensure_started(App, temporary).
ensure_started(App, Type) ->
    case start(App, Type) of
        {error, {already_started, _}} -> ok;
        Result -> Result
    end.

ensure_all_started(Apps) -> ensure_all_started(Apps, temporary, serial).
ensure_all_started(Apps, Type) -> ensure_all_started(Apps, Type, serial).
ensure_all_started(App, Type, Mode) when is_atom(App) -> ensure_all_started([App], Type, Mode);
ensure_all_started(Apps, Type, _Mode) when is_list(Apps) ->
    case start_all(Apps, Type, []) of
        {ok, Started} -> {ok, lists:reverse(Started)};
        {error, Reason, Started} ->
            [stop(App) || App <- Started],
            {error, Reason}
    end.

start_all([App | Apps], Type, Started) ->
    case start_with_needed(App, Type, Started) of
        {ok, NowStarted} -> start_all(Apps, Type, NowStarted);
        Error -> Error
    end;
start_all([], _Type, Started) ->
    {ok, Started}.

start_with_needed(App, Type, Started) ->
    case is_running(App) of
        true -> {ok, Started};
        false ->
            case ensure_loaded(App) of
                ok ->
                    case start_all(needed(App), Type, Started) of
                        {ok, NowStarted} -> start_one(App, Type, NowStarted);
                        Error -> Error
                    end;
                {error, Reason} -> {error, {App, Reason}, Started}
            end
    end.

start_one(App, Type, Started) ->
    case start(App, Type) of
        ok -> {ok, [App | Started]};
        {error, {already_started, _}} -> {ok, Started};
        {error, Reason} -> {error, {App, Reason}, Started}
    end.

start_boot(App) -> start_boot(App, temporary).
start_boot(App, Type) -> start(App, Type).
takeover(App, Type) -> start(App, Type).
permit(_App, _Allowed) -> ok.
start_type() -> undefined.

%%% Stopping

stop(App) ->
    case lists:keyfind(App, 1, running()) of
        {App, {none, Type}} when App =/= kernel, App =/= stdlib -> ended(App, stopped, Type), ok;
        {App, {Master, Type}} when is_pid(Master) ->
            application_master:stop(Master),
            ended(App, stopped, Type),
            ok;
        _ -> {error, {not_started, App}}
    end.

%% An application is not running any more.
ended(App, Reason, Type) ->
    node_config:erase({running, App}),
    logger:log(notice,
               #{label => {application_controller, exit},
                 report => [{application, App}, {exited, Reason}, {type, Type}]},
               #{domain => [otp], report_cb => fun application:format_log/2,
                 error_logger => #{tag => info_report, type => std_info}}).

format_log(#{report := Report}, Config0) ->
    Config = gen_report:config(Config0),
    Parts = case Config of
                #{single_line := true} ->
                    [{application, App}, {exited, Reason}, {type, Type}] = Report,
                    ["Application: ", {term, App}, ". Exited: ", {term, Reason}, ". Type: ",
                     {term, Type}, "."];
                _ ->
                    [["    ", atom_to_list(Key), ": ", {term, Value}, "\n"]
                     || {Key, Value} <- Report]
            end,
    gen_report:format(Parts, Config).

%%% What there is

which_applications() -> [shown(App) || {App, _} <- running()].
which_applications(_Timeout) -> which_applications().

loaded_applications() ->
    [shown(App) || App <- [App || {App, _} <- lists:reverse(node_config:list(loaded))]
                              ++ [kernel, stdlib]].

shown(App) ->
    {ok, Description} = get_key(App, description),
    {ok, Vsn} = get_key(App, vsn),
    {App, Description, Vsn}.

info() ->
    [{loaded, loaded_applications()},
     {running, [{App, Master} || {App, {Master, _}} <- running()]}].

get_application() -> get_application(self()).

get_application(Pid) when is_pid(Pid) ->
    case process_info(Pid, group_leader) of
        {group_leader, Leader} ->
            case [App || {App, {Master, _}} <- running(), Master =:= Leader] of
                [App] -> {ok, App};
                [] -> undefined
            end;
        undefined -> undefined
    end;
get_application(Module) ->
    Owners = [App || {App, Keys} <- node_config:list(loaded),
                     lists:member(Module, proplists:get_value(modules, Keys))],
    case Owners of
        [App | _] -> {ok, App};
        [] -> undefined
    end.

get_supervisor(App) ->
    case lists:keyfind(App, 1, running()) of
        {App, {Master, _}} when is_pid(Master) -> {ok, application_master:supervisor(Master)};
        _ -> undefined
    end.

get_key(Key) -> of_mine(fun(App) -> get_key(App, Key) end, undefined).

get_key(App, Key) ->
    case get_all_key(App) of
        {ok, Keys} ->
            case lists:keyfind(Key, 1, Keys) of
                {_, Value} -> {ok, Value};
                false -> undefined
            end;
        undefined -> undefined
    end.

get_all_key() -> of_mine(fun get_all_key/1, []).

get_all_key(App) ->
    case keys(App) of
        undefined -> undefined;
        Keys -> {ok, lists:keyreplace(env, 1, Keys, {env, get_all_env(App)})}
    end.

of_mine(Fun, Default) ->
    case get_application() of
        {ok, App} -> Fun(App);
        undefined -> Default
    end.

%%% The environment

get_env(Par) -> of_mine(fun(App) -> get_env(App, Par) end, undefined).

get_env(App, Par) ->
    case node_config:get({{env, App}, Par}, '$unset$') of
        '$unset$' -> built_in_env(App, Par);
        Value -> {ok, Value}
    end.

get_env(App, Par, Default) ->
    case get_env(App, Par) of
        {ok, Value} -> Value;
        undefined -> Default
    end.

built_in_env(kernel, Par) ->
    case lists:keyfind(Par, 1, kernel_env()) of
        {_, Value} -> {ok, Value};
        false -> undefined
    end;
built_in_env(_, _) -> undefined.

kernel_env() ->
    [{logger_level, notice}, {logger_sasl_compatible, false}, {net_ticktime, 60},
     {net_tickintensity, 4}, {connect_all, true}, {prevent_overlapping_partitions, true},
     {shell_docs_ansi, auto}, {shell_history_drop, []}].

get_all_env() -> of_mine(fun get_all_env/1, []).

get_all_env(kernel) ->
    Set = node_config:list({env, kernel}),
    Set ++ [Item || {Par, _} = Item <- kernel_env(), not lists:keymember(Par, 1, Set)];
get_all_env(App) ->
    node_config:list({env, App}).

set_env(Config) -> set_env(Config, []).

set_env(Config, Options) when is_list(Config), is_list(Options) ->
    [set_env(App, Par, Value) || {App, Env} <- Config, {Par, Value} <- Env],
    ok.

set_env(App, Par, Value) ->
    node_config:put({{env, App}, Par}, Value),
    ok.
set_env(App, Par, Value, _Options) -> set_env(App, Par, Value).

unset_env(App, Par) ->
    node_config:erase({{env, App}, Par}),
    ok.
unset_env(App, Par, _Options) -> unset_env(App, Par).
