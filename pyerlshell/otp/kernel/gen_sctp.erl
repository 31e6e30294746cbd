%% SCTP, on a system that has none: sockets cannot be opened, and what is no socket of SCTP is
%% refused. What open/1,2 does not accept is found first, as where there is SCTP.
%%
%% OTP: gen_sctp
-module(gen_sctp).

-export([open/0, open/1, open/2, close/1, listen/2, peeloff/2, connect/4, connect/5, connect_init/4,
         connect_init/5, connectx_init/3, connectx_init/4, connectx_init/5, eof/2, abort/2, send/3,
         send/4, recv/1, recv/2, error_string/1, controlling_process/2]).

-moduledoc "SCTP sockets, which this system does not have.".

-define(NAMES, [active, mode, ip, ifaddr, port, fd, type, reuseaddr, reuseport, reuseport_lb,
                exclusiveaddruse, linger, sndbuf, recbuf, buffer, tos, tclass, priority, dontroute,
                ipv6_v6only, recvtos, recvttl, recvtclass, ttl, netns, bind_to_device, non_block_send,
                debug, sctp_module, sctp_rtoinfo, sctp_associnfo, sctp_initmsg, sctp_autoclose,
                sctp_nodelay, sctp_disable_fragments, sctp_i_want_mapped_v4_addr, sctp_maxseg,
                sctp_primary_addr, sctp_set_peer_primary_addr, sctp_adaptation_layer,
                sctp_peer_addr_params, sctp_default_send_param, sctp_events, sctp_delayed_ack_time,
                sctp_status, sctp_get_peer_addr_info]).
-define(FLAGS, [inet, inet6, binary, list]).

-doc #{equiv => open([])}.
-spec open() -> {error, inet:posix()}.
open() -> open([]).

-doc "Opens a socket: `{error, esocktnosupport}`, as on every system without SCTP.".
-spec open(Port | Options) -> {error, inet:posix()} when
      Port :: inet:port_number(), Options :: [term()].
open(Port) when is_integer(Port) -> open([{port, Port}]);
open(Options) when is_list(Options) ->
    case lists:all(fun good/1, Options) of
        true ->
            case proplists:get_value(type, Options, seqpacket) of
                seqpacket -> {error, esocktnosupport};
                _ -> {error, eprotonosupport}
            end;
        false -> erlang:error(badarg, [Options])
    end;
open(Other) -> erlang:error(badarg, [Other]).

-doc #{equiv => open([{port, Port} | Options])}.
-spec open(Port :: inet:port_number(), Options :: [term()]) -> {error, inet:posix()}.
open(Port, Options) when is_integer(Port), is_list(Options) -> open([{port, Port} | Options]);
open(Port, Options) -> erlang:error(badarg, [Port, Options]).

good({port, Port}) -> is_integer(Port) andalso Port >= 0 andalso Port < 65536;
good({type, Type}) -> lists:member(Type, [seqpacket, stream]);
good({Name, _}) -> lists:member(Name, ?NAMES);
good(Flag) -> lists:member(Flag, ?FLAGS).

-doc "Closes a socket.".
-spec close(term()) -> no_return().
close(Socket) -> erlang:error(badarg, [Socket]).

-doc "Has a socket take associations.".
-spec listen(term(), boolean() | integer()) -> no_return().
listen(Socket, IsServer) -> erlang:error(badarg, [Socket, IsServer]).

-doc "Makes a socket of its own of an association.".
-spec peeloff(term(), term()) -> no_return().
peeloff(Socket, Association) when is_port(Socket) -> erlang:error(badarg, [Socket, Association]).

-doc #{equiv => connect(Socket, Address, Port, Options, infinity)}.
-spec connect(term(), term(), term(), term()) -> no_return().
connect(Socket, Address, Port, Options) -> connect(Socket, Address, Port, Options, infinity).

-doc "Makes an association, and waits until it is there.".
-spec connect(term(), term(), term(), term(), timeout()) -> no_return().
connect(Socket, Address, Port, Options, Timeout) ->
    erlang:error(badarg, [Socket, Address, Port, Options, Timeout]).

-doc #{equiv => connect_init(Socket, Address, Port, Options, infinity)}.
-spec connect_init(term(), term(), term(), term()) -> no_return().
connect_init(Socket, Address, Port, Options) ->
    connect_init(Socket, Address, Port, Options, infinity).

-doc "Begins to make an association.".
-spec connect_init(term(), term(), term(), term(), timeout()) -> no_return().
connect_init(Socket, Address, Port, Options, Timeout) ->
    erlang:error(badarg, [Socket, Address, Port, Options, Timeout]).

-doc "Begins to make an association with several addresses.".
-spec connectx_init(term(), term(), term()) -> no_return().
connectx_init(Socket, Addresses, Options) -> erlang:error(badarg, [Socket, Addresses, Options]).

-doc #{equiv => connectx_init(Socket, Addresses, Port, Options, infinity)}.
-spec connectx_init(term(), term(), term(), term()) -> no_return().
connectx_init(Socket, Addresses, Port, Options) ->
    connectx_init(Socket, Addresses, Port, Options, infinity).

-doc "Begins to make an association with several addresses, within so many milliseconds.".
-spec connectx_init(term(), term(), term(), term(), timeout()) -> no_return().
connectx_init(Socket, Addresses, Port, Options, Timeout) ->
    erlang:error(badarg, [Socket, Addresses, Port, Options, Timeout]).

-doc "Ends an association when everything has been sent.".
-spec eof(term(), term()) -> no_return().
eof(Socket, Association) -> erlang:error(badarg, [Socket, Association]).

-doc "Ends an association at once.".
-spec abort(term(), term()) -> no_return().
abort(Socket, Association) -> erlang:error(badarg, [Socket, Association]).

-doc "Sends data, and says how in a record.".
-spec send(term(), term(), term()) -> no_return().
send(Socket, Information, Data) -> erlang:error(badarg, [Socket, Information, Data]).

-doc "Sends data to a stream of an association.".
-spec send(term(), term(), term(), term()) -> no_return().
send(Socket, Association, Stream, Data) ->
    erlang:error(badarg, [Socket, Association, Stream, Data]).

-doc #{equiv => recv(Socket, infinity)}.
-spec recv(term()) -> no_return().
recv(Socket) -> recv(Socket, infinity).

-doc "Receives a message, within so many milliseconds.".
-spec recv(term(), timeout()) -> no_return().
recv(Socket, Timeout) -> erlang:error(badarg, [Socket, Timeout]).

-doc "Gives a socket to another process.".
-spec controlling_process(term(), pid()) -> no_return().
controlling_process(Socket, Pid) -> erlang:error(badarg, [Socket, Pid]).

-doc "What an error number of SCTP means: `ok` for 0.".
-spec error_string(integer()) -> ok | string() | unknown_error.
error_string(0) -> ok;
error_string(1) -> "Invalid Stream Identifier";
error_string(2) -> "Missing Mandatory Parameter";
error_string(3) -> "Stale Cookie Error";
error_string(4) -> "Out of Resource";
error_string(5) -> "Unresolvable Address";
error_string(6) -> "Unrecognized Chunk Type";
error_string(7) -> "Invalid Mandatory Parameter";
error_string(8) -> "Unrecognized Parameters";
error_string(9) -> "No User Data";
error_string(10) -> "Cookie Received While Shutting Down";
error_string(11) -> "Restart of an Association with New Addresses";
error_string(12) -> "User Initiated Abort";
error_string(13) -> "Protocol Violation";
error_string(Number) when is_integer(Number) -> unknown_error;
error_string(Other) -> erlang:error(badarg, [Other]).
