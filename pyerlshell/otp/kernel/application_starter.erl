%% The start phases of an application, and of those that it includes.
-module(application_starter).

-export([start/3]).

%% Each phase goes through all applications before the next one begins.
start(Phases, Type, Apps) ->
    try
        [phase(Phase, Type, App) || {Phase, _} <- Phases, App <- Apps],
        ok
    catch
        throw:{error, _} = Error -> Error
    end.

%% An application whose module is application_starter takes those along that it includes.
phase(Phase, Type, App) ->
    case application:get_key(App, mod) of
        {ok, {application_starter, [Mod, _Args]}} ->
            run(Phase, Type, App, Mod),
            {ok, Included} = application:get_key(App, included_applications),
            [phase(Phase, Type, Inner) || Inner <- Included];
        {ok, {Mod, _Args}} ->
            run(Phase, Type, App, Mod)
    end.

run(Phase, Type, App, Mod) ->
    Phases = case application:get_key(App, start_phases) of
                 {ok, undefined} -> throw({error, {start_phases_undefined, App}});
                 {ok, Found} -> Found
             end,
    case lists:keyfind(Phase, 1, Phases) of
        {Phase, Args} -> call(Mod, [Phase, Type, Args]);
        false -> ok
    end.

call(Mod, Args) ->
    Call = {Mod, start_phase, Args},
    case application_master:caught(fun() -> apply(Mod, start_phase, Args) end) of
        ok -> ok;
        {error, Reason} -> throw({error, {Reason, Call}});
        Other -> throw({error, {bad_return_value, {Call, Other}}})
    end.
