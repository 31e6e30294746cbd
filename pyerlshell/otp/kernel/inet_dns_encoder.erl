%% Messages of the domain name system to bytes. A name that was written before (or the end of one) is
%% a pointer to it, where 14 bits reach so far.
%%
%% OTP: inet_dns; RFC 1035
-module(inet_dns_encoder).

-export([message/2]).

-moduledoc false.

-include("inet_dns.hrl").

-define(REACH, 16#4000).

%% The bytes of a message. Mdns: whether the flags of multicast DNS are written into the classes.
message(#dns_rec{header = Header, qdlist = Qd, anlist = An, nslist = Ns, arlist = Ar}, Mdns)
  when is_boolean(Mdns) ->
    Counts = << <<(length(List)):16>> || List <- [Qd, An, Ns, Ar] >>,
    Start = {<<(header(Header))/binary, Counts/binary>>, #{}},
    Asked = lists:foldl(fun(Query, Out) -> question(Query, Mdns, Out) end, Start, Qd),
    Records = An ++ Ns ++ Ar,
    Opcode = Header#dns_header.opcode,
    {Bytes, _} = lists:foldl(fun(RR, Out) -> record(RR, Opcode, Mdns, Out) end, Asked, Records),
    Bytes.

header(#dns_header{id = Id, qr = Qr, opcode = Opcode, aa = Aa, tc = Tc, rd = Rd, ra = Ra, pr = Pr,
                   rcode = Rcode}) ->
    <<Id:16, (bit(Qr)):1, (inet_dns_codes:number(opcode, Opcode)):4, (bit(Aa)):1, (bit(Tc)):1,
      (bit(Rd)):1, (bit(Ra)):1, (bit(Pr)):1, 0:2, Rcode:4>>.

bit(true) -> 1;
bit(false) -> 0;
bit(Bit) when is_integer(Bit) -> Bit.

question(#dns_query{domain = Domain, type = Type, class = Class, unicast_response = Flag}, Mdns,
         Out) ->
    add(<<(inet_dns_codes:number(type, Type)):16, (class(Class, Mdns andalso Flag)):16>>,
        add_name(Domain, Out)).

class(Class, false) -> inet_dns_codes:number(class, Class);
class(Class, true) -> inet_dns_codes:number(class, Class) bor 16#8000.

record(#dns_rr{domain = Domain, type = Type, class = Class, ttl = Ttl, data = Data, func = Flag},
       Opcode, Mdns, Out) ->
    Head = <<(inet_dns_codes:number(type, Type)):16, (class(Class, Mdns andalso Flag)):16,
             Ttl:32/signed>>,
    Parts = case Data of
                [] when Opcode =:= update -> [];
                _ when is_integer(Class) -> [{bytes, Data}];
                _ -> parts(inet_dns_codes:layout(Type), Data)
            end,
    counted(Head, Parts, add_name(Domain, Out));
record(#dns_rr_opt{domain = Domain, udp_payload_size = Size, ext_rcode = Rcode, version = Version,
                   z = Z, data = Data, do = Do}, _, _, Out) ->
    Head = <<(inet_dns_codes:number(type, opt)):16, Size:16, Rcode, Version, (bit(Do)):1, Z:15>>,
    counted(Head, [{bytes, Data}], add_name(Domain, Out));
record(#dns_rr_tsig{domain = Domain, algname = Algorithm, now = Now, fudge = Fudge, mac = Mac,
                    original_id = Id, error = Error, other_data = Other}, _, _, Out) ->
    Head = <<(inet_dns_codes:number(type, tsig)):16, (inet_dns_codes:number(class, any)):16, 0:32>>,
    Data = <<Now:48, Fudge:16, (byte_size(Mac)):16, Mac/binary, Id:16, Error:16,
             (byte_size(Other)):16, Other/binary>>,
    counted(Head, [{plain_name, Algorithm}, {bytes, Data}], add_name(Domain, Out)).

%% The data after their size, which is known once they are written.
counted(Head, Parts, Out) ->
    {Before, Names} = add(Head, Out),
    Place = byte_size(Before) + 2,
    {All, NewNames} = lists:foldl(fun part/2, {<<Before/binary, 0:16>>, Names}, Parts),
    <<_:Place/binary, Data/binary>> = All,
    {<<Before/binary, (byte_size(Data)):16, Data/binary>>, NewNames}.

