%% The files of a log: opened, changed for the next, given another size, emptied, put aside.
%%
%% OTP: disk_log
-module(disk_log_files).
-moduledoc false.

-export([closed/3, opened/1, reopened/3, resized/2, rotated/2, truncated/2, wanted_size/1,
         wrapped/1]).

-include("disk_log.hrl").

%%% Opening

opened(#arg{type = rotate, name = Name, file = File, size = Size, head = Head} = Arg) ->
    Bytes = disk_log_args:head_bytes(Head, external),
    {Max, Files} = case Size of
                       {_, _} -> Size;
                       _ -> throw({error, {badmatch, Size}})
                   end,
    case filelib:ensure_dir(File) of
        ok -> ok;
        Error -> throw(Error)
    end,
    {ok, Out, _, First} = opened_rotate(File, Bytes),
    tidy_rotate(File, Files),
    {{ok, Name}, log_of(Arg, #rotate{out = Out, max = Max, files = Files, bytes = First,
                                     first = First}, 0)};
opened(#arg{type = halt, name = Name, file = File, repair = Repair, mode = Mode, format = Format,
            quiet = Quiet} = Arg) ->
    Head = disk_log_args:head_bytes(Arg#arg.head, Format),
    Opened = case Format of
                 internal -> disk_log_1:int_open(File, Repair, Mode, Head, Quiet);
                 external -> disk_log_1:ext_open(File, Repair, Mode, Head)
             end,
    case Opened of
        {ok, Out, Heads, Bytes} ->
            {{ok, Name}, log_of(Arg, #halt{out = Out, bytes = Bytes}, head_count(Heads))};
        {repaired, Out, Items, Bad, Bytes} ->
            {{repaired, Name, {recovered, Items}, {badbytes, Bad}},
             log_of(Arg, #halt{out = Out, bytes = Bytes}, Items)}
    end;
opened(#arg{type = wrap, name = Name, file = File, repair = Repair, mode = Mode, version = Version,
            old_size = {Max, Files}} = Arg) ->
    {Current, Items, Others, Known} =
        case Repair of
            truncate ->
                disk_log_1:remove_files(File, 2, Files),
                disk_log_1:remove_index(File),
                {1, 0, 0, 0};
            _ -> disk_log_1:read_index_file(File)
        end,
    disk_log_1:write_size_file(Mode, File, {Max, Files}, Version),
    Store = #wrap{max = Max, current = Current, before = -Items,
                  files = case Known > Files of
                              true -> {Files, Known};
                              false -> Files
                          end},
    case wrap_file(File, Current, 0, 0, Repair, Arg) of
        {ok, Out, Heads, Bytes, Lost} ->
            Count = Items + head_count(Heads) - Lost,
            {{ok, Name}, log_of(Arg, Store#wrap{out = Out, items = Count, bytes = Bytes,
                                                first = first_place(Heads)}, Others + Count)};
        {repaired, Out, Recovered, Bad, Bytes} ->
            {{repaired, Name, {recovered, Recovered}, {badbytes, Bad}},
             log_of(Arg, Store#wrap{out = Out, items = Recovered, before = -Recovered,
                                    bytes = Bytes, first = 0}, Others + Recovered)}
    end.

opened_rotate(File, Head) ->
    try disk_log_1:append_open(File, Head)
    catch throw:{error, {file_error, _, Reason}} -> throw({error, Reason})
    end.

head_count({N, _}) -> N;
head_count(0) -> 0.

first_place({_, Place}) -> Place;
first_place(0) -> 0.

log_of(#arg{name = Name, file = File, type = Type, format = Format, mode = Mode, size = Size,
            head = Head, version = Version} = Arg, Store, Count) ->
    #log{name = Name, file = File, type = Type, format = Format, mode = Mode, size = Size,
         head = disk_log_args:head_bytes(Head, Format), version = Version, arg = Arg, store = Store, count = Count}.

