%% Files: whole ones, open ones, folders, and Erlang terms in files.
%%
%% An open file is a process (file_io_server), so it can be used with io and from any process; one
%% that is opened `raw' or `ram' is a #file_descriptor{} whose module does what is asked.
-module(file).

-export([read_file/1, read_file/2, write_file/2, write_file/3, copy/2, copy/3, copy_opened/3]).
-export([open/2, close/1, read/2, read_line/1, write/2, pread/2, pread/3, pwrite/2, pwrite/3,
         position/2, truncate/1, sync/1, datasync/1, advise/4, allocate/3,
         ipread_s32bu_p32bu/3, ipread_s32bu_p32bu_int/3, sendfile/2, sendfile/5]).
-export([delete/1, delete/2, rename/2, make_dir/1, del_dir/1, del_dir_r/1, list_dir/1,
         list_dir_all/1, get_cwd/0, get_cwd/1, set_cwd/1, make_link/2, make_symlink/2, read_link/1,
         read_link_all/1, altname/1]).
-export([read_file_info/1, read_file_info/2, read_link_info/1, read_link_info/2,
         write_file_info/2, write_file_info/3, raw_read_file_info/1, raw_write_file_info/2,
         change_mode/2, change_time/2, change_time/3, change_owner/2, change_owner/3,
         change_group/2]).
-export([consult/1, path_consult/2, path_open/3, eval/1, eval/2, path_eval/2, path_eval/3,
         script/1, script/2, path_script/2, path_script/3]).
-export([format_error/1, native_name_encoding/0]).

-moduledoc """
Files and folders. Names are strings, binaries or atoms. What fails returns `{error, Reason}`,
where Reason is a name of POSIX such as `enoent`; format_error/1 gives its text.
""".

-include("file.hrl").

%%% Whole files

-doc "The content of a file: `{ok, Binary}`.".
read_file(Name) -> prim_file:read_file(Name).

-doc "The content of a file: `{ok, Binary}`.".
read_file(Name, Options) when is_list(Options) -> prim_file:read_file(Name).

-doc "Makes a file of bytes.".
write_file(Name, Data) -> prim_file:write_file(Name, Data).

-doc "Makes a file of bytes.".
write_file(Name, Data, Modes) when is_list(Modes) ->
    try iolist_to_binary(Data) of
        Binary ->
            case open(Name, [raw, binary, write | Modes]) of
                {ok, File} -> close_after(File, write(File, Binary));
                Error -> Error
            end
    catch
        error:badarg -> {error, badarg}
    end.

close_after(File, ok) -> close(File);
close_after(File, Error) -> close(File), Error.

-doc "Copies a file or what is left of an open one, at most ByteCount bytes: `{ok, BytesCopied}`.".
copy(Source, Dest) -> copy(Source, Dest, infinity).

-doc "Copies a file or what is left of an open one, at most ByteCount bytes: `{ok, BytesCopied}`.".
copy(Source, Dest, Count) when is_integer(Count), Count >= 0; is_atom(Count) ->
    with_open(Source, [read, binary, raw],
              fun(From) ->
                      with_open(Dest, [write, binary, raw],
                                fun(To) -> copy_opened(From, To, Count) end)
              end);
copy(_, _, _) -> {error, badarg}.

%% A device is used as it is and stays open.
with_open(Device, _Modes, Fun) when is_pid(Device); is_record(Device, file_descriptor) ->
    Fun(Device);
with_open({Name, More}, Modes, Fun) when is_list(More) -> with_name(Name, Modes ++ More, Fun);
with_open(Name, Modes, Fun) -> with_name(Name, Modes, Fun).

with_name(Name, Modes, Fun) ->
    case open(Name, Modes) of
        {ok, File} ->
            Result = Fun(File),
            case close(File) of
                ok -> Result;
                Error when element(1, Result) =:= ok -> Error;
                _ -> Result
            end;
        Error -> Error
    end.

-doc "Copies between open files.".
copy_opened(#file_descriptor{module = Module} = Source, #file_descriptor{module = Module} = Dest,
            Count) ->
    Module:copy(Source, Dest, Count);
copy_opened(Source, Dest, Count) when is_integer(Count), Count >= 0; is_atom(Count) ->
    copy_pieces(Source, Dest, Count, 0);
