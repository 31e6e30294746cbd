%% Questions to name servers: over UDP, each server in turn as often as `retry' says; over TCP where
%% the answer did not fit, or with `usevc'.
%%
%% OTP: inet_res; RFC 1035
-module(inet_res).

-export([resolve/3, resolve/4, resolve/5, lookup/3, lookup/4, lookup/5, gethostbyname/1,
         gethostbyname/2, gethostbyname/3, gethostbyname/4, gethostbyaddr/1, gethostbyaddr/2,
         gethostbyaddr/3, getbyname/2, getbyname/3, getbyname/4, nslookup/3, nslookup/4, nnslookup/4, nnslookup/5, dns_msg/1]).

-include_lib("kernel/include/inet.hrl").

-moduledoc "Asks name servers. They are those of `/etc/resolv.conf`, or of the option `nameservers`.".

-doc #{equiv => resolve(Name, Class, Type, [], infinity)}.
-spec resolve(Name :: string() | inet:ip_address(), Class :: atom(), Type :: atom()) ->
          {ok, Message :: tuple()} | {error, term()}.
resolve(Name, Class, Type) -> resolve(Name, Class, Type, [], infinity).

-doc #{equiv => resolve(Name, Class, Type, Opts, infinity)}.
-spec resolve(Name :: string() | inet:ip_address(), Class :: atom(), Type :: atom(),
              Opts :: [term()]) -> {ok, Message :: tuple()} | {error, term()}.
resolve(Name, Class, Type, Opts) -> resolve(Name, Class, Type, Opts, infinity).

-doc """
Asks the name servers one question. The options are `{nameservers, [{Address, Port}]}`,
`{alt_nameservers, ...}`, `{timeout, Milliseconds}` of one try, `{retry, Tries}`, `usevc` (over TCP),
`{recurse, Boolean}` and `nxdomain_reply` (the answer is in the error).
""".
-spec resolve(Name :: string() | inet:ip_address(), Class :: atom(), Type :: atom(),
              Opts :: [term()], Timeout :: timeout()) ->
          {ok, Message :: tuple()} | {error, term()}.
resolve(Name, Class, Type, Opts, Timeout) ->
    case domain(Name) of
        {ok, Domain} ->
            Options = make_options(Opts),
            Id = rand:uniform(65536) - 1,
            Query = inet_dns:encode(query(Id, Domain, Class, Type, Options)),
            outcome(ask(Id, Query, Options, until(Timeout)), Options);
        Error -> Error
    end.

query(Id, Domain, Class, Type, Options) ->
    Header = inet_dns:make_header([{id, Id}, {opcode, query}, {rd, maps:get(recurse, Options, true)}]),
    Query = inet_dns:make_dns_query([{domain, Domain}, {class, Class}, {type, Type}]),
    inet_dns:make_msg([{header, Header}, {qdlist, [Query]}]).

make_options(Opts) ->
    maps:from_list([pair(Opt) || Opt <- Opts]).

pair({Name, Value}) -> {Name, Value};
pair(Name) when is_atom(Name) -> {Name, true}.

domain(Name) when is_tuple(Name) ->
    case inet:ntoa(Name) of
        {error, _} -> {error, formerr};
        _ -> {ok, reverse(Name)}
    end;
domain(Name) when is_list(Name) ->
    case Name =/= "" andalso lists:all(fun(C) -> is_integer(C) andalso C > 0 andalso C < 256 end, Name)
    of
        true -> {ok, Name};
        false -> {error, formerr}
    end;
domain(Name) when is_atom(Name) -> domain(atom_to_list(Name));
domain(_) -> {error, formerr}.

reverse({A, B, C, D}) -> lists:concat([D, ".", C, ".", B, ".", A, ".in-addr.arpa"]);
reverse(Address) ->
    Nibbles = [integer_to_list(N, 16) || Word <- tuple_to_list(Address), <<N:4>> <= <<Word:16>>],
    string:lowercase(lists:flatten([[N, "."] || N <- lists:reverse(Nibbles)])) ++ "ip6.arpa".

%% Of a name that is not there only who asks for it sees the answer.
outcome({error, {nxdomain, _}}, Options) when not is_map_key(nxdomain_reply, Options) ->
    {error, nxdomain};
outcome(Result, _) -> Result.

judged({ok, Message}) ->
    case inet_dns:header(inet_dns:msg(Message, header), rcode) of
        0 -> {ok, Message};
        Code -> {error, {reason(Code), Message}}
    end;
judged(Error) -> Error.

