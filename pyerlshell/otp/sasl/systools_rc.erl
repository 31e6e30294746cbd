%% From the instructions of .appup files to those that release_handler carries out.
%%
%% Short forms are written out, everything is checked, instructions for applications become
%% instructions for modules, and those for modules become suspend, load, code_change and resume, in
%% the order that their dependencies (the last element of each) ask for.
-module(systools_rc).

-export([translate_scripts/3, translate_scripts/4, format_error/1]).

-include("systools.hrl").

-define(IS_DEPENDENT(I), is_tuple(I) andalso tuple_size(I) > 1 andalso
        (element(1, I) =:= update orelse element(1, I) =:= load_module orelse
         element(1, I) =:= add_module orelse element(1, I) =:= delete_module)).

translate_scripts(Scripts, To, From) -> translate_scripts(up, Scripts, To, From).

%% Scripts: a list of instructions for each application. To, From: #application{} of the versions
%% that will run and that run. {ok, Script} or {error, systools_rc, Reason}.
translate_scripts(Mode, Scripts, To, From) ->
    Written = [lists:flatmap(fun written_out/1, Script) || Script <- Scripts],
    try {ok, translate(Mode, Written, To, From)}
    catch
        throw:{error, Reason} -> {error, ?MODULE, Reason};
        error:Reason:Stack -> {error, ?MODULE, {Reason, Stack}}
    end.

translate(Mode, Scripts, To, From) ->
    {Befores, Afters} = lists:unzip([systools_rc_check:split(Script) || Script <- Scripts]),
    {Before, After} = {lists:append(Befores), lists:append(Afters)},
    systools_rc_check:syntax(Before ++ [point_of_no_return | After]),
    Normal = [normal(Instruction) || Instruction <- After],
    systools_rc_check:pairs(Before, Normal),
    Modules = lists:flatmap(fun(I) -> of_application(I, To, From) end, Normal),
    {Loads, Changes} = of_modules(Mode, [added(I) || I <- Modules], To),
    {First, Last} = restarts(Mode, one_load_each(Before ++ Loads), Changes),
    Script = First ++ [point_of_no_return | Last],
    systools_rc_check:syntax(Script),
    Script.

%%% Short forms

written_out({load_module, Mod}) -> [{load_module, Mod, brutal_purge, brutal_purge, []}];
written_out({load_module, Mod, Deps}) when is_list(Deps) ->
    [{load_module, Mod, brutal_purge, brutal_purge, Deps}];
written_out({update, Mod}) -> update(Mod, soft, []);
written_out({update, Mod, supervisor}) ->
    [{update, Mod, static, default, {advanced, []}, brutal_purge, brutal_purge, []}];
written_out({update, Mod, Change}) when is_tuple(Change); Change =:= soft ->
    update(Mod, Change, []);
written_out({update, Mod, Deps}) when is_list(Deps) -> update(Mod, soft, Deps);
written_out({update, Mod, Change, Deps})
  when is_list(Deps), is_tuple(Change) orelse Change =:= soft ->
    update(Mod, Change, Deps);
written_out({add_application, App}) -> [{add_application, App, permanent}];
written_out(Instructions) when is_list(Instructions) -> Instructions;
written_out(Instruction) -> [Instruction].

update(Mod, Change, Deps) -> [{update, Mod, Change, brutal_purge, brutal_purge, Deps}].

normal({update, Mod, Change, Pre, Post, Deps}) ->
    {update, Mod, dynamic, default, Change, Pre, Post, Deps};
normal({update, Mod, Timeout, Change, Pre, Post, Deps}) ->
    {update, Mod, dynamic, Timeout, Change, Pre, Post, Deps};
normal({add_module, Mod}) -> {add_module, Mod, []};
normal({delete_module, Mod}) -> {delete_module, Mod, []};
normal(Instruction) -> Instruction.

added({add_module, Mod, Deps}) -> {load_module, Mod, brutal_purge, brutal_purge, Deps};
added(Instruction) -> Instruction.

%%% Applications

of_application({add_application, App, Type}, To, _From) ->
    arrive(found(App, To), App, Type);
