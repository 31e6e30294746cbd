%% Messages of the domain name system: to bytes, from bytes, and what is in them.
%%
%% A message is {dns_rec, Header, Questions, Answers, Authority, Additional}. Names in a message that
%% came may point to names before them; names in a message that goes do not.
%%
%% OTP: inet_dns; RFC 1035
-module(inet_dns).

-export([encode/1, decode/1, record_type/1, msg/1, msg/2, header/1, header/2, dns_query/1,
         dns_query/2, rr/1, rr/2, make_query/4]).

-moduledoc "Messages of the domain name system.".

-define(TYPES, [{a, 1}, {ns, 2}, {md, 3}, {mf, 4}, {cname, 5}, {soa, 6}, {mb, 7}, {mg, 8}, {mr, 9},
                {null, 10}, {wks, 11}, {ptr, 12}, {hinfo, 13}, {minfo, 14}, {mx, 15}, {txt, 16},
                {aaaa, 28}, {loc, 29}, {srv, 33}, {naptr, 35}, {opt, 41}, {spf, 99}, {uri, 256},
                {caa, 257}, {axfr, 252}, {any, 255}]).
-define(CLASSES, [{in, 1}, {chaos, 3}, {hs, 4}, {any, 255}]).
-define(OPCODES, [{query, 0}, {iquery, 1}, {status, 2}, {notify, 4}, {update, 5}]).

-define(HEADER, [id, qr, opcode, aa, tc, rd, ra, pr, rcode]).
-define(MESSAGE, [header, qdlist, anlist, nslist, arlist]).
-define(QUERY, [domain, type, class, unicast_response]).
-define(RR, [domain, type, class, ttl, data, func]).

%%% What is in a message

-doc "What kind of record it is: `msg`, `header`, `dns_query` or `rr`.".
-spec record_type(Record :: tuple()) -> atom() | undefined.
record_type(Record) when element(1, Record) =:= dns_rec -> msg;
record_type(Record) when element(1, Record) =:= dns_header -> header;
record_type(Record) when element(1, Record) =:= dns_query -> dns_query;
record_type(Record) when element(1, Record) =:= dns_rr -> rr;
record_type(_) -> undefined.

-doc "The parts of a message as a list of pairs.".
-spec msg(Message :: tuple()) -> [{atom(), term()}].
msg(Message) when element(1, Message) =:= dns_rec -> pairs(Message, ?MESSAGE).

-doc "A part of a message: `header`, `qdlist`, `anlist`, `nslist` or `arlist`; or several.".
-spec msg(Message :: tuple(), Field :: atom() | [atom()]) -> term().
msg(Message, Field) when element(1, Message) =:= dns_rec -> field(Message, Field, ?MESSAGE).

-doc "The fields of a header as a list of pairs.".
-spec header(Header :: tuple()) -> [{atom(), term()}].
header(Header) when element(1, Header) =:= dns_header -> pairs(Header, ?HEADER).

-doc "A field of a header, or several.".
-spec header(Header :: tuple(), Field :: atom() | [atom()]) -> term().
header(Header, Field) when element(1, Header) =:= dns_header -> field(Header, Field, ?HEADER).

-doc "The fields of a question as a list of pairs.".
-spec dns_query(Query :: tuple()) -> [{atom(), term()}].
dns_query(Query) when element(1, Query) =:= dns_query -> pairs(Query, ?QUERY).

-doc "A field of a question, or several.".
-spec dns_query(Query :: tuple(), Field :: atom() | [atom()]) -> term().
dns_query(Query, Field) when element(1, Query) =:= dns_query -> field(Query, Field, ?QUERY).

-doc "The fields of a resource record as a list of pairs.".
-spec rr(Record :: tuple()) -> [{atom(), term()}].
rr(Record) when element(1, Record) =:= dns_rr -> pairs(shown(Record), ?RR).

-doc "A field of a resource record, or several.".
-spec rr(Record :: tuple(), Field :: atom() | [atom()]) -> term().
rr(Record, Field) when element(1, Record) =:= dns_rr -> field(shown(Record), Field, ?RR).