reason(Code) ->
    Names = #{1 => qfmterror, 2 => servfail, 3 => nxdomain, 4 => notimp, 5 => refused,
              6 => yxdomain, 7 => yxrrset, 8 => nxrrset, 9 => notauth, 10 => notzone,
              16 => badvers},
    maps:get(Code, Names, unknown).

%%% Servers

ask(Id, Query, Options, Until) ->
    case servers(Options) of
        [] -> {error, nxdomain};
        Servers ->
            Retry = maps:get(retry, Options, inet_db:res_option(retry)),
            Now = erlang:monotonic_time(millisecond),
            rounds(Retry, [{Server, Now} || Server <- Servers], {Id, Query, Options, Until},
                   timeout)
    end.

servers(#{nameservers := Servers} = Options) ->
    Servers ++ maps:get(alt_nameservers, Options, []);
servers(Options) ->
    inet_db:res_option(nameservers)
        ++ maps:get(alt_nameservers, Options, inet_db:res_option(alt_nameservers)).

%% Each round asks the servers that may still answer; each with the time before which it is not to be
%% asked. What the last one said that said something is why there is no answer.
rounds(Left, Servers, _, Last) when Left =:= 0; Servers =:= [] -> {error, Last};
rounds(Left, Servers, Request, Last) ->
    case a_round(Servers, [], Request, Last) of
        {again, Again, NewLast} -> rounds(Left - 1, Again, Request, NewLast);
        Result -> Result
    end.

a_round([], Again, _, Last) -> {again, lists:reverse(Again), Last};
a_round([{Server, Earliest} | Servers], Again, {Id, Query, Options, Until} = Request, Last) ->
    timer:sleep(max(0, Earliest - erlang:monotonic_time(millisecond))),
    case left(Until, maps:get(timeout, Options, inet_db:res_option(timeout))) of
        0 -> {error, Last};
        Wait ->
            Asked = judged(asked(Server, Id, Query, Wait, is_map_key(usevc, Options))),
            case verdict(Asked, Options, Until) of
                final -> Asked;
                give_up -> a_round(Servers, Again, Request, why(Asked, Last));
                {again, Time} ->
                    a_round(Servers, [{Server, Time} | Again], Request, why(Asked, Last))
            end
    end.

why({error, timeout}, Last) -> Last;
why({error, Reason}, _) -> Reason.

%% A server that failed may say so again from memory if it is asked too soon.
verdict({ok, _}, _, _) -> final;
verdict({error, {nxdomain, _}}, _, _) -> final;
verdict({error, {servfail, _}}, Options, Until) ->
    Pause = maps:get(servfail_retry_timeout, Options, inet_db:res_option(servfail_retry_timeout)),
    case left(Until, Pause) of
        Pause -> {again, erlang:monotonic_time(millisecond) + Pause};
        _ -> give_up
    end;
verdict({error, {_, _}}, _, _) -> give_up;
verdict({error, Reason}, _, _)
  when Reason =:= formerr; Reason =:= enetunreach; Reason =:= econnrefused ->
    give_up;
verdict({error, _}, _, _) -> {again, erlang:monotonic_time(millisecond)}.

asked(Server, Id, Query, Wait, true) -> over_tcp(Server, Id, Query, Wait);
asked(Server, Id, Query, Wait, false) ->
    case over_udp(Server, Id, Query, Wait) of
        {ok, Message} ->
            case inet_dns:header(inet_dns:msg(Message, header), tc) of
                true -> over_tcp(Server, Id, Query, Wait);
                false -> {ok, Message}
            end;
        Error -> Error
    end.

over_udp({Address, Port}, Id, Query, Wait) ->
    {ok, Socket} = gen_udp:open(0, [binary, {active, false}, family(Address)]),
    try
        maybe
            ok ?= gen_udp:connect(Socket, Address, Port),
            ok ?= gen_udp:send(Socket, Query),
            answer(Socket, Id, Wait)
        end
    after
        gen_udp:close(Socket)
    end.

family(Address) when tuple_size(Address) =:= 8 -> inet6;
family(_) -> inet.

%% What answers another question is not for us.
answer(Socket, Id, Wait) ->
    case gen_udp:recv(Socket, 0, Wait) of
        {ok, {_, _, <<Id:16, _/binary>> = Data}} -> inet_dns:decode(Data);
        {ok, _} -> answer(Socket, Id, Wait);
        Error -> Error
    end.

over_tcp({Address, Port}, Id, Query, Wait) ->
    maybe
        {ok, Socket} ?= gen_tcp:connect(Address, Port, [binary, {active, false}, {packet, 2}], Wait),
        Answer = maybe
                     ok ?= gen_tcp:send(Socket, Query),
                     {ok, <<Id:16, _/binary>> = Data} ?= gen_tcp:recv(Socket, 0, Wait),
                     inet_dns:decode(Data)
                 else
                     {ok, _} -> {error, formerr};
                     Error -> Error
                 end,
        gen_tcp:close(Socket),
        Answer
    end.

until(infinity) -> infinity;
until(Timeout) -> erlang:monotonic_time(millisecond) + Timeout.

left(infinity, Wait) -> Wait;
left(Until, Wait) -> max(0, min(Wait, Until - erlang:monotonic_time(millisecond))).

%%% What is in the answers

-doc #{equiv => lookup(Name, Class, Type, [], infinity)}.
-spec lookup(Name :: string() | inet:ip_address(), Class :: atom(), Type :: atom()) -> [term()].
lookup(Name, Class, Type) -> lookup(Name, Class, Type, [], infinity).

-doc #{equiv => lookup(Name, Class, Type, Opts, infinity)}.
-spec lookup(Name :: string() | inet:ip_address(), Class :: atom(), Type :: atom(),
             Opts :: [term()]) -> [term()].
lookup(Name, Class, Type, Opts) -> lookup(Name, Class, Type, Opts, infinity).

-doc "The data of the answers of a type; nothing if there is an error.".
-spec lookup(Name :: string() | inet:ip_address(), Class :: atom(), Type :: atom(),
             Opts :: [term()], Timeout :: timeout()) -> [term()].
lookup(Name, Class, Type, Opts, Timeout) ->
    case resolve(Name, Class, Type, Opts, Timeout) of
        {ok, Message} -> found(Message, Class, Type);
        {error, _} -> []
    end.

found(Message, Class, Type) ->
    [inet_dns:rr(RR, data) || RR <- inet_dns:msg(Message, anlist),
                              Type =:= any orelse inet_dns:rr(RR, type) =:= Type,
                              Class =:= any orelse inet_dns:rr(RR, class) =:= Class].

-doc #{equiv => gethostbyname(Name, inet)}.
-spec gethostbyname(Name :: string()) -> {ok, inet:hostent()} | {error, term()}.
gethostbyname(Name) -> gethostbyname(Name, inet, infinity).

-doc #{equiv => gethostbyname(Name, Family, infinity)}.
-spec gethostbyname(Name :: string(), Family :: inet | inet6) ->
          {ok, inet:hostent()} | {error, term()}.
gethostbyname(Name, Family) -> gethostbyname(Name, Family, infinity).

-doc #{equiv => gethostbyname(Name, Family, [], Timeout)}.
-spec gethostbyname(Name :: string(), Family :: inet | inet6, Timeout :: timeout()) ->
          {ok, inet:hostent()} | {error, term()}.
gethostbyname(Name, Family, Timeout) -> gethostbyname(Name, Family, [], Timeout).

-doc "The addresses of a host, with options of resolve/5.".
-spec gethostbyname(Name :: string(), Family :: inet | inet6, Opts :: [term()],
                    Timeout :: timeout()) -> {ok, inet:hostent()} | {error, term()}.
gethostbyname(Name, inet, Opts, Timeout) -> getbyname(Name, a, Opts, Timeout);
gethostbyname(Name, inet6, Opts, Timeout) -> getbyname(Name, aaaa, Opts, Timeout);
gethostbyname(_, _, _, _) -> {error, einval}.

-doc #{equiv => getbyname(Name, Type, infinity)}.
-spec getbyname(Name :: string(), Type :: atom()) -> {ok, inet:hostent()} | {error, term()}.
getbyname(Name, Type) -> getbyname(Name, Type, infinity).

-doc #{equiv => getbyname(Name, Type, [], Timeout)}.
-spec getbyname(Name :: string(), Type :: atom(), Timeout :: timeout()) ->
          {ok, inet:hostent()} | {error, term()}.
getbyname(Name, Type, Timeout) -> getbyname(Name, Type, [], Timeout).

-doc "What the name servers know of a name, as a `hostent` record; the options are resolve/5's.".
-spec getbyname(Name :: string(), Type :: atom(), Opts :: [term()], Timeout :: timeout()) ->
          {ok, inet:hostent()} | {error, term()}.
getbyname(Name, Type, Opts, Timeout) ->
    case resolve(Name, in, Type, Opts, Timeout) of
        {ok, Message} -> host(Name, Type, Message);
        Error -> bare(Error)
    end.

host(Name, Type, Message) ->
    case found(Message, in, Type) of
        [] -> {error, nxdomain};
        Data ->
            Aliases = [inet_dns:rr(RR, domain) || RR <- inet_dns:msg(Message, anlist),
                                                  inet_dns:rr(RR, type) =:= cname],
            {Kind, Size} = kind(Type, Data),
            {ok, #hostent{h_name = official(Name, Message), h_aliases = Aliases,
                          h_addrtype = Kind, h_length = Size, h_addr_list = Data}}
    end.

