%% The process behind an open file. It serves io requests and the requests of file, and dies with the
%% process that opened it.
%%
%% What was read ahead for a line or a term is kept as characters in `buffer'; file:read/2 and
%% file:position/2 go back to the bytes.
-module(file_io_server).

-export([open/2, start/4]).

-record(state, {handle, owner, monitor, binary = false, encoding = latin1, buffer = [],
                readable = true, writable = false}).

open(Name, Modes) ->
    case how(Modes) of
        {error, _} = Error -> Error;
        How ->
            Ref = make_ref(),
            Pid = spawn(file_io_server, start, [self(), Ref, {Name, How}, Modes]),
            Monitor = monitor(process, Pid),
            receive
                {Ref, ok} -> demonitor(Monitor, [flush]), {ok, Pid};
                {Ref, Error} -> demonitor(Monitor, [flush]), Error;
                {'DOWN', Monitor, _, _, Reason} -> {error, Reason}
            end
    end.

how(Modes) ->
    Known = [Mode || Mode <- Modes, lists:member(Mode, [read, write, append, exclusive])],
    case {lists:member(append, Known), lists:member(exclusive, Known),
          lists:member(read, Known), lists:member(write, Known)} of
        {true, _, _, _} -> append;
        {_, true, _, _} -> exclusive;
        {_, _, true, true} -> read_write;
        {_, _, _, true} -> write;
        _ -> read
    end.

start(Owner, Ref, {Name, How}, Modes) ->
    case prim_file:open(Name, How) of
        {ok, Handle} ->
            Owner ! {Ref, ok},
            loop(#state{handle = Handle, owner = Owner, monitor = monitor(process, Owner),
                        binary = lists:member(binary, Modes),
                        encoding = encoding(proplists:get_value(encoding, Modes, latin1)),
                        readable = How =:= read orelse How =:= read_write,
                        writable = How =/= read});
        Error ->
            Owner ! {Ref, Error}
    end.

encoding(unicode) -> utf8;
encoding(Encoding) -> Encoding.

loop(#state{monitor = Monitor} = State) ->
    receive
        {file_request, From, ReplyAs, close} ->
            From ! {file_reply, ReplyAs, prim_file:close(State#state.handle)};
        {file_request, From, ReplyAs, Request} ->
            {Reply, NewState} = file_request(Request, State),
            From ! {file_reply, ReplyAs, Reply},
            loop(NewState);
        {io_request, From, ReplyAs, Request} ->
            {Reply, NewState} = io_request(Request, State),
            From ! {io_reply, ReplyAs, Reply},
            loop(NewState);
        {'DOWN', Monitor, _, _, _} ->
            prim_file:close(State#state.handle);
        _ ->
            loop(State)
    end.

%%% Requests of file

file_request({read, _}, #state{readable = false} = State) -> {{error, ebadf}, State};
file_request({read, Size}, State0) ->
    State = unread(State0),
    {as_wanted(prim_file:read(State#state.handle, Size), State), State};
file_request(read_line, #state{readable = false} = State) -> {{error, ebadf}, State};
file_request(read_line, State0) ->
    State = unread(State0),
    {as_wanted(prim_file:read_line(State#state.handle), State), State};
file_request({write, _}, #state{writable = false} = State) -> {{error, ebadf}, State};
file_request({write, Data}, State0) ->
    State = unread(State0),
    {prim_file:write(State#state.handle, Data), State};
file_request({position, At}, State0) ->
    State = unread(State0),
    {Whence, Offset} = case At of
                           {_, _} -> At;
                           _ when is_integer(At) -> {bof, At};
                           _ -> {At, 0}
                       end,
    {prim_file:position(State#state.handle, Whence, Offset), State};
file_request(truncate, State0) ->
    State = unread(State0),
    {prim_file:truncate(State#state.handle), State};
file_request(_, State) ->
    {{error, badarg}, State}.

as_wanted({ok, Data}, #state{binary = false}) -> {ok, binary_to_list(Data)};
as_wanted(Result, _State) -> Result.

%% Gives back to the file what was read ahead.
unread(#state{buffer = []} = State) -> State;
unread(#state{buffer = eof} = State) -> State#state{buffer = []};
unread(#state{buffer = Buffer, encoding = Encoding, handle = Handle} = State) ->
    Size = byte_size(unicode:characters_to_binary(Buffer, unicode, Encoding)),
    prim_file:position(Handle, cur, -Size),
    State#state{buffer = []}.

%%% Requests of io

io_request({put_chars, Encoding, Module, Function, Args}, State) ->
    try apply(Module, Function, Args) of
        Chars -> io_request({put_chars, Encoding, Chars}, State)
    catch
        _:_ -> {{error, Function}, State}
    end;
io_request({put_chars, _, _}, #state{writable = false} = State) ->
    {{error, ebadf}, State};
io_request({put_chars, From, Chars}, #state{encoding = To} = State0) ->
    State = unread(State0),
    case unicode:characters_to_binary(Chars, From, To) of
        Binary when is_binary(Binary) ->
            {prim_file:write(State#state.handle, Binary), State};
        _ ->
            {{error, {no_translation, From, To}}, State}
    end;
io_request({put_chars, Chars}, State) -> io_request({put_chars, latin1, Chars}, State);
io_request({get_line, Encoding, _Prompt}, State) ->
    case take_line(State) of
        {eof, NewState} -> {eof, NewState};
        {Line, NewState} -> {text(Line, Encoding, NewState), NewState}
    end;
io_request({get_line, Prompt}, State) -> io_request({get_line, latin1, Prompt}, State);
io_request({get_chars, Encoding, _Prompt, Count}, State) ->
    case take_chars(Count, State) of
        {[], NewState} when Count > 0 -> {eof, NewState};
        {Chars, NewState} -> {text(Chars, Encoding, NewState), NewState}
    end;
io_request({get_chars, Prompt, Count}, State) ->
    io_request({get_chars, latin1, Prompt, Count}, State);
io_request({get_until, _Encoding, _Prompt, Module, Function, Args}, State) ->
    get_until(Module, Function, Args, [], State);
io_request({get_until, Prompt, Module, Function, Args}, State) ->
    io_request({get_until, latin1, Prompt, Module, Function, Args}, State);
io_request({requests, Requests}, State) ->
    lists:foldl(fun(Request, {ok, S}) -> io_request(Request, S);
                   (_, Failed) -> Failed
                end, {ok, State}, Requests);
io_request({setopts, Options}, State) ->
    {ok, lists:foldl(fun option/2, State, Options)};
io_request(getopts, #state{binary = Binary, encoding = Encoding} = State) ->
    Shown = case Encoding of utf8 -> unicode; _ -> Encoding end,
    {[{binary, Binary}, {encoding, Shown}], State};
io_request({get_geometry, _}, State) -> {{error, enotsup}, State};
io_request(_, State) -> {{error, request}, State}.

option({encoding, Encoding}, State) -> State#state{encoding = encoding(Encoding)};
option(binary, State) -> State#state{binary = true};
option(list, State) -> State#state{binary = false};
option({binary, Flag}, State) -> State#state{binary = Flag};
option(_, State) -> State.

get_until(Module, Function, Args, Continuation, State) ->
    {Data, NewState} = take_line(State),
    try apply(Module, Function, [Continuation, Data | Args]) of
        {done, Result, Rest} -> {Result, put_back(Rest, NewState)};
        {more, More} -> get_until(Module, Function, Args, More, NewState);
        _ -> {{error, Function}, NewState}
    catch
        _:_ -> {{error, Function}, NewState}
    end.

text(Chars, _Encoding, #state{binary = true}) -> unicode:characters_to_binary(Chars);
text(Chars, _Encoding, _State) -> Chars.

%% A line of characters, with its line feed, or eof.
take_line(#state{buffer = [_ | _] = Buffer} = State) ->
    case lists:splitwith(fun(C) -> C =/= $\n end, Buffer) of
        {Line, [$\n | Rest]} -> {Line ++ "\n", State#state{buffer = Rest}};
        {Part, []} ->
            case read_line(State) of
                eof -> {Part, State#state{buffer = []}};
                Line -> {Part ++ Line, State#state{buffer = []}}
            end
    end;
take_line(State) ->
    {read_line(State), State#state{buffer = []}}.

read_line(#state{readable = false}) -> {error, ebadf};
read_line(#state{handle = Handle, encoding = Encoding}) ->
    case prim_file:read_line(Handle) of
        {ok, Data} -> decoded(Data, Encoding);
        Other -> Other
    end.

decoded(Data, latin1) -> binary_to_list(Data);
decoded(Data, Encoding) ->
    case unicode:characters_to_list(Data, Encoding) of
        Chars when is_list(Chars) -> Chars;
        _ -> binary_to_list(Data)
    end.

take_chars(Count, #state{buffer = Buffer} = State) when length(Buffer) >= Count ->
    {Chars, Rest} = lists:split(Count, Buffer),
    {Chars, State#state{buffer = Rest}};
take_chars(Count, #state{buffer = Buffer} = State) ->
    case read_line(State) of
        Line when is_list(Line) -> take_chars(Count, State#state{buffer = Buffer ++ Line});
        _ -> {Buffer, State#state{buffer = []}}
    end.

put_back(Rest, #state{buffer = Buffer} = State) when is_list(Rest) ->
    State#state{buffer = Rest ++ Buffer};
put_back(_, State) ->
    State.
