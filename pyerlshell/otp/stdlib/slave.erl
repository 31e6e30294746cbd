%% Slave nodes, as on a node that is not alive: none can be started. A pseudo server is a process that
%% passes on what it gets to one of the same name elsewhere.
-module(slave).

-export([start/1, start/2, start/3, start/5, start_link/1, start_link/2, start_link/3, stop/1]).
-export([pseudo/1, pseudo/2, relay/1]).

-deprecated({'_', '_', "use the 'peer' module instead"}).

-moduledoc """
Nodes that are started by another one and end with it; new programs use `m:peer`. A node that is not
alive has none.
""".

-doc "Starts a slave node on a host. Exits with `not_alive` on a node that is not alive.".
-spec start(atom() | string()) -> {ok, node()} | {error, term()}.
start(Host) -> start(Host, name(), "", no_link, erl).
-doc "Starts a slave node on a host, under a name.".
-spec start(atom() | string(), atom() | string()) -> {ok, node()} | {error, term()}.
start(Host, Name) -> start(Host, Name, "", no_link, erl).
-doc "Starts a slave node on a host, under a name, with arguments for its command line.".
-spec start(atom() | string(), atom() | string(), string()) -> {ok, node()} | {error, term()}.
start(Host, Name, Args) -> start(Host, Name, Args, no_link, erl).

-doc "As start/1, with the node linked to the caller.".
-spec start_link(atom() | string()) -> {ok, node()} | {error, term()}.
start_link(Host) -> start(Host, name(), "", self(), erl).
-doc "As start/2, with the node linked to the caller.".
-spec start_link(atom() | string(), atom() | string()) -> {ok, node()} | {error, term()}.
start_link(Host, Name) -> start(Host, Name, "", self(), erl).
-doc "As start/3, with the node linked to the caller.".
-spec start_link(atom() | string(), atom() | string(), string()) -> {ok, node()} | {error, term()}.
start_link(Host, Name, Args) -> start(Host, Name, Args, self(), erl).

name() -> hd(string:split(atom_to_list(node()), "@")).

-doc false.
start(_Host, _Name, _Args, _LinkTo, _Program) ->
    false = is_alive(),
    exit(not_alive).

-doc "Ends a node.".
-spec stop(node()) -> ok.
stop(Node) ->
    rpc:call(Node, erlang, halt, []),
    ok.

-doc "Starts the pseudo servers of a node: the first atom is the master, the others are names there.".
-spec pseudo([atom()]) -> ok.
pseudo([Master | Names]) -> pseudo(Master, Names).

-doc "Starts a pseudo server for each name that no process of this node has.".
-spec pseudo(node(), [atom()]) -> ok.
pseudo(_Master, []) ->
    ok;
pseudo(Master, [Name | Names]) ->
    whereis(Name) =:= undefined andalso
        register(Name, spawn(slave, relay, [rpc:call(Master, erlang, whereis, [Name])])),
    pseudo(Master, Names).

-doc "Passes on to a process whatever it gets; does not return.".
-spec relay(pid()) -> no_return().
relay({badrpc, Reason}) ->
    error_logger:error_msg(" ** exiting relay server ~w :~tw  **~n", [self(), Reason]),
    exit(Reason);
relay(undefined) ->
    error_logger:error_msg(" ** exiting relay server ~w  **~n", [self()]),
    exit(undefined);
relay(Pid) when is_pid(Pid) ->
    receive
        Message ->
            Pid ! Message,
            relay(Pid)
    end.
