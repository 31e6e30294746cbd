%% Checks of upgrade instructions: the form of each one, and what must come in pairs.
%% All throw {error, Reason}, with the reasons that systools_rc:format_error/1 explains.
-module(systools_rc_check).

-export([split/1, syntax/1, pairs/2]).

%% {Before, After} the point of no return. Before it stand loads, and calls; loads always do.
split(Script) ->
    {Before, After} = case lists:splitwith(fun(I) -> I =/= point_of_no_return end, Script) of
                          {All, []} -> {[], All};
                          {First, [_ | Rest]} -> {First, Rest}
                      end,
    lists:member(point_of_no_return, After)
        andalso throw({error, too_many_point_of_no_return}),
    [throw({error, {bad_op_before_point_of_no_return, I}}) || I <- Before, not may_be_early(I)],
    {Loads, Others} = lists:partition(fun is_load/1, After),
    {Before ++ Loads, Others}.

may_be_early({apply, _}) -> true;
may_be_early(I) -> is_load(I).

is_load({load_object_code, _}) -> true;
is_load(_) -> false.

%%% The form of instructions

syntax(Script) -> lists:foreach(fun instruction/1, Script).

instruction(mnesia_backup) -> throw({error, {not_yet_implemented, mnesia_backup}});
instruction(I) ->
    case form(I) of
        unknown -> throw({error, {bad_instruction, I}});
        Parts -> lists:foreach(fun({Kind, Value}) -> part(Kind, Value) end, Parts)
    end.

%% What the parts of an instruction have to be.
form({update, Mod, Change, Pre, Post, Deps}) ->
    [{module, Mod}, {change, Change}, {purge, Pre}, {purge, Post}, {modules, Deps}];
form({update, Mod, Timeout, Change, Pre, Post, Deps}) ->
    [{module, Mod}, {timeout, Timeout}, {change, Change}, {purge, Pre}, {purge, Post},
     {modules, Deps}];
form({update, Mod, Type, Timeout, Change, Pre, Post, Deps}) ->
    [{module, Mod}, {mod_type, Type}, {timeout, Timeout}, {change, Change}, {purge, Pre},
     {purge, Post}, {modules, Deps}];
form({load_module, Mod, Pre, Post, Deps}) ->
    [{module, Mod}, {purge, Pre}, {purge, Post}, {modules, Deps}];
form({Add, Mod}) when Add =:= add_module; Add =:= delete_module -> [{module, Mod}];
form({Add, Mod, Deps}) when Add =:= add_module; Add =:= delete_module ->
    [{module, Mod}, {modules, Deps}];
form({add_application, App, Type}) -> [{application, App}, {start_type, Type}];
form({Change, App}) when Change =:= remove_application; Change =:= restart_application ->
    [{application, App}];
form({load_object_code, {App, Vsn, Mods}}) -> [{lib, App}, {lib_vsn, Vsn}, {modules, Mods}];
form({Load, {Mod, Pre, Post}}) when Load =:= load; Load =:= remove ->
    [{module, Mod}, {purge, Pre}, {purge, Post}];
form({suspend, Mods}) -> [{suspended, Mods}];
form({Do, Mods}) when Do =:= purge; Do =:= resume; Do =:= stop; Do =:= start -> [{modules, Mods}];
form({code_change, Mods}) -> [{extras, Mods}];
form({code_change, Mode, Mods}) -> [{list, Mods}, {mode, Mode}, {extras, Mods}];
form({sync_nodes, _Id, {M, F, Args}}) -> [{module, M}, {func, F}, {args_list, Args}];
form({sync_nodes, _Id, Nodes}) -> [{nodes, Nodes}];
form({apply, {M, F, Args}}) -> [{module, M}, {func, F}, {args_list, Args}];
form(I) when I =:= restart; I =:= reboot; I =:= point_of_no_return;
             I =:= restart_new_emulator; I =:= restart_emulator -> [];
form(_) -> unknown.

part(modules, Mods) -> each(Mods, fun(Mod) -> part(module, Mod) end);
part(nodes, Nodes) -> each(Nodes, fun(Node) -> part(node, Node) end);
part(suspended, Mods) ->
    each(Mods, fun({Mod, Timeout}) -> part(module, Mod), part(timeout, Timeout);
                  (Mod) -> part(module, Mod)
               end);
part(extras, Mods) ->
    each(Mods, fun({Mod, _Extra}) -> part(module, Mod);
                  (Other) -> throw({error, {bad_code_change, Other}})
               end);
part(Kind, Value) ->
    is(Kind, Value) orelse throw({error, {fault(Kind), Value}}).

each(List, Check) ->
    part(list, List),
    lists:foreach(Check, List).

is(Kind, Value) when Kind =:= module; Kind =:= node; Kind =:= application; Kind =:= func;
                     Kind =:= lib -> is_atom(Value);
is(Kind, Value) when Kind =:= list; Kind =:= args_list; Kind =:= lib_vsn -> is_list(Value);
is(change, {advanced, _}) -> true;
is(change, Value) -> Value =:= soft;
is(mod_type, Value) -> Value =:= static orelse Value =:= dynamic;
is(purge, Value) -> Value =:= soft_purge orelse Value =:= brutal_purge;
is(start_type, Value) -> lists:member(Value, [none, load, temporary, transient, permanent]);
is(mode, Value) -> Value =:= up orelse Value =:= down;
is(timeout, Value) ->
    Value =:= default orelse Value =:= infinity orelse is_integer(Value) andalso Value > 0.

fault(Kind) -> maps:get(Kind, #{purge => bad_purge_method},
                        list_to_atom("bad_" ++ atom_to_list(Kind))).

%%% What must come in pairs

pairs(Before, After) ->
    Loadable = lists:append([Mods || {load_object_code, {_, _, Mods}} <- Before]),
    [throw({error, {no_object_code, Mod}}) || {load, {Mod, _, _}} <- After,
                                              not lists:member(Mod, Loadable)],
    Suspended = [case M of {Mod, _Timeout} -> Mod; Mod -> Mod end || M <- all(suspend, After)],
    Resumed = all(resume, After),
    Changed = lists:flatten([Mod || {code_change, _, {Mod, _}} <- After]),
    none_but(Suspended, Resumed, suspended_not_resumed),
    none_but(Resumed, Suspended, resumed_not_suspended),
    none_but(Changed, Suspended, code_change_not_suspended),
    none_but(all(start, After), all(stop, After), start_not_stop),
    none_but(all(stop, After), all(start, After), stop_not_start).

all(Name, Script) -> lists:flatten([Mods || {Do, Mods} <- Script, Do =:= Name]).

none_but(Mods, Known, Fault) ->
    case [Mod || Mod <- Mods, not lists:member(Mod, Known)] of
        [] -> ok;
        Others -> throw({error, {Fault, Others}})
    end.
