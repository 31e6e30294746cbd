%% Trace messages in files and through sockets, for dbg.
%%
%% A message is <<0, Size:32, Term/binary>>, where Term is in the external term format; a byte 1 with a
%% number stands for messages that were lost. Files in turn (wrap) are Name ++ N ++ Suffix: the next one
%% begins when one is full, and only the newest are kept. The reference's writer is a port with a driver;
%% ours is a process.
-module(dbg_port).

-export([to_file/1, to_socket/1, from_file/4, from_socket/3]).

-define(DEFAULT_SIZE, 128 * 1024).
-define(DEFAULT_COUNT, 8).
-define(AGAIN, 100).

%% -- writing

to_file({Name, wrap}) -> to_file({Name, wrap, ".trace"});
to_file({Name, wrap, Suffix}) -> to_file({Name, wrap, Suffix, ?DEFAULT_SIZE});
to_file({Name, wrap, Suffix, Size}) -> to_file({Name, wrap, Suffix, Size, ?DEFAULT_COUNT});
to_file({Name, wrap, Suffix, {time, Ms}, Count}) when is_integer(Ms), Ms > 0, Count >= 2 ->
    wrapping(Name, Suffix, {time, Ms}, Count);
to_file({Name, wrap, Suffix, Size, Count}) when is_integer(Size), Size >= 0, Count >= 2 ->
    wrapping(Name, Suffix, Size, Count);
to_file(Name) ->
    fun() -> writer(fun() -> file:open(Name, [write, raw, binary]) end, none) end.

wrapping(Name, Suffix, Limit, Count) ->
    fun() ->
        [file:delete(F) || {_, F} <- numbered(Name, Suffix)],
        writer(fun() -> file:open(numbered(Name, 0, Suffix), [write, raw, binary]) end,
               {Name, Suffix, Limit, Count, 0})
    end.

numbered(Name, N, Suffix) ->
    lists:concat([Name, N, Suffix]).

%% The files of a name that are there, in order.
numbered(Name, Suffix) ->
    Start = length(lists:concat([Name])),
    Found = filelib:wildcard(lists:concat([Name, "*", Suffix])),
    Digits = [{string:slice(F, Start, length(F) - Start - length(Suffix)), F} || F <- Found],
    lists:sort([{list_to_integer(D), F} || {D, F} <- Digits, D =/= [], lists:all(fun digit/1, D)]).

digit(C) -> C >= $0 andalso C =< $9.

writer(Open, Wrap) ->
    Caller = self(),
    Ref = make_ref(),
    {Pid, Mref} = spawn_monitor(fun() ->
        case Open() of
            {ok, File} ->
                Caller ! {Ref, ok},
                write_loop(File, 0, erlang:monotonic_time(millisecond), Wrap);
            Error ->
                Caller ! {Ref, Error}
        end
    end),
    receive
        {Ref, ok} -> erlang:demonitor(Mref, [flush]), Pid;
        {Ref, Error} -> erlang:demonitor(Mref, [flush]), Error;
        {'DOWN', Mref, process, Pid, Reason} -> {error, Reason}
    end.

write_loop(File, Written, Since, Wrap) ->
    receive
        {dbg_stop, From} ->
            file:close(File),
            From ! {dbg_stopped, self()};
        {dbg_control, From, flush} ->
            file:sync(File),
            From ! {dbg, ok},
            write_loop(File, Written, Since, Wrap);
        {dbg_control, From, _} ->
            From ! {dbg, {error, not_supported_by_trace_driver}},
            write_loop(File, Written, Since, Wrap);
        Message when element(1, Message) =:= trace; element(1, Message) =:= trace_ts;
                     element(1, Message) =:= seq_trace; element(1, Message) =:= drop ->
            Data = packed(Message),
            ok = file:write(File, Data),
            turned(File, Written + byte_size(Data), Since, Wrap);
        _ ->
            write_loop(File, Written, Since, Wrap)
    end.

packed(Message) ->
    Term = term_to_binary(Message),
    <<0, (byte_size(Term)):32, Term/binary>>.

turned(File, Written, Since, none) ->
    write_loop(File, Written, Since, none);
turned(File, Written, Since, {_, _, {time, Ms}, _, _} = Wrap) ->
    case erlang:monotonic_time(millisecond) - Since >= Ms of
        true -> next(File, Wrap);
        false -> write_loop(File, Written, Since, Wrap)
    end;
turned(File, Written, _, {_, _, Size, _, _} = Wrap) when Written >= Size ->
    next(File, Wrap);
turned(File, Written, Since, Wrap) ->
    write_loop(File, Written, Since, Wrap).

next(File, {Name, Suffix, Limit, Count, N}) ->
    file:close(File),
    file:delete(numbered(Name, N + 1 - Count, Suffix)),
    {ok, New} = file:open(numbered(Name, N + 1, Suffix), [write, raw, binary]),
    write_loop(New, 0, erlang:monotonic_time(millisecond), {Name, Suffix, Limit, Count, N + 1}).

