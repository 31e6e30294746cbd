%% The process behind an open file. It serves io requests and the requests of file, and ends with the
%% process that opened it.
%%
%% What was read ahead is kept with the file (prim_file), as bytes; file_text makes characters of it.
-module(file_io_server).

-export([open/2, start/4, format_error/1]).

%% mode: list or binary, what readers get. encoding: latin1, unicode, {utf16 | utf32, big | little}.
-record(state, {handle, monitor, mode = list, encoding = latin1}).

open(Name, Modes) ->
    case options(Modes, #state{}) of
        {error, _} = Error -> Error;
        State ->
            Ref = make_ref(),
            {Pid, Monitor} = spawn_monitor(file_io_server, start,
                                           [{self(), Ref}, Name, Modes, State]),
            receive
                {Ref, ok} -> demonitor(Monitor, [flush]), {ok, Pid};
                {Ref, Error} -> demonitor(Monitor, [flush]), Error;
                {'DOWN', Monitor, _, _, Reason} -> {error, Reason}
            end
    end.

options([{encoding, Encoding} | Modes], State) ->
    case known(Encoding) of
        error -> {error, badarg};
        Known -> options(Modes, State#state{encoding = Known})
    end;
options([Encoding | Modes], State) when Encoding =:= unicode; Encoding =:= latin1 ->
    options(Modes, State#state{encoding = Encoding});
options([binary | Modes], State) -> options(Modes, State#state{mode = binary});
options([_ | Modes], State) -> options(Modes, State);
options(_, State) -> State.

known(latin1) -> latin1;
known(unicode) -> unicode;
known(utf8) -> unicode;
known(utf16) -> {utf16, big};
known(utf32) -> {utf32, big};
known({Utf, Order} = Encoding) when Utf =:= utf16 orelse Utf =:= utf32,
                                    Order =:= big orelse Order =:= little -> Encoding;
known(_) -> error.

start({Owner, Ref}, Name, Modes, State) ->
    case prim_file:open(Name, [binary | Modes]) of
        {ok, Handle} ->
            Monitor = monitor(process, Owner),
            Owner ! {Ref, ok},
            loop(State#state{handle = Handle, monitor = Monitor});
        Error ->
            Owner ! {Ref, Error}
    end.

loop(#state{monitor = Monitor} = State) ->
    receive
        {file_request, From, ReplyAs, Request} when is_pid(From) ->
            answer(file_request(Request, State), From, file_reply, ReplyAs, State);
        {io_request, From, ReplyAs, Request} when is_pid(From) ->
            answer(io_request(Request, State), From, io_reply, ReplyAs, State);
        {'DOWN', Monitor, _, _, Reason} ->
            exit(Reason);
        _ ->
            loop(State)
    end.

answer({reply, Reply}, From, Tag, ReplyAs, State) ->
    From ! {Tag, ReplyAs, Reply},
    loop(State);
answer({reply, Reply, NewState}, From, Tag, ReplyAs, _State) ->
    From ! {Tag, ReplyAs, Reply},
    loop(NewState);
answer({stop, Reason, Reply}, From, Tag, ReplyAs, _State) ->
    From ! {Tag, ReplyAs, Reply},
    exit(Reason).

%%% Requests of file

file_request({pread, At, Size}, State) -> at(At, State, fun() -> chars(Size, State) end);
file_request({pwrite, At, Data}, State) ->
    at(At, State, fun() -> io_request({put_chars, latin1, Data}, State) end);
file_request({position, At}, #state{handle = File}) -> {reply, prim_file:position(File, At)};
file_request({allocate, Offset, Length}, #state{handle = File}) ->
    {reply, prim_file:allocate(File, Offset, Length)};
file_request({advise, Offset, Length, Advice}, #state{handle = File}) ->
    or_stop(prim_file:advise(File, Offset, Length, Advice));
file_request({read_handle_info, Options}, #state{handle = File}) ->
    or_stop(prim_file:read_handle_info(File, Options));
file_request(truncate, #state{handle = File}) -> or_stop(prim_file:truncate(File));
file_request(datasync, #state{handle = File}) -> or_stop(prim_file:datasync(File));
file_request(sync, #state{handle = File}) -> or_stop(prim_file:sync(File));
file_request(close, #state{handle = File}) ->
    case prim_file:close(File) of
        ok -> {stop, normal, ok};
        {error, Reason} = Error -> {stop, Reason, Error}
    end.

at(Here, _State, Fun) when Here =:= cur; Here =:= {cur, 0} -> Fun();
at(At, #state{handle = File}, Fun) ->
    case prim_file:position(File, At) of
        {ok, _} -> Fun();
        Error -> {reply, Error}
    end.

chars(Size, State) ->
    case io_request({get_chars, latin1, '', Size}, State) of
        {reply, Data} when is_list(Data); is_binary(Data) -> {reply, {ok, Data}};
        Other -> Other
    end.

%% An operation that fails is the last one.
or_stop({error, Reason} = Error) -> {stop, Reason, Error};
or_stop(Reply) -> {reply, Reply}.

%%% Requests of io

io_request({put_chars, latin1, Chars}, #state{handle = File, encoding = latin1}) ->
    or_stop(prim_file:write(File, Chars));
io_request({put_chars, From, Chars}, #state{handle = File, encoding = To}) ->
    case unicode:characters_to_binary(Chars, From, To) of
        Binary when is_binary(Binary) -> or_stop(prim_file:write(File, Binary));
        _ -> {stop, no_translation, {error, {no_translation, From, To}}}
    end;
io_request({put_chars, From, Module, Function, Args}, State) ->
    try apply(Module, Function, Args) of
        Chars when is_list(Chars); is_binary(Chars) -> io_request({put_chars, From, Chars}, State);
        _ -> {reply, {error, Function}}
    catch
        _:_ -> {reply, {error, Function}}
    end;
io_request({get_line, Wanted, _Prompt}, #state{handle = File, mode = Mode, encoding = Encoding}) ->
    file_text:line(File, Mode, Encoding, Wanted);
io_request({get_chars, Wanted, _Prompt, Count},
           #state{handle = File, mode = Mode, encoding = Encoding})
  when is_integer(Count), Count >= 0 ->
    file_text:chars(File, Count, Mode, Encoding, Wanted);
io_request({get_chars, _Wanted, _Prompt, _Count}, _State) ->
    {reply, {error, get_chars}};
io_request({get_until, _Wanted, _Prompt, Module, Function, Args}, State) ->
    get_until(Module, Function, Args, [], State);
io_request({setopts, Options}, State) when is_list(Options) -> setopts(Options, State);
io_request(getopts, #state{mode = Mode, encoding = Encoding}) ->
    {reply, [{binary, Mode =:= binary}, {encoding, Encoding}]};
io_request({put_chars, Chars}, State) -> io_request({put_chars, latin1, Chars}, State);
io_request({put_chars, Module, Function, Args}, State) ->
    io_request({put_chars, latin1, Module, Function, Args}, State);
io_request({get_until, Prompt, Module, Function, Args}, State) ->
    io_request({get_until, latin1, Prompt, Module, Function, Args}, State);
io_request({get_chars, Prompt, Count}, State) ->
    io_request({get_chars, latin1, Prompt, Count}, State);
io_request({get_line, Prompt}, State) -> io_request({get_line, latin1, Prompt}, State);
io_request({requests, Requests}, State) when is_list(Requests) -> requests(Requests, State, ok);
io_request({get_geometry, _}, _State) -> {reply, {error, enotsup}};
io_request(Request, _State) -> {reply, {error, {request, Request}}}.

%% One after the other until one fails; the last answer counts.
requests([], State, Reply) -> {reply, Reply, State};
requests([Request | Requests], State, _Reply) ->
    case io_request(Request, State) of
        {reply, {error, _} = Error} -> {reply, Error, State};
        {reply, Reply} -> requests(Requests, State, Reply);
        {reply, {error, _} = Error, NewState} -> {reply, Error, NewState};
        {reply, Reply, NewState} -> requests(Requests, NewState, Reply);
        Stop -> Stop
    end.

get_until(Module, Function, Args, Continuation, #state{handle = File, encoding = Encoding} = State) ->
    case file_text:some(File, Encoding) of
        {stop, Reason} -> {stop, Reason, failure(Reason, Function, Args, Continuation)};
        Data -> got(Data, Module, Function, Args, Continuation, State)
    end.

got(Data, Module, Function, Args, Continuation, #state{handle = File, encoding = Encoding} = State) ->
    Chars = case Data of {ok, Some} -> Some; eof -> eof end,
    try apply(Module, Function, [Continuation, Chars | Args]) of
        {done, Result, [_ | _] = Rest} ->
            file_text:put_back(File, Rest, Encoding),
            {reply, Result};
        {done, Result, _} -> {reply, Result};
        {more, More} -> get_until(Module, Function, Args, More, State);
        _ -> {stop, bad_return, {error, Function}}
    catch
        _:Reason -> {stop, Reason, {error, Function}}
    end.

%% Says where terms end that are read from what is no text.
failure(invalid_unicode, tokens, _Args, Continuation) when Continuation =/= [] ->
    Location = erl_scan:continuation_location(Continuation),
    {error, {Location, ?MODULE, invalid_unicode}, Location};
failure(invalid_unicode, tokens, [Location | _], []) ->
    {error, {Location, ?MODULE, invalid_unicode}, Location};
failure(invalid_unicode, Function, _Args, _Continuation) -> {error, Function};
failure(Reason, _Function, _Args, _Continuation) -> {error, Reason}.

setopts(Options, State) ->
    try lists:foldl(fun option/2, State, Options) of
        NewState -> {reply, ok, NewState}
    catch
        throw:Reason -> {reply, {error, Reason}}
    end.

option({encoding, Encoding}, State) ->
    case known(Encoding) of
        error -> throw(badarg);
        Known -> State#state{encoding = Known}
    end;
option(Encoding, State) when Encoding =:= unicode; Encoding =:= latin1 ->
    State#state{encoding = Encoding};
option(binary, State) -> State#state{mode = binary};
option({binary, true}, State) -> State#state{mode = binary};
option({binary, false}, State) -> State#state{mode = list};
option(list, State) -> State#state{mode = list};
option(_, _State) -> throw(enotsup).

format_error(invalid_unicode) -> "cannot translate from UTF-8";
format_error(Reason) -> erl_posix_msg:message(Reason).
