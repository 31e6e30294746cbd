%% Groups of nodes that know each other's global names. No group is configured and no other node is
%% there, so there is this node and nobody else.
%%
%% OTP: global_group
-module(global_group).

-export([global_groups/0, info/0, monitor_nodes/1, own_nodes/0, registered_names/1, send/2, send/3,
         sync/0, whereis_name/1, whereis_name/2, get_own_nodes/0, get_own_nodes_with_errors/0,
         group_configured/0, member/1, participant/1, publish/2]).

-moduledoc "Groups of nodes. Here there are none: the node stands alone.".

-doc "The own group and the names of the others; `undefined` without groups.".
-spec global_groups() -> {GroupName :: atom(), GroupNames :: [atom()]} | undefined.
global_groups() -> undefined.

-doc "What is known of the groups.".
-spec info() -> [{Item :: atom(), Info :: term()}].
info() ->
    [{state, no_conf}, {own_group_name, []}, {own_group_nodes, []}, {synced_nodes, []},
     {sync_error, []}, {no_contact, []}, {other_groups, []}, {monitoring, []}].

-doc "Asks for messages when nodes of the group come and go, or ends that.".
-spec monitor_nodes(Flag :: boolean()) -> ok.
monitor_nodes(Flag) when is_boolean(Flag) -> ok.

-doc "The nodes of the own group; all known nodes without groups.".
-spec own_nodes() -> Nodes :: [node()].
own_nodes() -> [node() | nodes()].

-doc "The names that are registered globally on a node or in a group.".
-spec registered_names(Where :: {node, node()} | {group, atom()}) -> Names :: [term()].
registered_names({node, Node}) when Node =:= node() -> global:registered_names();
registered_names({node, _}) -> [];
registered_names({group, _}) -> [].

-doc "Sends a message to whom global knows by a name, in any group.".
-spec send(Name :: term(), Message :: term()) ->
          pid() | {badarg, {Name :: term(), Message :: term()}}.
send(Name, Message) -> sent(whereis_name(Name), Name, Message).

-doc "Sends a message to whom global knows by a name on a node or in a group.".
-spec send(Where :: {node, node()} | {group, atom()}, Name :: term(), Message :: term()) ->
          pid() | {badarg, {Name :: term(), Message :: term()}}.
send(Where, Name, Message) -> sent(whereis_name(Where, Name), Name, Message).

sent(undefined, Name, Message) -> {badarg, {Name, Message}};
sent(Pid, _, Message) ->
    Pid ! Message,
    Pid.

-doc "Brings the nodes of the group together.".
-spec sync() -> ok.
sync() -> ok.

-doc "The process that global knows by this name, in any group.".
-spec whereis_name(Name :: term()) -> pid() | undefined.
whereis_name(Name) -> global:whereis_name(Name).

-doc "The process that global knows by this name on a node or in a group.".
-spec whereis_name(Where :: {node, node()} | {group, atom()}, Name :: term()) ->
          pid() | undefined.
whereis_name({node, Node}, Name) when Node =:= node() -> global:whereis_name(Name);
whereis_name({node, _}, _) -> undefined;
whereis_name({group, _}, _) -> undefined.

-doc false.
get_own_nodes() -> [].
-doc false.
get_own_nodes_with_errors() -> {ok, all}.
-doc false.
group_configured() -> false.
-doc false.
member(_Node) -> false.
-doc false.
participant(_Node) -> true.
-doc false.
publish(_How, _Nodes) -> true.