%% A file of a wrap log; the index says that it is the current one.
wrap_file(File, New, Old, OldCount, Repair, #arg{format = Format, mode = Mode, quiet = Quiet} = Arg) ->
    Name = disk_log_1:file(File, New),
    Head = disk_log_args:head_bytes(Arg#arg.head, Format),
    Opened = case Format of
                 internal -> disk_log_1:int_open(Name, Repair, Mode, Head, Quiet);
                 external -> disk_log_1:ext_open(Name, Repair, Mode, Head)
             end,
    Lost = case Mode of
               read_write -> disk_log_1:write_index(File, New, Old, OldCount);
               read_only -> 0
           end,
    case Opened of
        {ok, Out, Heads, Bytes} -> {ok, Out, Heads, Bytes, Lost};
        Repaired -> Repaired
    end.

%%% The next file

wrapped(#log{file = File, head = Head, arg = Arg, format = Format,
             store = #wrap{out = Old, current = Current, files = Files, items = Items,
                           before = Before, overflows = Overflows} = Store} = Log) ->
    try
        {Next, NextFiles} = next_number(File, Current, Files),
        {ok, Out, Heads, _, Lost} =
            wrap_file(File, Next, Current, Items, truncate, Arg#arg{head = Head, mode = read_write}),
        {Log#log{store = Store#wrap{out = Out, current = Next, files = NextFiles,
                                    items = head_count(Heads), before = Before + Items,
                                    bytes = first_place(Heads), first = first_place(Heads),
                                    overflows = Overflows + 1}},
         Lost, head_count(Heads)}
    of
        {New, Gone, Count} ->
            try closed(Old, Format, read_write) of
                ok -> {ok, New, Gone, Count}
            catch
                throw:Error -> {error, Error, New}
            end
    catch
        throw:Error -> {error, Error, Log}
    end.

closed(Out, internal, Mode) -> disk_log_1:close_marked(Out, Mode);
closed(Out, external, _) -> disk_log_1:close_plain(Out).

%% If there are to be fewer files than there are, the others go when the last wanted one is full.
next_number(File, Current, {Wanted, SoFar}) when Current >= Wanted ->
    disk_log_1:remove_files(File, Current + 1, SoFar),
    case Current > Wanted of
        true -> {1, {Wanted, Current}};
        false ->
            disk_log_1:truncate_index(File, Wanted),
            {1, Wanted}
    end;
next_number(_, Current, {Wanted, _} = Files) -> {Current rem Wanted + 1, Files};
next_number(_, Current, Files) -> {Current rem Files + 1, Files}.