copy_opened(_, _, _) ->
    {error, badarg}.

copy_pieces(_Source, _Dest, Left, Copied) when is_integer(Left), Left =< 0 -> {ok, Copied};
copy_pieces(Source, Dest, Left, Copied) ->
    case read(Source, piece(Left)) of
        {ok, Data} ->
            Size = iolist_size(Data),
            case write(Dest, Data) of
                ok -> copy_pieces(Source, Dest, left(Left, Size), Copied + Size);
                Error -> Error
            end;
        eof -> {ok, Copied};
        Error -> Error
    end.

piece(Left) when is_integer(Left), Left < 65536 -> Left;
piece(_) -> 65536.

left(Left, Size) when is_integer(Left) -> Left - Size;
left(All, _Size) -> All.

%%% Open files

-doc """
Opens a file: `{ok, IoDevice}`. Modes are `read`, `write`, `append`, `exclusive`, `raw`, `binary`,
`{read_ahead, N}`, `{delayed_write, N, T}`, `{encoding, E}`, `compressed`, `ram`, and their like;
without `raw` the device is a process.
""".
open(Name, Modes) ->
    case mode_list(Modes) of
        error -> {error, badarg};
        List ->
            case {lists:member(raw, List), lists:member(ram, List)} of
                {true, true} -> error(badarg);
                {false, false} -> file_io_server:open(Name, List);
                _ -> raw_file_io:open(Name, List)
            end
    end.

mode_list(read) -> [read];
mode_list(write) -> [write];
mode_list(read_write) -> [read, write];
mode_list(Modes) when is_list(Modes) -> Modes;
mode_list(_) -> error.

-doc "Closes an open file.".
close(File) when is_pid(File) ->
    case request(File, close) of
        {error, terminated} -> ok;
        Result -> Result
    end;
