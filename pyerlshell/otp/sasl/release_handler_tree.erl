%% The processes of all running applications, found by asking supervisors for their children.
-module(release_handler_tree).

-export([processes/0]).

%% [{Supervisor, Id, Pid, Mods}]; the top supervisor of an application comes after what is below it,
%% as {undefined, undefined, Pid, [Mod]}.
processes() ->
    Tops = [{App, Top} || {App, _, _} <- application:which_applications(),
                          Master <- [application_controller:get_master(App)], is_pid(Master),
                          {Top, _Mod} <- [application_master:get_child(Master)]],
    lists:foldl(fun({App, Top}, Found) -> of_application(App, Top) ++ Found end, [], Tops).

of_application(App, Top) ->
    case callback(Top) of
        {ok, Mod} ->
            below(children(Top, Mod), Top) ++ [{undefined, undefined, Top, [Mod]}];
        error ->
            error_logger:error_msg("release_handler: cannot find top supervisor for "
                                   "application ~w~n", [App]),
            below(children(Top, App), Top)
    end.

callback(Top) ->
    try supervisor:get_callback_module(Top) of
        Mod when is_atom(Mod) -> {ok, Mod};
        _ -> error
    catch
        _:Reason ->
            io:format("~w: reason: ~w~n", [Top, {'EXIT', Reason}]),
            error
    end.

below(Children, Sup) ->
    lists:append([child(Id, Pid, Type, Mods, Sup) || {Id, Pid, Type, Mods} <- Children,
                                                     is_pid(Pid)]).

child(Id, Pid, worker, dynamic, Sup) -> [{Sup, Id, Pid, asked_modules(Id, Pid)}];
child(Id, Pid, supervisor, Mods, Sup) ->
    [{Sup, Id, Pid, Mods} | below(children(Pid, Id), Pid)];
child(Id, Pid, worker, Mods, Sup) when is_list(Mods) -> [{Sup, Id, Pid, Mods}];
child(_, _, _, _, _) -> [].

%% A supervisor that is suspended cannot tell its children: the upgrade fails, with a report.
children(Sup, Name) ->
    case state(Sup) of
        gone ->
            error_logger:warning_msg("release_handler: a process (~p) exited during supervision "
                                     "tree interrogation. Continuing ...~n", [Sup]),
            [];
        suspended ->
            error_logger:error_msg("release_handler: a which_children call to ~p (~w) was "
                                   "avoided. This supervisor is suspended and should likely be "
                                   "upgraded differently. Exiting ...~n", [Name, Sup]),
            error(suspended_supervisor);
        running ->
            try supervisor:which_children(Sup)
            catch
                exit:Reason ->
                    if_late(Reason,
                            "release_handler: ~p~nerror during a which_children call to ~p (~w)."
                            " [State: running] Exiting ... ~n",
                            [{'EXIT', Reason}, Name, Sup], which_children_failed)
            end
    end.

state(Sup) ->
    try sys:get_status(Sup) of
        {status, _, {module, _}, [_, State | _]} -> State
    catch
        exit:{Reason, {sys, get_status, _}} = Exit ->
            case is_late(Reason) of
                true -> exit(Exit);
                false -> gone
            end
    end.

%% Which modules a process runs that runs different ones: an event manager and its handlers.
asked_modules(Id, Pid) ->
    try gen:call(Pid, self(), get_modules) of
        {ok, Mods} -> Mods
    catch
        exit:Reason ->
            if_late(Reason,
                    "release_handler: {'EXIT',~p}~nerror during a get_modules call to ~p (~w),"
                    " there may be an error in it's childspec. Exiting ...~n",
                    [Reason, Id, Pid], get_modules_failed)
    end.

%% A process that has come to its end has nothing to upgrade; one that does not answer is an error.
if_late(Reason, Format, Args, Failure) ->
    case is_late(Reason) of
        true ->
            error_logger:error_msg(Format, Args),
            error(Failure);
        false -> []
    end.

is_late(timeout) -> true;
is_late(Reason) -> is_tuple(Reason) andalso element(1, Reason) =:= nodedown.
