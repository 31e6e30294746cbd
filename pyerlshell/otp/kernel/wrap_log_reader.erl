%% Reading wrap logs of others, without opening them as logs.
%%
%% OTP: wrap_log_reader
-module(wrap_log_reader).
-moduledoc "Reading the files of an internal wrap log while somebody else may be writing it.".

-include("disk_log.hrl").
-include_lib("kernel/include/file.hrl").

-export([open/1, open/2, chunk/1, chunk/2, close/1]).
-export_type([continuation/0]).

%% first: where reading began, or `one' if only one file is read.
-record(wrap_reader, {fd, cont, file, file_no, mod_time, first_no}).

-opaque continuation() :: #wrap_reader{}.

-doc "Open a wrap log, to read it from its oldest file on.".
open(File) when is_atom(File) -> open(atom_to_list(File));
open(File) when is_list(File) ->
    case index(File) of
        {ok, {Current, _, _, Files}} ->
            %% A file that was just begun may not be in the index yet.
            First = case (Current + 1) rem Files of
                        _ when Current =:= Files + 1 -> 1;
                        0 -> Files;
                        Next -> Next
                    end,
            open_file(File, First, First);
        Error -> Error
    end.

-doc "Open one file of a wrap log.".
open(File, N) when is_atom(File), is_integer(N) -> open(atom_to_list(File), N);
open(File, N) when is_list(File), is_integer(N) ->
    case index(File) of
        {ok, {Current, _, _, Files}} when Files >= N; Current =:= N, N =:= Files + 1 ->
            open_file(File, N, one);
        {ok, _} -> {error, {file_not_found, disk_log_1:file(File, N)}};
        Error -> Error
    end.

-doc "Close a wrap log that was opened here.".
close(#wrap_reader{fd = Fd}) -> file:close(Fd).

-doc "Some terms, and where to go on.".
chunk(#wrap_reader{} = Reader) -> chunk(Reader, ?MAX_CHUNK, 0).

-doc "At most N terms, and where to go on.".
chunk(#wrap_reader{} = Reader, infinity) -> chunk(Reader, ?MAX_CHUNK, 0);
chunk(#wrap_reader{} = Reader, N) when is_integer(N), N > 0 -> chunk(Reader, N, 0).

chunk(#wrap_reader{fd = Fd, cont = Cont, file = File, file_no = Number, first_no = First} = Reader,
      N, Bad) ->
    {Place, Bytes} = case Cont of
                         start -> {0, []};
                         #continuation{pos = Pos, b = B} -> {Pos, B}
                     end,
    Name = disk_log_1:file(File, Number),
    case disk_log:ichunk_end(disk_log_1:chunk_read_only(Fd, Name, Place, Bytes, N), none) of
        eof when First =:= one -> {Reader, eof};
        eof -> next_file(Reader, N, Bad);
        {error, _} = Error -> Error;
        {Next, []} -> chunk(Reader#wrap_reader{cont = Next}, N, Bad);
        {Next, [], More} -> chunk(Reader#wrap_reader{cont = Next}, N, Bad + More);
        {Next, Terms} when Bad =:= 0 -> {Reader#wrap_reader{cont = Next}, Terms};
        {Next, Terms} -> {Reader#wrap_reader{cont = Next}, Terms, Bad};
        {Next, Terms, More} -> {Reader#wrap_reader{cont = Next}, Terms, Bad + More}
    end.

next_file(#wrap_reader{file = File, file_no = Number, first_no = First} = Reader, N, Bad) ->
    case index(File) of
        {ok, {_, _, _, Files}} ->
            case next_number(File, Number, Files) of
                0 -> {Reader, eof};
                First -> {Reader, eof};
                Next -> go_on(Reader, Next, N, Bad)
            end;
        Error -> Error
    end.

next_number(_, Number, Files) when Number > Files -> 1;
next_number(_, Number, Files) when (Number + 1) rem Files =:= 0, Files > 1 -> Files;
next_number(File, Files, Files) ->
    case file:read_file_info(disk_log_1:file(File, Files + 1)) of
        {ok, _} -> Files + 1;
        _ -> (Files + 1) rem Files
    end;
next_number(_, Number, Files) -> (Number + 1) rem Files.

%% A file that is older than the one before was written in an earlier turn.
go_on(#wrap_reader{file = File, file_no = Number, mod_time = Time, first_no = First} = Reader,
      Next, N, Bad) ->
    Name = disk_log_1:file(File, Next),
    case file:read_file_info(Name) of
        {ok, #file_info{mtime = NextTime}} when NextTime < Time ->
            {error, {is_wrapped, disk_log_1:file(File, Number)}};
        {ok, _} ->
            case open_file(File, Next, First) of
                {ok, New} ->
                    _ = close(Reader),
                    chunk(New, N, Bad);
                Error -> Error
            end;
        Error -> {error, {file_error, Name, Error}}
    end.

index(File) ->
    case disk_log_1:read_index_file(File) of
        {1, 0, 0, 0} -> {error, {index_file_not_found, File}};
        Index -> {ok, Index}
    end.

open_file(File, Number, First) ->
    Name = disk_log_1:file(File, Number),
    case file:open(Name, [raw, binary, read]) of
        {ok, Fd} ->
            Head = case file:read(Fd, 8) of
                       {ok, Bytes} -> disk_log_1:is_head(Bytes);
                       _ -> no
                   end,
            case {Head, file:read_file_info(Name)} of
                {no, _} ->
                    _ = file:close(Fd),
                    {error, {not_a_log_file, Name}};
                {_, {ok, #file_info{mtime = Time}}} ->
                    {ok, #wrap_reader{fd = Fd, cont = start, file = File, file_no = Number,
                                      mod_time = Time, first_no = First}};
                {_, Error} ->
                    _ = file:close(Fd),
                    {error, {file_error, Name, Error}}
            end;
        _ -> {error, {not_a_log_file, Name}}
    end.
