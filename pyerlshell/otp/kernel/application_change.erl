%% Changes of what is known of applications: loading, unloading, new versions, permissions; and who is
%% told when his environment has changed.
-module(application_change).

-export([load/1, unload/1, change_all/2, reread/2, tell_changes/2, persist/3, permit/2]).

%% Load an application, and those that it includes. {ok, App} or {error, Reason}.
load(Given) ->
    try
        App = application_file:name(Given),
        case application_table:keys(App) of
            undefined -> load_new(App, Given);
            _ -> {error, {already_loaded, Given}}
        end
    catch
        throw:{error, _} = Error -> Error;
        error:Reason:Stack -> {error, {Reason, Stack}}
    end.

load_new(App, Given) ->
    case description(Given) of
        {ok, #{env := Env, included_applications := Included} = Keys} ->
            application_table:add_env(App, merged(Env, application_table:conf(App))),
            application_table:load(App, Keys),
            load_included(Included, App);
        {error, _} = Error -> Error
    end.

description(App) when is_atom(App) -> application_file:read(App);
description(Term) -> {ok, application_file:checked(Term)}.

load_included([Inner | Included], App) ->
    case application_table:keys(Inner) =/= undefined orelse load_new(Inner, Inner) of
        {error, _} = Error -> Error;
        _ -> load_included(Included, App)
    end;
load_included([], App) -> {ok, App}.

%% What the configuration says stands above what the .app file says.
merged(Env, Conf) ->
    [{Par, proplists:get_value(Par, Conf, Value)} || {Par, Value} <- Env]
        ++ [Item || {Par, _} = Item <- Conf, not lists:keymember(Par, 1, Env)].

unload(App) ->
    case application_table:keys(App) of
        undefined -> {error, {not_loaded, App}};
        #{included_applications := Included} ->
            application_table:unload(App),
            [unload(Inner) || Inner <- Included],
            ok
    end.

%% An upgrade: new descriptions of applications that are loaded, and a new configuration, in which a
%% string is the name of a file that has more.
change_all(Descriptions, Given) ->
    try
        Config = lists:foldl(fun add_config/2, [], Given),
        [change(App, application_file:checked(Term), Config)
         || {application, App, _} = Term <- Descriptions,
            application_table:keys(App) =/= undefined],
        [application_table:set_conf(App, Env) || {App, Env} <- Config],
        ok
    catch
        throw:{error, _} = Error -> Error;
        error:Reason:Stack -> {error, {Reason, Stack}}
    end.

%% What comes later stands above what came before.
add_config({App, Env}, Config) ->
    Before = proplists:get_value(App, Config, []),
    lists:keystore(App, 1, Config, {App, merged(Before, Env)});
add_config(Name, Config) ->
    File = filename:rootname(Name, ".config") ++ ".config",
    case file:consult(File) of
        {ok, [More]} when is_list(More) -> lists:foldl(fun add_config/2, Config, More);
        Result ->
            Reason = case Result of
                         {error, Fault} -> file:format_error(Fault);
                         {ok, _} -> "configuration file must contain ONE list ended by <dot>"
                     end,
            logger:error("~tp: ~ts~n", [File, Reason], #{error_logger => #{tag => error}}),
            Config
    end.

%% The .app files of applications are read anew, each with a configuration.
reread([App | Apps], [Config | Configs]) ->
    {ok, Keys} = application_file:read(App),
    change(App, Keys, Config),
    reread(Apps, Configs);
reread([], _) -> ok.

change(App, #{env := Env} = Keys, Config) ->
    Conf = merged(proplists:get_value(App, Config, []), application_table:conf(App)),
    application_table:replace_env(App, merged(Env, Conf)),
    application_table:load(App, Keys).

%% Call config_change/3 of the applications whose environment is not what it was before.
tell_changes(Apps, Before) ->
    Results = [tell(App, lists:sort(application_table:env(App)),
                    lists:sort(proplists:get_value(App, Before, [])))
               || App <- Apps],
    case [Reason || {error, Reason} <- Results] of
        [] -> ok;
        Reasons -> {error, lists:reverse(Reasons)}
    end.

tell(_App, Env, Env) -> ok;
tell(App, Now, Before) ->
    {Changed, New, Removed} = difference(Now, Before, [], []),
    case application_table:key(App, mod) of
        {ok, []} -> {error, {module_not_defined, App}};
        {ok, {Mod, _}} ->
            Call = fun() -> Mod:config_change(Changed, New, Removed) end,
            case application_master:caught(Call) of
                ok -> ok;
                {'EXIT', {undef, _}} -> ok;
                {error, _} = Error -> Error;
                Other -> {error, Other}
            end;
        undefined -> {error, {application_not_found, App}}
    end.

%% {Changed, New, Removed}, each in the order that the reference has.
difference([], Before, Changed, New) ->
    {Changed, New, lists:reverse([Par || {Par, _} <- Before])};
difference(Now, [], Changed, New) ->
    {Changed, Now ++ New, []};
difference([{Par, Value} = Item | Now], Before, Changed, New) ->
    Rest = lists:keydelete(Par, 1, Before),
    case lists:keyfind(Par, 1, Before) of
        {_, Value} -> difference(Now, Rest, Changed, New);
        false -> difference(Now, Before, Changed, [Item | New]);
        _ -> difference(Now, Rest, [Item | Changed], New)
    end.

%% Remember parameters for the next load, and forget others.
persist(App, Env, Pars) ->
    Old = [Item || {Par, _} = Item <- application_table:conf(App),
                   not lists:member(Par, Pars), not lists:keymember(Par, 1, Env)],
    application_table:set_conf(App, Old ++ Env).

permit(App, Permit) ->
    Others = lists:keydelete(App, 1, application_table:env(kernel, permissions, [])),
    application_table:set_env(kernel, permissions, [{App, Permit} | Others]).
