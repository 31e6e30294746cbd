%% The network of nodes, of which there is only this one: every function answers as on a node that was
%% started without a name, and no name can be given to it.
%%
%% OTP: net_kernel
-module(net_kernel).

-export([allow/1, allowed/0, connect_node/1, hidden_connect_node/1, disconnect/1,
         async_disconnect/1, passive_cnct/1, start/1, start/2, stop/0, get_state/0,
         get_net_ticktime/0, set_net_ticktime/1, set_net_ticktime/2, monitor_nodes/1,
         monitor_nodes/2, getopts/2, setopts/2, i/0, i/1, node_info/1, node_info/2, nodes_info/0,
         longnames/0, nodename/0, epmd_module/0, protocol_childspecs/0, publish_on_node/1,
         verbose/1]).

-moduledoc """
Connects this node with others. Here a node has no name and stands alone: the functions answer as
those of a node that was started without one.
""".

-doc "Allows nodes to connect, and no others; `ignored` on a node without a name.".
-spec allow(Nodes :: [node()]) -> ok | error | ignored.
allow(Nodes) -> request({allow, Nodes}).

-doc "The nodes that may connect, as allow/1 named them; `ignored` on a node without a name.".
-spec allowed() -> {ok, Nodes :: [node()]} | ignored.
allowed() -> request(allowed).

-doc "Connects with a node, and says if it is connected; `ignored` on a node without a name.".
-spec connect_node(Node :: node()) -> boolean() | ignored.
connect_node(Node) when is_atom(Node) -> request({connect, normal, Node}).

-doc false.
hidden_connect_node(Node) when is_atom(Node) -> request({connect, hidden, Node}).

-doc false.
passive_cnct(Node) when is_atom(Node) -> request({passive_cnct, Node}).

-doc false.
disconnect(Node) -> request({disconnect, Node}).

-doc false.
async_disconnect(_Node) -> ok.

-doc "Gives the node a name as start/2 does; the options are `[Name, NameDomain, TickTime]`.".
-spec start(Options :: [term(), ...]) -> {ok, pid()} | {error, Reason :: term()}.
start([Name]) when is_atom(Name) -> start([Name, longnames, 60000]);
start([Name, Domain]) when is_atom(Name), is_atom(Domain) -> start([Name, Domain, 60000]);
start([Name, Domain, Tick]) when is_atom(Name), is_atom(Domain), is_integer(Tick) ->
    start(Name, #{name_domain => Domain, net_ticktime => max(1, Tick div 1000),
                  net_tickintensity => 4}).

-doc """
Gives the node a name, so that others can connect with it. That cannot be done here: the error is
that of a node which does not get its network started.
""".
-spec start(Name :: node(), Options :: map()) -> {ok, pid()} | {error, Reason :: term()}.
start(Name, Options) when is_atom(Name), is_map(Options) ->
    Start = Options#{name => Name, supervisor => net_sup_dynamic, clean_halt => false},
    Reason = {shutdown, {failed_to_start_child, ?MODULE, {'EXIT', nodistribution}}},
    {error, {Reason, {child, undefined, net_sup_dynamic, {erl_distribution, start_link, [Start]},
                      permanent, false, 1000, supervisor, [erl_distribution]}}}.

-doc "Takes away the name that start/2 gave.".
-spec stop() -> ok | {error, not_allowed | not_found}.
stop() -> {error, not_found}.

-doc """
The state of the network: `#{started => no}` on a node without a name; else how it was started, its
name and domain.
""".
-spec get_state() -> #{started := no | static | dynamic, _ => _}.
get_state() -> #{started => no}.

-doc "Seconds without a sign after which a node is taken for gone; `ignored` without a name.".
-spec get_net_ticktime() -> pos_integer() | {ongoing_change_to, pos_integer()} | ignored.
get_net_ticktime() -> request(ticktime).

