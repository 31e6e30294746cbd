%% How names are looked up: by the system, and the name servers that inet_res asks. Those of
%% resolv.conf are read when they are asked for first.
%%
%% OTP: inet_db
-module(inet_db).

-export([get_rc/0, res_option/1, gethostname/0, add_ns/1, add_ns/2, del_ns/1, del_ns/2,
         set_lookup/1]).

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
res_option(alt_nameservers) -> [];
res_option(domain) -> "";
res_option(search) -> [];
res_option(lookup) -> maps:get(lookup, settings(), [native]);
res_option(recurse) -> true;
res_option(retry) -> 3;
res_option(timeout) -> 2000;
res_option(resolv_conf) -> "/etc/resolv.conf";
res_option(hosts_file) -> "/etc/hosts";
res_option(usevc) -> false.

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

-doc "Remembers in which order names are to be looked up; the system is always asked.".
-spec set_lookup(Methods :: [atom()]) -> ok.
set_lookup(Methods) -> set(lookup, Methods).

settings() -> persistent_term:get(?KEY, #{}).

set(Name, Value) -> persistent_term:put(?KEY, (settings())#{Name => Value}).