%% An error without the answer that said so.
bare({error, {qfmterror, _}}) -> {error, einval};
bare({error, {Reason, _}}) -> {error, Reason};
bare(Error) -> Error.

official(Name, Message) ->
    case found(Message, in, cname) of
        [] -> Name;
        Names -> lists:last(Names)
    end.

kind(a, _) -> {inet, 4};
kind(aaaa, _) -> {inet6, 16};
kind(Type, Data) -> {Type, length(Data)}.

-doc #{equiv => gethostbyaddr(Address, infinity)}.
-spec gethostbyaddr(Address :: inet:ip_address() | string()) ->
          {ok, inet:hostent()} | {error, term()}.
gethostbyaddr(Address) -> gethostbyaddr(Address, infinity).

-doc #{equiv => gethostbyaddr(Address, [], Timeout)}.
-spec gethostbyaddr(Address :: inet:ip_address() | string(), Timeout :: timeout()) ->
          {ok, inet:hostent()} | {error, term()}.
gethostbyaddr(Address, Timeout) -> gethostbyaddr(Address, [], Timeout).

-doc "The name of the host with an address, with options of resolve/5.".
-spec gethostbyaddr(Address :: inet:ip_address() | string(), Opts :: [term()],
                    Timeout :: timeout()) -> {ok, inet:hostent()} | {error, term()}.
