%% The format of zip archives (PKWARE's APPNOTE), on binaries: what an archive holds, the contents of one of its
%% files, and an archive made of contents.
%%
%% An archive that is read is one binary. An entry is {#zip_file{}, what reading its contents needs}.
%%
%% OTP: zip
-module(zip_archive).
-moduledoc false.
-export([entries/2, contents/2, header_info/3, made/3]).

-include("file.hrl").
-include("zip.hrl").

-define(LOCAL, 16#04034b50).
-define(CENTRAL, 16#02014b50).
-define(FINISH, 16#06054b50).
-define(FINISH_64, 16#06064b50).
-define(LOCATOR_64, 16#07064b50).
-define(MAX_16, 16#ffff).
-define(MAX_32, 16#ffffffff).
-define(UTF8, 16#800).
-define(UNIX, 3).

%% Reading

%% {the archive's comment, its entries}. Throws bad_eocd, bad_central_directory and the like.
entries(Bin, Extra) ->
    {Count, Offset, Comment} = directory(Bin, byte_size(Bin) - 22, max(0, byte_size(Bin) - 22 - ?MAX_16)),
    {text(Comment), entries(Count, rest(Bin, Offset), Extra)}.

%% The end of the central directory is looked for from the end.
directory(Bin, At, Least) when At >= Least ->
    case Bin of
        <<_:At/binary, ?FINISH:32/little, Disk:16/little, _:16, _:16, Count:16/little, Size:32/little,
          Offset:32/little, N:16/little, Comment:N/binary>> ->
            Full = Count =:= ?MAX_16 orelse Size =:= ?MAX_32 orelse Offset =:= ?MAX_32,
            directory(Bin, At, Full, {Disk, Count, Offset, Comment});
        _ ->
            directory(Bin, At - 1, Least)
    end;
directory(_, _, _) ->
    throw(bad_eocd).

directory(Bin, At, true, {_, _, _, Comment}) when At >= 20 ->
    Before = At - 20,
    case Bin of
        <<_:Before/binary, ?LOCATOR_64:32/little, _:32, Place:64/little, _/binary>> ->
            case Bin of
                <<_:Place/binary, ?FINISH_64:32/little, _:64, _:16, _:16, Disk:32/little, _:32, _:64,
                  Count:64/little, _:64, Offset:64/little, _/binary>> ->
                    one_disk(Disk, Count, Offset, Comment);
                _ ->
                    throw(bad_eocd64)
            end;
        _ ->
            throw(bad_eocd)
    end;
directory(_, _, _, {Disk, Count, Offset, Comment}) ->
    one_disk(Disk, Count, Offset, Comment).

one_disk(0, Count, Offset, Comment) -> {Count, Offset, Comment};
one_disk(_, _, _, _) -> throw(multiple_disks_not_supported).

rest(Bin, Offset) ->
    case Bin of
        <<_:Offset/binary, Rest/binary>> -> Rest;
        _ -> throw(bad_central_directory)
    end.

entries(0, _, _) ->
    [];
entries(N, <<?CENTRAL:32/little, _Version, Os, _:16, Flags:16/little, _Method:16/little, Time:16/little,
             Date:16/little, Crc:32/little, Packed:32/little, Size:32/little, NameSize:16/little,
             ExtraSize:16/little, CommentSize:16/little, _:16, _:16, Attributes:32/little, Offset:32/little,
             Name:NameSize/binary, More:ExtraSize/binary, Comment:CommentSize/binary, Rest/binary>>, Extra) ->
    Sizes = #{size => Size, packed => Packed, offset => Offset},
    About = more(More, Extra, Sizes#{dos => {Date, Time}}),
    File = name(Name, Flags),
    #{size := FullSize, packed := FullPacked, offset := FullOffset} = About,
    Zip = #zip_file{name = File, info = info(File, Os, Attributes, FullSize, About), comment = text(Comment),
                    offset = FullOffset, comp_size = FullPacked},
    [{Zip, Crc} | entries(N - 1, Rest, Extra)];
entries(_, _, _) ->
    throw(bad_central_directory).

name(Bin, Flags) when Flags band ?UTF8 =:= 0 ->
    binary_to_list(Bin);
name(Bin, _) ->
    case unicode:characters_to_list(Bin) of
        Name when is_list(Name) -> Name;
        _ -> throw(bad_file_header)
    end.

text(Bin) ->
    case unicode:characters_to_list(Bin) of
        Text when is_list(Text) -> Text;
        _ -> binary_to_list(Bin)
    end.

%% What the extra fields say: sizes over 32 bits, times of Unix, owners.
more(<<Tag:16/little, Size:16/little, Data:Size/binary, Rest/binary>>, Extra, About) ->
    more(Rest, Extra, field(Tag, Data, Extra, About));
more(_, _, About) ->
    About.

field(1, Data, _, About) ->
    {New, _} = lists:foldl(fun large/2, {About, Data}, [size, packed, offset]),
    New;
field(16#5455, <<_:5, C:1, A:1, M:1, Data/binary>>, Extra, About) ->
    case lists:member(extended_timestamp, Extra) of
        true ->
            {New, _} = lists:foldl(fun time/2, {About, Data}, [{mtime, M}, {atime, A}, {ctime, C}]),
            New;
        false ->
            About
    end;
field(16#7875, <<1, N, Uid:N/little-unit:8, M, Gid:M/little-unit:8>>, Extra, About) ->
    case lists:member(uid_gid, Extra) of
        true -> About#{uid => Uid, gid => Gid};
        false -> About
    end;
field(_, _, _, About) ->
    About.

large(Key, {About, <<Value:64/little, Rest/binary>> = Data}) ->
    case About of
        #{Key := ?MAX_32} -> {About#{Key := Value}, Rest};
        #{} -> {About, Data}
    end;
large(_, Done) ->
    Done.

time({Key, 1}, {About, <<Value:32/little, Rest/binary>>}) -> {About#{Key => Value}, Rest};
time(_, Done) -> Done.

info(Name, Os, Attributes, Size, About) ->
    Type = case lists:last(Name) of
               $/ -> directory;
               _ -> regular
           end,
    Mode = case {Os, Type} of
               {?UNIX, _} -> (Attributes bsr 16) band 8#777;
               {_, directory} -> 8#744;
               {_, regular} -> 8#644
           end,
    times(About, #file_info{size = Size, type = Type, access = read_write, mode = Mode, links = 1, major_device = 0,
                            minor_device = 0, inode = 0, uid = maps:get(uid, About, 0),
                            gid = maps:get(gid, About, 0)}).

times(#{dos := Dos} = About, Info) ->
    Default = dos_time(Dos),
    Local = fun(Key, None) ->
                    case About of
                        #{Key := Seconds} -> calendar:system_time_to_local_time(Seconds, second);
                        #{} -> None
                    end
            end,
    Info#file_info{mtime = Local(mtime, Default), atime = Local(atime, Default), ctime = Local(ctime, undefined)}.

dos_time({Date, Time}) ->
    <<Year:7, Month:4, Day:5, Hour:5, Minute:6, Half:5>> = <<Date:16, Time:16>>,
    Start = {{Year + 1980, Month, Day}, {Hour, Minute, 0}},
    case Half > 29 of
        false -> setelement(2, Start, {Hour, Minute, Half * 2});
        true -> calendar:gregorian_seconds_to_datetime(calendar:datetime_to_gregorian_seconds(Start) + Half * 2)
    end.

%% {ok, the name in the file's own header, its contents, its extra fields}; the contents are checked when they are
%% asked for. `eof` if the archive ends before it.
contents(Bin, {#zip_file{offset = Offset, comp_size = KnownSize}, KnownCrc}) ->
    case Bin of
        <<_:Offset/binary, ?LOCAL:32/little, _:16, Flags:16/little, Method:16/little, Time:16/little, Date:16/little,
          Crc:32/little, Packed:32/little, Size:32/little, N:16/little, M:16/little, Name:N/binary, More:M/binary,
          Rest/binary>> ->
            About = more(More, [], #{size => Size, packed => Packed, offset => 0}),
            {Bytes, Sum} = case Flags band 8 of
                               8 -> {KnownSize, KnownCrc};
                               0 -> {maps:get(packed, About), Crc}
                           end,
            File = name(Name, Flags),
            {ok, File, fun() -> unpacked(Method, Bytes, Rest, File, Sum) end, {Date, Time, More}};
        <<_:Offset/binary, Header:30/binary, _/binary>> ->
            throw({bad_local_file_header, {Header, Offset}});
        _ ->
            eof
    end.

unpacked(Method, Size, Rest, Name, Sum) ->
    Data = case {Method, Rest} of
               {0, <<Stored:Size/binary, _/binary>>} -> Stored;
               {8, <<Packed:Size/binary, _/binary>>} -> inflated(Packed);
               _ -> throw(bad_file_header)
           end,
    case erlang:crc32(Data) of
        Sum -> Data;
        _ -> throw({Name, bad_crc})
    end.

inflated(<<>>) -> <<>>;
inflated(Packed) -> zlib:unzip(Packed).

%% The times and the mode that an unpacked file gets.
header_info(#file_info{} = Info, #zip_file{info = #file_info{mode = Mode}}, {{Date, Time, More}, Extra}) ->
    times(more(More, Extra, #{dos => {Date, Time}, size => 0, packed => 0, offset => 0}), Info#file_info{mode = Mode}).

%% Making

%% The archive of [{Name, #file_info{} with posix times, Contents, packed or stored}].
made(Files, Comment, Extra) ->
    {Parts, Records, End} = lists:foldl(fun(File, Done) -> add(File, Extra, Done) end, {[], [], 0}, Files),
    Directory = iolist_to_binary(lists:reverse(Records)),
    iolist_to_binary([lists:reverse(Parts), Directory,
                      finish(length(Files), byte_size(Directory), End, Comment)]).

add({Name, #file_info{type = Type} = Info, Contents, How}, Extra, {Parts, Records, At}) ->
    {Bytes, Flag} = encoded(Name),
    Crc = erlang:crc32(Contents),
    {Method, Version, Packed} = case How of
                                    packed when Contents =:= <<>> -> {8, 20, <<>>};
                                    packed -> {8, 20, zlib:zip(Contents)};
                                    stored -> {0, 10, Contents}
                                end,
    {Date, Time} = to_dos(calendar:system_time_to_local_time(Info#file_info.mtime, second)),
    Common = [<<Flag:16/little, Method:16/little, Time:16/little, Date:16/little, Crc:32/little,
                (byte_size(Packed)):32/little, (byte_size(Contents)):32/little, (length(Bytes)):16/little>>],
    Own = extras(Info, Extra),
    Local = [<<?LOCAL:32/little, Version:16/little>>, Common, <<(iolist_size(Own)):16/little>>, Bytes, Own, Packed],
    Central = extras(Info#file_info{atime = undefined}, Extra),
    Record = [<<?CENTRAL:32/little, 61, ?UNIX, Version:16/little>>, Common,
              <<(iolist_size(Central)):16/little, 0:16, 0:16, 0:16, (mode(Type, Info) bsl 16):32/little,
                At:32/little>>, Bytes, Central],
    {[Local | Parts], [Record | Records], At + iolist_size(Local)}.

mode(regular, #file_info{mode = undefined}) -> 8#644;
mode(directory, #file_info{mode = undefined}) -> 8#744;
mode(_, #file_info{mode = Mode}) -> Mode band 8#777.

encoded(Name) ->
    case lists:all(fun(C) -> C < 128 end, Name) of
        true -> {Name, 0};
        false ->
            case unicode:characters_to_binary(Name) of
                Bin when is_binary(Bin) -> {binary_to_list(Bin), ?UTF8};
                _ -> throw({bad_unicode, Name})
            end
    end.

extras(#file_info{mtime = M, atime = A, uid = Uid, gid = Gid}, Extra) ->
    {Bits, Times} = case {M, A} of
                        {undefined, undefined} -> {0, []};
                        {_, undefined} -> {1, [<<M:32/little>>]};
                        {undefined, _} -> {2, [<<A:32/little>>]};
                        _ -> {3, [<<M:32/little>>, <<A:32/little>>]}
                    end,
    [[extra(16#5455, [Bits | Times]) || lists:member(extended_timestamp, Extra)],
     [extra(16#7875, <<1, 4, Uid:32/little, 4, Gid:32/little>>)
      || lists:member(uid_gid, Extra), Uid =/= undefined, Gid =/= undefined]].

extra(Tag, Data) ->
    [<<Tag:16/little, (iolist_size(Data)):16/little>>, Data].

to_dos({{Year, _, _}, _}) when Year < 1980 ->
    error_logger:format("Found timestamp before 1980, using 1st of Jan 1980~n", []),
    to_dos({{1980, 1, 1}, {0, 0, 0}});
to_dos({{Year, Month, Day}, {Hour, Minute, Second}}) ->
    <<Date:16, Time:16>> = <<(Year - 1980):7, Month:4, Day:5, Hour:5, Minute:6, (Second div 2):5>>,
    {Date, Time}.

finish(Count, Size, At, Comment) when Count < ?MAX_16, At < ?MAX_32 ->
    [<<?FINISH:32/little, 0:32, Count:16/little, Count:16/little, Size:32/little, At:32/little,
       (length(Comment)):16/little>>, Comment];
finish(Count, Size, At, Comment) ->
    [<<?FINISH_64:32/little, 44:64/little, 61, ?UNIX, 45:16/little, 0:64, Count:64/little, Count:64/little,
       Size:64/little, At:64/little>>,
     <<?LOCATOR_64:32/little, 0:32, (At + Size):64/little, 1:32/little>>,
     <<?FINISH:32/little, 0:32, (min(Count, ?MAX_16)):16/little, (min(Count, ?MAX_16)):16/little,
       (min(Size, ?MAX_32)):32/little, (min(At, ?MAX_32)):32/little, (length(Comment)):16/little>>, Comment].