to_socket(Port) when is_integer(Port) -> to_socket({Port, 50});
to_socket({Port, Queue}) ->
    fun() ->
        Caller = self(),
        Ref = make_ref(),
        {Pid, Mref} = spawn_monitor(fun() ->
            case gen_tcp:listen(Port, [binary, {active, false}, {reuseaddr, true}]) of
                {ok, Listening} -> Caller ! {Ref, ok}, serve(Listening, none, [], Queue);
                Error -> Caller ! {Ref, Error}
            end
        end),
        receive
            {Ref, ok} -> erlang:demonitor(Mref, [flush]), Pid;
            {Ref, Error} -> erlang:demonitor(Mref, [flush]), Error;
            {'DOWN', Mref, process, Pid, Reason} -> {error, Reason}
        end
    end.

%% Without a client the newest messages wait, as many as the queue takes.
serve(Listening, none, Waiting, Queue) ->
    case gen_tcp:accept(Listening, 0) of
        {ok, Socket} ->
            [gen_tcp:send(Socket, M) || M <- lists:reverse(Waiting)],
            serve(Listening, Socket, [], Queue);
        _ -> served(Listening, none, Waiting, Queue, ?AGAIN)
    end;
serve(Listening, Socket, Waiting, Queue) ->
    served(Listening, Socket, Waiting, Queue, infinity).

served(Listening, Socket, Waiting, Queue, Time) ->
    receive
        {dbg_stop, From} ->
            Socket =/= none andalso gen_tcp:close(Socket),
            gen_tcp:close(Listening),
            From ! {dbg_stopped, self()};
        {dbg_control, From, get_listen_port} ->
            {ok, Number} = inet:port(Listening),
            From ! {dbg, {ok, Number}},
            serve(Listening, Socket, Waiting, Queue);
        {dbg_control, From, _} ->
            From ! {dbg, ok},
            serve(Listening, Socket, Waiting, Queue);
        Message when Socket =:= none ->
            serve(Listening, none, lists:sublist([packed(Message) | Waiting], Queue), Queue);
        Message ->
            case gen_tcp:send(Socket, packed(Message)) of
                ok -> serve(Listening, Socket, [], Queue);
                _ -> serve(Listening, none, [], Queue)
            end
    after Time ->
        serve(Listening, Socket, Waiting, Queue)
    end.

%% -- reading

from_file({Name, wrap}, How, Handler, State) ->
    from_file({Name, wrap, ".trace"}, How, Handler, State);
from_file({Name, wrap, Suffix, _, _}, How, Handler, State) ->
    from_file({Name, wrap, Suffix}, How, Handler, State);
from_file({Name, wrap, Suffix}, _, Handler, State) ->
    Files = [F || {_, F} <- numbered(Name, Suffix)],
    spawn_link(fun() -> read_files(Files, Handler, State) end);
from_file(Name, How, Handler, State) ->
    spawn_link(fun() -> read_one(Name, How, Handler, State) end).

read_files([], Handler, State) ->
    Handler(end_of_trace, State);
read_files([File | Files], Handler, State) ->
    {ok, Data} = file:read_file(File),
    {New, _} = handled(Data, Handler, State),
    read_files(Files, Handler, New).

read_one(Name, How, Handler, State) ->
    case file:open(Name, [read, raw, binary]) of
        {ok, File} -> read_on(File, <<>>, How, Handler, State);
        {error, _} -> Handler(end_of_trace, State)
    end.

read_on(File, Rest, How, Handler, State) ->
    case file:read(File, 65536) of
        {ok, Data} ->
            {New, Left} = handled(<<Rest/binary, Data/binary>>, Handler, State),
            read_on(File, Left, How, Handler, New);
        eof when How =:= follow ->
            receive after ?AGAIN -> read_on(File, Rest, How, Handler, State) end;
        eof ->
            file:close(File),
            Handler(end_of_trace, State)
    end.

from_socket(Port, Handler, State) when is_integer(Port) ->
    from_socket({"localhost", Port}, Handler, State);
from_socket({Host, Port}, Handler, State) ->
    spawn_link(fun() ->
        case gen_tcp:connect(Host, Port, [binary, {active, false}]) of
            {ok, Socket} -> receive_on(Socket, <<>>, Handler, State);
            {error, Why} -> exit({client_cannot_connect, Why})
        end
    end).

receive_on(Socket, Rest, Handler, State) ->
    case gen_tcp:recv(Socket, 0) of
        {ok, Data} ->
            {New, Left} = handled(<<Rest/binary, Data/binary>>, Handler, State),
            receive_on(Socket, Left, Handler, New);
        {error, _} ->
            Handler(end_of_trace, State)
    end.

handled(<<0, Size:32, Term:Size/binary, Rest/binary>>, Handler, State) ->
    handled(Rest, Handler, Handler(binary_to_term(Term), State));
handled(<<1, Lost:32, Rest/binary>>, Handler, State) ->
    handled(Rest, Handler, Handler({drop, Lost}, State));
handled(Rest, _, State) ->
    {State, Rest}.
