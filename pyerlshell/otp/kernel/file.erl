%% Files: whole ones, open ones, folders, and Erlang terms in files.
%%
%% An open file is a process (file_io_server), so it can be used with io and from any process.
-module(file).

-export([read_file/1, read_file/2, write_file/2, write_file/3, copy/2, copy/3]).
-export([open/2, close/1, read/2, read_line/1, write/2, pread/2, pread/3, pwrite/2, pwrite/3,
         position/2, truncate/1, sync/1, datasync/1, advise/4, allocate/3]).
-export([delete/1, delete/2, rename/2, make_dir/1, del_dir/1, del_dir_r/1, list_dir/1,
         list_dir_all/1, get_cwd/0, get_cwd/1, set_cwd/1, make_link/2, make_symlink/2, read_link/1,
         read_link_all/1]).
-export([read_file_info/1, read_file_info/2, read_link_info/1, read_link_info/2,
         write_file_info/2, write_file_info/3, change_mode/2, change_time/2, change_time/3,
         change_owner/2, change_owner/3, change_group/2]).
-export([consult/1, path_consult/2, path_open/3, eval/1, eval/2, script/1, script/2,
         path_script/2, path_script/3, path_eval/2]).
-export([format_error/1, native_name_encoding/0]).

%%% Whole files

read_file(Name) -> prim_file:read_file(Name).
read_file(Name, _Options) -> prim_file:read_file(Name).

write_file(Name, Data) -> write_file(Name, Data, []).

write_file(Name, Data, Modes) when is_list(Modes) ->
    How = case {lists:member(append, Modes), lists:member(exclusive, Modes)} of
              {true, _} -> append;
              {_, true} -> exclusive;
              _ -> write
          end,
    prim_file:write_file(Name, Data, How).

copy(Source, Dest) -> copy(Source, Dest, infinity).

copy(Source, Dest, Count) when Count =:= infinity; is_integer(Count), Count >= 0 ->
    case read_source(Source) of
        {ok, All} ->
            Data = case Count of
                       _ when is_integer(Count), Count < byte_size(All) -> binary:part(All, 0, Count);
                       _ -> All
                   end,
            case write_dest(Dest, Data) of
                ok -> {ok, byte_size(Data)};
                Error -> Error
            end;
        Error -> Error
    end.

read_source(File) when is_pid(File) -> read_all(File, []);
read_source({Name, _Modes}) -> read_file(Name);
read_source(Name) -> read_file(Name).

read_all(File, Done) ->
    case read(File, 65536) of
        {ok, Data} -> read_all(File, [Done, Data]);
        eof -> {ok, iolist_to_binary(Done)};
        Error -> Error
    end.

write_dest(File, Data) when is_pid(File) -> write(File, Data);
write_dest({Name, Modes}, Data) -> write_file(Name, Data, Modes);
write_dest(Name, Data) -> write_file(Name, Data).

%%% Open files

open(Name, Mode) when is_atom(Mode) -> open(Name, [Mode]);
open(Name, Modes) when is_list(Modes) ->
    case lists:all(fun is_mode/1, Modes) of
        true -> file_io_server:open(Name, Modes);
        false -> {error, badarg}
    end;
open(_, _) -> {error, badarg}.

is_mode({encoding, _}) -> true;
is_mode({read_ahead, _}) -> true;
is_mode({delayed_write, _, _}) -> true;
is_mode(Mode) ->
    lists:member(Mode, [read, write, append, exclusive, raw, binary, delayed_write, read_ahead,
                        sync, directory]).

close(File) when is_pid(File) ->
    case request(File, close) of
        {error, terminated} -> ok;
        Result -> Result
    end;
close(_) -> {error, badarg}.

read(File, Size) when is_integer(Size), Size >= 0 -> request(File, {read, Size});
read(_, _) -> {error, badarg}.

read_line(File) -> request(File, read_line).