gethostbyaddr(Address, Opts, Timeout) when is_tuple(Address) ->
    case resolve(Address, in, ptr, Opts, Timeout) of
        {ok, Message} ->
            case found(Message, in, ptr) of
                [] -> {error, nxdomain};
                [Name | _] ->
                    {Kind, Size} = kind(case tuple_size(Address) of 4 -> a; 8 -> aaaa end, []),
                    {ok, #hostent{h_name = Name, h_aliases = [], h_addrtype = Kind,
                                  h_length = Size, h_addr_list = [Address]}}
            end;
        Error -> bare(Error)
    end;
gethostbyaddr(Text, Opts, Timeout) ->
    case is_list(Text) andalso inet:parse_address(Text) of
        {ok, Address} -> gethostbyaddr(Address, Opts, Timeout);
        _ -> {error, formerr}
    end.

-doc "As resolve/3. Use that.".
-spec nslookup(Name :: string() | inet:ip_address(), Class :: atom(), Type :: atom()) ->
          {ok, Message :: tuple()} | {error, term()}.
nslookup(Name, Class, Type) -> resolve(Name, Class, Type).

-doc "As resolve/3, asking some servers, or with a timeout. Use resolve/5.".
-spec nslookup(Name :: string() | inet:ip_address(), Class :: atom(), Type :: atom(),
               timeout() | [{inet:ip_address(), inet:port_number()}]) ->
          {ok, Message :: tuple()} | {error, term()}.
nslookup(Name, Class, Type, Servers) when is_list(Servers) ->
    resolve(Name, Class, Type, [{nameservers, Servers}]);
nslookup(Name, Class, Type, Timeout) -> resolve(Name, Class, Type, [], Timeout).

-doc "As nslookup/4 with servers. Use resolve/5.".
-spec nnslookup(Name :: string() | inet:ip_address(), Class :: atom(), Type :: atom(),
                Servers :: [{inet:ip_address(), inet:port_number()}]) ->
          {ok, Message :: tuple()} | {error, term()}.
nnslookup(Name, Class, Type, Servers) -> nnslookup(Name, Class, Type, Servers, infinity).

-doc "As nnslookup/4 with a timeout. Use resolve/5.".
-spec nnslookup(Name :: string() | inet:ip_address(), Class :: atom(), Type :: atom(),
                Servers :: [{inet:ip_address(), inet:port_number()}], Timeout :: timeout()) ->
          {ok, Message :: tuple()} | {error, term()}.
nnslookup(Name, Class, Type, Servers, Timeout) ->
    resolve(Name, Class, Type, [{nameservers, Servers}], Timeout).

-doc "A message, with its parts as lists of pairs.".
-spec dns_msg(Message :: tuple()) -> term().
dns_msg(Records) when is_list(Records) -> [dns_msg(Record) || Record <- Records];
dns_msg(Record) ->
    case inet_dns:record_type(Record) of
        undefined -> Record;
        Type -> {Type, [{Name, dns_msg(Value)} || {Name, Value} <- inet_dns:Type(Record)]}
    end.
