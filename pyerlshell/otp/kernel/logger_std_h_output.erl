%% Where the standard handler writes to: a device, or a file that is looked after: when somebody has
%% moved or deleted it a new one is made, and when it has grown to max_no_bytes it becomes the archive
%% Name.0, what was Name.0 becomes Name.1, and so on up to max_no_files of them, compressed if wanted.
-module(logger_std_h_output).
-compile({no_auto_import, [put/2]}).

-export([open/1, write/2, sync/1, change/2, close/1, message/2]).

-include("file.hrl").

-record(file, {fd, name, modes, inode, check = 0, checked, limit = infinity, archives = 0,
               compress = false, size = 0}).

open(#{type := file, file := Name, modes := Modes} = Options) ->
    try filelib:ensure_dir(Name) of
        ok -> open_file(Name, Modes, Options);
        {error, Reason} -> {error, {open_failed, Name, Reason}}
    catch
        _:Reason -> {error, {open_failed, Name, Reason}}
    end;
open(#{type := Type} = Options) when Type =:= wrap; Type =:= halt ->
    case logger_disk_log_h:open(Options) of
        {ok, Log} -> {ok, {disk_log, Log}};
        Error -> Error
    end;
open(#{type := {device, Device}}) -> {ok, Device};
open(#{type := standard_error}) -> {ok, standard_error};
open(_) -> {ok, console}.

open_file(Name, Modes, Options) ->
    case file:open(Name, Modes) of
        {ok, Fd} ->
            {ok, #file_info{inode = Inode}} = file:read_file_info(Name, [raw]),
            Again = [append | Modes -- [write, append, exclusive]],
            File = #file{fd = Fd, name = Name, modes = Again, inode = Inode, checked = now_seconds()},
            {ok, change(Options, File)};
        {error, Reason} ->
            {error, {open_failed, Name, Reason}}
    end.

now_seconds() -> erlang:monotonic_time(millisecond).

%% Other limits; they hold for what is there already.
change(#{max_no_bytes := Limit, max_no_files := Archives, compress_on_rotate := Compress,
         file_check := Check}, #file{name = Name} = File) ->
    Keep = case Limit of infinity -> 0; _ -> Archives end,
    remove_archives(Name, Keep),
    {ok, #file_info{size = Size}} = file:read_file_info(Name, [raw]),
    New = File#file{check = Check, limit = Limit, archives = Archives, compress = Compress,
                    size = Size},
    Limit =/= infinity andalso recompress(Name, 0, Archives, Compress),
    rotate_if_full(New);
change(_Options, Out) ->
    Out.

write(Text, #file{} = File0) ->
    #file{fd = Fd, size = Size} = File = looked_after(File0),
    _ = file:write(Fd, Text),
    rotate_if_full(File#file{size = Size + byte_size(Text)});
write(Text, {disk_log, Log}) -> {disk_log, logger_disk_log_h:write(Text, Log)};
write(Text, console) ->
    case whereis(user) of
        undefined -> put(standard_error, Text);
        User -> put(User, Text)
    end,
    console;
write(Text, Device) ->
    put(Device, Text),
    Device.

put(Device, Text) -> io:request(Device, {put_chars, unicode, Text}).

sync(#file{} = File0) ->
    File = looked_after(File0),
    _ = file:datasync(File#file.fd),
    File;
sync({disk_log, Log}) -> {disk_log, logger_disk_log_h:sync(Log)};
sync(Out) -> Out.

%% What the handler's process was sent by what it writes to.
message(Message, {disk_log, Log}) ->
    {disk_log, logger_disk_log_h:handle_info(disk_log, Message, Log)};
message(_, Out) -> Out.

close(#file{fd = Fd}) ->
    _ = file:datasync(Fd),
    file:close(Fd);
close({disk_log, Log}) -> logger_disk_log_h:close(Log);
close(_) -> ok.

%%% The file is the one of its name

looked_after(#file{check = Check, checked = Last} = File) when Check > 0 ->
    case now_seconds() - Last > Check of
        true -> the_same(File);
        false -> File
    end;
looked_after(File) ->
    the_same(File).

the_same(#file{name = Name, inode = Inode, fd = Fd} = File) ->
    case file:read_file_info(Name, [raw]) of
        {ok, #file_info{inode = Inode}} -> File#file{checked = now_seconds()};
        _ ->
            _ = file:close(Fd),
            {Again, _} = opened_again(File),
            Again
    end.

%% With the size that the file has now. One that was made because the old one had gone counts on
%% from the size of the old one.
opened_again(#file{name = Name, modes = Modes} = File) ->
    ok = filelib:ensure_dir(Name),
    {ok, Fd} = file:open(Name, Modes),
    {ok, #file_info{inode = Inode, size = Size}} = file:read_file_info(Name, [raw]),
    {File#file{fd = Fd, inode = Inode, checked = now_seconds()}, Size}.

%%% Rotation

rotate_if_full(#file{limit = Limit, size = Size} = File) when Size > Limit, is_integer(Limit) ->
    #file{fd = Fd, name = Name, archives = Archives, compress = Compress} = File,
    _ = file:close(Fd),
    rotate(Name, Archives, Compress),
    {New, NewSize} = opened_again(File),
    New#file{size = NewSize};
rotate_if_full(File) ->
    File.

rotate(Name, 0, _Compress) ->
    _ = file:delete(Name),
    ok;
rotate(Name, Archives, Compress) ->
    remove_archive(Name, Archives - 1),
    [move(Name, N) || N <- lists:seq(Archives - 2, 0, -1)],
    _ = file:rename(Name, archive(Name, 0, false)),
    recompress(Name, 0, 1, Compress).

move(Name, N) ->
    [file:rename(archive(Name, N, Packed), archive(Name, N + 1, Packed))
     || Packed <- [false, true], filelib:is_file(archive(Name, N, Packed))].

archive(Name, N, false) -> Name ++ "." ++ integer_to_list(N);
archive(Name, N, true) -> archive(Name, N, false) ++ ".gz".

remove_archive(Name, N) ->
    _ = file:delete(archive(Name, N, false)),
    _ = file:delete(archive(Name, N, true)),
    ok.

%% From the N-th on, until there are no more.
remove_archives(Name, N) ->
    case filelib:is_file(archive(Name, N, false)) orelse filelib:is_file(archive(Name, N, true)) of
        true ->
            remove_archive(Name, N),
            remove_archives(Name, N + 1);
        false -> ok
    end.

%% Archives First up to Last are compressed, or are not.
recompress(Name, N, Last, Compress) when N < Last ->
    From = archive(Name, N, not Compress),
    case file:read_file(From) of
        {ok, Data} ->
            Other = case Compress of
                        true -> zlib:gzip(Data);
                        false -> zlib:gunzip(Data)
                    end,
            ok = file:write_file(archive(Name, N, Compress), Other),
            _ = file:delete(From),
            recompress(Name, N + 1, Last, Compress);
        {error, _} ->
            recompress(Name, N + 1, Last, Compress)
    end;
recompress(_Name, _N, _Last, _Compress) ->
    ok.
