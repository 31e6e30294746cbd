-module(relayed).
-behaviour(gen_server).
-export([start/2, stop/1, init/1, handle_call/3, handle_cast/2]).

start(_, _) ->
    io:format("in start/2~n"),
    gen_server:start_link({local, relayed}, relayed, [], []).

stop(_) -> io:format("in stop/1~n").

init([]) ->
    io:format("in init/1~n"),
    {ok, none}.

handle_call(print, _, State) -> {reply, io:format("in ~p~n", [handle_call]), State};
handle_call(columns, _, State) -> {reply, io:columns(), State};
handle_call(spawned, _, State) ->
    {Pid, Ref} = spawn_monitor(fun() -> io:format("in a process below~n") end),
    receive {'DOWN', Ref, process, Pid, Reason} -> {reply, Reason, State} end.

handle_cast(_, State) -> {noreply, State}.
