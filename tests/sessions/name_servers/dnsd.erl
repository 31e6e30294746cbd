%% A name server that answers from a table, at a port of this machine.
-module(dnsd).
-export([start/0]).

start() ->
    Self = self(),
    spawn(fun() ->
        {ok, Socket} = gen_udp:open(0, [binary, {active, true}, {ip, {127, 0, 0, 1}}]),
        {ok, Port} = inet:port(Socket),
        Self ! {port, Port},
        serve(Socket)
    end),
    receive {port, Port} -> Port end.

serve(Socket) ->
    receive
        {udp, Socket, Host, Port, <<Id:16, _:16, 1:16, 0:48, Question/binary>>} ->
            {Name, <<Type:16, 1:16>>} = labels(Question, []),
            Found = table(Name, Type),
            Code = case known(Name) of true -> 0; false -> 3 end,
            Records = [<<16#c00c:16, T:16, 1:16, 60:32, (byte_size(D)):16, D/binary>> || {T, R} <- Found, D <- [iolist_to_binary(R)]],
            Flags = <<1:1, 0:4, 1:1, 0:1, 1:1, 1:1, 0:3, Code:4>>,
            gen_udp:send(Socket, Host, Port,
                         [<<Id:16>>, Flags, <<1:16, (length(Found)):16, 0:32>>, Question, Records]),
            serve(Socket)
    end.

labels(<<0, Rest/binary>>, Labels) -> {lists:concat(lists:join(".", lists:reverse(Labels))), Rest};
labels(<<N, L:N/binary, Rest/binary>>, Labels) -> labels(Rest, [binary_to_list(L) | Labels]).

name(Text) -> iolist_to_binary([[length(L), L] || L <- string:lexemes(Text, ".")] ++ [0]).

known(Name) -> lists:any(fun(T) -> table(Name, T) =/= [] end, [1, 2, 5, 6, 12, 15, 16, 28, 33, 35]).

table("host.test", 1) -> [{1, <<192, 0, 2, 1>>}, {1, <<192, 0, 2, 2>>}];
table("host.test", 28) -> [{28, <<16#2001:16, 16#db8:16, 0:80, 1:16>>}];
table("alias.test", 5) -> [{5, name("host.test")}];
table("test", 15) -> [{15, [<<10:16>>, name("mail.test")]}, {15, [<<20:16>>, name("mx2.test")]}];
table("test", 2) -> [{2, name("ns.test")}];
table("test", 6) -> [{6, [name("ns.test"), name("admin.test"), <<1:32, 2:32, 3:32, 4:32, 5:32>>]}];
table("text.test", 16) -> [{16, <<5, "hello", 5, "world">>}];
table("_sip._tcp.test", 33) -> [{33, [<<1:16, 2:16, 5060:16>>, name("host.test")]}];
table("naptr.test", 35) -> [{35, [<<1:16, 2:16, 1, "s", 7, "SIP+D2U", 0>>, name("_sip._udp.test")]}];
table("1.2.0.192.in-addr.arpa", 12) -> [{12, name("host.test")}];
table(_, _) -> [].
