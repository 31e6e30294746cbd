%% Looking at files and folders: what is there, how big, how old, and which match a pattern.
-module(filelib).

-export([is_file/1, is_file/2, is_dir/1, is_dir/2, is_regular/1, is_regular/2, file_size/1,
         file_size/2, last_modified/1, last_modified/2, ensure_dir/1, ensure_path/1,
         wildcard/1, wildcard/2, wildcard/3, compile_wildcard/1, fold_files/5, fold_files/6,
         find_file/2, find_file/3, find_source/1, find_source/2, find_source/3,
         safe_relative_path/2]).

-moduledoc "Functions on files and folders above those of `file`.".

-include("file.hrl").

%%% What is there. The module is the one that is asked: file, or one with the same functions.

-doc "Is it a file or a folder?".
is_file(Name) -> is_file(Name, file).
-doc "Is it a file or a folder?".
is_file(Name, Module) -> lists:member(type(Name, Module), [regular, directory]).

-doc "Is it a folder?".
is_dir(Name) -> is_dir(Name, file).
-doc "Is it a folder?".
is_dir(Name, Module) -> type(Name, Module) =:= directory.

-doc "Is it a regular file?".
is_regular(Name) -> is_regular(Name, file).
-doc "Is it a regular file?".
is_regular(Name, Module) -> type(Name, Module) =:= regular.

type(Name, Module) ->
    case info(Name, Module) of
        #file_info{type = Type} -> Type;
        none -> none
    end.

-doc "How many bytes a file has, 0 if there is none.".
file_size(Name) -> file_size(Name, file).
-doc "How many bytes a file has, 0 if there is none.".
file_size(Name, Module) ->
    case info(Name, Module) of
        #file_info{size = Size} -> Size;
        none -> 0
    end.

-doc "When a file was modified, 0 if there is none.".
last_modified(Name) -> last_modified(Name, file).
-doc "When a file was modified, 0 if there is none.".
last_modified(Name, Module) ->
    case info(Name, Module) of
        #file_info{mtime = Time} -> Time;
        none -> 0
    end.

info(Name, erl_prim_loader) -> info(Name, file);
info(Name, prim_file) -> info(Name, file);
info(Name, Module) ->
    case Module:read_file_info(Name) of
        {ok, Info} -> Info;
        _ -> none
    end.

%%% Making folders

%% All folders above a file are there afterwards.
-doc "Makes the folders that a file of this name needs.".
ensure_dir("/") -> ok;
ensure_dir(Name) ->
    Folder = filename:dirname(Name),
    case is_dir(Folder) of
        true -> ok;
        false when Folder =:= Name -> {error, einval};
        false -> ensure_path(Folder)
    end.

-doc "Makes a folder and those above it.".
ensure_path("/") -> ok;
ensure_path(Folder) ->
    Above = filename:dirname(Folder),
    case is_dir(Folder) of
        true -> ok;
        false when Above =:= Folder -> {error, einval};
        false ->
            _ = ensure_path(Above),
            case file:make_dir(Folder) of
                {error, eexist} = Error ->
                    case is_dir(Folder) of
                        true -> ok;
                        false -> Error
                    end;
                Result -> Result
            end
    end.

%%% Wildcards

-doc "The files that a pattern stands for, sorted: `?`, `*`, `**`, `[...]`, `{..., ...}`.".
wildcard(Pattern) when is_list(Pattern) -> matching(Pattern, ".");
wildcard({compiled_wildcard, Pattern}) -> matching(Pattern, ".").

-doc "The files that a pattern stands for, sorted: `?`, `*`, `**`, `[...]`, `{..., ...}`.".
wildcard(Pattern, Folder) when is_list(Pattern), is_list(Folder) -> matching(Pattern, Folder);
wildcard({compiled_wildcard, Pattern}, Folder) when is_list(Folder) -> matching(Pattern, Folder);
wildcard(Pattern, Module) when is_list(Pattern), is_atom(Module) ->
    matching(Pattern, ".", Module);
wildcard({compiled_wildcard, Pattern}, Module) when is_atom(Module) ->
    matching(Pattern, ".", Module).

-doc "The files that a pattern stands for, sorted: `?`, `*`, `**`, `[...]`, `{..., ...}`.".
wildcard(Pattern, Folder, Module) when is_list(Pattern), is_list(Folder), is_atom(Module) ->
    matching(Pattern, Folder, Module);
wildcard({compiled_wildcard, Pattern}, Folder, Module) when is_list(Folder), is_atom(Module) ->
    matching(Pattern, Folder, Module).

matching(Pattern, Folder, Module) when Module =:= file; Module =:= prim_file;
                                       Module =:= erl_prim_loader ->
    matching(Pattern, Folder);
matching(_Pattern, Folder, Module) ->
    Module:list_dir(Folder).

matching("", _Folder) -> error({badmatch, []});
matching(Pattern, Folder) ->
    case prim_file:wildcard(Pattern, Folder) of
        {ok, Names} -> Names;
        error -> error({badpattern, missing_delimiter})
    end.

%% Only checked: matching is fast enough with the text.
compile_wildcard(Pattern) when is_list(Pattern) ->
    _ = matching(Pattern, "."),
    {compiled_wildcard, Pattern}.

%%% Folding over files whose names match a regular expression

-doc "Calls a function for the files below a folder whose names match a regular expression.".
fold_files(Folder, Pattern, Recursive, Fun, Acc) ->
    fold_files(Folder, Pattern, Recursive, Fun, Acc, file).

-doc "Calls a function for the files below a folder whose names match a regular expression.".
fold_files(Folder, Pattern, Recursive, Fun, Acc, Module) ->
    {ok, Compiled} = re:compile(Pattern, [unicode]),
    fold_folder(Folder, Compiled, Recursive, Fun, Acc, Module).

