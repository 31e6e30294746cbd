%% An event handler that writes all events to a ring of files, for rb to read.
%%
%% An event is written as {LocalTime, Event} in the external format, after its size in two bytes; the
%% file `index' has the number of the file that is written to, in one byte.
-module(log_mf_h).
-behaviour(gen_event).

-export([init/3, init/4]).
-export([init/1, handle_event/2, handle_info/2, handle_call/2, terminate/2, code_change/3]).

-record(state, {dir, max_bytes, max_files, bytes = 0, file, device, pred}).

%% What to add the handler with: files in Dir of at most MaxBytes bytes, at most MaxFiles of them.
init(Dir, MaxBytes, MaxFiles) -> init(Dir, MaxBytes, MaxFiles, fun(_) -> true end).
init(Dir, MaxBytes, MaxFiles, Pred) -> {Dir, MaxBytes, MaxFiles, Pred}.

init({Dir, MaxBytes, MaxFiles, Pred}) when is_integer(MaxFiles), MaxFiles > 0, MaxFiles < 256 ->
    First = case file:read_file(filename:join(Dir, "index")) of
                {ok, <<Last, _/binary>>} -> next(Last, MaxFiles);
                _ -> 1
            end,
    case opened(Dir, First) of
        {ok, Device} ->
            {ok, #state{dir = Dir, max_bytes = MaxBytes, max_files = MaxFiles, file = First,
                        device = Device, pred = Pred}};
        error -> {'EXIT', file_open}
    end.

next(N, Max) when N < Max -> N + 1;
next(_, _) -> 1.

opened(Dir, Number) ->
    case file:open(filename:join(Dir, integer_to_list(Number)), [raw, write]) of
        {ok, Device} ->
            New = filename:join(Dir, "index.tmp"),
            ok = file:write_file(New, <<Number>>),
            ok = file:rename(New, filename:join(Dir, "index")),
            {ok, Device};
        {error, _} -> error
    end.

handle_event(Event, #state{pred = Pred} = State) ->
    try Pred(Event) of
        true -> {ok, written(term_to_binary({erlang:localtime(), Event}), State)};
        _ -> {ok, State}
    catch
        _:_ -> {ok, State}
    end.

written(Binary, #state{bytes = Bytes, max_bytes = Max} = State)
  when Bytes > 0, Bytes + byte_size(Binary) >= Max ->
    #state{dir = Dir, file = File, max_files = Files, device = Old} = State,
    ok = file:close(Old),
    Next = next(File, Files),
    {ok, Device} = opened(Dir, Next),
    written(Binary, State#state{device = Device, file = Next, bytes = 0});
written(Binary, #state{bytes = Bytes, device = Device} = State) ->
    Size = byte_size(Binary),
    case file:write(Device, [<<Size:16>>, Binary]) of
        ok -> State#state{bytes = Bytes + Size + 2};
        {error, Reason} -> exit({file_exit, Reason})
    end.

handle_info({emulator, _, _} = Event, State) -> handle_event(Event, State);
handle_info(_, State) -> {ok, State}.

handle_call(null, State) -> {ok, null, State}.

terminate(_, #state{device = Device} = State) ->
    ok = file:close(Device),
    State.

code_change(_OldVsn, State, _Extra) -> {ok, State}.
