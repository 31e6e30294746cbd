%% Names and addresses of hosts that are known without asking anybody: those that inet_db was told of.
%%
%% OTP: inet_hosts
-module(inet_hosts).

-export([gethostbyname/1, gethostbyname/2, gethostbyaddr/1]).

-include_lib("kernel/include/inet.hrl").

-moduledoc "Names and addresses of hosts that inet_db was told of.".

-doc #{equiv => gethostbyname(Name, inet)}.
-spec gethostbyname(Name :: string()) -> {ok, inet:hostent()} | {error, nxdomain | formerr}.
gethostbyname(Name) -> gethostbyname(Name, inet).

-doc "The host with a name or an alias, in any case of letters.".
-spec gethostbyname(Name :: string() | atom(), Family :: inet | inet6) ->
          {ok, inet:hostent()} | {error, nxdomain | formerr}.
gethostbyname(Name, Family) when is_atom(Name) -> gethostbyname(atom_to_list(Name), Family);
gethostbyname(Name, Family) when is_list(Name) ->
    Found = [{Address, Names} || {Address, Names} <- inet_db:hosts(), family(Address) =:= Family,
                                 lists:any(fun(N) -> inet_db:eq_domains(N, Name) end, Names)],
    case Found of
        [] -> {error, nxdomain};
        [{_, Names} | _] -> {ok, host(Names, Family, [Address || {Address, _} <- Found])}
    end;
gethostbyname(_, _) -> {error, formerr}.

-doc "The host with an address.".
-spec gethostbyaddr(Address :: inet:ip_address() | string()) ->
          {ok, inet:hostent()} | {error, nxdomain | formerr}.
gethostbyaddr(Address) when is_tuple(Address) ->
    case lists:keyfind(Address, 1, inet_db:hosts()) of
        {_, Names} -> {ok, host(Names, family(Address), [Address])};
        false -> {error, nxdomain}
    end;
gethostbyaddr(Text) when is_list(Text) ->
    case inet:parse_address(Text) of
        {ok, Address} -> gethostbyaddr(Address);
        _ -> {error, formerr}
    end;
gethostbyaddr(_) -> {error, formerr}.

family(Address) when tuple_size(Address) =:= 4 -> inet;
family(_) -> inet6.

host([Name | Aliases], Family, Addresses) ->
    #hostent{h_name = Name, h_aliases = Aliases, h_addrtype = Family,
             h_length = case Family of inet -> 4; inet6 -> 16 end, h_addr_list = Addresses}.
