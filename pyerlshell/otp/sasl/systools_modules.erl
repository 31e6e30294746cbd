%% Checks of the modules of a release: no name twice, and, if asked for, sources that are there and not
%% newer than the code.
-module(systools_modules).

-export([check/2, doubles/1]).

-include("systools.hrl").

%% The warnings; throws {error, Reason}.
check(Apps, Checks) ->
    Modules = [{Mod, Name, App#application.dir}
               || {{Name, _}, App} <- Apps, Mod <- App#application.modules],
    case doubles(Modules) of
        [] -> ok;
        Doubles -> throw({error, {duplicate_modules, Doubles}})
    end,
    Found = [{fault(Module), Module} || lists:member(src_tests, Checks), Module <- Modules],
    case [{error, {Fault, Module}} || {{error, Fault}, Module} <- Found] of
        [] -> [{warning, {Fault, Module}} || {{warning, Fault}, Module} <- Found];
        Errors -> throw({error, {modules, Errors}})
    end.

%% Pairs of items with the same first element, of which only one may be.
doubles(Items) -> lists:reverse(pairs(lists:keysort(1, Items))).

pairs([A, B | Rest]) when element(1, A) =:= element(1, B) -> [{A, B} | pairs([B | Rest])];
pairs([_ | Rest]) -> pairs(Rest);
pairs([]) -> [].

fault({Mod, App, Dir}) ->
    Object = filename:join(Dir, atom_to_list(Mod) ++ code:objfile_extension()),
    Own = lists:member(Mod, node_config:modules(App)),
    case filelib:last_modified(Object) of
        0 when Own -> none;
        0 -> {error, {module_not_found, App, Mod}};
        Time ->
            Name = atom_to_list(Mod) ++ ".erl",
            case [Source || Folder <- source_folders(Dir), Source <- [filename:join(Folder, Name)],
                            filelib:is_regular(Source)] of
                [] -> {warning, source_not_found};
                [Source | _] ->
                    case filelib:last_modified(Source) > Time of
                        true -> {warning, obj_out_of_date};
                        false -> none
                    end
            end
    end.

source_folders(Dir) ->
    case filename:basename(Dir) of
        "ebin" ->
            Sources = filename:join(filename:dirname(Dir), "src"),
            [Sources | [Sub || Sub <- filelib:wildcard(filename:join(Sources, "**")),
                               filelib:is_dir(Sub)]];
        _ -> [Dir]
    end.