write(File, Data) ->
    try iolist_to_binary(Data) of
        Binary -> request(File, {write, Binary})
    catch
        error:badarg -> {error, badarg}
    end.

pread(File, Places) when is_list(Places) ->
    {ok, [case pread(File, At, Size) of {ok, Data} -> Data; Other -> Other end
          || {At, Size} <- Places]}.

pread(File, At, Size) ->
    case position(File, At) of
        {ok, _} -> read(File, Size);
        Error -> Error
    end.

pwrite(File, Places) when is_list(Places) ->
    lists:foldl(fun({At, Data}, ok) -> pwrite(File, At, Data);
                   (_, Error) -> Error
                end, ok, Places).

pwrite(File, At, Data) ->
    case position(File, At) of
        {ok, _} -> write(File, Data);
        Error -> Error
    end.

position(File, At) -> request(File, {position, At}).
truncate(File) -> request(File, truncate).
sync(_File) -> ok.
datasync(_File) -> ok.
advise(_File, _Offset, _Length, _Advice) -> ok.
allocate(_File, _Offset, _Length) -> ok.

request(File, Request) when is_pid(File) ->
    Ref = monitor(process, File),
    File ! {file_request, self(), Ref, Request},
    receive
        {file_reply, Ref, Reply} ->
            demonitor(Ref, [flush]),
            Reply;
        {'DOWN', Ref, _, _, _} ->
            {error, terminated}
    end;
request(_, _) ->
    {error, badarg}.

%%% Names and folders

delete(Name) -> prim_file:delete(Name).
delete(Name, _Options) -> prim_file:delete(Name).
rename(Source, Dest) -> prim_file:rename(Source, Dest).
make_dir(Name) -> prim_file:make_dir(Name).
del_dir(Name) ->
    case prim_file:del_dir(Name) of
        {error, enotempty} -> {error, eexist};
        Result -> Result
    end.
list_dir(Name) -> prim_file:list_dir(Name).
list_dir_all(Name) -> prim_file:list_dir(Name).
get_cwd() -> prim_file:get_cwd().
get_cwd(_Drive) -> {error, enotsup}.
set_cwd(Name) -> prim_file:set_cwd(Name).
make_link(Existing, New) -> prim_file:make_link(Existing, New).
make_symlink(Target, Name) -> prim_file:make_symlink(Target, Name).
read_link(Name) -> prim_file:read_link(Name).
read_link_all(Name) -> prim_file:read_link(Name).

del_dir_r(Name) ->
    case read_link_info(Name) of
        {ok, Info} when element(3, Info) =:= directory ->
            {ok, Names} = list_dir(Name),
            {ok, Folder} = prim_file:names(Name),
            [del_dir_r(Folder ++ "/" ++ Inner) || Inner <- Names],
            del_dir(Name);
        {ok, _} -> delete(Name);
        Error -> Error
    end.

%%% Information: #file_info{} of file.hrl

read_file_info(Name) -> read_file_info(Name, []).
read_file_info(Name, Options) -> prim_file:info(Name, true, time_option(Options)).
read_link_info(Name) -> read_link_info(Name, []).
read_link_info(Name, Options) -> prim_file:info(Name, false, time_option(Options)).

time_option(Options) -> proplists:get_value(time, Options, local).

write_file_info(Name, Info) -> write_file_info(Name, Info, []).

write_file_info(Name, Info, Options) ->
    case element(8, Info) of
        undefined -> ok;
        Mode -> change_mode(Name, Mode)
    end,
    case element(6, Info) of
        undefined -> ok;
        Time -> prim_file:change_time(Name, seconds(Time, Options), seconds(Time, Options))
    end.

change_mode(Name, Mode) -> prim_file:change_mode(Name, Mode).
change_time(Name, Modified) -> change_time(Name, Modified, Modified).
change_time(Name, Accessed, Modified) ->
    prim_file:change_time(Name, seconds(Accessed, []), seconds(Modified, [])).

