%% What is written to the current file of a log, and what is read from its files.
%%
%% OTP: disk_log
-module(disk_log_io).
-moduledoc false.

-export([chunked/4, data/2, logged/3, stepped/3]).

-include("disk_log.hrl").

%%% Logging

logged(Bins, From, #log{count = Count} = Log0) ->
    case write(Bins, Log0) of
        {ok, N, Log} -> disk_log_process:status(ok, answer(From, ok, Log#log{count = Count + N}));
        {{error, {full, _}}, N, Log} when From =:= nobody -> disk_log_process:status(ok, Log#log{count = Count + N});
        {Error, N, Log} -> disk_log_process:status(Error, answer(From, Error, Log#log{count = Count + N}))
    end.

answer(nobody, _, Log) -> Log;
answer(From, Reply, Log) -> disk_log_process:reply(From, Reply, Log).

item_size(#log{format = internal}) -> fun disk_log_1:item_size/1;
item_size(#log{format = external}) -> fun erlang:byte_size/1.

data(Bins, #log{format = internal}) -> element(1, disk_log_1:items(Bins));
data(Bins, #log{format = external}) -> Bins.

write(_, #log{type = halt, full = true, name = Name} = Log) -> {{error, {full, Name}}, 0, Log};
write(Bins, #log{type = halt, name = Name, size = Size, store = #halt{out = Out0, bytes = Bytes}} = Log) ->
    {Fitting, Rest, More} = case Size of
                                infinity ->
                                    Of = item_size(Log),
                                    {Bins, [], lists:sum([Of(Bin) || Bin <- Bins])};
                                _ -> disk_log_1:split(Size - Bytes, false, item_size(Log), Bins)
                            end,
    case disk_log_1:out_write(Out0, data(Fitting, Log), More) of
        {ok, Out} when Rest =:= [] ->
            {ok, length(Fitting), Log#log{store = #halt{out = Out, bytes = Bytes + More}}};
        {ok, Out} ->
            Full = Log#log{full = true, store = #halt{out = Out, bytes = Bytes + More}},
            disk_log_process:tell_owners(full, Full),
            {{error, {full, Name}}, length(Fitting), Full};
        {Error, Out} ->
            {Error, 0, Log#log{store = #halt{out = Out, bytes = Bytes}}}
    end;
write(Bins, #log{type = wrap} = Log) -> write_wrap(Bins, 0, [], Log);
write(Bins, #log{type = rotate} = Log) ->
    try write_rotate(Bins, 0, Log)
    catch throw:Error -> {Error, 0, Log}
    end.

write_wrap([], N, Lost, Log) ->
    [disk_log_process:tell_owners({wrap, L}, Log) || L <- lists:reverse(Lost)],
    {ok, N - lists:sum(Lost), Log};
write_wrap(Bins, N, Lost, #log{store = #wrap{out = Out0, max = Max, bytes = Bytes, first = First,
                                             items = Items} = Store} = Log0) ->
    case disk_log_1:split(Max - Bytes, Bytes =:= First, item_size(Log0), Bins) of
        {[], _, _} ->
            case disk_log_files:wrapped(Log0) of
                {ok, Log, Gone, Heads} -> write_wrap(Bins, N + Heads, [Gone | Lost], Log);
                {error, Error, Log} -> {Error, N - lists:sum(Lost), Log}
            end;
        {Fitting, Rest, More} ->
            Count = length(Fitting),
            case disk_log_1:out_write(Out0, data(Fitting, Log0), More) of
                {ok, Out} ->
                    Written = Store#wrap{out = Out, bytes = Bytes + More, items = Items + Count},
                    write_wrap(Rest, N + Count, Lost, Log0#log{store = Written});
                {Error, Out} ->
                    {Error, N - lists:sum(Lost), Log0#log{store = Store#wrap{out = Out}}}
            end
    end.

write_rotate([], N, Log) -> {ok, N, Log};
write_rotate(Bins, N, #log{head = Head, store = #rotate{out = Out0, max = Max, bytes = Bytes,
                                                        first = First} = Store} = Log) ->
    case disk_log_1:split(Max - Bytes, Bytes =:= First, fun erlang:byte_size/1, Bins) of
        {[], _, _} -> write_rotate(Bins, N, Log#log{store = disk_log_files:rotated(Store, Head)});
        {Fitting, Rest, More} ->
            case disk_log_1:out_write(Out0, Fitting, More) of
                {ok, Out} ->
                    Written = Store#rotate{out = Out, bytes = Bytes + More},
                    write_rotate(Rest, N + length(Fitting), Log#log{store = Written});
                {Error, Out} -> {Error, N, Log#log{store = Store#rotate{out = Out}}}
            end
    end.

%%% Reading

chunked(_, _, _, #log{format = external, name = Name} = Log) -> {{error, {format_external, Name}}, Log};
chunked(Place, Bytes, N, #log{type = halt, file = File, store = #halt{out = Out0} = Store} = Log) ->
    {Out, Reply} = taken(Out0, File, Place, Bytes, N, Log),
    {Reply, Log#log{store = Store#halt{out = Out}}};
chunked(0, Bytes, N, #log{store = #wrap{} = Store, file = File} = Log) ->
    chunked({first_file(Store, File), 0}, Bytes, N, Log);
chunked({Current, Place}, Bytes, N, #log{store = #wrap{current = Current, out = Out0} = Store} = Log) ->
    {Out, Reply} = taken(Out0, Out0#out.name, Place, Bytes, N, Log),
    {in_file(Current, Reply), Log#log{store = Store#wrap{out = Out}}};
chunked({Number, Place}, Bytes, N, #log{file = File, arg = #arg{quiet = Quiet},
                                        store = #wrap{files = Files}} = Log) ->
    Name = disk_log_1:file(File, Number),
    Next = {step(Number, Files, 1), 0},
    try disk_log_1:int_open(Name, true, read_only, none, Quiet) of
        {ok, Out, _, _} ->
            {#out{fd = Fd}, Reply} = taken(Out, Name, Place, Bytes, N, Log),
            _ = file:close(Fd),
            case Reply of
                eof -> chunked(Next, [], N, Log);
                _ -> {in_file(Number, Reply), Log}
            end
    catch
        throw:{error, _} ->
            _ = Quiet orelse
                error_logger:info_msg("disk_log: chunk error. File ~tp missing.\n\n", [Name]),
            chunked(Next, [], N, Log)
    end.

taken(Out, File, Place, Bytes, N, #log{mode = read_only}) ->
    disk_log_1:chunk_read_only(Out, File, Place, Bytes, N);
taken(Out, File, Place, Bytes, N, _) ->
    disk_log_1:chunk(Out, File, Place, Bytes, N).

in_file(Number, {#continuation{pos = Place} = Next, Items}) ->
    {Next#continuation{pos = {Number, Place}}, Items};
in_file(Number, {#continuation{pos = Place} = Next, Items, Bad}) ->
    {Next#continuation{pos = {Number, Place}}, Items, Bad};
in_file(_, Other) -> Other.

step(N, {_, SoFar}, Step) -> step(N, SoFar, Step);
step(N, Files, Step) ->
    case (N + Step) rem Files of
        Next when Next > 0 -> Next;
        Next -> Next + Files
    end.

%% The oldest file: the first that is there behind the current one.
first_file(#wrap{current = Current, files = Files}, File) ->
    first_file(step(Current, Files, 1), Current, Files, File).

first_file(Current, Current, _, _) -> Current;
first_file(Number, Current, Files, File) ->
    case file:read_file_info(disk_log_1:file(File, Number)) of
        {ok, _} -> Number;
        _ -> first_file(step(Number, Files, 1), Current, Files, File)
    end.

stepped(0, Step, #log{format = internal, type = wrap, store = Store, file = File} = Log) ->
    stepped({first_file(Store, File), 0}, Step, Log);
stepped({Number, _}, Step, #log{format = internal, store = #wrap{files = Files}, file = File}) ->
    Wanted = step(Number, Files, Step),
    case file:read_file_info(disk_log_1:file(File, Wanted)) of
        {ok, _} -> {ok, #continuation{pos = {Wanted, 0}, b = []}};
        _ -> {error, end_of_log}
    end;
stepped(_, _, #log{name = Name}) -> {error, {not_internal_wrap, Name}}.