%% Without what nobody is to see: {dns_rr, Domain, Type, Class, _, Ttl, Data, _, _, Func}.
shown({dns_rr, Domain, Type, Class, _, Ttl, Data, _, _, Func}) ->
    {dns_rr, Domain, Type, Class, Ttl, Data, Func}.

pairs(Record, Names) -> lists:zip(Names, tl(tuple_to_list(Record))).

field(Record, Names, All) when is_list(Names) -> [field(Record, Name, All) || Name <- Names];
field(Record, Name, All) ->
    {_, Value} = lists:keyfind(Name, 1, pairs(Record, All)),
    Value.

-doc "A message with one question.".
-spec make_query(Id :: 0..65535, Name :: string(), Class :: atom(), Type :: atom()) -> tuple().
make_query(Id, Name, Class, Type) ->
    {dns_rec, {dns_header, Id, false, query, false, false, true, false, false, 0},
     [{dns_query, Name, Type, Class, false}], [], [], []}.

%%% To bytes

-doc "The bytes of a message of questions.".
-spec encode(Message :: tuple()) -> binary().
encode({dns_rec, Header, Questions, [], [], []}) ->
    {dns_header, Id, Qr, Opcode, Aa, Tc, Rd, Ra, Pr, Rcode} = Header,
    Flags = <<(bit(Qr)):1, (number(Opcode, ?OPCODES)):4, (bit(Aa)):1, (bit(Tc)):1, (bit(Rd)):1,
              (bit(Ra)):1, (bit(Pr)):1, 0:2, Rcode:4>>,
    iolist_to_binary([<<Id:16>>, Flags, <<(length(Questions)):16, 0:48>>
                      | [question(Question) || Question <- Questions]]).

bit(true) -> 1;
bit(false) -> 0.

question({dns_query, Name, Type, Class, _}) ->
    [encode_name(Name), <<(encode_type(Type)):16, (number(Class, ?CLASSES)):16>>].

encode_type(Type) ->
    case lists:keyfind(Type, 1, ?TYPES) of
        {_, Number} -> Number;
        false when is_integer(Type) -> Type;
        false -> error({case_clause, Type})
    end.

number(Name, Table) ->
    case lists:keyfind(Name, 1, Table) of
        {_, Number} -> Number;
        false when is_integer(Name) -> Name
    end.

encode_name(Name) ->
    Labels = [list_to_binary(Label) || Label <- string:lexemes(Name, ".")],
    [[<<(byte_size(Label)), Label/binary>> || Label <- Labels], 0].

%%% From bytes

-doc "The message that bytes say, or why they say none.".
-spec decode(Bytes :: binary()) -> {ok, Message :: tuple()} | {error, formerr}.
decode(<<Id:16, Qr:1, Opcode:4, Aa:1, Tc:1, Rd:1, Ra:1, Pr:1, _:2, Rcode:4, Questions:16,
         Answers:16, Authority:16, Additional:16, Rest/binary>> = All) ->
    Header = {dns_header, Id, Qr =:= 1, name(Opcode, ?OPCODES), Aa =:= 1, Tc =:= 1, Rd =:= 1,
              Ra =:= 1, Pr =:= 1, Rcode},
    try
        {Qd, Rest1} = questions(Questions, Rest, All),
        {An, Rest2} = records(Answers, Rest1, All),
        {Ns, Rest3} = records(Authority, Rest2, All),
        {Ar, _} = records(Additional, Rest3, All),
        {ok, {dns_rec, Header, Qd, An, Ns, Ar}}
    catch
        error:_ -> {error, formerr}
    end;
decode(_) -> {error, formerr}.

questions(0, Bytes, _) -> {[], Bytes};
questions(N, Bytes, All) ->
    {Name, <<Type:16, Class:16, Rest/binary>>} = decode_name(Bytes, All),
    {More, Left} = questions(N - 1, Rest, All),
    {[{dns_query, Name, name(Type, ?TYPES), name(Class, ?CLASSES), false} | More], Left}.

