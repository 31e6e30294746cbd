-module(pot).
-export([life/1, owner/0]).

%% What traces show of a port with these flags, whatever is done with it, and what its owner gets.
life(Flags) -> [{Name, life(Flags, Fun)} || {Name, Fun} <- deeds()].

life(Flags, Fun) ->
    Self = self(),
    Tracer = spawn(fun() -> collect(Self, []) end),
    erlang:trace(new_ports, true, [{tracer, Tracer} | Flags]),
    {Pid, Ref} = spawn_monitor(fun() ->
        process_flag(trap_exit, true),
        P = open_port({spawn, "cat 2>/dev/null"}, [binary, {packet, 2}]),
        Self ! {started, P},
        timer:sleep(40),
        try Fun(P) catch _:_ -> ok end,
        timer:sleep(40),
        Self ! {port, drain()}
    end),
    P = receive {started, P0} -> P0 end,
    receive {'DOWN', Ref, _, _, _} -> ok end,
    Got = receive {port, G} -> G after 0 -> [] end,
    timer:sleep(30),
    erlang:trace(new_ports, false, [all]),
    Tracer ! {tell, P, Pid},
    receive {told, Events} -> {Events, rename(Got, P, Pid)} end.

deeds() ->
    [{nothing, fun(_) -> ok end},
     {command, fun(P) -> port_command(P, [<<"a">>, "b"]) end},
     {send, fun(P) -> P ! {self(), {command, [<<"a">>, "b"]}} end},
     {port_close, fun(P) -> port_close(P) end},
     {close, fun(P) -> P ! {self(), close} end},
     {exit, fun(P) -> exit(P, foo) end},
     {exit_normal, fun(P) -> exit(P, normal) end},
     {owner, fun(_) -> exit(self(), kill) end},
     {connect, fun(P) -> port_connect(P, self()) end},
     {connect_message, fun(P) -> P ! {self(), {connect, self()}} end},
     {control, fun(P) -> port_control(P, 1, "abc") end},
     {call, fun(P) -> erlang:port_call(P, 1, abc) end},
     {info, fun(P) -> erlang:port_info(P) end},
     {bad, fun(P) -> P ! {self(), foo} end},
     {no_request, fun(P) -> P ! foo end},
     {not_owner, fun(P) -> spawn(fun() -> P ! {self(), {command, "abc"}} end) end},
     {unlink, fun(P) -> unlink(P) end},
     {link, fun(P) -> unlink(P), timer:sleep(20), link(P) end},
     {monitor, fun(P) -> erlang:demonitor(erlang:monitor(port, P)) end},
     {register, fun(P) -> register(pot, P), pot ! {self(), {command, "x"}}, unregister(pot) end},
     {named, fun(P) -> register(pot, P), port_close(P) end}].

%% What a trace of the owner shows.
owner() -> [{Name, owner(Fun)} || {Name, Fun} <- deeds(), not lists:member(Name, [owner, not_owner])].

owner(Fun) ->
    Self = self(),
    Tracer = spawn(fun() -> collect(Self, []) end),
    {Pid, Ref} = spawn_monitor(fun() ->
        process_flag(trap_exit, true),
        erlang:trace(self(), true, [{tracer, Tracer}, procs, send]),
        P = open_port({spawn, "cat 2>/dev/null"}, [binary, {packet, 2}]),
        try Fun(P) catch _:_ -> ok end,
        timer:sleep(40),
        exit(P)
    end),
    P = receive {'DOWN', Ref, _, _, R} -> R end,
    timer:sleep(30),
    Tracer ! {tell, P, Pid},
    receive {told, Events} -> Events end.

drain() -> receive M -> [M | drain()] after 0 -> [] end.

collect(To, L) ->
    receive
        {tell, P, Pid} -> To ! {told, rename(lists:reverse(L), P, Pid)};
        X -> collect(To, [X | L])
    end.

rename(P, P, _) -> port;
rename(Pid, _, Pid) -> owner;
rename(T, P, Pid) when is_tuple(T) -> list_to_tuple(rename(tuple_to_list(T), P, Pid));
rename([H | T], P, Pid) -> [rename(H, P, Pid) | rename(T, P, Pid)];
rename(X, _, _) when is_pid(X) -> pid;
rename(X, _, _) -> X.
