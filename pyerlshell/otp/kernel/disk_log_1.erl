%% The files of logs.
%%
%% An internal log begins with eight bytes, 1,2,3,4 and a mark that tells whether it was closed; then come
%% items: size, the mark "bWLA", for large items the MD5 of the four bytes of the size, and a term in
%% the external format. An external log has only the bytes that were logged.
%%
%% A wrap log Name has the files Name.1 to Name.N, Name.siz with the size that was asked for, and
%% Name.idx: 0, 0:32, 2, the number of the current file in four bytes, and how many items are in each
%% file, in eight. A rotate log has Name and, packed, Name.0.gz (the last one) to Name.N.gz.
%%
%% OTP: disk_log_1
-module(disk_log_1).
-moduledoc false.

-include("disk_log.hrl").
-include_lib("kernel/include/file.hrl").

-export([items/1, item_size/1, split/4]).
-export([out_write/3, out_flush/1, out_sync/1, out_position/1, out_truncate/2]).
-export([int_open/5, ext_open/4, append_open/2, close_marked/2, close_plain/1, head_of/2]).
-export([chunk/5, chunk_read_only/5, is_head/1]).
-export([read_index_file/1, write_index/4, truncate_index/2, print_index_file/1, remove_index/1]).
-export([read_size_file/1, read_size_file_version/1, write_size_file/4]).
-export([file/2, remove_files/3, packed/2, remove_packed/3, pack/1, error_of/2]).

-define(OPENING, 1, 2, 3, 4).
-define(OPENED, 6, 7, 8, 9).
-define(CLOSED, 99, 88, 77, 11).
-define(MARK, 1649888321).
-define(OLD_MARK, 203500599).
-define(LARGE, 65528).
-define(CACHE, 65536).
-define(DELAY, 2000).
-define(VERSION, 2).

file(Name, Ext) -> lists:concat([Name, ".", Ext]).

error_of(Name, {error, {_, Reason}}) -> {error, {file_error, Name, Reason}};
error_of(Name, {error, Reason}) -> {error, {file_error, Name, Reason}}.

%% ok, or a throw of what went wrong with a file.
must(_, ok) -> ok;
must(_, {ok, Value}) -> Value;
must(Name, Error) -> throw(error_of(Name, Error)).

%% The same, but the file is closed first.
must(Name, Fd, {error, _} = Error) ->
    _ = file:close(Fd),
    must(Name, Error);
must(Name, _, Result) -> must(Name, Result).

%%% Items

%% {Data, Bytes} of items of an internal log. Bytes counts no checksums.
items(Bins) ->
    {[item(Bin) || Bin <- Bins], lists:sum([item_size(Bin) || Bin <- Bins])}.

item(Bin) when byte_size(Bin) < ?LARGE -> [<<(byte_size(Bin)):32, ?MARK:32>>, Bin];
item(Bin) ->
    Size = <<(byte_size(Bin)):32>>,
    [Size, <<?MARK:32>>, erlang:md5(Size), Bin].

item_size(Bin) -> byte_size(Bin) + 8.

%% As many as there is room for, one at least if the file is empty: {Fitting, Rest, Bytes}.
split(Room, Empty, SizeOf, [Bin | Bins]) ->
    case SizeOf(Bin) of
        Size when Size =< Room -> split(Room - Size, SizeOf, Bins, [Bin], Size);
        Size when Empty -> {[Bin], Bins, Size};
        _ -> {[], [Bin | Bins], 0}
    end.

split(Room, SizeOf, [Bin | Bins] = All, Fitting, Bytes) ->
    case SizeOf(Bin) of
        Size when Size =< Room -> split(Room - Size, SizeOf, Bins, [Bin | Fitting], Bytes + Size);
        _ -> {lists:reverse(Fitting), All, Bytes}
    end;
split(_, _, [], Fitting, Bytes) ->
    {lists:reverse(Fitting), [], Bytes}.

%%% Files that are written

