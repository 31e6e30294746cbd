%% How names are looked up: by the system, and the name servers that inet_res asks. Those of
%% resolv.conf are read when they are asked for first.
%%
%% OTP: inet_db
-module(inet_db).

-export([get_rc/0, res_option/1, gethostname/0, add_ns/1, add_ns/2, del_ns/1, del_ns/2,
         add_alt_ns/1, add_alt_ns/2, ins_alt_ns/1, ins_alt_ns/2, del_alt_ns/1, del_alt_ns/2,
         add_host/2, del_host/1, clear_hosts/0, hosts/0, set_lookup/1, tolower/1, eq_domains/2]).

-moduledoc "The configuration of name lookup.".
-define(KEY, {?MODULE, settings}).

-doc "The configuration as the lines of a configuration file.".
-spec get_rc() -> [tuple()].
get_rc() ->
    [server(Server) || Server <- maps:get(added, settings(), [])]
        ++ [{resolv_conf, "/etc/resolv.conf"}, {hosts_file, "/etc/hosts"},
            {lookup, maps:get(lookup, settings(), [native])}].

server({Address, 53}) -> {nameservers, Address};
server({Address, Port}) -> {nameservers, Address, Port}.

-doc "An option of the resolver: `nameservers`, `domain`, `lookup`, `retry`, `timeout`, ...".
-spec res_option(Name :: atom()) -> term().
res_option(nameservers) -> of_system() ++ maps:get(added, settings(), []);
res_option(nameserver) -> res_option(nameservers);
res_option(alt_nameservers) -> maps:get(alternatives, settings(), []);
res_option(domain) -> "";
res_option(search) -> [];
res_option(lookup) -> maps:get(lookup, settings(), [native]);
res_option(recurse) -> true;
res_option(retry) -> 3;
res_option(timeout) -> 2000;
res_option(resolv_conf) -> "/etc/resolv.conf";
res_option(hosts_file) -> "/etc/hosts";
res_option(servfail_retry_timeout) -> 1500;
res_option(usevc) -> false;
res_option(edns) -> false;
res_option(udp_payload_size) -> 1280;
res_option(dnssec_ok) -> false;
res_option(inet6) -> false.

of_system() ->
    case file:read_file("/etc/resolv.conf") of
        {ok, Text} ->
            Words = [string:lexemes(Line, " \t") || Line <- string:split(Text, "\n", all)],
            [{Address, 53} || [~"nameserver", Server | _] <- Words,
                              {ok, Address} <- [inet:parse_address(binary_to_list(Server))]];
        _ -> []
    end.

-doc "The name of this host.".
-spec gethostname() -> string().
gethostname() ->
    {ok, Name} = inet:gethostname(),
    Name.

-doc #{equiv => add_ns(Address, 53)}.
-spec add_ns(Address :: inet:ip_address()) -> ok.
add_ns(Address) -> add_ns(Address, 53).

-doc "Asks a name server after those of the system.".
-spec add_ns(Address :: inet:ip_address(), Port :: inet:port_number()) -> ok.
add_ns(Address, Port) ->
    Added = maps:get(added, settings(), []),
    set(added, (Added -- [{Address, Port}]) ++ [{Address, Port}]).

-doc #{equiv => del_ns(Address, 53)}.
-spec del_ns(Address :: inet:ip_address()) -> ok.
del_ns(Address) -> del_ns(Address, 53).

-doc "Takes back add_ns/2.".
-spec del_ns(Address :: inet:ip_address(), Port :: inet:port_number()) -> ok.
del_ns(Address, Port) -> set(added, maps:get(added, settings(), []) -- [{Address, Port}]).

-doc #{equiv => add_alt_ns(Address, 53)}.
-spec add_alt_ns(Address :: inet:ip_address()) -> ok.
add_alt_ns(Address) -> add_alt_ns(Address, 53).

-doc "Asks a name server after all others.".
-spec add_alt_ns(Address :: inet:ip_address(), Port :: inet:port_number()) -> ok.
add_alt_ns(Address, Port) ->
    set(alternatives, other_alternatives(Address, Port) ++ [{Address, Port}]).

-doc #{equiv => ins_alt_ns(Address, 53)}.
-spec ins_alt_ns(Address :: inet:ip_address()) -> ok.
ins_alt_ns(Address) -> ins_alt_ns(Address, 53).

-doc "As add_alt_ns/2, before those that were added so.".
-spec ins_alt_ns(Address :: inet:ip_address(), Port :: inet:port_number()) -> ok.
ins_alt_ns(Address, Port) ->
    set(alternatives, [{Address, Port} | other_alternatives(Address, Port)]).

-doc #{equiv => del_alt_ns(Address, 53)}.
-spec del_alt_ns(Address :: inet:ip_address()) -> ok.
del_alt_ns(Address) -> del_alt_ns(Address, 53).

-doc "Takes back add_alt_ns/2.".
-spec del_alt_ns(Address :: inet:ip_address(), Port :: inet:port_number()) -> ok.
del_alt_ns(Address, Port) -> set(alternatives, other_alternatives(Address, Port)).

other_alternatives(Address, Port) -> res_option(alt_nameservers) -- [{Address, Port}].

-doc "Remembers the names of a host: inet_hosts knows them.".
-spec add_host(Address :: inet:ip_address(), Names :: [string()]) -> ok.
add_host(Address, Names) -> set(hosts, lists:keystore(Address, 1, hosts(), {Address, Names})).

-doc "Takes back add_host/2.".
-spec del_host(Address :: inet:ip_address()) -> ok.
del_host(Address) -> set(hosts, lists:keydelete(Address, 1, hosts())).

-doc "Takes back every add_host/2.".
-spec clear_hosts() -> ok.
clear_hosts() -> set(hosts, []).

-doc "The hosts that add_host/2 was told of.".
-spec hosts() -> [{inet:ip_address(), [string()]}].
hosts() -> maps:get(hosts, settings(), []).

-doc "Remembers in which order names are to be looked up; the system is always asked.".
-spec set_lookup(Methods :: [atom()]) -> ok.
set_lookup(Methods) -> set(lookup, Methods).

settings() -> persistent_term:get(?KEY, #{}).

set(Name, Value) -> persistent_term:put(?KEY, (settings())#{Name => Value}).

-doc "A domain with the letters of ASCII in lower case.".
-spec tolower(Domain :: string()) -> string().
tolower(Domain) -> [lower(Char) || Char <- Domain].

lower(Char) when Char >= $A, Char =< $Z -> Char + 32;
lower(Char) -> Char.

-doc "Whether two domains are one: the case of letters and a dot at the end do not matter.".
-spec eq_domains(Domain1 :: string(), Domain2 :: string()) -> boolean().
eq_domains([Char1 | Domain1], [Char2 | Domain2]) ->
    lower(Char1) =:= lower(Char2) andalso eq_domains(Domain1, Domain2);
eq_domains(Domain1, Domain2) -> undotted(Domain1) =:= undotted(Domain2).

undotted(".") -> "";
undotted(Domain) -> Domain.
