%% The start phases of an application, and of those that it includes.
-module(application_starter).

-export([start/3]).

%% Each phase goes through all applications before the next one begins.
start([{Phase, _} | Phases], Type, Apps) ->
    case start_apps(Phase, Type, Apps) of
        ok -> start(Phases, Type, Apps);
        Error -> Error
    end;
start([], _Type, _Apps) -> ok.

start_apps(Phase, Type, [App | Apps]) ->
    case run_start_phase(Phase, Type, App) of
        ok -> start_apps(Phase, Type, Apps);
        Error -> Error
    end;
start_apps(_Phase, _Type, []) -> ok.

%% An application whose module is application_starter takes those along that it includes.
run_start_phase(Phase, Type, App) ->
    case application:get_key(App, mod) of
        {ok, {application_starter, [Mod, _Args]}} ->
            {ok, Included} = application:get_key(App, included_applications),
            case run_the_phase(Phase, Type, App, Mod) of
                ok -> start_apps(Phase, Type, Included);
                Error -> Error
            end;
        {ok, {Mod, _Args}} ->
            run_the_phase(Phase, Type, App, Mod)
    end.

run_the_phase(Phase, Type, App, Mod) ->
    case application:get_key(App, start_phases) of
        {ok, undefined} -> {error, {start_phases_undefined, App}};
        {ok, Phases} ->
            case lists:keyfind(Phase, 1, Phases) of
                {_, Args} ->
                    Result = try
                                 Mod:start_phase(Phase, Type, Args)
                             catch
                                 throw:Value -> Value;
                                 exit:Reason -> {'EXIT', Reason};
                                 error:Reason:Stack -> {'EXIT', {Reason, Stack}}
                             end,
                    outcome(Result, {Mod, start_phase, [Phase, Type, Args]});
                false -> ok
            end
    end.

outcome(ok, _) -> ok;
outcome({error, Reason}, Call) -> {error, {Reason, Call}};
outcome(Other, Call) -> {error, {bad_return_value, {Call, Other}}}.
