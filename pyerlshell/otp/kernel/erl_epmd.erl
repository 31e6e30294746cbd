%% Questions to the port mapper of a host, which knows the ports of the nodes there. A request is
%% its length in two bytes, a letter, and a text; the answer ends with the connection.
%%
%% OTP: erl_epmd, the distribution protocol
-module(erl_epmd).
-behaviour(gen_server).

-export([start/0, start_link/0, stop/0, names/0, names/1, port_please/2, port_please/3,
         address_please/3, listen_port_please/2, register_node/2, register_node/3]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2]).

-define(NAMES_REQUEST, $n).
-define(PORT_REQUEST, $z).
-define(PORT_RESPONSE, $w).
-define(TIMEOUT, 5000).

-moduledoc "Asks the port mapper of a host, `epmd`, for the nodes there and their ports.".

-doc false.
start() -> gen_server:start({local, ?MODULE}, ?MODULE, [], []).

-doc "Starts the process that would keep the registration of this node.".
-spec start_link() -> {ok, pid()} | ignore | {error, term()}.
start_link() -> gen_server:start_link({local, ?MODULE}, ?MODULE, [], []).

-doc false.
stop() -> gen_server:call(?MODULE, stop, infinity).

-doc false.
names() ->
    {ok, Host} = inet:gethostname(),
    names(Host).

-doc "The nodes of a host and their ports; `address` if nobody answers there.".
-spec names(Host :: atom() | string() | inet:ip_address()) ->
          {ok, [{Name :: string(), Port :: non_neg_integer()}]} |
          {error, Reason :: address | file:posix()}.
names(Host) ->
    case address(Host, inet) of
        {ok, Address} ->
            case asked(Address, [?NAMES_REQUEST]) of
                {ok, <<_:32, Text/binary>>} -> {ok, named(Text)};
                _ -> {error, address}
            end;
        Error -> Error
    end.

named(Text) ->
    [{binary_to_list(Name), binary_to_integer(Port)}
     || Line <- binary:split(Text, <<"\n">>, [global, trim_all]),
        [<<"name">>, Name, <<"at">>, <<"port">>, Port] <- [binary:split(Line, <<" ">>, [global])]].

-doc false.
port_please(Name, Host) -> port_please(Name, Host, ?TIMEOUT).

-doc "The port of a node on a host and the version of its protocol, or `noport`.".
-spec port_please(Name :: atom() | string(), Host :: atom() | string() | inet:ip_address(),
                  Timeout :: timeout()) ->
          {port, Port :: non_neg_integer(), Version :: 5 | 6} | noport | closed | {error, term()}.
port_please(Name, Host, _Timeout) ->
    case address(Host, inet) of
        {ok, Address} ->
            case asked(Address, [?PORT_REQUEST, text(Name)]) of
                {ok, <<?PORT_RESPONSE, 0, Port:16, _Type, _Protocol, High:16, _/binary>>} ->
                    {port, Port, High};
                {ok, _} -> noport;
                Error -> Error
            end;
        Error -> Error
    end.

-doc "The address of a host.".
-spec address_please(Name :: string(), Host :: string() | inet:ip_address(),
                     Family :: inet | inet6) -> {ok, inet:ip_address()} | {error, term()}.
address_please(_Name, Host, Family) -> inet:getaddr(Host, Family).

-doc "The port that a node is to listen on: 0, that is any one, unless `-erl_epmd_port` names it.".
-spec listen_port_please(Name :: atom() | string(), Host :: atom() | string()) ->
          {ok, Port :: non_neg_integer()}.
listen_port_please(_Name, _Host) ->
    case init:get_argument(erl_epmd_port) of
        {ok, [[Port | _] | _]} -> {ok, list_to_integer(Port)};
        _ -> {ok, 0}
    end.

-doc false.
register_node(Name, Port) -> register_node(Name, Port, inet).

-doc "Registers this node; there is nobody who does, as it has no name.".
-spec register_node(Name :: atom(), Port :: non_neg_integer(), Family :: inet | inet6) ->
          {ok, Creation :: pos_integer()} | {error, term()}.
register_node(Name, Port, Family) ->
    gen_server:call(?MODULE, {register, Name, Port, Family}, infinity).

%%% Questions

address(Host, _) when is_tuple(Host) -> {ok, Host};
address(Host, Family) -> inet:getaddr(Host, Family).

text(Name) when is_atom(Name) -> atom_to_list(Name);
text(Name) -> Name.

asked(Address, Request) ->
    case gen_tcp:connect(Address, mapper_port(), [binary, {active, false}], ?TIMEOUT) of
        {ok, Socket} ->
            Length = iolist_size(Request),
            Answer = case gen_tcp:send(Socket, [<<Length:16>>, Request]) of
                         ok -> received(Socket, <<>>);
                         Error -> Error
                     end,
            gen_tcp:close(Socket),
            Answer;
        {error, _} -> {error, address}
    end.

received(Socket, Data) ->
    case gen_tcp:recv(Socket, 0, ?TIMEOUT) of
        {ok, More} -> received(Socket, <<Data/binary, More/binary>>);
        {error, closed} -> {ok, Data};
        Error -> Error
    end.

mapper_port() ->
    case os:getenv("ERL_EPMD_PORT") of
        false -> 4369;
        Port -> list_to_integer(Port)
    end.

%%% The process

-doc false.
init(_) -> {ok, no_node}.

-doc false.
handle_call(stop, _From, State) -> {stop, shutdown, ok, State};
handle_call({register, _, _, _}, _From, State) -> {reply, {error, address}, State};
handle_call(_, _From, State) -> {noreply, State}.

-doc false.
handle_cast(_, State) -> {noreply, State}.

-doc false.
handle_info(_, State) -> {noreply, State}.
