%% Carries out low-level upgrade instructions.
%%
%% What stands before point_of_no_return only reads; when that, and the form of the rest, is right,
%% the rest is carried out, and an error then leaves the system half changed. The state: `bins', the
%% code that was read, [{Mod, Binary, File}]; `vsns', the versions, [{Mod, Current, New}];
%% `suspended', [{Mod, [Pid]}]; `stopped', [{Mod, [{Supervisor, Id}]}]; `unpurged', [{Mod, Method}],
%% modules whose old code processes still run.
-module(release_handler_1).

-export([eval_script/1, eval_script/5, check_script/2, check_old_processes/2, get_current_vsn/1,
         get_supervised_procs/0]).

-record(state, {bins = [], stopped = [], suspended = [], libs = [], unpurged = [], vsns = [],
                new_libs = [], options = []}).

eval_script(Script) -> eval_script(Script, [], [], [], []).

%% Libs, NewLibs: [{App, Vsn, Folder}], where to find applications, and what the code path becomes.
%% {ok, Unpurged}, restart_emulator, {error, Reason} if nothing was changed, {'EXIT', Reason} if
%% something was.
eval_script(Script, _Apps, Libs, NewLibs, Options) ->
    State = #state{libs = Libs, new_libs = NewLibs, options = Options},
    {Before, After} = divided(Script),
    case prepared(Script, Before, After, State) of
        {ok, _, Ready} ->
            case caught(fun() -> lists:foldl(fun run/2, Ready, After) end) of
                {value, #state{unpurged = Unpurged}} -> {ok, Unpurged};
                {other, restart_emulator} -> restart_emulator;
                {other, Reason} -> {'EXIT', Reason}
            end;
        Error -> Error
    end.

%% Can the script be carried out? {ok, Mods}: modules that have old code which nobody runs.
check_script([restart_new_emulator | Script], Libs) ->
    {Before, After} = divided(Script),
    checked(readable([], Before, After, #state{libs = Libs}));
check_script(Script, Libs) ->
    {Before, After} = divided(Script),
    checked(prepared(Script, Before, After, #state{libs = Libs})).

checked({ok, Mods, _State}) -> {ok, Mods};
checked(Error) -> Error.

prepared(Script, Before, After, State) ->
    case caught(fun() -> check_old_processes(Script, soft_purge) end) of
        {value, {ok, Mods}} -> readable(Mods, Before, After, State);
        {other, {error, Mod}} -> {error, {old_processes, Mod}}
    end.

readable(Mods, Before, After, State) ->
    case caught(fun() -> lists:foldl(fun run/2, State, Before) end) of
        {value, Ready} ->
            case [I || I <- After, not is_known(I)] of
                [] -> {ok, Mods, Ready};
                [I | _] -> {error, {illegal_instruction_after_point_of_no_return, I}}
            end;
        {other, {error, Reason}} -> {error, Reason};
        {other, Reason} -> {error, Reason}
    end.

divided(Script) ->
    case lists:splitwith(fun(I) -> I =/= point_of_no_return end, Script) of
        {All, []} -> {[], All};
        Divided -> Divided
    end.

caught(Fun) ->
    try {value, Fun()}
    catch
        throw:Value -> {other, Value};
        exit:Reason -> {other, {'EXIT', Reason}};
        error:Reason:Stack -> {other, {'EXIT', {Reason, Stack}}}
    end.

is_known({load, {_, _, _}}) -> true;
is_known({remove, {_, _, _}}) -> true;
is_known({apply, {_, _, _}}) -> true;
is_known({Name, _}) -> lists:member(Name, [purge, suspend, resume, code_change, stop, start]);
is_known({code_change, _, _}) -> true;
is_known({sync_nodes, _, _}) -> true;
is_known(I) -> I =:= point_of_no_return orelse I =:= restart_emulator.

%%% Old code

%% {ok, Mods} that have old code which nobody runs, of those that the script replaces by this
%% method. With soft_purge, throws {error, Mod} if somebody does.
check_old_processes(Script, Method) ->
    Mods = [Mod || {Do, {Mod, Pre, _}} <- Script, Do =:= load orelse Do =:= remove, Pre =:= Method],
    {ok, [Mod || Mod <- Mods, erlang:check_old_code(Mod), is_unused(Mod, Method)]}.

is_unused(Mod, Method) ->
    case lists:any(fun(Pid) -> erlang:check_process_code(Pid, Mod) =:= true end, processes()) of
        true when Method =:= soft_purge -> throw({error, Mod});
        Used -> not Used
    end.

%%% Instructions

run({load_object_code, {App, Vsn, Mods}}, #state{libs = Libs, new_libs = New} = State) ->
    case lists:keyfind(App, 1, Libs) of
        {App, Vsn, Folder} = Lib ->
            Read = lists:foldl(fun(Mod, S) -> read_code(Mod, Folder, S) end, State, Mods),
            Read#state{new_libs = lists:keystore(App, 1, New, Lib)};
        {App, Other, _} ->
            throw({error, {bad_lib_vsn, App, Other}})
    end;
run(point_of_no_return, #state{libs = Libs, new_libs = New, options = Options} = State) ->
    Changed = case proplists:get_value(update_paths, Options, false) of
                  true -> Libs;
                  false -> New
              end,
    [code:replace_path(App, below_root(filename:join(Folder, "ebin")))
     || {App, _, Folder} <- Changed],
    State;
run({load, {Mod, _Pre, Post}}, #state{bins = Bins} = State) ->
    {value, {Mod, Binary, File}, Rest} = lists:keytake(Mod, 1, Bins),
    {module, _} = code:load_binary(Mod, below_root(File), Binary),
    left_behind(Mod, Post, State#state{bins = Rest});
run({remove, {Mod, _Pre, Post}}, State) ->
    code:purge(Mod),
    code:delete(Mod),
    left_behind(Mod, Post, State);
run({purge, Mods}, State) ->
    lists:foreach(fun code:purge/1, Mods),
    State;
run({suspend, Mods}, #state{suspended = Suspended, options = Options} = State) ->
    Processes = get_supervised_procs(),
    New = [begin
               {Mod, Default} = case Item of {_, _} -> Item; _ -> {Item, default} end,
               Timeout = proplists:get_value(suspend_timeout, Options, Default),
               {Mod, [Pid || {_, _, Pid, Used} <- Processes, lists:member(Mod, Used),
                             is_suspended(Pid, Timeout)]}
           end || Item <- Mods],
    State#state{suspended = lists:reverse(New) ++ Suspended};
run({resume, Mods}, #state{suspended = Suspended} = State) ->
    {Resumed, Rest} = lists:partition(fun({Mod, _}) -> lists:member(Mod, Mods) end, Suspended),
    [[resume(Pid) || Pid <- proplists:get_value(Mod, Resumed, [])] || Mod <- Mods],
    State#state{suspended = Rest};
run({code_change, Mods}, State) -> run({code_change, up, Mods}, State);
run({code_change, Mode, Mods}, #state{suspended = Suspended} = State) ->
    [change(Pid, Mod, Mode, Extra, State) || {Mod, Extra} <- Mods,
                                             Pid <- proplists:get_value(Mod, Suspended, [])],
    State;
run({stop, Mods}, #state{stopped = Stopped} = State) ->
    Processes = get_supervised_procs(),
    New = [{Mod, [{Sup, Id} || {Sup, Id, _, Used} <- Processes, Sup =/= undefined,
                               lists:member(Mod, Used),
                               caught(fun() -> supervisor:terminate_child(Sup, Id) end)
                                   =:= {value, ok}]}
           || Mod <- Mods],
    State#state{stopped = lists:reverse(New) ++ Stopped};
run({start, Mods}, #state{stopped = Stopped} = State) ->
    {Started, Rest} = lists:partition(fun({Mod, _}) -> lists:member(Mod, Mods) end, Stopped),
    [caught(fun() -> supervisor:restart_child(Sup, Id) end)
     || Mod <- Mods, {Sup, Id} <- proplists:get_value(Mod, Started, [])],
    State#state{stopped = Rest};
run({sync_nodes, Id, {M, F, Args}}, State) -> run({sync_nodes, Id, apply(M, F, Args)}, State);
run({sync_nodes, Id, Nodes}, State) ->
    Others = lists:delete(node(), Nodes),
    [{release_handler, Node} ! {sync_nodes, Id, node()} || Node <- Others],
    [receive
         {sync_nodes, Id, Node} -> ok;
         {nodedown, Node} -> throw({sync_error, {nodedown, Node}})
     end || Node <- Others],
    State;
run({apply, {M, F, Args}}, State) ->
    apply(M, F, Args),
    State;
run(Restart, _State) when Restart =:= restart_emulator; Restart =:= restart_new_emulator ->
    throw(Restart).

read_code(Mod, Folder, #state{bins = Bins, vsns = Vsns} = State) ->
    Name = atom_to_list(Mod) ++ code:objfile_extension(),
    File = below_root(filename:join([Folder, "ebin", Name])),
    case erl_prim_loader:read_file(File) of
        {ok, Binary} ->
            Old = get_current_vsn(Mod),
            New = vsn(Binary),
            Known = case lists:keyfind(Mod, 1, Vsns) of
                        {_, Old0, New0} -> {Mod, first(Old0, Old), first(New0, New)};
                        false -> {Mod, Old, New}
                    end,
            State#state{bins = [{Mod, Binary, File} | Bins],
                        vsns = lists:keystore(Mod, 1, Vsns, Known)};
        error ->
            throw({error, {no_such_file, File}})
    end.

first(undefined, Vsn) -> Vsn;
first(Vsn, _) -> Vsn.

%% The -vsn of the code that is in the file which the module was loaded from.
get_current_vsn(Mod) ->
    case code:which(Mod) of
        File when is_list(File) ->
            case filename:extension(File) =:= code:objfile_extension()
                andalso erl_prim_loader:read_file(File) of
                {ok, Binary} -> vsn(Binary);
                _ -> undefined
            end;
        _ -> undefined
    end.

%% A term that is no string is given back by beam_lib in a list.
vsn(Binary) ->
    {ok, {_Mod, Vsn}} = beam_lib:version(Binary),
    case {io_lib:printable_unicode_list(Vsn), Vsn} of
        {false, [Term]} -> Term;
        _ -> Vsn
    end.

below_root(Path) ->
    case filename:pathtype(Path) of
        relative -> filename:join(code:root_dir(), Path);
        _ -> Path
    end.

%% Old code that nobody runs goes at once.
left_behind(Mod, Post, #state{unpurged = Unpurged} = State) ->
    case {code:soft_purge(Mod), lists:keymember(Mod, 1, Unpurged)} of
        {true, _} -> State#state{unpurged = lists:keydelete(Mod, 1, Unpurged)};
        {false, true} -> State;
        {false, false} -> State#state{unpurged = [{Mod, Post} | Unpurged]}
    end.

%% A process that does not answer may do so later: then it must go on.
is_suspended(Pid, Timeout) ->
    Suspend = fun() when Timeout =:= default -> sys:suspend(Pid);
                 () -> sys:suspend(Pid, Timeout)
              end,
    case caught(Suspend) of
        {value, ok} -> true;
        _ ->
            resume(Pid),
            false
    end.

resume(Pid) -> caught(fun() -> sys:resume(Pid) end).

change(Pid, Mod, Mode, Extra, #state{vsns = Vsns, options = Options}) ->
    Vsn = case {Mode, lists:keyfind(Mod, 1, Vsns)} of
              {up, {_, Current, _}} -> Current;
              {down, {_, _, New}} -> {down, New};
              {up, false} -> undefined;
              {_, _} -> {down, undefined}
          end,
    Result = case proplists:get_value(code_change_timeout, Options, default) of
                 default -> sys:change_code(Pid, Mod, Vsn, Extra);
                 Timeout -> sys:change_code(Pid, Mod, Vsn, Extra, Timeout)
             end,
    case Result of
        ok -> ok;
        {error, Reason} -> throw({code_change_failed, Pid, Mod, Vsn, Reason})
    end.

%% [{Supervisor, Id, Pid, Mods}] of all processes below the applications.
get_supervised_procs() -> release_handler_tree:processes().
