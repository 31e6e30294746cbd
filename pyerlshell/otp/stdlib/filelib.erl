%% Looking at files and folders: what is there, how big, how old, and which match a pattern.
-module(filelib).

-export([is_file/1, is_file/2, is_dir/1, is_dir/2, is_regular/1, is_regular/2, file_size/1,
         file_size/2, last_modified/1, last_modified/2, ensure_dir/1, ensure_path/1,
         wildcard/1, wildcard/2, fold_files/5, find_file/2, find_file/3, find_source/1,
         find_source/2, find_source/3, safe_relative_path/2]).

is_file(Name) -> lists:member(kind(Name), [regular, directory]).
is_file(Name, _Module) -> is_file(Name).
is_dir(Name) -> kind(Name) =:= directory.
is_dir(Name, _Module) -> is_dir(Name).
is_regular(Name) -> kind(Name) =:= regular.
is_regular(Name, _Module) -> is_regular(Name).

kind(Name) ->
    case file:read_file_info(Name) of
        {ok, Info} -> element(3, Info);
        _ -> none
    end.

file_size(Name) ->
    case file:read_file_info(Name) of
        {ok, Info} -> element(2, Info);
        _ -> 0
    end.
file_size(Name, _Module) -> file_size(Name).

last_modified(Name) ->
    case file:read_file_info(Name) of
        {ok, Info} -> element(6, Info);
        _ -> 0
    end.
last_modified(Name, _Module) -> last_modified(Name).

%% All folders above a file are there afterwards.
ensure_dir(Name) ->
    ensure_path(filename:dirname(Name)).

ensure_path(Folder) ->
    case is_dir(Folder) of
        true -> ok;
        false ->
            case filename:dirname(Folder) of
                Folder -> {error, enoent};
                Above ->
                    case ensure_path(Above) of
                        ok -> made(file:make_dir(Folder), Folder);
                        Error -> Error
                    end
            end
    end.

made({error, eexist} = Error, Folder) ->
    case is_dir(Folder) of
        true -> ok;
        false -> Error
    end;
made(Result, _Folder) -> Result.

wildcard(Pattern) -> wildcard(Pattern, ".").

wildcard(Pattern, Folder) when is_list(Pattern), is_list(Folder) ->
    prim_file:wildcard(Pattern, Folder).

fold_files(Folder, Pattern, Recursive, Fun, Acc) ->
    case file:list_dir(Folder) of
        {ok, Names} ->
            lists:foldl(fun(Name, In) ->
                                fold_file(filename:join(Folder, Name), Name, Pattern, Recursive,
                                          Fun, In)
                        end, Acc, lists:sort(Names));
        _ -> Acc
    end.

fold_file(Full, Name, Pattern, Recursive, Fun, Acc) ->
    case kind(Full) of
        regular ->
            case re:run(Name, Pattern, [{capture, none}]) of
                match -> Fun(Full, Acc);
                nomatch -> Acc
            end;
        directory when Recursive -> fold_files(Full, Pattern, Recursive, Fun, Acc);
        _ -> Acc
    end.

find_file(Name, Folder) -> find_file(Name, Folder, []).

find_file(Name, Folder, _Rules) ->
    Full = filename:join(Folder, Name),
    case is_regular(Full) of
        true -> {ok, Full};
        false -> {error, not_found}
    end.

find_source(Object) ->
    find_source(filename:basename(Object), filename:dirname(Object)).
find_source(Object, Folder) -> find_source(Object, Folder, []).

%% Beside the object file, or in src beside ebin.
find_source(Object, Folder, _Rules) ->
    Source = filename:rootname(Object) ++ ".erl",
    Beside = filename:join(Folder, Source),
    InSrc = filename:join([filename:dirname(Folder), "src", Source]),
    case {is_regular(Beside), is_regular(InSrc)} of
        {true, _} -> {ok, Beside};
        {_, true} -> {ok, InSrc};
        _ -> {error, not_found}
    end.

%% Without leaving Folder, or `unsafe'.
safe_relative_path(Name, _Folder) ->
    case filename:pathtype(Name) of
        absolute -> unsafe;
        relative -> safe(filename:split(Name), [])
    end.

safe([".." | _], []) -> unsafe;
safe([".." | Rest], [_ | Above]) -> safe(Rest, Above);
safe(["." | Rest], Above) -> safe(Rest, Above);
safe([Part | Rest], Above) -> safe(Rest, [Part | Above]);
safe([], []) -> [];
safe([], Parts) -> filename:join(lists:reverse(Parts)).
