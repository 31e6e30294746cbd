%% The boot script between two releases whose emulators differ: kernel, stdlib and sasl of the new one
%% with everything else of the old one. When it has started, the upgrade goes on.
-module(systools_hybrid).

-export([make/4]).

%% {ok, Boot} or {error, Reason}. Old, New: boot files as binaries; Args: those of
%% release_handler:new_emulator_upgrade.
make(Vsn, Old, New, Args) ->
    {script, _, OldSteps} = binary_to_term(Old),
    {script, {Name, _}, NewSteps} = binary_to_term(New),
    [_, OldLoads, OldPaths, _, OldApps] = parts(OldSteps),
    [NewKernel, NewLoads, NewPaths, NewProcesses, NewApps] = parts(NewSteps),
    try
        Steps = NewKernel ++ loads(OldLoads, NewLoads) ++ paths(OldPaths, NewPaths) ++ NewProcesses
            ++ apps(OldApps, NewApps, Args),
        {ok, term_to_binary({script, {Name, Vsn}, Steps})}
    catch
        throw:{error, _} = Error -> Error
    end.

%% What comes before the kernel is loaded, the modules, the paths, the kernel's processes, the rest.
parts(Steps) ->
    Starts = [fun(Step) -> Step =:= {progress, kernel_load_completed} end,
              fun(Step) -> Step =:= {progress, modules_loaded} end,
              fun(Step) -> element(1, Step) =:= kernelProcess end,
              fun(Step) -> Step =:= {progress, init_kernel_started} end],
    {Rest, Parts} = lists:foldl(
                      fun(IsStart, {Left, Done}) ->
                          {Part, Next} = lists:splitwith(fun(S) -> not IsStart(S) end, Left),
                          {Next, [Part | Done]}
                      end, {Steps, []}, Starts),
    lists:reverse([Rest | Parts]).

loads([{path, [Path]} = Where, {primLoad, _} = Load | Old], New) ->
    case base(Path) of
        none -> [Where, Load | loads(Old, New)];
        App -> of_new(App, New) ++ loads(Old, New)
    end;
loads([Step | Old], New) -> [Step | loads(Old, New)];
loads([], _New) -> [].

of_new(App, [{path, [Path]} = Where, {primLoad, _} = Load | New]) ->
    case base(Path) of
        App -> [Where, Load];
        _ -> of_new(App, New)
    end;
of_new(App, [_ | New]) -> of_new(App, New);
of_new(_App, []) -> [].

paths(Old, New) ->
    {path, NewPaths} = lists:keyfind(path, 1, New),
    [case Step of
         {path, Paths} -> {path, lists:append([path(Path, NewPaths) || Path <- Paths])};
         _ -> Step
     end || Step <- Old].

path(Path, New) ->
    case base(Path) of
        none -> [Path];
        App -> [Other || Other <- New, base(Other) =:= App]
    end.

%% Which of the three a folder belongs to.
base(Path) ->
    case re:run(Path, "(kernel|stdlib|sasl)-[0-9.]+", [{capture, [1], list}, unicode]) of
        {match, [App]} -> App;
        nomatch -> none
    end.

apps(Old, New, Args) ->
    Steps = lists:foldl(
              fun(App, Sofar) -> replaced(load_step(App, New, app_not_found), App, Sofar) end,
              Old, [stdlib, sasl]),
    {Most, [{progress, started}]} = lists:split(length(Steps) - 1, Steps),
    Most ++ [{apply, {release_handler, new_emulator_upgrade, Args}}, {progress, started}].

load_step(App, Steps, Fault) ->
    case [S || {apply, {application, load, [{application, Name, _}]}} = S <- Steps, Name =:= App] of
        [Step | _] -> Step;
        [] -> throw({error, {Fault, App}})
    end.

replaced(Step, App, Steps) ->
    Old = load_step(App, Steps, app_not_replaced),
    [case S of Old -> Step; _ -> S end || S <- Steps].