-doc #{equiv => set_net_ticktime(NetTicktime, 60)}.
-spec set_net_ticktime(NetTicktime :: pos_integer()) -> unchanged | change_initiated | ignored.
set_net_ticktime(Time) when is_integer(Time), Time > 0 -> set_net_ticktime(Time, 60).

-doc "Changes the time that get_net_ticktime/0 tells, after TransitionPeriod seconds.".
-spec set_net_ticktime(NetTicktime :: pos_integer(), TransitionPeriod :: non_neg_integer()) ->
          unchanged | change_initiated | {ongoing_change_to, pos_integer()} | ignored.
set_net_ticktime(Time, Period)
  when is_integer(Time), Time > 0, is_integer(Period), Period >= 0 ->
    request({new_ticktime, Time, Period}).

-doc #{equiv => monitor_nodes(Flag, [])}.
-spec monitor_nodes(Flag :: boolean()) -> ok | error | {error, term()}.
monitor_nodes(Flag) ->
    case monitor_nodes(Flag, []) of
        ok -> ok;
        _ -> error
    end.

-doc """
Asks for messages `{nodeup, Node}` and `{nodedown, Node}` when nodes come and go, or ends that. The
options are `connection_id`, `node_type`, `nodedown_reason` and `{node_type, visible | hidden |
all}`.
""".
-spec monitor_nodes(Flag :: boolean(), Options :: [term()]) -> ok | error | {error, term()}.
monitor_nodes(Flag, Options) when is_list(Options), is_boolean(Flag) ->
    case [Option || Option <- Options, not is_option(Option)] of
        [] -> ok;
        Unknown -> {error, {unknown_options, Unknown}}
    end;
monitor_nodes(_, _) -> error.

is_option({node_type, Type}) -> lists:member(Type, [visible, hidden, all]);
is_option(Option) -> lists:member(Option, [connection_id, node_type, nodedown_reason]).

-doc "Options of the socket of a connection; `ignored` on a node without a name.".
-spec getopts(Node :: node(), Options :: [term()]) -> {ok, list()} | {error, term()} | ignored.
getopts(Node, Options) when is_atom(Node), is_list(Options) -> request({getopts, Node, Options}).

-doc "Changes options of the socket of a connection, or of the `new` ones.".
-spec setopts(Node :: node() | new, Options :: [term()]) -> ok | {error, term()} | ignored.
setopts(Node, Options) when is_atom(Node), is_list(Options) -> request({setopts, Node, Options}).

%%% What the shell's developers ask

-doc false.
i() -> print_info().
-doc false.
i(Node) -> print_info(Node).

print_info() ->
    io:format("~-20s ~-7s ~-6s ~8s ~8s ~s~n", ["Node", "State", "Type", "In", "Out", "Address"]),
    get_nodes_info(),
    ok.

print_info(Node) -> get_node_info(Node).

-doc false.
nodes_info() -> get_nodes_info().
-doc false.
node_info(Node) -> get_node_info(Node).
-doc false.
node_info(Node, _Key) -> get_node_info(Node).

get_nodes_info() ->
    Any = list_to_tuple([connection | lists:duplicate(12, '_')]),
    ets:select(sys_dist, [{Any, [], ['$_']}]).

get_node_info(Node) -> ets:lookup(sys_dist, Node).

-doc false.
longnames() -> request(longnames).
-doc false.
nodename() -> request(nodename).
-doc false.
verbose(Level) when is_integer(Level) -> request({verbose, Level}).
-doc false.
epmd_module() ->
    case init:get_argument(epmd_module) of
        {ok, [[Module | _] | _]} -> list_to_atom(Module);
        _ -> erl_epmd
    end.
-doc false.
protocol_childspecs() -> [].
-doc false.
publish_on_node(Node) when is_atom(Node) -> false.

%% What the server would be asked, if there were one.
request(Request) ->
    case whereis(?MODULE) of
        Pid when is_pid(Pid) -> gen_server:call(Pid, Request, infinity);
        undefined -> ignored
    end.
