%% The entries of a tar archive become files. Nothing is written above the folder that is said.
-module(erl_tar_extract).

-export([write/2]).

-include_lib("kernel/include/file.hrl").

write(Entries, Options) ->
    Folder = case lists:keyfind(cwd, 1, Options) of
                 {cwd, Dir} -> Dir;
                 false ->
                     {ok, Here} = file:get_cwd(),
                     Here
             end,
    each(Entries, Folder, Options).

each([#{name := Name} = Entry | Entries], Folder, Options) ->
    case one(Entry, Folder, Options) of
        ok -> each(Entries, Folder, Options);
        {error, unsafe_symlink} -> {error, {maps:get(link, Entry), unsafe_symlink}};
        {error, Reason} -> {error, {Name, Reason}}
    end;
each([], _Folder, _Options) -> ok.

one(#{name := Name, type := Type} = Entry, Folder, Options) ->
    case {safe(Name), Type} of
        {unsafe, _} -> {error, unsafe_path};
        {Path, symlink} ->
            case safe_target(Path, maps:get(link, Entry)) of
                unsafe -> {error, unsafe_symlink};
                _ -> put_there(Entry, filename:join(Folder, Path), Options)
            end;
        {Path, _} -> put_there(Entry, filename:join(Folder, Path), Options)
    end.

safe_target(Path, Link) ->
    case filename:pathtype(Link) of
        relative -> safe(filename:join(filename:dirname(Path), Link));
        _ -> unsafe
    end.

%% The relative path that a name stands for, or `unsafe' if it leads above.
safe(Name) ->
    Relative = case filename:pathtype(Name) of
                   relative -> Name;
                   _ -> filename:join(tl(filename:split(Name)))
               end,
    case lists:foldl(fun step/2, [], filename:split(Relative)) of
        unsafe -> unsafe;
        [] -> ".";
        Parts -> filename:join(lists:reverse(Parts))
    end.

step(_, unsafe) -> unsafe;
step(".", Parts) -> Parts;
step("..", []) -> unsafe;
step("..", [_ | Parts]) -> Parts;
step(Part, Parts) -> [Part | Parts].

put_there(#{name := Name} = Entry, Path, Options) ->
    Keep = lists:member(keep_old_files, Options) andalso filelib:is_file(Path),
    Shown = fun(Format) -> lists:member(verbose, Options) andalso io:format(Format, [Name]) end,
    case Keep of
        true ->
            Shown("x ~ts - exists, not created~n"),
            ok;
        false ->
            Shown("x ~ts~n"),
            make(Entry, Path)
    end.

make(#{type := directory, mode := Mode, mtime := Time}, Path) ->
    case filelib:ensure_path(Path) of
        ok ->
            file:write_file_info(Path, #file_info{mode = Mode band 8#777, mtime = Time},
                                 [{time, posix}]);
        Error -> Error
    end;
make(#{type := symlink, link := Target}, Path) ->
    filelib:ensure_dir(Path),
    case file:make_symlink(Target, Path) of
        {error, eexist} ->
            file:delete(Path),
            file:make_symlink(Target, Path);
        {error, enotsup} -> ok;
        Result -> Result
    end;
make(#{type := regular, data := Data, mode := Mode, mtime := Time}, Path) ->
    filelib:ensure_dir(Path),
    case file:write_file(Path, Data) of
        ok ->
            file:write_file_info(Path, #file_info{mode = Mode band 8#777, mtime = Time},
                                 [{time, posix}]);
        Error -> Error
    end;
make(_, _) -> ok.
