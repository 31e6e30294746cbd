%% Messages of the domain name system from bytes. What no clause takes is a malformed message: whoever
%% calls makes `formerr' of it. A name may point to names before it, never into the header; what it
%% comes to has at most 255 bytes, so a loop of pointers ends.
%%
%% OTP: inet_dns; RFC 1035
-module(inet_dns_decoder).

-export([message/2, header/1, questions/4, records/5]).

-moduledoc false.

-include("inet_dns.hrl").

-define(HEADER_SIZE, 12).

%% The message of bytes. Mdns: whether the classes hold the flags of multicast DNS.
message(Bytes, Mdns) ->
    {Header, [Qd | Counts], Rest} = header(Bytes),
    {Queries, Left} = questions(Qd, Rest, Bytes, {Header, Mdns}),
    records(Counts, Left, Bytes, Queries, {Header, Mdns}).

%% The header, how many entries each section has, and the bytes of the sections.
header(<<Id:16, Qr:1, Opcode:4, Aa:1, Tc:1, Rd:1, Ra:1, Pr:1, _:2, Rcode:4, Qd:16, An:16, Ns:16,
         Ar:16, Rest/binary>>) ->
    {#dns_header{id = Id, qr = Qr =:= 1, opcode = inet_dns_codes:name(opcode, Opcode),
                 aa = Aa =:= 1, tc = Tc =:= 1, rd = Rd =:= 1, ra = Ra =:= 1, pr = Pr =:= 1,
                 rcode = Rcode},
     [Qd, An, Ns, Ar], Rest}.

%% The message once its questions are known.
records([An, Ns, Ar], Bytes, All, Queries, {Header, _} = How) ->
    {Answers, Rest1} = section(An, Bytes, All, How, []),
    {Authority, Rest2} = section(Ns, Rest1, All, How, []),
    {Additional, <<>>} = section(Ar, Rest2, All, How, []),
    #dns_rec{header = Header, qdlist = Queries, anlist = Answers, nslist = Authority,
             arlist = Additional}.

%% A section may end too early in a message that says that it was truncated.
questions(0, Bytes, _, _) -> {[], Bytes};
questions(_, <<>>, _, {#dns_header{tc = true}, _}) -> {[], <<>>};
questions(N, Bytes, All, {_, Mdns} = How) ->
    {Name, <<Type:16, ClassBits:16, Rest/binary>>} = name(Bytes, All),
    {Class, Flag} = class(ClassBits, Mdns),
    {More, Left} = questions(N - 1, Rest, All, How),
    {[#dns_query{domain = Name, type = inet_dns_codes:name(type, Type), class = Class,
                 unicast_response = Flag} | More], Left}.

section(0, Bytes, _, _, Records) -> {lists:reverse(Records), Bytes};
section(_, <<>>, _, {#dns_header{tc = true}, _}, Records) -> {lists:reverse(Records), <<>>};
section(N, Bytes, All, How, Records) ->
    {Name, <<Type:16, Class:16, Ttl:4/binary, Size:16, Data:Size/binary, Rest/binary>>} =
        name(Bytes, All),
    Record = case inet_dns_codes:name(type, Type) of
                 opt ->
                     false = lists:keymember(dns_rr_opt, 1, Records),
                     options(Name, Class, Ttl, Data);
                 tsig ->
                     <<>> = Rest,
                     signature(Name, Data, All, byte_size(All) - byte_size(Bytes));
                 Known -> record(Name, Known, Class, Ttl, Data, All, How)
             end,
    section(N - 1, Rest, All, How, [Record | Records]).

record(Name, Type, ClassBits, <<Ttl:32/signed>>, Data, All, {Header, Mdns}) ->
    {Class, Flag} = class(ClassBits, Mdns),
    Value = case Data of
                <<>> when Header#dns_header.opcode =:= update -> [];
                _ when is_integer(Class) -> Data;
                _ -> value(inet_dns_codes:layout(Type), Data, All)
            end,
    #dns_rr{domain = Name, type = Type, class = Class, ttl = max(0, Ttl), data = Value,
            func = Flag}.

options(Name, Size, <<Rcode, Version, Do:1, Z:15>>, Data) ->
    #dns_rr_opt{domain = Name, udp_payload_size = Size, ext_rcode = Rcode, version = Version,
                z = Z, data = Data, do = Do =:= 1}.

signature(Name, Data, All, Offset) ->
    {Algorithm, <<Now:48, Fudge:16, M:16, Mac:M/binary, Id:16, Error:16, O:16, Other:O/binary>>} =
        name(Data, All),
    #dns_rr_tsig{domain = Name, offset = Offset, algname = Algorithm, now = Now, fudge = Fudge,
                 mac = Mac, original_id = Id, error = Error, other_data = Other}.

class(Bits, false) -> {inet_dns_codes:name(class, Bits), false};
class(Bits, true) ->
    {inet_dns_codes:name(class, Bits band 16#7FFF), Bits band 16#8000 =/= 0}.

%%% Data as fields

value(bytes, Data, _) -> Data;
value(texts, Data, _) -> texts(Data);
value(loc, Data, _) -> location(Data);
value({only, Field}, Data, All) ->
    {Value, <<>>} = field(Field, Data, All),
    Value;
value(Fields, Data, All) -> list_to_tuple(fields(Fields, Data, All)).

fields([], <<>>, _) -> [];
fields([Field | Fields], Data, All) ->
    {Value, Rest} = field(Field, Data, All),
    [Value | fields(Fields, Rest, All)].

field({bits, Size}, Data, _) ->
    <<Number:Size, Rest/binary>> = Data,
    {Number, Rest};
field({signed, Size}, Data, _) ->
    <<Number:Size/signed, Rest/binary>> = Data,
    {Number, Rest};
field(address, <<A, B, C, D, Rest/binary>>, _) -> {{A, B, C, D}, Rest};
field(Kind, Data, All) when Kind =:= name; Kind =:= plain_name -> name(Data, All);
field(text, <<Size, Text:Size/binary, Rest/binary>>, _) -> {binary_to_list(Text), Rest};
field(lower, Data, All) ->
    {Text, Rest} = field(text, Data, All),
    {inet_db:tolower(Text), Rest};
field(tag, <<Size, _/binary>> = Data, All) when Size >= 1, Size =< 15 -> field(lower, Data, All);
field(utf8, <<Size, Text:Size/binary, Rest/binary>>, _) ->
    Characters = unicode:characters_to_list(Text),
    true = is_list(Characters),
    {Characters, Rest};
field(some_rest, Data, _) when Data =/= <<>> -> {binary_to_list(Data), <<>>};
field(rest, Data, _) -> {binary_to_list(Data), <<>>};
field(bytes, Data, _) -> {Data, <<>>}.

texts(<<>>) -> [];
texts(Data) ->
    {Text, Rest} = field(text, Data, <<>>),
    [Text | texts(Rest)].

location(<<0, Size:1/binary, Horizontal:1/binary, Vertical:1/binary, Latitude:32, Longitude:32,
           Altitude:32>>) ->
    {{angle(Latitude), angle(Longitude)}, (Altitude - 10000000) / 100, extent(Size),
     {extent(Horizontal), extent(Vertical)}}.

angle(Number) -> (Number - 16#80000000) / 3600000.

extent(<<Digit:4, Power:4>>) when Digit =< 9, Power =< 9 ->
    round(Digit * math:pow(10, Power)) / 100.

%%% Names

name(Bytes, All) -> labels(Bytes, All, [], 0).

labels(<<0, Rest/binary>>, _, Labels, _) -> {shown(Labels), Rest};
labels(<<0:2, Size:6, Label:Size/binary, Rest/binary>>, All, Labels, Length)
  when Length + Size + 1 < 255 ->
    labels(Rest, All, [Label | Labels], Length + Size + 1);
labels(<<3:2, Place:14, Rest/binary>>, All, Labels, Length)
  when Place < byte_size(All) - byte_size(Rest) - 2, Place >= ?HEADER_SIZE ->
    <<_:Place/binary, There/binary>> = All,
    {Name, _} = labels(There, All, Labels, Length),
    {Name, Rest}.

shown([]) -> ".";
shown(Labels) ->
    lists:append(lists:join(".", [escaped(Label) || Label <- lists:reverse(Labels)])).

escaped(Label) -> lists:flatmap(fun escape/1, binary_to_list(Label)).

escape(Char) when Char =:= $.; Char =:= $\\ -> [$\\, Char];
escape(Char) -> [Char].