rotated(#rotate{out = #out{name = File} = Out0, files = Files} = Store, Head) ->
    _ = disk_log_1:close_plain(Out0),
    put_aside(File, Files),
    case filelib:ensure_dir(File) of
        ok -> ok;
        Error -> throw(Error)
    end,
    {ok, Out, _, First} = disk_log_1:ext_open(File, true, read_write, Head),
    Store#rotate{out = Out, bytes = First, first = First}.

put_aside(File, Files) ->
    [file:rename(disk_log_1:packed(File, N - 1), disk_log_1:packed(File, N))
     || N <- lists:seq(Files - 1, 1, -1)],
    Plain = disk_log_1:file(File, 0),
    case file:rename(File, Plain) of
        ok -> disk_log_1:pack(Plain);
        _ -> ok
    end.

%% Files that are too many go, and what was not packed yet is.
tidy_rotate(File, Files) ->
    remove_from(Files, File),
    [disk_log_1:pack(Plain) || N <- lists:seq(0, Files - 1), Plain <- [disk_log_1:file(File, N)],
                               element(1, file:read_file_info(Plain)) =:= ok],
    ok.

remove_from(N, File) ->
    Packed = disk_log_1:packed(File, N),
    case file:read_file_info(Packed) of
        {error, enoent} -> ok;
        _ ->
            _ = file:delete(Packed),
            remove_from(N + 1, File)
    end.

%%% Changing size, truncating, reopening

resized(#log{type = halt, store = #halt{bytes = Bytes}} = Log, Size)
  when is_integer(Size), Bytes > Size -> Log;
resized(#log{type = halt} = Log, Size) -> Log#log{size = Size, full = false};
resized(#log{type = wrap, file = File, version = Version, store = Store} = Log, {Max, Files}) ->
    {Wanted, Most} = case Store#wrap.files of
                         {W, SoFar} -> {W, max(W, SoFar)};
                         N -> {N, N}
                     end,
    disk_log_1:write_size_file(read_write, File, {Max, Files}, Version),
    if
        Files > Most ->
            disk_log_1:remove_files(File, Wanted + 1, Files),
            Log#log{store = Store#wrap{max = Max, files = Files}};
        Files < Most -> Log#log{store = Store#wrap{max = Max, files = {Files, Most}}};
        true -> Log#log{store = Store#wrap{max = Max, files = Files}}
    end;
resized(#log{type = rotate, file = File, store = #rotate{files = Old} = Store} = Log, {Max, Files}) ->
    disk_log_1:remove_packed(File, min(Old, Files), max(Old, Files)),
    Log#log{store = Store#rotate{max = Max, files = Files}}.

truncated(#log{type = halt, format = Format, store = #halt{out = Out0}} = Log, Head) ->
    Start = case Format of
                internal -> 8;
                external -> 0
            end,
    Out1 = disk_log_1:out_truncate(Out0, Start),
    {Written, Out2} = case disk_log_1:head_of(Head, Format) of
                          none -> {ok, Out1};
                          Bytes ->
                              Data = disk_log_io:data([Bytes], Log),
                              disk_log_1:out_write(Out1, Data, iolist_size(Data))
                      end,
    case Written of
        ok -> ok;
        Error -> throw(Error)
    end,
    {Size, Out} = disk_log_1:out_position(Out2),
    Log#log{store = #halt{out = Out, bytes = Size}};
truncated(#log{type = wrap, head = Known, store = #wrap{max = Max, files = Files0}} = Log0, Head) ->
    Files = case Files0 of
                {Wanted, _} -> Wanted;
                N -> N
            end,
    Single = resized(Log0, {Max, 1}),
    Once = wrapped_or_thrown(Single#log{head = Head}),
    #log{store = Store} = Twice = wrapped_or_thrown(Once),  % this removes the other files
    resized(Twice#log{head = Known, store = Store#wrap{overflows = 0, earlier = 0}}, {Max, Files});
truncated(#log{type = rotate, head = Known, store = Store0, file = File} = Log, _Head) ->
    #rotate{files = Files} = Store = rotated(Store0, Known),
    disk_log_1:remove_packed(File, 0, Files),
    Log#log{store = Store}.

wrapped_or_thrown(Log0) ->
    case wrapped(Log0) of
        {ok, Log, _, _} -> Log;
        {error, Error, _} -> throw(Error)
    end.

reopened(NewFile, Head, #log{file = File, name = Name, arg = Arg, head = Known} = Log0) ->
    disk_log_process:close_files(Log0),
    renamed(File, NewFile, Log0),
    Now = Arg#arg{name = Name, repair = truncate, head = disk_log_process:given(Head, Known), file = File},
    {_, Log} = opened(case Log0#log.type of
                          wrap -> Now#arg{old_size = wanted_size(Log0)};
                          _ -> Now
                      end),
    Log#log{arg = Arg, owners = Log0#log.owners, users = Log0#log.users, head = Known,
            size = Log0#log.size, error = Log0#log.error, parent = Log0#log.parent,
            server = Log0#log.server}.

wanted_size(#log{store = #wrap{max = Max, files = {Wanted, _}}}) -> {Max, Wanted};
wanted_size(#log{store = #wrap{max = Max, files = Files}}) -> {Max, Files};
wanted_size(#log{store = #rotate{max = Max, files = Files}}) -> {Max, Files};
wanted_size(#log{size = Size}) -> Size.

renamed(File, NewFile, #log{type = halt}) -> rename([{File, NewFile}]);
renamed(File, NewFile, #log{type = wrap}) ->
    {_, _, _, N} = disk_log_1:read_index_file(File),
    rename([{From, disk_log_1:file(NewFile, Ext)}
            || Ext <- ["idx", "siz" | lists:seq(1, N)], From <- [disk_log_1:file(File, Ext)],
               element(1, file:read_file_info(From)) =:= ok]);
renamed(File, NewFile, #log{type = rotate, store = #rotate{files = Files}}) ->
    put_aside(File, Files),
    rename([{From, disk_log_1:packed(NewFile, N)}
            || N <- lists:seq(Files - 1, 0, -1), From <- [disk_log_1:packed(File, N)],
               element(1, file:read_file_info(From)) =:= ok]).

rename(Pairs) ->
    Failed = [disk_log_1:error_of(To, Error) || {From, To} <- Pairs, Error <- [file:rename(From, To)],
                                                Error =/= ok],
    case Failed of
        [] -> ok;
        _ -> throw(lists:last(Failed))
    end.
