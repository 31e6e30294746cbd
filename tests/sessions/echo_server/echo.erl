-module(echo).
-export([start/1, loop/1, client/2, chat/3]).

start(Options) ->
    {ok, Listen} = gen_tcp:listen(0, Options),
    {ok, Port} = inet:port(Listen),
    Pid = spawn(fun() -> accept(Listen) end),
    ok = gen_tcp:controlling_process(Listen, Pid),
    {Pid, Port}.

accept(Listen) ->
    {ok, Socket} = gen_tcp:accept(Listen),
    Handler = spawn(fun() -> receive go -> loop(Socket) end end),
    ok = gen_tcp:controlling_process(Socket, Handler),
    Handler ! go,
    accept(Listen).

loop(Socket) ->
    ok = inet:setopts(Socket, [{active, once}]),
    receive
        {tcp, Socket, Data} -> ok = gen_tcp:send(Socket, Data), loop(Socket);
        {tcp_closed, Socket} -> closed
    end.

client(Port, Options) ->
    {ok, Socket} = gen_tcp:connect({127, 0, 0, 1}, Port, Options),
    Socket.

chat(Port, Options, Messages) ->
    Socket = client(Port, [{active, false} | Options]),
    Replies = [begin ok = gen_tcp:send(Socket, M), gen_tcp:recv(Socket, 0, 5000) end || M <- Messages],
    gen_tcp:close(Socket),
    Replies.