%%% Data as fields

parts(texts, Texts) -> [{text, Text} || Text <- Texts];
parts(bytes, Data) -> [{bytes, Data}];
parts(loc, Data) -> [{bytes, location(Data)}];
parts({only, Field}, Value) -> [{Field, Value}];
parts(Fields, Data) when is_tuple(Data), tuple_size(Data) =:= length(Fields) ->
    lists:zip(Fields, tuple_to_list(Data));
parts(_, Data) -> error({badmatch, Data}).

part({{_, Size}, Number}, Out) -> add(<<Number:Size>>, Out);
part({name, Name}, Out) -> add_name(Name, Out);
part({plain_name, Name}, {Bytes, Names}) ->
    {More, _} = add_name(Name, {<<>>, #{}}),
    {<<Bytes/binary, More/binary>>, Names};
part({address, {A, B, C, D}}, Out) -> add(<<A, B, C, D>>, Out);
part({Kind, Text}, Out) when Kind =:= text; Kind =:= lower; Kind =:= tag ->
    add(text(iolist_to_binary(Text)), Out);
part({utf8, Text}, Out) ->
    case unicode:characters_to_binary(Text) of
        Bytes when is_binary(Bytes) -> add(text(Bytes), Out);
        Bad -> error({case_clause, Bad})
    end;
part({_, Data}, Out) -> add(iolist_to_binary(Data), Out).

text(Bytes) when byte_size(Bytes) < 256 -> <<(byte_size(Bytes)), Bytes/binary>>;
text(_) -> error(if_clause).

add(More, {Bytes, Names}) -> {<<Bytes/binary, More/binary>>, Names}.

%%% Names

add_name(Name, {Bytes, _} = Out) ->
    {All, _} = Result = add_labels(labels(Name), Out),
    byte_size(All) - byte_size(Bytes) =< 255 orelse error(badarg),
    Result.

add_labels([], Out) -> add(<<0>>, Out);
add_labels(Labels, {Bytes, Names} = Out) ->
    case Names of
        #{Labels := Place} -> add(<<3:2, Place:14>>, Out);
        #{} ->
            Size = byte_size(hd(Labels)),
            Size >= 1 andalso Size =< 63 orelse error(function_clause),
            Known = remember(Labels, byte_size(Bytes), Names),
            add_labels(tl(Labels), add(<<Size, (hd(Labels))/binary>>, {Bytes, Known}))
    end.

remember(Labels, Place, Names) when Place < ?REACH -> Names#{Labels => Place};
remember(_, _, Names) -> Names.

%% The labels of a name; a backslash before a character makes it one of the label.
labels(Name) when Name =:= ""; Name =:= "." -> [];
labels(Name) -> labels(Name, []).

labels(End, Label) when End =:= ""; End =:= "." -> [label(Label)];
labels([$. | Name], Label) -> [label(Label) | labels(Name, [])];
labels([$\\, Char | Name], Label) -> labels(Name, [Char | Label]);
labels([Char | Name], Label) -> labels(Name, [Char | Label]).

label(Reversed) -> list_to_binary(lists:reverse(Reversed)).

%%% Places on the earth (RFC 1876)

location({Place, Altitude}) -> location({Place, Altitude, 100});
location({Place, Altitude, Size}) -> location({Place, Altitude, Size, {1000000, 1000}});
location({{Latitude, Longitude}, Altitude, Size, {Horizontal, Vertical}}) ->
    <<0, (extent(Size))/binary, (extent(Horizontal))/binary, (extent(Vertical))/binary,
      (whole(Latitude, 3600000) + 16#80000000):32, (whole(Longitude, 3600000) + 16#80000000):32,
      (whole(Altitude, 100) + 10000000):32>>.

whole(Number, Unit) when is_float(Number) -> round(Number * Unit);
whole(Number, _) when is_integer(Number) -> Number.

%% Centimetres as a digit and a power of ten, rounded up.
extent(Size) when is_float(Size) -> extent(round(Size * 100));
extent(Size) when is_integer(Size), Size >= 0, Size =< 9000000000 -> extent(Size, 0).

extent(Size, Power) when Size =< 9 -> <<Size:4, Power:4>>;
extent(Size, Power) -> extent((Size + 9) div 10, Power + 1).