close(#file_descriptor{module = Module} = File) -> Module:close(File);
close(_) -> {error, badarg}.

-doc "Reads bytes of an open file: `{ok, Data}` or `eof`.".
read(File, Size) when is_pid(File) orelse is_atom(File), is_integer(Size), Size >= 0 ->
    data(io:request(File, {get_chars, latin1, '', Size}));
read(#file_descriptor{module = Module} = File, Size) when is_integer(Size), Size >= 0 ->
    Module:read(File, Size);
read(_, _) -> {error, badarg}.

-doc "Reads a line: `{ok, Data}`, which ends with a line feed, or `eof`.".
read_line(File) when is_pid(File); is_atom(File) ->
    data(io:request(File, {get_line, latin1, ''}));
read_line(#file_descriptor{module = prim_file} = File) -> prim_file:read_line(File);
read_line(#file_descriptor{module = Module} = File) -> Module:read_line(File);
read_line(_) -> {error, badarg}.

data(Data) when is_list(Data); is_binary(Data) -> {ok, Data};
data(Other) -> Other.

-doc "Writes bytes to an open file.".
write(File, Data) when is_pid(File); is_atom(File) ->
    try iolist_to_binary(Data) of
        Binary -> io:request(File, {put_chars, latin1, Binary})
    catch
        error:badarg -> {error, badarg}
    end;
write(#file_descriptor{module = Module} = File, Data) -> Module:write(File, Data);
write(_, _) -> {error, badarg}.

-doc "Reads from a place: `{ok, Data}` or `eof`; or from several places at once.".
pread(#file_descriptor{module = Module} = File, Places) when is_list(Places) ->
    Module:pread(File, Places);
pread(File, Places) when is_pid(File), is_list(Places) -> preads(File, Places, []);
pread(_, _) -> {error, badarg}.

preads(File, [{At, Size} | Places], Read) when is_integer(Size), Size >= 0 ->
    case pread(File, At, Size) of
        {ok, Data} -> preads(File, Places, [Data | Read]);
        eof -> preads(File, Places, [eof | Read]);
        Error -> Error
    end;
preads(_File, [], Read) -> {ok, lists:reverse(Read)};
preads(_, _, _) -> {error, badarg}.

-doc "Reads from a place: `{ok, Data}` or `eof`; or from several places at once.".
pread(File, At, Size) when is_pid(File), is_integer(Size), Size >= 0 ->
    request(File, {pread, At, Size});
pread(#file_descriptor{module = Module} = File, At, Size) when is_integer(Size), Size >= 0 ->
    Module:pread(File, At, Size);
pread(_, _, _) -> {error, badarg}.

-doc "Writes at a place, or at several.".
pwrite(#file_descriptor{module = Module} = File, Places) when is_list(Places) ->
    Module:pwrite(File, Places);
pwrite(File, Places) when is_pid(File), is_list(Places) -> pwrites(File, Places, 0);
pwrite(_, _) -> {error, badarg}.

pwrites(File, [{At, Data} | Places], Done) ->
    case pwrite(File, At, Data) of
        ok -> pwrites(File, Places, Done + 1);
        {error, Reason} -> {error, {Done, Reason}}
    end;
pwrites(_File, [], _Done) -> ok;
pwrites(_, _, _) -> {error, badarg}.

-doc "Writes at a place, or at several.".
pwrite(File, At, Data) when is_pid(File) -> request(File, {pwrite, At, Data});
pwrite(#file_descriptor{module = Module} = File, At, Data) -> Module:pwrite(File, At, Data);
pwrite(_, _, _) -> {error, badarg}.

-doc """
Moves to a place in an open file: `bof`, `cur`, `eof`, with an offset, or a number: `{ok,
NewPosition}`.
""".
position(File, At) when is_pid(File) -> request(File, {position, At});
position(#file_descriptor{module = Module} = File, At) -> Module:position(File, At);
position(_, _) -> {error, badarg}.

-doc "Cuts an open file off at the place where it is.".
truncate(File) when is_pid(File) -> request(File, truncate);
truncate(#file_descriptor{module = Module} = File) -> Module:truncate(File);
truncate(_) -> {error, badarg}.

-doc "Has an open file written to the device.".
sync(File) when is_pid(File) -> request(File, sync);
sync(#file_descriptor{module = Module} = File) -> Module:sync(File);
sync(_) -> {error, badarg}.

-doc "Has the data of an open file written to the device.".
datasync(File) when is_pid(File) -> request(File, datasync);
datasync(#file_descriptor{module = Module} = File) -> Module:datasync(File);
datasync(_) -> {error, badarg}.

-doc "Says how a part of an open file will be used.".
advise(File, Offset, Length, Advice) when is_pid(File) ->
    request(File, {advise, Offset, Length, Advice});
advise(#file_descriptor{module = Module} = File, Offset, Length, Advice) ->
    Module:advise(File, Offset, Length, Advice);
advise(_, _, _, _) -> {error, badarg}.

-doc "Reserves room for a part of an open file.".
allocate(File, Offset, Length) when is_pid(File) -> request(File, {allocate, Offset, Length});
allocate(#file_descriptor{module = Module} = File, Offset, Length) ->
    Module:allocate(File, Offset, Length).

-doc "Reads what a header of a file points to, as dets keeps it.".
ipread_s32bu_p32bu(File, Offset, Limit) when is_pid(File) ->
    ipread_s32bu_p32bu_int(File, Offset, Limit);
ipread_s32bu_p32bu(#file_descriptor{module = Module} = File, Offset, Limit) ->
    Module:ipread_s32bu_p32bu(File, Offset, Limit);
ipread_s32bu_p32bu(_, _, _) -> {error, badarg}.

ipread_s32bu_p32bu_int(File, Offset, Limit) when is_integer(Limit); is_atom(Limit) ->
    case pread(File, Offset, 8) of
        {ok, Head} when length(Head) =:= 8; byte_size(Head) =:= 8 ->
            <<Size:32, Place:32>> = iolist_to_binary(Head),
            ipread_data(File, Size, Place, Limit);
        {ok, _} -> eof;
        Other -> Other
    end;
ipread_s32bu_p32bu_int(_, _, _) -> {error, badarg}.

ipread_data(_File, Size, _Place, Limit) when is_integer(Limit), Size > Limit -> eof;
ipread_data(_File, 0, Place, _Limit) -> {ok, {0, Place, eof}};
ipread_data(File, Size, Place, _Limit) ->
    case pread(File, Place, Size) of
        {ok, Data} -> {ok, {Size, Place, Data}};
        eof -> {ok, {Size, Place, eof}};
        Error -> Error
    end.

-doc "Sends a file, or a part of an open one, to a socket: `{ok, BytesSent}`.".
sendfile(Name, Socket) ->
    case open(Name, [read, raw, binary]) of
        {ok, File} ->
            Result = sendfile(File, Socket, 0, 0, []),
            close(File),
            Result;
        Error -> Error
    end.

%% Bytes 0 is all of it. The position of the file stays what it is.
-doc "Sends a file, or a part of an open raw one, to a socket: `{ok, BytesSent}`.".
sendfile(#file_descriptor{} = File, Socket, Offset, Bytes, Options)
  when is_integer(Offset), is_integer(Bytes), is_list(Options), is_port(Socket) ->
    case proplists:get_value(chunk_size, Options, 65536) of
        _ when Offset < 0; Bytes < 0 -> {error, einval};
        Size when is_integer(Size), Size > 0 ->
            send_pieces(File, Socket, Offset, piece(Bytes, Size), Bytes, 0);
        _ -> {error, badarg}
    end;
sendfile(_File, _Socket, _Offset, _Bytes, _Options) -> {error, badarg}.

send_pieces(_File, _Socket, _Offset, _Size, Bytes, Bytes) when Bytes > 0 -> {ok, Bytes};
send_pieces(File, Socket, Offset, Size, Bytes, Sent) ->
    case pread(File, Offset + Sent, piece(Bytes - Sent, Size)) of
        {ok, Data} ->
            case gen_tcp:send(Socket, Data) of
                ok -> send_pieces(File, Socket, Offset, Size, Bytes, Sent + iolist_size(Data));
                Error -> Error
            end;
        eof -> {ok, Sent};
        Error -> Error
    end.

piece(Left, Size) when Left > 0 -> min(Left, Size);
piece(_, Size) -> Size.

request(File, Request) ->
    Ref = monitor(process, File),
    File ! {file_request, self(), Ref, Request},
    receive
        {file_reply, Ref, Reply} ->
            demonitor(Ref, [flush]),
            Reply;
        {'DOWN', Ref, _, _, _} ->
            {error, terminated}
    end.

%%% Names and folders

-doc "Deletes a file; `[raw]` does so without the file server.".
delete(Name) -> prim_file:delete(Name).
-doc "Deletes a file; `[raw]` does so without the file server.".
delete(Name, Options) when is_list(Options) -> prim_file:delete(Name).
-doc "Gives a file another name or place.".
rename(Source, Dest) -> prim_file:rename(Source, Dest).
-doc "Makes a folder.".
make_dir(Name) -> prim_file:make_dir(Name).
-doc "Deletes an empty folder.".
del_dir(Name) -> prim_file:del_dir(Name).
-doc "The working folder: `{ok, Dir}`.".
get_cwd() -> prim_file:get_cwd().
-doc "The working folder: `{ok, Dir}`.".
get_cwd(Drive) -> prim_file:get_cwd(Drive).
-doc "Changes the working folder.".
set_cwd(Name) -> prim_file:set_cwd(Name).
-doc "Makes a hard link New to Existing.".
make_link(Existing, New) -> prim_file:make_link(Existing, New).
-doc "Makes a symbolic link New to Existing.".
make_symlink(Target, Name) -> prim_file:make_symlink(Target, Name).
-doc "Where a symbolic link points to: `{ok, Name}`.".
read_link(Name) -> prim_file:read_link(Name).
-doc "As read_link/1; the name may be no text in the encoding of file names.".
read_link_all(Name) -> prim_file:read_link_all(Name).
-doc "The short name of a file on Windows; `{error, enotsup}` elsewhere.".
altname(_Name) -> {error, enotsup}.
-doc "The names in a folder, those too that are no text in the encoding of file names.".
list_dir_all(Name) -> prim_file:list_dir_all(Name).

-doc "The names in a folder, in no order: `{ok, Names}`.".
list_dir(Name) ->
    case prim_file:list_dir(Name) of
        {ok, {Names, Strange}} ->
            [error_logger:warning_msg("Non-unicode filename ~p ignored\n", [Bytes])
             || Bytes <- Strange],
            {ok, Names};
        Result -> Result
    end.

-doc "Deletes a file, or a folder with all that is in it.".
del_dir_r(Name) ->
    case read_link_info(Name) of
        {ok, #file_info{type = directory}} ->
            case list_dir_all(Name) of
                {ok, Names} ->
                    [del_dir_r(filename:join(Name, Inner)) || Inner <- Names],
                    del_dir(Name);
                Error -> Error
            end;
        {ok, _} -> delete(Name);
        Error -> Error
    end.

%%% Information

-doc "What is known of a file: `{ok, #file_info{}}`. Times are `local`, `universal` or `posix`.".
read_file_info(Name) -> read_file_info(Name, []).

-doc "What is known of a file: `{ok, #file_info{}}`. Times are `local`, `universal` or `posix`.".
read_file_info(File, Options) when is_pid(File), is_list(Options) ->
    request(File, {read_handle_info, Options});
read_file_info(#file_descriptor{module = Module} = File, Options) when is_list(Options) ->
    Module:read_handle_info(File, Options);
read_file_info(Name, Options) when is_list(Options) -> prim_file:read_file_info(Name, Options).

-doc "As read_file_info/1,2, but of a link itself.".
read_link_info(Name) -> prim_file:read_link_info(Name, []).

-doc "As read_file_info/1,2, but of a link itself.".
read_link_info(Name, Options) when is_list(Options) -> prim_file:read_link_info(Name, Options).

-doc "As read_file_info/1 without the file server.".
raw_read_file_info(Name) -> read_file_info(Name, [raw]).

-doc "Changes what is known of a file: permissions, times, owner.".
write_file_info(Name, #file_info{} = Info) -> prim_file:write_file_info(Name, Info, []).

-doc "Changes what is known of a file: permissions, times, owner.".
write_file_info(Name, #file_info{} = Info, Options) when is_list(Options) ->
    prim_file:write_file_info(Name, Info, Options).

-doc "As write_file_info/2 without the file server.".
raw_write_file_info(Name, #file_info{} = Info) -> write_file_info(Name, Info, [raw]).

-doc "Changes the permissions of a file.".
change_mode(Name, Mode) when is_integer(Mode) ->
    write_file_info(Name, #file_info{mode = Mode}).

-doc "Changes when a file was last modified, and accessed.".
change_time(Name, {{_, _, _}, {_, _, _}} = Time) ->
    write_file_info(Name, #file_info{atime = Time, mtime = Time}).

-doc "Changes when a file was last modified, and accessed.".
change_time(Name, {{_, _, _}, {_, _, _}} = Accessed, {{_, _, _}, {_, _, _}} = Modified) ->
    write_file_info(Name, #file_info{atime = Accessed, mtime = Modified}).

-doc "Changes the owner of a file, and the group.".
change_owner(Name, Uid) when is_integer(Uid) -> write_file_info(Name, #file_info{uid = Uid}).

-doc "Changes the owner of a file, and the group.".
change_owner(Name, Uid, Gid) when is_integer(Uid), is_integer(Gid) ->
    write_file_info(Name, #file_info{uid = Uid, gid = Gid}).

-doc "Changes the group of a file.".
change_group(Name, Gid) when is_integer(Gid) -> write_file_info(Name, #file_info{gid = Gid}).

%%% Erlang in files

-doc """
Reads the terms of a file, each of which ends with a dot: `{ok, Terms}`; `{error, {Line, Mod,
Term}}` if one is wrong.
""".
consult(Name) -> with_source(Name, fun(File) -> terms(File, 1, []) end).

terms(File, Line, Terms) ->
    case io:read(File, '', Line) of
        {ok, Term, Next} -> terms(File, Next, [Term | Terms]);
        {eof, _} -> {ok, lists:reverse(Terms)};
        {error, Error, _} -> {error, Error};
        {error, Error} -> {error, Error}
    end.

-doc "Evaluates the expressions of a file, perhaps with bindings: `ok`.".
eval(Name) -> eval(Name, erl_eval:new_bindings()).

-doc "Evaluates the expressions of a file, perhaps with bindings: `ok`.".
eval(Name, Bindings) ->
    with_source(Name, fun(File) -> evaluated(expressions(File, 1, none, Bindings)) end).

evaluated({ok, _}) -> ok;
evaluated({error, {_, file, undefined_script}}) -> ok;
evaluated(Error) -> Error.

-doc "Evaluates the expressions of a file: `{ok, Value}` of the last.".
script(Name) -> script(Name, erl_eval:new_bindings()).

-doc "Evaluates the expressions of a file: `{ok, Value}` of the last.".
script(Name, Bindings) ->
    with_source(Name, fun(File) -> expressions(File, 1, none, Bindings) end).

expressions(File, Line, Last, Bindings) ->
    case io:parse_erl_exprs(File, '', Line) of
        {ok, Exprs, Next} ->
            try erl_eval:exprs(Exprs, Bindings) of
                {value, Value, NewBindings} -> expressions(File, Next, {value, Value}, NewBindings)
            catch
                Class:Reason:Stack -> {error, {Next, file, {Class, Reason, Stack}}}
            end;
        {eof, Next} when Last =:= none -> {error, {Next, file, undefined_script}};
        {eof, _} -> {ok, element(2, Last)};
        {error, Error, _} -> {error, Error};
        {error, Error} -> {error, Error}
    end.

%% In the encoding that a comment of the file says, else UTF-8.
with_source(Name, Fun) ->
    case prim_file:read_file(Name) of
        {ok, Text} ->
            Encoding = case epp:read_encoding_from_binary(Text) of
                           none -> epp:default_encoding();
                           Said -> Said
                       end,
            case open(Name, [read, {encoding, Encoding}]) of
                {ok, File} ->
                    Result = Fun(File),
                    close(File),
                    Result;
                Error -> Error
            end;
        Error -> Error
    end.

-doc "As open/2, looking for the file in several folders: `{ok, IoDevice, FullName}`.".
path_open(Path, Name, Modes) ->
    case prim_file:names(Name) of
        {error, _} = Error -> Error;
        {ok, _} ->
            case mode_list(Modes) of
                error -> {error, badarg};
                List -> path_search(Path, Name, fun(Full) -> open(Full, List) end)
            end
    end.

-doc "As consult/1, looking for the file in several folders: `{ok, Terms, FullName}`.".
path_consult(Path, Name) -> path_search(Path, Name, fun consult/1).

-doc "As script/1,2, looking for the file in several folders.".
path_script(Path, Name) -> path_script(Path, Name, erl_eval:new_bindings()).

-doc "As script/1,2, looking for the file in several folders.".
path_script(Path, Name, Bindings) ->
    path_search(Path, Name, fun(Full) -> script(Full, Bindings) end).

-doc "As eval/1,2, looking for the file in several folders.".
path_eval(Path, Name) -> path_eval(Path, Name, erl_eval:new_bindings()).

-doc "As eval/1,2, looking for the file in several folders.".
path_eval(Path, Name, Bindings) ->
    case path_search(Path, Name, fun(Full) -> eval(Full, Bindings) end) of
        {ok, Full} -> {ok, Full};
        Error -> Error
    end.

%% The first folder that has the file decides. An absolute name is in none of them.
path_search(Path, Name, Fun) ->
    case filename:pathtype(Name) of
        relative -> path_search_in(Path, Name, Fun);
        _ -> found(Fun(Name), Name)
    end.

path_search_in([Folder | Path], Name, Fun) ->
    case prim_file:names(Folder) of
        {ok, Flat} ->
            Full = below(Flat, Name),
            case Fun(Full) of
                {error, enoent} -> path_search_in(Path, Name, Fun);
                Result -> found(Result, Full)
            end;
        Error -> Error
    end;
path_search_in([], _Name, _Fun) -> {error, enoent}.

below(".", Name) -> Name;
below(Folder, Name) -> filename:join(Folder, Name).

found(ok, Full) -> {ok, Full};
found({ok, Value}, Full) -> {ok, Value, Full};
found(Error, _Full) -> Error.

%%% Texts

-doc "The text of a reason.".
format_error({_Line, file, undefined_script}) -> "no value returned from script";
format_error({Line, file, {Class, Reason, Stack}}) ->
    io_lib:format("~w: evaluation failed with reason ~w:~w and stacktrace ~w",
                  [Line, Class, Reason, Stack]);
format_error({Line, Module, Reason}) ->
    [io_lib:write(Line), $:, $\s, Module:format_error(Reason)];
format_error(badarg) -> "bad argument";
format_error(system_limit) -> "a system limit was hit, probably not enough ports";
format_error(terminated) -> "the file server process is terminated";
format_error(Reason) -> erl_posix_msg:message(Reason).

-doc "The encoding of file names: `utf8` or `latin1`.".
native_name_encoding() -> utf8.
