%% Names of hosts and of the nodes on them.
%%
%% OTP: net_adm
-module(net_adm).

-export([host_file/0, localhost/0, names/0, names/1, ping/1, ping_list/1, dns_hostname/1,
         world/0, world/1, world_list/1, world_list/2]).

-moduledoc "Asks for other nodes and their hosts.".

-doc """
The hosts that `.hosts.erlang` names, one `'Host'.` a line, which is looked for in the current
folder, the home folder and that of the installation.
""".
-spec host_file() -> Hosts :: [atom()] | {error, Reason :: term()}.
host_file() ->
    Home = case init:get_argument(home) of
               {ok, [[Folder]]} -> [Folder];
               _ -> []
           end,
    case file:path_consult(["."] ++ Home ++ [code:root_dir()], ".hosts.erlang") of
        {ok, Hosts, _} -> Hosts;
        Error -> Error
    end.

-doc "The name of this host.".
-spec localhost() -> Name :: string().
localhost() ->
    {ok, Host} = inet:gethostname(),
    Host.

-doc #{equiv => names(localhost())}.
-spec names() -> {ok, [{Name :: string(), Port :: non_neg_integer()}]} | {error, address | term()}.
names() -> names(localhost()).

-doc "The names of the nodes of a host, and their ports, as the port mapper there knows them.".
-spec names(Host :: atom() | string() | inet:ip_address()) ->
          {ok, [{Name :: string(), Port :: non_neg_integer()}]} | {error, address | term()}.
names(Host) -> erl_epmd:names(Host).

-doc "Connects with a node; `pang` if that cannot be done, always so on a node without a name.".
-spec ping(Node :: atom()) -> pong | pang.
ping(Node) when is_atom(Node) ->
    case net_kernel:connect_node(Node) of
        true -> pong;
        _ -> pang
    end.

-doc false.
ping_list(Nodes) -> [Node || Node <- Nodes, ping(Node) =:= pong].

-doc "The official name of a host.".
-spec dns_hostname(Host :: atom() | string()) -> {ok, Name :: string()} | {error, Host :: term()}.
dns_hostname(Host) ->
    case inet:gethostbyname(Host) of
        {ok, Found} -> {ok, element(2, Found)};
        _ -> {error, Host}
    end.

-doc #{equiv => world(silent)}.
-spec world() -> [node()].
world() -> world(silent).

-doc "Pings every node on the hosts of host_file/0; those that answered. `verbose` prints them.".
-spec world(Verbosity :: silent | verbose) -> [node()].
world(Verbosity) ->
    case host_file() of
        {error, Reason} -> exit({error, Reason});
        Hosts -> world_list(Hosts, Verbosity)
    end.

-doc #{equiv => world_list(Hosts, silent)}.
-spec world_list(Hosts :: [atom()]) -> [node()].
world_list(Hosts) when is_list(Hosts) -> world_list(Hosts, silent).

-doc "Pings every node on these hosts; those that answered. `verbose` prints them.".
-spec world_list(Hosts :: [atom()], Verbosity :: silent | verbose) -> [node()].
world_list(Hosts, Verbosity) when is_list(Hosts), is_atom(Verbosity) ->
    lists:append([on_host(Host, Verbosity) || Host <- Hosts]).

on_host(Host, Verbosity) ->
    case names(Host) of
        {ok, Named} -> [Node || {Name, _} <- Named, Node <- answering(Name, Host, Verbosity)];
        _ -> []
    end.

answering(Name, Host, Verbosity) ->
    Node = list_to_atom(lists:concat([Name, "@", Host])),
    Answer = ping(Node),
    Verbosity =:= verbose andalso io:format("Pinging ~w -> ~w~n", [Node, Answer]),
    [Node || Answer =:= pong].
