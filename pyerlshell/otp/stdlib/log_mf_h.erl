%% An event handler that writes events to files in turn: Dir/1, Dir/2, ... of MaxBytes each, and after
%% MaxFiles of them over the first again.
%%
%% An event is written as two bytes of size and {{date(), time()}, Event} in the external format. The
%% file `index' has the number of the file in use in one byte.
-module(log_mf_h).
-behaviour(gen_event).

-export([init/3, init/4]).
-export([init/1, handle_event/2, handle_info/2, terminate/2, handle_call/2, code_change/3]).

-moduledoc """
An event handler that writes every event to files in a folder, the oldest of which are
overwritten.
""".

-record(state, {dir, max_bytes, max_files, bytes, current, fd, index = [], wanted}).

%% The argument for gen_event:add_handler/3. Only events for which Wanted is true are written.
-doc """
The arguments for adding the handler: the folder, the size of a file, how many files, and a
predicate that chooses events.
""".
init(Dir, MaxBytes, MaxFiles) -> init(Dir, MaxBytes, MaxFiles, fun(_) -> true end).
-doc """
The arguments for adding the handler: the folder, the size of a file, how many files, and a
predicate that chooses events.
""".
init(Dir, MaxBytes, MaxFiles, Wanted) -> {Dir, MaxBytes, MaxFiles, Wanted}.

-doc """
The arguments for adding the handler: the folder, the size of a file, how many files, and a
predicate that chooses events.
""".
init({Dir, MaxBytes, MaxFiles}) -> init({Dir, MaxBytes, MaxFiles, fun(_) -> true end});
init({Dir, MaxBytes, MaxFiles, Wanted}) when is_integer(MaxFiles), MaxFiles > 0, MaxFiles < 256 ->
    Current = next(last_used(Dir), MaxFiles),
    case open(Dir, Current) of
        {ok, Fd} ->
            {ok, #state{dir = Dir, max_bytes = MaxBytes, max_files = MaxFiles, bytes = 0,
                        current = Current, fd = Fd, wanted = Wanted}};
        _ -> exit(file_open)
    end.

last_used(Dir) ->
    case file:read_file(filename:join(Dir, "index")) of
        {ok, <<Index>>} -> Index;
        _ -> 0
    end.

next(Index, MaxFiles) when Index >= MaxFiles -> 1;
next(Index, _MaxFiles) -> Index + 1.

open(Dir, Index) ->
    case file:open(filename:join(Dir, integer_to_list(Index)), [raw, write]) of
        {ok, Fd} ->
            ok = file:write_file(filename:join(Dir, "index"), <<Index>>),
            {ok, Fd};
        Error -> Error
    end.

handle_event(Event, #state{wanted = Wanted} = State) ->
    case catch Wanted(Event) of
        true -> {ok, write(term_to_binary({calendar:local_time(), Event}), State)};
        _ -> {ok, State}
    end.

%% What is larger than its size can say is replaced by a note of that.
write(Binary, State) when byte_size(Binary) > 65535 ->
    write(term_to_binary({log_mf_h, too_large, byte_size(Binary)}), State);
write(Binary, #state{bytes = Bytes, max_bytes = Max} = State0) ->
    Size = byte_size(Binary) + 2,
    #state{fd = Fd} = State = case Bytes + Size > Max andalso Bytes > 0 of
                                  true -> next_file(State0);
                                  false -> State0
                              end,
    ok = file:write(Fd, [<<(Size - 2):16>>, Binary]),
    State#state{bytes = State#state.bytes + Size}.

next_file(#state{fd = Fd, dir = Dir, current = Current, max_files = MaxFiles} = State) ->
    ok = file:close(Fd),
    Next = next(Current, MaxFiles),
    {ok, New} = open(Dir, Next),
    State#state{fd = New, current = Next, bytes = 0}.

handle_info({emulator, Leader, Text}, State) ->
    handle_event({emulator, Leader, Text}, State);
handle_info(_Msg, State) -> {ok, State}.

handle_call(null, State) -> {ok, null, State}.

terminate(_Reason, #state{fd = Fd} = State) ->
    _ = file:close(Fd),
    State.

code_change(_OldVsn, State, _Extra) -> {ok, State}.
