%% What is known of applications: their descriptions, environments and masters.
%%
%% Anybody may read, the application controller writes. It is kept with node_config: {loaded, App} is
%% the list of the keys of its .app file, {{env, App}, Par} a parameter, {master, App} the master
%% process, {conf, App} the parameters that the command line and set_env with `persistent' said,
%% which stand above those of the .app file whenever it is loaded.
-module(application_table).

-export([load/2, unload/1, keys/1, key/2, all_keys/1, loaded/0, described/1]).
-export([env/1, env/2, env/3, set_env/3, add_env/2, unset_env/2, replace_env/2,
         conf/1, set_conf/2]).
-export([master/1, set_master/2, unset_master/1, of_master/1, of_module/1]).

%%% Descriptions

load(App, Keys) ->
    node_config:put({loaded, App}, Keys).

unload(App) ->
    clear_env(App),
    node_config:erase({loaded, App}).

%% The keys of a loaded application, or `undefined'. kernel and stdlib are always loaded.
keys(App) ->
    case node_config:get({loaded, App}, undefined) of
        undefined when App =:= kernel; App =:= stdlib ->
            {ok, Keys} = application_file:read(App),
            load(App, Keys),
            Keys;
        Keys -> Keys
    end.

key(App, env) ->
    case keys(App) of
        undefined -> undefined;
        _ -> {ok, env(App)}
    end;
key(App, Key) ->
    case keys(App) of
        #{Key := Value} -> {ok, Value};
        _ -> undefined
    end.

all_keys(App) ->
    case keys(App) of
        undefined -> undefined;
        Keys -> {ok, [{Key, value(App, Key, Keys)} || Key <- application_file:keys()]}
    end.

value(App, env, _) -> env(App);
value(_, Key, Keys) -> maps:get(Key, Keys).

loaded() ->
    Others = [App || {App, _} <- lists:reverse(node_config:list(loaded)),
                     App =/= kernel, App =/= stdlib],
    [described(App) || App <- Others ++ [stdlib, kernel]].

described(App) ->
    #{description := Description, vsn := Vsn} = keys(App),
    {App, Description, Vsn}.

%%% The environment

env(App, Par) ->
    case node_config:get({{env, App}, Par}, '$unset$') of
        '$unset$' -> built_in(App, Par);
        Value -> {ok, Value}
    end.

env(App, Par, Default) ->
    case env(App, Par) of
        {ok, Value} -> Value;
        undefined -> Default
    end.

env(kernel) ->
    Set = node_config:list({env, kernel}),
    Set ++ [Item || {Par, _} = Item <- kernel_env(), not lists:keymember(Par, 1, Set)];
env(App) ->
    node_config:list({env, App}).

built_in(kernel, Par) ->
    case lists:keyfind(Par, 1, kernel_env()) of
        {_, Value} -> {ok, Value};
        false -> undefined
    end;
built_in(_, _) -> undefined.

kernel_env() ->
    [{logger_level, notice}, {logger_sasl_compatible, false}, {net_ticktime, 60},
     {net_tickintensity, 4}, {connect_all, true}, {prevent_overlapping_partitions, true},
     {shell_docs_ansi, auto}, {shell_history_drop, []},
     {logger,
      [{handler, default, logger_std_h,
        #{config => #{type => standard_io},
          formatter => {logger_formatter, #{single_line => false, legacy_header => true}}}}]}].

set_env(App, Par, Value) -> node_config:put({{env, App}, Par}, Value).

unset_env(App, Par) -> node_config:erase({{env, App}, Par}).

add_env(App, Env) ->
    lists:foreach(fun({Par, Value}) -> set_env(App, Par, Value) end, Env).

replace_env(App, Env) ->
    clear_env(App),
    add_env(App, Env).

clear_env(App) ->
    lists:foreach(fun({Par, _}) -> unset_env(App, Par) end, node_config:list({env, App})).

conf(App) -> node_config:get({conf, App}, []).

set_conf(App, Env) -> node_config:put({conf, App}, Env).

%%% Masters

master(App) -> node_config:get({master, App}, undefined).

set_master(App, Master) -> node_config:put({master, App}, Master).

unset_master(App) -> node_config:erase({master, App}).

of_master(Leader) ->
    case [App || {App, Master} <- node_config:list(master), Master =:= Leader] of
        [App | _] -> {ok, App};
        [] -> undefined
    end.

of_module(Module) ->
    case [App || {App, _, _} <- loaded(), lists:member(Module, map_get(modules, keys(App)))] of
        [App | _] -> {ok, App};
        [] -> undefined
    end.