records(0, Bytes, _) -> {[], Bytes};
records(N, Bytes, All) ->
    {Name, <<Type:16, Class:16, Ttl:32, Size:16, Data:Size/binary, Rest/binary>>} =
        decode_name(Bytes, All),
    Kind = name(Type, ?TYPES),
    Record = {dns_rr, Name, Kind, name(Class, ?CLASSES), 0, Ttl, data(Kind, Data, All), undefined,
              [], false},
    {More, Left} = records(N - 1, Rest, All),
    {[Record | More], Left}.

name(Number, Table) ->
    case lists:keyfind(Number, 2, Table) of
        {Name, _} -> Name;
        false -> Number
    end.

data(a, <<A, B, C, D>>, _) -> {A, B, C, D};
data(aaaa, <<A:16, B:16, C:16, D:16, E:16, F:16, G:16, H:16>>, _) -> {A, B, C, D, E, F, G, H};
data(Type, Data, All)
  when Type =:= ns; Type =:= cname; Type =:= ptr; Type =:= mb; Type =:= mg; Type =:= mr;
       Type =:= md; Type =:= mf ->
    {Name, <<>>} = decode_name(Data, All),
    Name;
data(mx, <<Preference:16, Rest/binary>>, All) ->
    {Name, <<>>} = decode_name(Rest, All),
    {Preference, Name};
data(srv, <<Priority:16, Weight:16, Port:16, Rest/binary>>, All) ->
    {Name, <<>>} = decode_name(Rest, All),
    {Priority, Weight, Port, Name};
data(soa, Data, All) ->
    {Master, Rest} = decode_name(Data, All),
    {Admin, <<Serial:32, Refresh:32, Retry:32, Expiry:32, Minimum:32>>} = decode_name(Rest, All),
    {Master, Admin, Serial, Refresh, Retry, Expiry, Minimum};
data(Type, Data, _) when Type =:= txt; Type =:= spf -> strings(Data);
data(hinfo, Data, _) ->
    [Cpu, Os] = strings(Data),
    {Cpu, Os};
data(naptr, <<Order:16, Preference:16, Rest/binary>>, All) ->
    <<F, Flags:F/binary, S, Services:S/binary, R, Regexp:R/binary, Left/binary>> = Rest,
    {Replacement, <<>>} = decode_name(Left, All),
    {Order, Preference, lower(Flags), lower(Services), unicode:characters_to_list(Regexp),
     Replacement};
data(uri, <<Priority:16, Weight:16, Target/binary>>, _) ->
    {Priority, Weight, binary_to_list(Target)};
data(caa, <<Flags, Size, Tag:Size/binary, Value/binary>>, _) ->
    {Flags, lower(Tag), binary_to_list(Value)};
data(_, Data, _) -> Data.

lower(Text) -> string:lowercase(binary_to_list(Text)).

strings(<<>>) -> [];
strings(<<Size, Text:Size/binary, Rest/binary>>) -> [binary_to_list(Text) | strings(Rest)].

decode_name(Bytes, All) -> labels(Bytes, All, [], byte_size(All)).

%% A name may point to an earlier one: no more pointers than bytes are followed.
labels(<<0, Rest/binary>>, _, Labels, _) ->
    {lists:flatten(lists:join($., lists:reverse(Labels))), Rest};
labels(<<0:2, Size:6, Label:Size/binary, Rest/binary>>, All, Labels, Left) ->
    labels(Rest, All, [escaped(binary_to_list(Label)) | Labels], Left);
labels(<<3:2, Place:14, Rest/binary>>, All, Labels, Left) when Left > 0 ->
    <<_:Place/binary, There/binary>> = All,
    {Name, _} = labels(There, All, Labels, Left - 1),
    {Name, Rest}.

escaped(Label) -> lists:flatmap(fun escape/1, Label).

escape($.) -> "\\.";
escape($\\) -> "\\\\";
escape(Char) -> [Char].
