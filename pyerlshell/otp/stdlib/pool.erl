%% A pool of nodes: processes go to the one with the least to do.
%%
%% The master, globally known as pool_master, has [{Load, Node}], the least loaded node first. On every
%% node a process tells it how many processes wait to run there. A node that was just chosen goes to
%% the end until it has told its load again.
%%
%% OTP: pool
-module(pool).
-compile({nowarn_deprecated_function, [{slave, start, 3}]}).
-moduledoc """
A pool of nodes, which have processes started where there is the least to do.

The nodes are started on the hosts of `net_adm:host_file/0`; the one that starts the pool is in it as well.
""".
-behaviour(gen_server).

-export([start/1, start/2, stop/0, attach/1, get_nodes/0, get_nodes_and_load/0, get_node/0, pspawn/3,
         pspawn_link/3]).
-export([statistic_collector/0, do_spawn/4]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2]).

-define(MASTER, {global, pool_master}).
-define(UNKNOWN, 999999).

-doc "Start a pool: a node Name on each of the known hosts. The nodes that were started.".
-spec start(Name :: atom()) -> Nodes :: [node()].
start(Name) -> start(Name, []).

-doc "Start a pool: a node Name, with arguments, on each of the known hosts.".
-spec start(Name :: atom(), Args :: string()) -> Nodes :: [node()].
start(Name, Args) when is_atom(Name) ->
    _ = gen_server:start(?MASTER, ?MODULE, [], []),
    Nodes = start_nodes(net_adm:host_file(), Name, Args),
    lists:foreach(fun attach/1, Nodes),
    Nodes.

start_nodes([Host | Hosts], Name, Args) ->
    case slave:start(Host, Name, Args) of
        {ok, Node} -> [Node | start_nodes(Hosts, Name, Args)];
        {error, Reason} ->
            io:format("Can't start node on host ~w due to ~w~n", [Host, Reason]),
            case Reason of
                {already_running, Node} -> [Node | start_nodes(Hosts, Name, Args)];
                _ -> start_nodes(Hosts, Name, Args)
            end
    end;
start_nodes([], _, _) -> [].

-doc "Stop the pool, and the nodes that are in it but this one.".
-spec stop() -> stopped.
stop() -> gen_server:call(?MASTER, stop).

-doc "Put a node into the pool.".
-spec attach(Node :: node()) -> already_attached | attached.
attach(Node) -> gen_server:call(?MASTER, {attach, Node}).

-doc "The nodes in the pool.".
-spec get_nodes() -> [node()].
get_nodes() -> lists:map(fun({_, Node}) -> Node end, get_nodes_and_load()).

-doc false.
get_nodes_and_load() -> gen_server:call(?MASTER, get_nodes).

-doc "The node that has the least to do.".
-spec get_node() -> node().
get_node() -> gen_server:call(?MASTER, get_node).

-doc "Start a process on the node that has the least to do.".
-spec pspawn(Mod :: module(), Fun :: atom(), Args :: [term()]) -> pid().
pspawn(Mod, Fun, Args) -> gen_server:call(?MASTER, {spawn, group_leader(), Mod, Fun, Args}).

-doc "Start a process on the node that has the least to do, with a link to it.".
-spec pspawn_link(Mod :: module(), Fun :: atom(), Args :: [term()]) -> pid().
pspawn_link(Mod, Fun, Args) -> spawn_link(get_node(), Mod, Fun, Args).

-doc false.
do_spawn(Leader, Mod, Fun, Args) ->
    group_leader(Leader, self()),
    apply(Mod, Fun, Args).

%%% The master

-doc false.
init([]) ->
    process_flag(trap_exit, true),
    spawn_link(?MODULE, statistic_collector, []),
    {ok, [{0, node()}]}.

-doc false.
handle_call(get_nodes, _From, Pool) -> {reply, Pool, Pool};
handle_call(get_node, _From, Pool) ->
    {Node, Left} = chosen(Pool),
    {reply, Node, Left};
handle_call({spawn, Leader, Mod, Fun, Args}, _From, Pool) ->
    {Node, Left} = chosen(Pool),
    {reply, spawn(Node, ?MODULE, do_spawn, [Leader, Mod, Fun, Args]), Left};
handle_call({attach, Node}, _From, Pool) ->
    case lists:keymember(Node, 2, Pool) of
        true -> {reply, already_attached, Pool};
        false ->
            monitor_node(Node, true),
            spawn_link(Node, ?MODULE, statistic_collector, []),
            {reply, attached, Pool ++ [{?UNKNOWN, Node}]}
    end;
handle_call(stop, _From, Pool) -> {stop, normal, stopped, Pool}.

chosen([{Load, Node} | Others]) -> {Node, Others ++ [{Load + 1, Node}]}.

-doc false.
handle_cast(_, Pool) -> {noreply, Pool}.

-doc false.
handle_info({Node, load, Load}, Pool) ->
    {Less, More} = lists:splitwith(fun({Other, _}) -> Other < Load end, lists:keydelete(Node, 2, Pool)),
    {noreply, Less ++ [{Load, Node} | More]};
handle_info({nodedown, Node}, Pool) -> {noreply, lists:keydelete(Node, 2, Pool)};
handle_info(_, Pool) -> {noreply, Pool}.

-doc false.
terminate(_Reason, Pool) ->
    [rpc:cast(Node, erlang, halt, []) || {_, Node} <- Pool, Node =/= node()],
    ok.

%%% On every node: the load is told when it changes

-doc false.
statistic_collector() -> look_for_master(5).

look_for_master(0) -> exit(normal);
look_for_master(Tries) ->
    timer:sleep(300),
    case global:whereis_name(pool_master) of
        undefined -> look_for_master(Tries - 1);
        Master -> tell(Master, ?UNKNOWN)
    end.

tell(Master, Last) ->
    timer:sleep(2000),
    Load = statistics(run_queue),
    _ = Load =:= Last orelse (Master ! {node(), load, Load}),
    tell(Master, Load).
