%% The boot server: it knows from which hosts others may load their code, and answers those who look for
%% it with a datagram.
%%
%% Hosts are kept as {Netmask, Address}. A request is EBOOTQ and a version; its answer is EBOOTR, a
%% byte, two bytes for the port, and the version. On that port files are served, each packet a request of
%% erl_prim_loader.
-module(erl_boot_server).
-behaviour(gen_server).

-export([start/1, start/2, start_link/1, start_link/2, add_slave/1, delete_slave/1, add_subnet/2,
         delete_subnet/2, which_slaves/0, would_be_booted/1]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2]).

-moduledoc """
A server for nodes on other hosts that load their code from this one: it keeps the hosts that may.
""".

-define(PORT, 4368).
-define(REQUEST, "EBOOTQ").
-define(REPLY, "EBOOTR").
-define(ONE_HOST, {255, 255, 255, 255}).

-record(state, {udp, port, version, slaves, server}).

-doc "Starts the boot server for these hosts, given by name or by address.".
-spec start([inet:ip_address() | inet:hostname()]) -> {ok, pid()} | {error, term()}.
start(Slaves) -> start(Slaves, #{}).

-doc "As start/1; `listen_port` of the options is the port for files.".
-spec start([inet:ip_address() | inet:hostname()], #{listen_port => inet:port_number()}) ->
          {ok, pid()} | {error, term()}.
start(Slaves, Options) -> start(fun gen_server:start/4, Slaves, Options).

-doc "As start/1, linked to the caller.".
-spec start_link([inet:ip_address() | inet:hostname()]) -> {ok, pid()} | {error, term()}.
start_link(Slaves) -> start_link(Slaves, #{}).

-doc "As start/2, linked to the caller.".
-spec start_link([inet:ip_address() | inet:hostname()], #{listen_port => inet:port_number()}) ->
          {ok, pid()} | {error, term()}.
start_link(Slaves, Options) -> start(fun gen_server:start_link/4, Slaves, Options).

start(Start, Slaves, Options) ->
    case {hosts(Slaves, []), Options} of
        {error, _} ->
            {error, {badarg, Slaves}};
        {Hosts, #{listen_port := Port}} when is_integer(Port), map_size(Options) =:= 1 ->
            Start({local, boot_server}, ?MODULE, {Hosts, Port}, []);
        {Hosts, _} when Options =:= #{} ->
            Start({local, boot_server}, ?MODULE, {Hosts, 0}, []);
        _ ->
            {error, {badarg, Options}}
    end.

hosts([Slave | Slaves], Hosts) ->
    case inet:getaddr(Slave, inet) of
        {ok, Address} -> hosts(Slaves, [{?ONE_HOST, Address} | Hosts]);
        {error, _} -> error
    end;
hosts([], Hosts) -> Hosts;
hosts(_, _) -> error.

-doc "Allows a host.".
-spec add_slave(inet:ip_address() | inet:hostname()) -> ok | {error, term()}.
add_slave(Slave) -> change(add, Slave).

-doc "Allows a host no more.".
-spec delete_slave(inet:ip_address() | inet:hostname()) -> ok | {error, term()}.
delete_slave(Slave) -> change(delete, Slave).

change(How, Slave) ->
    case inet:getaddr(Slave, inet) of
        {ok, Address} -> gen_server:call(boot_server, {How, {?ONE_HOST, Address}});
        {error, _} -> {error, {badarg, Slave}}
    end.

-doc false.
add_subnet(Mask, Address) when is_tuple(Mask), is_tuple(Address) ->
    case is_allowed(Address, [{Mask, Address}]) of
        true -> gen_server:call(boot_server, {add, {Mask, Address}});
        false -> {error, empty_subnet}
    end.

-doc false.
delete_subnet(Mask, Address) when is_tuple(Mask), is_tuple(Address) ->
    gen_server:call(boot_server, {delete, {Mask, Address}}).

-doc "The hosts that are allowed: `[{Netmask, Address}]`.".
-spec which_slaves() -> [{inet:ip_address(), inet:ip_address()}].
which_slaves() -> gen_server:call(boot_server, which).

-doc false.
would_be_booted(Host) ->
    {ok, Address} = inet:getaddr(Host, inet),
    is_allowed(Address, which_slaves()).

is_allowed(Address, Slaves) ->
    lists:any(fun({Mask, Net}) -> masked(Address, Mask) =:= tuple_to_list(Net) end, Slaves).

masked(Address, Mask) ->
    lists:zipwith(fun(A, M) -> A band M end, tuple_to_list(Address), tuple_to_list(Mask)).

%%% The process

init({Hosts, Port}) ->
    process_flag(trap_exit, true),
    {ok, Udp} = gen_udp:open(?PORT, []),
    {ok, Listen} = gen_tcp:listen(Port, [binary, {packet, 4}, {active, false}]),
    {ok, Actual} = inet:port(Listen),
    Server = proc_lib:spawn_link(fun() -> receive Listen -> accept(Listen) end end),
    ok = gen_tcp:controlling_process(Listen, Server),
    Server ! Listen,
    {ok, #state{udp = Udp, port = Actual, version = erlang:system_info(version),
                slaves = ordsets:from_list(Hosts), server = Server}}.

handle_call({add, Host}, _From, #state{slaves = Slaves} = State) ->
    {reply, ok, State#state{slaves = ordsets:add_element(Host, Slaves)}};
handle_call({delete, Host}, _From, #state{slaves = Slaves} = State) ->
    {reply, ok, State#state{slaves = ordsets:del_element(Host, Slaves)}};
handle_call(which, _From, #state{slaves = Slaves} = State) ->
    {reply, Slaves, State}.

handle_cast(_, State) -> {noreply, State}.

handle_info({udp, Udp, Address, Port, Data}, #state{udp = Udp, slaves = Slaves} = State) ->
    case is_allowed(Address, Slaves) of
        true -> answer(Data, Address, Port, State);
        false -> refused("~w is not a valid address", [Address])
    end,
    {noreply, State};
handle_info({'EXIT', Server, Reason}, #state{server = Server} = State) ->
    {stop, Reason, State};
handle_info(_, State) ->
    {noreply, State}.

terminate(_, _) -> ok.

answer(?REQUEST ++ Version, Address, Port, #state{udp = Udp, port = Files, version = Version}) ->
    gen_udp:send(Udp, Address, Port, [?REPLY, 0, <<Files:16>>, Version]);
answer(?REQUEST ++ Version, _, _, _) ->
    refused("client version is ~s", [Version]);
answer(_, _, _, _) ->
    refused("unrecognizable request", []).

refused(Why, Args) ->
    error_logger:error_msg("** Illegal boot server connection attempt: " ++ Why ++ " ** ~n", Args).

%%% Files

accept(Listen) ->
    {ok, Socket} = gen_tcp:accept(Listen),
    Pid = spawn_link(fun() -> receive Socket -> serve(Socket) end end),
    ok = gen_tcp:controlling_process(Socket, Pid),
    Pid ! Socket,
    accept(Listen).

serve(Socket) ->
    case gen_tcp:recv(Socket, 0) of
        {ok, Packet} ->
            ok = gen_tcp:send(Socket, term_to_binary(served(binary_to_term(Packet, [safe])))),
            serve(Socket);
        {error, _} ->
            ok
    end.

served({get, File}) -> erl_prim_loader:get_file(File);
served({list_dir, Dir}) -> erl_prim_loader:list_dir(Dir);
served({read_file_info, File}) -> erl_prim_loader:read_file_info(File);
served({read_link_info, File}) -> erl_prim_loader:read_link_info(File);
served(get_cwd) -> erl_prim_loader:get_cwd();
served({get_cwd, Drive}) -> erl_prim_loader:get_cwd(Drive);
served(Other) -> {error, {unknown_request, Other}}.
