-module(chat).
-export([start/0, stop/1]).
start() ->
    {ok, L} = gen_tcp:listen(0, [list, {packet, line}, {active, false}, {reuseaddr, true}]),
    {ok, Port} = inet:port(L),
    Hub = spawn(fun() -> hub([]) end),
    Acc = spawn(fun() -> accept(L, Hub) end),
    gen_tcp:controlling_process(L, Acc),
    {Port, L, Hub}.
stop({_, L, Hub}) -> gen_tcp:close(L), exit(Hub, kill).
accept(L, Hub) ->
    case gen_tcp:accept(L) of
        {ok, S} ->
            P = spawn(fun() -> receive go -> client(S, Hub) end end),
            ok = gen_tcp:controlling_process(S, P), P ! go,
            accept(L, Hub);
        {error, closed} -> io:format("listener closed~n")
    end.
client(S, Hub) -> Hub ! {join, self(), S}, inet:setopts(S, [{active, once}]), loop(S, Hub).
loop(S, Hub) ->
    receive
        {tcp, S, Line} -> Hub ! {say, self(), Line}, inet:setopts(S, [{active, once}]), loop(S, Hub);
        {tcp_closed, S} -> Hub ! {leave, self()}
    end.
hub(Cs) ->
    receive
        {join, P, S} -> monitor(process, P), hub([{P, S} | Cs]);
        {say, P, Line} -> [gen_tcp:send(S, Line) || {Q, S} <- Cs, Q =/= P], hub(Cs);
        {leave, P} -> hub(lists:keydelete(P, 1, Cs));
        {'DOWN', _, _, P, _} -> hub(lists:keydelete(P, 1, Cs));
        {count, F} -> F ! {count, length(Cs)}, hub(Cs)
    end.
