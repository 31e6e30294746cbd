%% Archives in the format of tar (POSIX ustar, with extended headers for what does not fit).
%%
%% An archive is made entry by entry on a file; it is read as a whole, into entries
%% #{name, type, size, mtime, mode, uid, gid, link, data} by erl_tar_format.
-module(erl_tar).

-export([create/2, create/3, extract/1, extract/2, table/1, table/2, t/1, tt/1, open/2, add/3,
         add/4, close/1, init/3, format_error/1]).

-moduledoc "Packages of files in the format of tar, perhaps compressed.".

-include_lib("kernel/include/file.hrl").

%%% Making

-doc "Makes a package of files: names, `{NameInPackage, Name}` or `{NameInPackage, Binary}`.".
create(Name, Files) -> create(Name, Files, []).

%% Files: names, or {NameInArchive, Binary | Name}.
-doc "Makes a package of files: names, `{NameInPackage, Name}` or `{NameInPackage, Binary}`.".
create(Name, Files, Options) ->
    {Modes, Others} = lists:partition(fun(O) -> O =:= compressed orelse O =:= cooked end, Options),
    case open(Name, [write | Modes]) of
        {ok, Tar} ->
            Result = add_all(Files, Tar, Others),
            close(Tar),
            case Result of
                ok -> ok;
                {error, {_, _}} = Error -> Error;
                {error, Reason} -> {error, {Name, Reason}}
            end;
        Error -> Error
    end.

add_all([File | Files], Tar, Options) ->
    Result = case File of
                 {Inner, Content} -> add(Tar, Content, Inner, Options);
                 _ -> add(Tar, File, Options)
             end,
    case Result of
        ok -> add_all(Files, Tar, Options);
        Error -> Error
    end;
add_all([], _Tar, _Options) -> ok.

-doc "Opens a package to be written: `{ok, Descriptor}`.".
open({binary, _} = Source, Modes) -> opened(Source, Modes, Source);
open({file, _} = Source, Modes) ->
    case incompatible(Source, Modes) of
        none -> opened(Source, Modes, Source);
        Error -> Error
    end;
open(Name, Modes) ->
    case lists:member(write, Modes) of
        true ->
            case file:open(Name, [write, raw, binary | [compressed || compressed <- Modes]]) of
                {ok, Device} -> {ok, writer(Device, fun on_file/2)};
                {error, Reason} -> {error, {Name, Reason}}
            end;
        false -> opened(Name, Modes, Name)
    end.

%% A device was opened by somebody else: how it is read is no longer ours to say.
incompatible({file, _} = Source, Options) ->
    case [O || O <- [compressed, cooked], lists:member(O, Options)] of
        [Option | _] -> {error, {Source, {incompatible_option, Option}}};
        [] -> none
    end;
incompatible(_, _) -> none.

%% An archive to read is a source with its options.
opened(Source, Modes, Name) ->
    case Name of
        {_, _} -> {ok, {reader, Source, Modes}};
        _ ->
            case file:read_file_info(Name) of
                {ok, _} -> {ok, {reader, Source, Modes}};
                {error, Reason} -> {error, {Name, Reason}}
            end
    end.

writer(Device, Do) -> {writer, Device, Do}.

on_file(write, {Device, Data}) -> file:write(Device, Data);
on_file(close, Device) -> file:close(Device).

%% Archives on anything: Do(write, {Handle, Data}), Do(close, Handle).
-doc "A package that is written through a function.".
init(Handle, write, Do) when is_function(Do, 2) -> {ok, writer(Handle, Do)};
init(Handle, read, Do) when is_function(Do, 2) -> {ok, {reader, {handle, Handle, Do}, []}};
init(_, _, _) -> {error, badarg}.

-doc "Closes an open package.".
close({writer, Device, Do}) ->
    case Do(write, {Device, <<0:1024/unit:8>>}) of
        ok -> Do(close, Device);
        Error -> Error
    end;
close({reader, {handle, Handle, Do}, _}) -> Do(close, Handle);
close({reader, _, _}) -> ok;
close(_) -> {error, einval}.