of_application({remove_application, App}, To, From) ->
    case lists:keymember(App, #application.name, To) of
        true -> throw({error, {removed_application_present, App}});
        false -> leave(found(App, From), App) ++ [{apply, {application, unload, [App]}}]
    end;
of_application({restart_application, App}, To, From) ->
    Old = found(App, From),
    #application{type = Type} = New = found(App, To),
    leave(Old, App) ++ arrive(New, App, Type);
of_application(Instruction, _To, _From) ->
    [Instruction].

found(App, Apps) ->
    case lists:keyfind(App, #application.name, Apps) of
        false -> throw({error, {no_such_application, App}});
        Application -> Application
    end.

arrive(#application{modules = Mods}, App, Type) ->
    Start = case Type of
                none -> [];
                load -> [{apply, {application, load, [App]}}];
                _ -> [{apply, {application, start, [App, Type]}}]
            end,
    [{add_module, Mod, []} || Mod <- Mods] ++ Start.

leave(#application{modules = Mods}, App) ->
    [{apply, {application, stop, [App]}}]
        ++ [{remove, {Mod, brutal_purge, brutal_purge}} || Mod <- Mods]
        ++ [{purge, Mods}].

%%% Modules

%% {Loads, Changes}: where the first instruction of modules that depend on each other stands, all of
%% them are carried out.
of_modules(Mode, Instructions, To) ->
    Graph = systools_rc_order:graph([I || I <- Instructions, ?IS_DEPENDENT(I)]),
    Result = of_modules(Mode, Instructions, To, Graph, {[], []}),
    systools_rc_order:done(Graph),
    Result.

of_modules(Mode, [I | Is], To, Graph, {Loads, Changes}) when ?IS_DEPENDENT(I) ->
    Group = systools_rc_order:group(element(2, I), Graph),
    {MoreLoads, MoreChanges} = low_level(Mode, Group, To),
    Rest = [Other || Other <- Is, not lists:member(Other, Group)],
    of_modules(Mode, Rest, To, Graph, {Loads ++ MoreLoads, Changes ++ MoreChanges});
of_modules(Mode, [I | Is], To, Graph, {Loads, Changes}) ->
    of_modules(Mode, Is, To, Graph, {Loads, Changes ++ [I]});
of_modules(_Mode, [], _To, _Graph, Result) ->
    Result.

%% An upgrade loads before it changes the states; a downgrade changes them while the code is there
%% that knows them, except for those modules whose processes stay in the code that they run.
low_level(Mode, Group, To) ->
    Updated = [updated(I) || I <- Group, element(1, I) =:= update],
    Replace = [replacement(I) || I <- Group],
    Loads = [{load_object_code, object_code(Mod, To)}
             || {load, {Mod, _, _}} <- lists:append(Replace)],
    Around = fun(Changes) ->
                     unless_empty(suspend, Updated) ++ Changes
                         ++ unless_empty(resume, [module(U) || U <- lists:reverse(Updated)])
             end,
    Changes = case Mode of
                  up ->
                      lists:append(lists:reverse(Replace))
                          ++ code_change(up, extras(Group, [static, dynamic]));
                  dn ->
                      code_change(down, extras(Group, [dynamic])) ++ lists:append(Replace)
                          ++ code_change(down, extras(Group, [static]))
              end,
    {Loads, Around(Changes)}.

updated({update, Mod, _, default, _, _, _, _}) -> Mod;
updated({update, Mod, _, Timeout, _, _, _, _}) -> {Mod, Timeout}.

module({Mod, _Timeout}) -> Mod;
module(Mod) -> Mod.

replacement({update, Mod, _, _, _, Pre, Post, _}) -> [{load, {Mod, Pre, Post}}];
replacement({load_module, Mod, Pre, Post, _}) -> [{load, {Mod, Pre, Post}}];
replacement({delete_module, Mod, _}) ->
    [{remove, {Mod, brutal_purge, brutal_purge}}, {purge, [Mod]}].

extras(Group, Kinds) ->
    [{Mod, Extra} || {update, Mod, Kind, _, {advanced, Extra}, _, _, _} <- Group,
                     lists:member(Kind, Kinds)].

unless_empty(_, []) -> [];
unless_empty(Name, Mods) -> [{Name, Mods}].

code_change(_, []) -> [];
code_change(Direction, Extras) -> [{code_change, Direction, Extras}].

object_code(Mod, Apps) ->
    case [A || #application{modules = Mods} = A <- Apps, lists:member(Mod, Mods)] of
        [#application{name = Name, vsn = Vsn} | _] -> {Name, Vsn, [Mod]};
        [] -> throw({error, {no_such_module, Mod}})
    end.

%% One load_object_code for each application, at its first place; they stand before all others.
one_load_each(Instructions) ->
    {Loads, Others} = lists:partition(fun(I) -> element(1, I) =:= load_object_code end,
                                      Instructions),
    joined([Load || {_, Load} <- Loads]) ++ Others.

joined([{App, Vsn, Mods} | Loads]) ->
    {Same, Others} = lists:partition(fun({Name, _, _}) -> Name =:= App end, Loads),
    [throw({error, {conflicting_versions, App, Vsn, Other}})
     || {_, Other, _} <- Same, Other =/= Vsn],
    All = lists:foldr(fun(Some, Rest) -> [Mod || Mod <- Some, not lists:member(Mod, Rest)] ++ Rest
                      end, [], [Mods | [More || {_, _, More} <- Same]]),
    [{load_object_code, {App, Vsn, All}} | joined(Others)];
joined([]) -> [].

%% A new emulator comes first when going up and last when going down; a restart is the end.
restarts(Mode, Before, After) ->
    Rest = [I || I <- After, I =/= restart_new_emulator, I =/= restart_emulator],
    Restarts = lists:member(restart_emulator, After),
    case lists:member(restart_new_emulator, After) of
        true when Mode =:= up -> {[restart_new_emulator | Before], Rest ++ last(Restarts)};
        true -> {Before, Rest ++ last(true)};
        false -> {Before, Rest ++ last(Restarts)}
    end.

last(true) -> [restart_emulator];
last(false) -> [].

%%% What is wrong, in words

format_error({Tag, What} = Reason) ->
    case text(Tag) of
        undefined -> other(Reason);
        Format -> io_lib:format(Format, [What])
    end;
format_error({conflicting_versions, App, V1, V2}) ->
    io_lib:format("Conflicting versions for ~w, ~ts and ~ts~n", [App, V1, V2]);
format_error(too_many_point_of_no_return) -> "Too many point_of_no_return\n";
format_error(dup_mnesia_backup) -> "Duplicate mnesia_backup\n";
format_error(bad_mnesia_backup) -> "mnesia_backup in bad position\n";
format_error(Reason) -> other(Reason).

other(Reason) -> io_lib:format("~tp~n", [Reason]).

text(bad_op_before_point_of_no_return) -> "Bad instruction ~p~nbefore point_of_no_return~n";
text(no_object_code) -> "No load_object_code found for module: ~w~n";
text(suspended_not_resumed) -> "Suspended but not resumed: ~p~n";
text(resumed_not_suspended) -> "Resumed but not suspended: ~p~n";
text(code_change_not_suspended) -> "Code changed but not suspended: ~p~n";
text(start_not_stop) -> "Started but not stopped: ~p~n";
text(stop_not_start) -> "Stopped but not started: ~p~n";
text(no_such_application) -> "Started undefined application: ~w~n";
text(removed_application_present) -> "Removed application present: ~w~n";
text(no_appl_vsn) -> "No version specified for application: ~w~n";
text(no_such_module) -> "No such module: ~w~n";
text(bad_instruction) -> "Bad instruction: ~tp~n";
text(bad_module) -> "Bad module: ~tp(should be atom())~n";
text(bad_code_change) -> "Bad code_change: ~tp(should be {Mod, Extra})~n";
text(bad_change) -> "Bad change spec: ~tp(should be soft | {advanced, E})~n";
text(bad_mod_type) -> "Bad module type: ~tp(should be static | dynamic)~n";
text(bad_purge_method) -> "Bad purge method: ~tp(should be soft_purge | brutal_purge)~n";
text(bad_list) -> "Bad list: ~tp~n";
text(bad_args_list) -> "Bad argument list: ~tp~n";
text(bad_node) -> "Bad node: ~tp(should be atom())~n";
text(bad_application) -> "Bad application: ~tp(should be atom())~n";
text(bad_func) -> "Bad function: ~tp(should be atom())~n";
text(bad_lib) -> "Bad library: ~tp(should be atom())~n";
text(bad_lib_vsn) -> "Bad library version: ~tp(should be string())~n";
text(bad_timeout) -> "Bad timeout: ~tp(should be infinity | int() > 0)~n";
text(undef_module) -> "Undefined module: ~p~n";
text(muldef_module) -> "Multiply defined module: ~p~n";
text(_) -> undefined.