fold_folder(Folder, Pattern, Recursive, Fun, Acc, Module) ->
    case Module:list_dir(Folder) of
        {ok, Names} ->
            lists:foldl(fun(Name, In) ->
                                Full = filename:join(Folder, Name),
                                fold_file(type(Full, Module), Full, Name, Pattern, Recursive,
                                          Fun, In, Module)
                        end, Acc, Names);
        _ -> Acc
    end.

fold_file(regular, Full, Name, Pattern, _Recursive, Fun, Acc, _Module) ->
    case re:run(Name, Pattern, [{capture, none}]) of
        match -> Fun(Full, Acc);
        nomatch -> Acc
    end;
fold_file(directory, Full, _Name, Pattern, Recursive, Fun, Acc, Module) ->
    case Recursive andalso below of
        below -> fold_folder(Full, Pattern, Recursive, Fun, Acc, Module);
        false -> Acc
    end;
fold_file(_, _, _, _, _, _, Acc, _) ->
    Acc.

%%% Finding files by rules: what a name ends with, what it ends with then, and which folder goes
%%% with which.

-define(BESIDE, {"", ""}).

folder_rules() -> [?BESIDE, {"ebin", "src"}, {"ebin", "esrc"}].

source_rules() ->
    C = [{"priv", "c_src"}, {"priv", "src"}, {"bin", "c_src"}, {"bin", "src"}, ?BESIDE],
    [{".beam", ".erl", folder_rules()},
     {".erl", ".yrl", [?BESIDE]},
     {"", ".src", folder_rules()},
     {".so", ".c", C}, {".o", ".c", C}, {"", ".c", C},
     {"", ".in", folder_rules()},
     {"", "", folder_rules()}].

-doc "Looks for a file where a file of another folder would have it.".
find_file(Name, Folder) -> find_file(Name, Folder, []).

-doc "Looks for a file where a file of another folder would have it.".
find_file(Name, Folder, Rules) ->
    case [Rule || {From, To} = Rule <- Rules, is_list(From), is_list(To)] of
        [] -> find_in_folders(folder_rules(), Name, Folder);
        Good -> find_in_folders(Good, Name, Folder)
    end.

-doc "Looks for the source of an object file.".
find_source(Object) -> find_source(filename:basename(Object), filename:dirname(Object)).

-doc "Looks for the source of an object file.".
find_source(Object, Folder) -> find_source(Object, Folder, []).

-doc "Looks for the source of an object file.".
find_source(Object, Folder, Rules) ->
    case [Rule || {From, To, Folders} = Rule <- Rules, is_list(From), is_list(To),
                  is_list(Folders)] of
        [] -> find_by_rules(source_rules(), Object, Folder);
        Good -> find_by_rules(Good, Object, Folder)
    end.

find_by_rules([{From, To, Folders} | Rules], Object, Folder) ->
    Found = case lists:suffix(From, Object) of
                true ->
                    Root = lists:sublist(Object, length(Object) - length(From)),
                    find_in_folders(Folders, Root ++ To, Folder);
                false -> none
            end,
    case Found of
        {ok, _} -> Found;
        _ -> find_by_rules(Rules, Object, Folder)
    end;
find_by_rules([], _Object, _Folder) -> {error, not_found}.

find_in_folders([{From, To} | Folders], Name, Folder) ->
    case lists:suffix(From, Folder) of
        true ->
            Other = lists:sublist(Folder, length(Folder) - length(From)) ++ To,
            Full = filename:join(Other, Name),
            case is_regular(Full) of
                true -> {ok, Full};
                false -> find_in_folders(Folders, Name, Folder)
            end;
        false -> find_in_folders(Folders, Name, Folder)
    end;
find_in_folders([], _Name, _Folder) -> {error, not_found}.

%%% Without leaving a folder, be it by `..' or by a link

-doc "The name without `..` that lead out of the folder, or `unsafe`.".
safe_relative_path(Name, Folder) ->
    case filename:split(Name) of
        [First | _] when First =:= "/"; First =:= <<"/">> -> unsafe;
        Parts -> safe(Parts, Folder, [], [], "")
    end.

%% Parts still to go, and those gone, the last one first.
safe([], _Folder, [], _Seen, Empty) -> Empty;
safe([], _Folder, Gone, _Seen, _) -> filename:join(lists:reverse(Gone));
safe([Up | _], _Folder, [], _Seen, _) when Up =:= ".."; Up =:= <<"..">> -> unsafe;
safe([Up | Parts], Folder, [_ | Gone], Seen, Empty) when Up =:= ".."; Up =:= <<"..">> ->
    safe(Parts, Folder, Gone, Seen, Empty);
safe([Here | Parts], Folder, Gone, Seen, Empty) when Here =:= "."; Here =:= <<".">> ->
    safe(Parts, Folder, Gone, Seen, Empty);
safe([Part | Parts], Folder, Gone, Seen, Empty) ->
    Full = filename:join([Folder | lists:reverse([Part | Gone])]),
    case file:read_link(Full) of
        {ok, Target} ->
            %% The same link with the same way to go is a loop; a way that only grows is one too.
            Loop = lists:member({Full, Parts}, Seen) orelse length(Seen) > 100,
            case Loop orelse filename:pathtype(Target) =:= absolute of
                true -> unsafe;
                false ->
                    safe(filename:split(Target) ++ Parts, Folder, Gone,
                         [{Full, Parts} | Seen], Empty)
            end;
        _ -> safe(Parts, Folder, [Part | Gone], Seen, Empty)
    end.