out_write(Out, _, 0) -> {ok, Out};
out_write(#out{cached = Cached, bytes = Bytes} = Out0, Data, Size) ->
    Out = Out0#out{cached = [Cached | Data], bytes = Bytes + Size},
    case Bytes + Size > ?CACHE of
        true -> out_flush(Out);
        false ->
            case get(write_cache_timer) of
                undefined ->
                    put(write_cache_timer, erlang:send_after(?DELAY, self(), write_cache));
                _ -> ok
            end,
            {ok, Out}
    end.

%% What cannot be written is lost.
out_flush(#out{cached = []} = Out) -> {ok, Out};
out_flush(#out{fd = Fd, name = Name, cached = Cached} = Out0) ->
    Out = Out0#out{cached = [], bytes = 0},
    case file:write(Fd, Cached) of
        ok -> {ok, Out};
        Error -> {error_of(Name, Error), Out}
    end.

out_sync(Out0) ->
    case out_flush(Out0) of
        {ok, #out{fd = Fd, name = Name} = Out} ->
            case file:sync(Fd) of
                ok -> {ok, Out};
                Error -> {error_of(Name, Error), Out}
            end;
        Failed -> Failed
    end.

%% Where the next byte will be written.
out_position(#out{fd = Fd, name = Name} = Out0) ->
    {Reply, Out} = out_flush(Out0),
    ok = thrown(Reply),
    {must(Name, file:position(Fd, cur)), Out}.

out_truncate(#out{fd = Fd, name = Name} = Out0, Place) ->
    {Reply, Out} = out_flush(Out0),
    ok = thrown(Reply),
    _ = must(Name, file:position(Fd, Place)),
    ok = must(Name, file:truncate(Fd)),
    Out.

thrown(ok) -> ok;
thrown(Error) -> throw(Error).

%%% Opening and closing: {ok, Out, Headers, FileSize}, {repaired, Out, Items, BadBytes, FileSize}, or a throw

int_open(Name, truncate, read_write, Head, _) -> int_new(Name, Head);
int_open(Name, Repair, Mode, Head, Quiet) ->
    case file:open(Name, [raw, binary, read]) of
        {ok, Fd} -> int_existing(Name, Repair, Mode, Fd, Quiet);
        _ when Mode =:= read_write -> int_new(Name, Head);
        Error -> throw(error_of(Name, Error))
    end.

int_existing(Name, Repair, Mode, Fd, Quiet) ->
    Head = case file:read(Fd, 8) of
               {ok, Bytes} -> is_head(Bytes);
               eof -> no;
               Error -> must(Name, Fd, Error)
           end,
    case Head of
        no ->
            _ = file:close(Fd),
            throw({error, {not_a_log_file, Name}});
        _ when Mode =:= read_only ->
            {ok, #out{fd = Fd, name = Name}, 0, must(Name, Fd, file:position(Fd, eof))};
        yes ->
            _ = file:close(Fd),
            Update = must(Name, file:open(Name, [raw, binary, read, write])),
            mark(Update, Name, <<?OPENED>>),
            {ok, #out{fd = Update, name = Name}, 0, must(Name, Update, file:position(Update, eof))};
        yes_not_closed when Repair ->
            repair(Fd, Name, Quiet);
        yes_not_closed ->
            _ = file:close(Fd),
            throw({error, {need_repair, Name}})
    end.

int_new(Name, Head) ->
    Fd = must(Name, file:open(Name, [raw, binary, read, write])),
    _ = must(Name, Fd, file:position(Fd, bof)),
    ok = must(Name, Fd, file:truncate(Fd)),
    ok = must(Name, Fd, file:write(Fd, [?OPENING, ?OPENED])),
    with_head(Fd, Name, Head, internal, 8).

with_head(Fd, Name, Head, Format, Start) ->
    Out = #out{fd = Fd, name = Name},
    try head_of(Head, Format) of
        none -> {ok, Out, {0, Start}, Start};
        Bytes ->
            {Data, Size} = case Format of
                               internal -> items([Bytes]);
                               external -> {Bytes, byte_size(Bytes)}
                           end,
            ok = must(Name, Fd, file:write(Fd, Data)),
            {ok, Out, {1, Start + Size}, must(Name, Fd, file:position(Fd, cur))}
    catch
        throw:Error ->
            _ = file:close(Fd),
            throw(Error)
    end.

ext_open(Name, truncate, read_write, Head) -> ext_new(Name, Head);
ext_open(Name, _, read_write, Head) ->
    case file:read_file_info(Name) of
        {ok, _} -> ext_existing(Name, [raw, binary, read, write]);
        _ -> ext_new(Name, Head)
    end;
ext_open(Name, _, read_only, _) ->
    ext_existing(Name, [raw, binary, read]).

ext_existing(Name, Modes) ->
    Fd = must(Name, file:open(Name, Modes)),
    {ok, #out{fd = Fd, name = Name}, 0, must(Name, Fd, file:position(Fd, eof))}.

ext_new(Name, Head) ->
    Fd = must(Name, file:open(Name, [raw, binary, write])),
    with_head(Fd, Name, Head, external, 0).

%% A file that is written at its end.
append_open(Name, Head) ->
    Fd = must(Name, file:open(Name, [raw, binary, read, append])),
    with_head(Fd, Name, Head, external, 0).

%% The bytes of a header: none, {ok, Bytes} or what a function says.
head_of(none, _) -> none;
head_of({ok, Bytes}, _) -> Bytes;
head_of({M, F, A} = Func, Format) ->
    try apply(M, F, A) of
        {ok, Head} when Format =:= internal -> term_to_binary(Head);
        {ok, Head} ->
            try iolist_to_binary(Head)
            catch error:_ -> throw({error, {invalid_header, {Func, {ok, Head}}}})
            end;
        Other -> throw({error, {invalid_header, {Func, Other}}})
    catch
        throw:{error, {invalid_header, _}} = Error -> throw(Error);
        throw:Other -> throw({error, {invalid_header, {Func, Other}}});
        exit:Reason -> throw({error, {invalid_header, {Func, Reason}}});
        error:Reason:Stack -> throw({error, {invalid_header, {Func, {Reason, Stack}}}})
    end.

mark(Fd, Name, What) ->
    _ = must(Name, Fd, file:position(Fd, 4)),
    ok = must(Name, Fd, file:write(Fd, What)).

close_marked(#out{fd = Fd, name = Name}, read_only) ->
    ok = must(Name, file:close(Fd));
close_marked(#out{fd = Fd, name = Name} = Out, read_write) ->
    {Reply, _} = out_flush(Out),
    mark(Fd, Name, <<?CLOSED>>),
    ok = must(Name, file:close(Fd)),
    thrown(Reply).

close_plain(#out{fd = Fd, name = Name} = Out) ->
    {Reply, _} = out_flush(Out),
    Closed = file:close(Fd),
    ok = thrown(Reply),
    must(Name, Closed).

is_head(<<?OPENING, ?CLOSED>>) -> yes;
is_head(<<?OPENING, ?OPENED>>) -> yes_not_closed;
is_head(_) -> no.

%%% Repairing: the good items go to a new file, which takes the place of the old one

repair(In, Name, Quiet) ->
    _ = Quiet orelse error_logger:info_msg("disk_log: repairing ~tp ...\n", [Name]),
    Temporary = file(Name, "TMP"),
    _ = file:close(In),
    {Good, Items, Bad} = salvage(must(Name, file:read_file(Name))),
    {Data, _} = items(Good),
    try
        ok = must(Name, file:write_file(Temporary, [<<?OPENING, ?OPENED>>, Data])),
        ok = must(Name, file:rename(Temporary, Name))
    catch
        throw:Error ->
            _ = file:delete(Temporary),
            throw(Error)
    end,
    Fd = must(Name, file:open(Name, [raw, binary, read, write])),
    {repaired, #out{fd = Fd, name = Name}, Items, Bad, must(Name, Fd, file:position(Fd, eof))}.

salvage(<<_:8/binary, Bytes/binary>>) -> salvage(Bytes, byte_size(Bytes) + 8, [], 0, 0).

salvage(<<Size:32, ?MARK:32, Tail/binary>> = Bytes, Limit, Good, N, Bad) when Size >= ?LARGE ->
    Sum = erlang:md5(<<Size:32>>),
    case Tail of
        <<Sum:16/binary, Term:Size/binary, Rest/binary>> ->
            case is_term(Term) of
                true -> salvage(Rest, Limit, [Term | Good], N + 1, Bad);
                false -> salvage(Rest, Limit, Good, N, Bad + Size)
            end;
        <<Sum:16/binary, _/binary>> -> salvaged(Good, N, Bad + byte_size(Bytes));
        _ when byte_size(Tail) < 16 -> salvaged(Good, N, Bad + byte_size(Bytes));
        _ -> skip(Bytes, Limit, Good, N, Bad)
    end;
salvage(<<Size:32, Mark:32, Tail/binary>> = Bytes, Limit, Good, N, Bad)
  when Mark =:= ?MARK; Mark =:= ?OLD_MARK, Size =< Limit ->
    case Tail of
        <<Term:Size/binary, Rest/binary>> ->
            case is_term(Term) of
                true -> salvage(Rest, Limit, [Term | Good], N + 1, Bad);
                false -> skip(Bytes, Limit, Good, N, Bad)
            end;
        _ -> salvaged(Good, N, Bad + byte_size(Bytes))
    end;
salvage(Bytes, Limit, Good, N, Bad) when byte_size(Bytes) >= 8 -> skip(Bytes, Limit, Good, N, Bad);
salvage(Bytes, _, Good, N, Bad) -> salvaged(Good, N, Bad + byte_size(Bytes)).

skip(<<_, Rest/binary>>, Limit, Good, N, Bad) -> salvage(Rest, Limit, Good, N, Bad + 1).

salvaged(Good, N, Bad) -> {lists:reverse(Good), N, Bad}.

is_term(Bytes) ->
    try binary_to_term(Bytes) of
        _ -> true
    catch
        error:_ -> false
    end.

%%% Chunks: {Continuation, Items, latest first}, with a number of bad bytes if the log is read-only; eof

chunk(#out{name = Name} = Out, File, Place, Bytes, N) when is_binary(Bytes) ->
    case taken(Bytes, Place, N, []) of
        corrupt -> {Out, {error, {corrupt_log_file, Name}}};
        {#continuation{pos = At, b = B}, []} -> chunk(Out, File, At, B, N);
        Found -> {Out, Found}
    end;
chunk(#out{fd = Fd, name = Name} = Out0, File, Place, Wanted, N) ->
    {Reply, Out} = out_flush(Out0),
    Read = case Reply of
               ok -> read_at(Fd, Name, Place, Wanted);
               _ -> Reply
           end,
    _ = file:position(Fd, eof),
    case Read of
        {ok, Bytes} when byte_size(Bytes) >= 8, Wanted =:= [] orelse byte_size(Bytes) >= Wanted ->
            chunk(Out, File, Place + byte_size(Bytes), Bytes, N);
        {ok, _} -> {Out, {error, {corrupt_log_file, File}}};
        eof when is_integer(Wanted) -> {Out, {error, {corrupt_log_file, File}}};
        Other -> {Out, Other}
    end.

read_at(Fd, Name, Place, Wanted) ->
    Size = case Wanted of
               [] -> ?MAX_CHUNK;
               _ -> max(Wanted, ?MAX_CHUNK)
           end,
    case file:pread(Fd, Place + 8, Size) of
        {error, _} = Error -> error_of(Name, Error);
        Read -> Read
    end.

taken(Bytes, Place, 0, Items) when byte_size(Bytes) >= 8 ->
    {#continuation{pos = Place, b = Bytes}, Items};
taken(Bytes, Place, N, Items) ->
    case next_item(Bytes) of
        {large, Term} -> {#continuation{pos = Place, b = []}, [Term | Items]};
        {item, Term, Rest} -> taken(Rest, Place, N - 1, [Term | Items]);
        {more, Wanted} -> {#continuation{pos = Place - byte_size(Bytes), b = Wanted}, Items};
        _ -> corrupt
    end.

%% What the bytes begin with: an item, the beginning of one, or something else.
next_item(<<Size:32, ?MARK:32, Tail/binary>>) when Size >= ?LARGE ->
    Sum = erlang:md5(<<Size:32>>),
    case Tail of
        <<Sum:16/binary, Term:Size/binary, _/binary>> -> {large, Term};
        <<Sum:16/binary, _/binary>> -> {more, Size + 24};
        _ when byte_size(Tail) >= 16 -> bad_sum;
        _ -> {more, []}
    end;
next_item(<<Size:32, Mark:32, Tail/binary>>) when Mark =:= ?MARK; Mark =:= ?OLD_MARK ->
    case Tail of
        <<Term:Size/binary, Rest/binary>> -> {item, Term, Rest};
        _ -> {more, Size + 8}
    end;
next_item(<<_:64, _/binary>>) -> bad;
next_item(_) -> {more, []}.

%% Out may be a file descriptor: wrap_log_reader has no more.
chunk_read_only(#out{} = Out, File, Place, Bytes, N) ->
    {Out, chunk_ro(Out, File, Place, Bytes, N)};
chunk_read_only(Fd, File, Place, Bytes, N) ->
    chunk_ro(#out{fd = Fd, name = File}, File, Place, Bytes, N).

chunk_ro(Out, File, Place, Bytes, N) when is_binary(Bytes) ->
    case taken_ro(Bytes, Place, N, [], 0) of
        {#continuation{pos = At, b = B}, [], 0} -> chunk_ro(Out, File, At, B, N);
        Found -> Found
    end;
chunk_ro(#out{fd = Fd, name = Name} = Out, File, Place, Wanted, N) ->
    case read_at(Fd, Name, Place, Wanted) of
        {ok, Bytes} when byte_size(Bytes) < 8 ->
            {#continuation{pos = Place + byte_size(Bytes), b = []}, [], byte_size(Bytes)};
        {ok, Bytes} when Wanted =:= []; byte_size(Bytes) >= Wanted ->
            chunk_ro(Out, File, Place + byte_size(Bytes), Bytes, N);
        {ok, Bytes} ->
            {#continuation{pos = Place + byte_size(Bytes), b = []}, [], byte_size(Bytes) - 8};
        Other -> Other
    end.

taken_ro(Bytes, Place, 0, Items, Bad) when byte_size(Bytes) >= 8 ->
    {#continuation{pos = Place, b = Bytes}, Items, Bad};
taken_ro(Bytes, Place, N, Items, Bad) ->
    case next_item(Bytes) of
        {large, Term} -> {#continuation{pos = Place, b = []}, [Term | Items], Bad};
        {item, Term, Rest} -> taken_ro(Rest, Place, N - 1, [Term | Items], Bad);
        {more, Wanted} -> {#continuation{pos = Place - byte_size(Bytes), b = Wanted}, Items, Bad};
        bad ->
            <<_, Rest/binary>> = Bytes,
            taken_ro(Rest, Place, N - 1, Items, Bad + 1);
        bad_sum when byte_size(Bytes) < 25 ->
            {#continuation{pos = Place - byte_size(Bytes), b = []}, Items, Bad};
        bad_sum ->
            <<_:25/binary, Rest/binary>> = Bytes,
            taken_ro(Rest, Place, N - 1, Items, Bad + 1)
    end.

%%% The index of a wrap log

%% {Current file, items in it, items in the others, number of files}.
read_index_file(Name) ->
    case file:read_file(file(Name, "idx")) of
        {ok, Bytes} ->
            try index(Bytes) of
                {_, Current, Counts} when Current > 0, Current < ?MAX_FILES ->
                    {Current, count(Current, Counts), lists:sum(Counts) - count(Current, Counts),
                     length(Counts)};
                _ -> {1, 0, 0, 0}
            catch
                error:_ -> {1, 0, 0, 0}
            end;
        _ -> {1, 0, 0, 0}
    end.

count(N, Counts) when N =< length(Counts) -> lists:nth(N, Counts);
count(_, _) -> 0.

%% {Version, Current, [Items]}; there are three formats.
index(<<0, 0:32, ?VERSION, Current:32, Counts/binary>>) -> {?VERSION, Current, counts(Counts, 64)};
index(<<0, Current:32, Counts/binary>>) -> {1, Current, counts(Counts, 32)};
index(<<Current, Counts/binary>>) -> {0, Current, counts(Counts, 32)}.

counts(<<>>, _) -> [];
counts(Bytes, Bits) ->
    <<Count:Bits, Rest/binary>> = Bytes,
    [Count | counts(Rest, Bits)].

%% Note that New is the current file now, and how many items Old has (0: none): how many are lost with
%% what New had before.
write_index(Name, New, Old, OldCount) ->
    File = file(Name, "idx"),
    {Version, Counts} = case file:read_file(File) of
                            {ok, <<>>} -> {?VERSION, []};
                            {error, enoent} -> {?VERSION, []};
                            {ok, Bytes} -> known_index(File, Bytes);
                            Error -> throw(error_of(File, Error))
                        end,
    case Old of
        0 ->
            write_counts(File, Version, New, with_count(New, OldCount, Counts)),
            0;
        _ ->
            write_counts(File, Version, New, with_count(Old, OldCount, Counts)),
            count(New, Counts)
    end.

known_index(File, Bytes) ->
    try index(Bytes) of
        {0, _, Counts} -> {?VERSION, Counts};
        {Version, _, Counts} -> {Version, Counts}
    catch
        error:_ -> throw({error, {invalid_index_file, File}})
    end.

with_count(N, Count, Counts) when N > length(Counts) ->
    Counts ++ lists:duplicate(N - 1 - length(Counts), 0) ++ [Count];
with_count(N, Count, Counts) ->
    {Before, [_ | After]} = lists:split(N - 1, Counts),
    Before ++ [Count | After].

write_counts(File, Version, Current, Counts) ->
    Data = case Version of
               ?VERSION -> [<<0, 0:32, ?VERSION, Current:32>>, [<<C:64>> || C <- Counts]];
               _ -> [<<0, Current:32>>, [<<C:32>> || C <- Counts]]
           end,
    must(File, replace(File, Data)).

%% What is there is written over, so that a link stays one.
replace(File, Data) -> file:write_file(File, Data).

truncate_index(Name, Files) ->
    File = file(Name, "idx"),
    case file:read_file(File) of
        {ok, <<_, _/binary>> = Bytes} ->
            {Version, Current, Counts} = index(Bytes),
            write_counts(File, max(Version, 1), Current, lists:sublist(Counts, Files));
        {ok, <<>>} -> ok;
        Error -> throw(error_of(File, Error))
    end.

remove_index(Name) -> file:delete(file(Name, "idx")).

print_index_file(File) ->
    io:format("-- Index begin --~n"),
    case file:read_file(File) of
        {ok, Bytes} ->
            {_, Current, Counts} = index(Bytes),
            io:format("cur file: ~w~n", [Current]),
            [io:format(" ~p  items: ~w~n", [N, Count]) || {N, Count} <- lists:enumerate(Counts)];
        _ -> ok
    end,
    io:format("-- end --~n").

%%% The size of a wrap log

read_size_file(Name) -> element(1, read_size_file_version(Name)).

read_size_file_version(Name) ->
    case file:read_file(file(Name, "siz")) of
        {ok, <<?VERSION, Bytes:64, Files:32>>} -> {{Bytes, Files}, ?VERSION};
        {ok, <<Bytes:32, Files:32>>} -> {{Bytes, Files}, 1};
        _ -> {{0, 0}, ?VERSION}
    end.

write_size_file(read_only, _, _, _) -> ok;
write_size_file(read_write, Name, {Bytes, Files}, Version) ->
    File = file(Name, "siz"),
    Data = case Version of
               ?VERSION -> <<?VERSION, Bytes:64, Files:32>>;
               _ -> <<Bytes:32, Files:32>>
           end,
    must(File, file:write_file(File, Data)).

%%% Other files

remove_files(Name, From, To) -> remove([file(Name, N) || N <- lists:seq(From, To)]).

remove_packed(Name, From, To) -> remove([packed(Name, N) || N <- lists:seq(From, To)]).

remove(Files) ->
    case [{File, Error} || File <- Files, Error <- [file:delete(File)], Error =/= ok,
                           Error =/= {error, enoent}] of
        [] -> ok;
        [{File, Error} | _] -> throw(error_of(File, Error))
    end.

packed(Name, N) -> lists:concat([Name, ".", N, ".gz"]).

%% Replace a file by a packed one.
pack(File) ->
    {ok, Bytes} = file:read_file(File),
    Packed = zlib:gzip(Bytes),
    ok = file:write_file(File ++ ".gz", Packed),
    _ = file:delete(File),
    ok.