seconds(Seconds, _) when is_integer(Seconds) -> Seconds;
seconds(Time, Options) ->
    Universal = case time_option(Options) of
                    universal -> Time;
                    _ -> erlang:localtime_to_universaltime(Time)
                end,
    erlang:universaltime_to_posixtime(Universal).

change_owner(_Name, _Uid) -> ok.
change_owner(_Name, _Uid, _Gid) -> ok.
change_group(_Name, _Gid) -> ok.

%%% Erlang in files

consult(Name) ->
    with_file(Name, fun(File) -> consult(File, 1, []) end).

consult(File, Line, Terms) ->
    case io:read(File, '', Line) of
        {ok, Term, Next} -> consult(File, Next, [Term | Terms]);
        {eof, _} -> {ok, lists:reverse(Terms)};
        {error, Error, _} -> {error, Error};
        {error, Error} -> {error, Error}
    end.

eval(Name) -> eval(Name, erl_eval:new_bindings()).
eval(Name, Bindings) ->
    case script(Name, Bindings) of
        {ok, _} -> ok;
        Error -> Error
    end.

script(Name) -> script(Name, erl_eval:new_bindings()).
script(Name, Bindings) ->
    with_file(Name, fun(File) -> script(File, 1, undefined, Bindings) end).

script(File, Line, Last, Bindings) ->
    case io:parse_erl_exprs(File, '', Line) of
        {ok, Exprs, Next} ->
            try erl_eval:exprs(Exprs, Bindings) of
                {value, Value, NewBindings} -> script(File, Next, Value, NewBindings)
            catch
                Class:Reason:Stack -> {error, {Line, file, {Class, Reason, Stack}}}
            end;
        {eof, _} -> {ok, Last};
        {error, Error, _} -> {error, Error}
    end.

with_file(Name, Fun) ->
    case open(Name, [read, {encoding, utf8}]) of
        {ok, File} ->
            Result = Fun(File),
            close(File),
            Result;
        Error -> Error
    end.

path_open([Folder | Path], Name, Modes) ->
    Full = filename:join(Folder, Name),
    case open(Full, Modes) of
        {ok, File} -> {ok, File, Full};
        {error, enoent} -> path_open(Path, Name, Modes);
        Error -> Error
    end;
path_open([], _Name, _Modes) ->
    {error, enoent}.

path_consult(Path, Name) -> on_path(Path, Name, fun consult/1).
path_script(Path, Name) -> on_path(Path, Name, fun script/1).
path_script(Path, Name, Bindings) ->
    on_path(Path, Name, fun(Full) -> script(Full, Bindings) end).

path_eval(Path, Name) ->
    case on_path(Path, Name, fun script/1) of
        {ok, _, Full} -> {ok, Full};
        Error -> Error
    end.

on_path([Folder | Path], Name, Fun) ->
    Full = filename:join(Folder, Name),
    case Fun(Full) of
        {ok, Value} -> {ok, Value, Full};
        {error, enoent} -> on_path(Path, Name, Fun);
        Error -> Error
    end;
on_path([], _Name, _Fun) ->
    {error, enoent}.

%%% Texts

format_error({_Line, file, undefined_script}) -> "no value returned from script";
format_error({Line, file, {Class, Reason, Stack}}) ->
    io_lib:format("~w: evaluation failed with reason ~w:~w and stacktrace ~w",
                  [Line, Class, Reason, Stack]);
format_error({Line, Module, Reason}) ->
    [location(Line), $:, $\s, Module:format_error(Reason)];
format_error(badarg) -> "bad argument";
format_error(system_limit) -> "a system limit was hit, probably not enough ports";
format_error(terminated) -> "the file server process is terminated";
format_error(Reason) ->
    case prim_file:message(Reason) of
        unknown -> lists:flatten(io_lib:format("unknown POSIX error: ~w", [Reason]));
        Text -> Text
    end.

location(Line) when is_integer(Line) -> integer_to_list(Line);
location(Location) -> io_lib:format("~w", [Location]).

native_name_encoding() -> utf8.