-doc "Adds a file to an open package.".
add(Tar, {Inner, Content}, Options) -> add(Tar, Content, Inner, Options);
add(Tar, Name, Options) when is_list(Name) -> add(Tar, Name, Name, Options).

-doc "Adds a file to an open package.".
add({writer, _, _} = Tar, Content, Inner, Options) when is_binary(Content), is_list(Inner) ->
    Given = fun(Key, Default) -> proplists:get_value(Key, Options, Default) end,
    told(Inner, Options),
    write(Tar, #{name => Inner, type => regular, size => byte_size(Content),
                 mtime => Given(mtime, os:system_time(second)), mode => Given(mode, 8#100644),
                 uid => Given(uid, 0), gid => Given(gid, 0), link => ""}, Content);
add({writer, _, _} = Tar, Name, Inner, Options) when is_list(Name), is_list(Inner) ->
    Read = case lists:member(dereference, Options) of
               true -> fun file:read_file_info/2;
               false -> fun file:read_link_info/2
           end,
    case Read(Name, [{time, posix}]) of
        {ok, #file_info{type = Type} = Info} ->
            told(Inner, Options),
            add_file(Type, Tar, Name, Inner, as_said(Info, Options), Options);
        {error, Reason} -> {error, {Name, Reason}}
    end.

%% Times, owner and mode that the caller gives go before the file's own.
as_said(#file_info{mode = Mode, uid = Uid, gid = Gid, mtime = Time} = Info, Options) ->
    Given = fun(Key, Default) -> proplists:get_value(Key, Options, Default) end,
    Info#file_info{mode = Given(mode, Mode), uid = Given(uid, Uid), gid = Given(gid, Gid),
                   mtime = Given(mtime, Time)}.

add_file(directory, Tar, Name, Inner, Info, Options) ->
    case file:list_dir(Name) of
        {ok, []} -> write(Tar, (entry(Inner ++ "/", directory, Info))#{size := 0}, <<>>);
        {ok, Names} ->
            add_all([{filename:join(Inner, Sub), filename:join(Name, Sub)}
                     || Sub <- lists:sort(Names)], Tar, Options);
        {error, Reason} -> {error, {Name, Reason}}
    end;
add_file(symlink, Tar, Name, Inner, Info, _Options) ->
    {ok, Target} = file:read_link(Name),
    write(Tar, (entry(Inner, symlink, Info))#{size := 0, link := Target}, <<>>);
add_file(regular, Tar, Name, Inner, Info, _Options) ->
    case file:read_file(Name) of
        {ok, Content} ->
            write(Tar, (entry(Inner, regular, Info))#{size := byte_size(Content)}, Content);
        {error, Reason} -> {error, {Name, Reason}}
    end;
add_file(Type, Tar, _Name, Inner, Info, _Options) ->
    write(Tar, (entry(Inner, Type, Info))#{size := 0}, <<>>).

entry(Name, Type, #file_info{mode = Mode, uid = Uid, gid = Gid, mtime = Time, size = Size}) ->
    #{name => Name, type => Type, size => Size, mtime => Time, mode => Mode, uid => Uid,
      gid => Gid, link => ""}.

told(Name, Options) ->
    lists:member(verbose, Options) andalso io:format("a ~ts~n", [Name]).

write({writer, Device, Do}, Entry, Content) ->
    Padding = -byte_size(Content) band 511,
    Do(write, {Device, [erl_tar_format:header(Entry), Content, <<0:Padding/unit:8>>]}).

%%% Reading

%% {ok, Names}; with verbose, {Name, Type, Size, MTime, Mode, Uid, Gid}.
-doc "The names in a package, or with `verbose` all that is known of them.".
table(Archive) -> table(Archive, []).
-doc "The names in a package, or with `verbose` all that is known of them.".
table(Archive, Options) ->
    case entries(Archive, Options) of
        {ok, Entries} ->
            case lists:member(verbose, Options) of
                true -> {ok, [{N, T, S, M, Mode, U, G}
                              || #{name := N, type := T, size := S, mtime := M, mode := Mode,
                                   uid := U, gid := G} <- Entries]};
                false -> {ok, [Name || #{name := Name} <- Entries]}
            end;
        Error -> Error
    end.

-doc "Prints the names in a package.".
t(Archive) ->
    case table(Archive) of
        {ok, Names} -> lists:foreach(fun(Name) -> io:format("~ts~n", [Name]) end, Names);
        Error -> Error
    end.

-doc "Prints what is known of the files in a package.".
tt(Archive) ->
    case table(Archive, [verbose]) of
        {ok, Entries} -> lists:foreach(fun erl_tar_format:print/1, Entries);
        Error -> Error
    end.

-doc "Takes the files out of a package: `ok`, or with `memory` `{ok, [{Name, Binary}]}`.".
extract(Archive) -> extract(Archive, []).

%% ok, or {ok, [{Name, Binary}]} with `memory'.
-doc "Takes the files out of a package: `ok`, or with `memory` `{ok, [{Name, Binary}]}`.".
extract(Archive, Options) ->
    case small_enough(entries(Archive, Options), Options) of
        {ok, Entries} ->
            Wanted = case lists:keyfind(files, 1, Options) of
                         {files, Names} ->
                             [E || #{name := N} = E <- Entries, lists:member(N, Names)];
                         false -> Entries
                     end,
            case lists:member(memory, Options) of
                true ->
                    {ok, [{Name, Data} || #{name := Name, type := regular, data := Data} <- Wanted]};
                false -> erl_tar_extract:write(Wanted, Options)
            end;
        Error -> Error
    end.

%% What is taken out is not more than {max_size, N} bytes.
small_enough({ok, Entries}, Options) ->
    Total = lists:sum([Size || #{type := regular, size := Size} <- Entries]),
    case proplists:get_value(max_size, Options, infinity) of
        Max when is_integer(Max), Total > Max -> {error, too_big};
        _ -> {ok, Entries}
    end;
small_enough(Error, _) -> Error.

entries(Archive, Options) ->
    case incompatible(Archive, Options) of
        none -> entries_of(Archive, Options);
        Error -> Error
    end.

entries_of(Archive, Options) ->
    case content(Archive, Options) of
        {ok, Binary} ->
            try erl_tar_format:entries(Binary)
            catch throw:{error, _} = Error -> Error
            end;
        Error -> Error
    end.

content({reader, Source, Modes}, Options) -> content(Source, Modes ++ Options);
content({handle, Handle, Do}, _Options) -> all(fun() -> Do(read2, {Handle, 65536}) end, []);
content({binary, Binary}, Options) ->
    case {lists:member(compressed, Options), Binary} of
        {true, <<31, 139, _/binary>>} -> {ok, zlib:gunzip(Binary)};
        _ -> {ok, Binary}
    end;
content({file, Device}, _Options) -> all(fun() -> file:read(Device, 65536) end, []);
content(Name, Options) ->
    case file:open(Name, [read, raw, binary | [compressed || compressed <- Options]]) of
        {ok, Device} ->
            Result = all(fun() -> file:read(Device, 65536) end, []),
            file:close(Device),
            Result;
        {error, Reason} -> {error, {Name, Reason}}
    end.

all(Read, Parts) ->
    case Read() of
        {ok, Part} -> all(Read, [Part | Parts]);
        eof -> {ok, iolist_to_binary(lists:reverse(Parts))};
        Error -> Error
    end.

%%% In words

-doc "The text of a reason.".
format_error({error, Reason}) -> lists:flatten(["error: ", format_error(Reason)]);
format_error({Name, {Tag, Value}}) when is_atom(Tag) ->
    text("~ts: ~w: ~tp", [Name, Tag, Value]);
format_error({Name, Reason}) -> text("~ts: ~ts", [Name, format_error(Reason)]);
format_error(bad_header) -> "Unrecognized tar header format";
format_error(invalid_tar_checksum) -> "Checksum failed";
format_error(eof) -> "Unexpected end of file";
format_error(unsafe_path) -> "The path points above the current working directory";
format_error(unsafe_symlink) -> "The symlink points above the current working directory";
format_error(too_big) -> "Archive exceeds maximum allowed size";
format_error(Reason) when is_atom(Reason) -> file:format_error(Reason);
format_error(Reason) -> text("~tp", [Reason]).

text(Format, Args) -> lists:flatten(io_lib:format(Format, Args)).
