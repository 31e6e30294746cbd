%% Messages of the domain name system: to bytes, from bytes, and what is in them.
%%
%% A message is {dns_rec, Header, Questions, Answers, Authority, Additional}; each of its records is
%% read, made and changed by the names of the fields that are for everybody.
%%
%% OTP: inet_dns; RFC 1035
-module(inet_dns).

-export([encode/1, encode/2, decode/1, decode/2, decode_reply/3, update_id/2, encode_algname/1,
         decode_algname/1]).
-export([record_type/1, msg/1, msg/2, make_msg/0, make_msg/1, make_msg/2, make_msg/3]).
-export([header/1, header/2, make_header/0, make_header/1, make_header/2, make_header/3]).
-export([dns_query/1, dns_query/2, make_dns_query/0, make_dns_query/1, make_dns_query/2,
         make_dns_query/3]).
-export([rr/1, rr/2, make_rr/0, make_rr/1, make_rr/2, make_rr/3]).

-moduledoc "Messages of the domain name system.".

-include("inet_dns.hrl").

-define(ALGORITHMS, [{md5, "HMAC-MD5.SIG-ALG.REG.INT"}, {gss_tsig, "gss-tsig"}, {sha, "hmac-sha1"},
                     {{sha, 96}, "hmac-sha1_96"}, {sha224, "hmac-sha224"},
                     {sha256, "hmac-sha256"}, {{sha256, 128}, "hmac-sha256-128"},
                     {sha384, "hmac-sha384"}, {{sha384, 192}, "hmac-sha384-192"},
                     {sha512, "hmac-sha512"}, {{sha512, 256}, "hmac-sha512-256"}]).

%%% Bytes

-doc #{equiv => encode(Message, true)}.
-spec encode(Message :: tuple()) -> binary().
encode(Message) -> encode(Message, true).

-doc "The bytes of a message, with the flags of multicast DNS or without.".
-spec encode(Message :: tuple(), Mdns :: boolean()) -> binary().
encode(Message, Mdns) -> inet_dns_encoder:message(Message, Mdns).

-doc #{equiv => decode(Bytes, true)}.
-spec decode(Bytes :: binary()) -> {ok, Message :: tuple()} | {error, formerr}.
decode(Bytes) -> decode(Bytes, true).

-doc "The message that bytes say, with the flags of multicast DNS or without, or why they say none.".
-spec decode(Bytes :: binary(), Mdns :: boolean()) -> {ok, Message :: tuple()} | {error, formerr}.
decode(Bytes, Mdns) when is_binary(Bytes), is_boolean(Mdns) ->
    decoded(fun() -> inet_dns_decoder:message(Bytes, Mdns) end).

-doc "As decode/2, of the answer to a message with one question; what answers another is an error.".
-spec decode_reply(Bytes :: binary(), Question :: tuple(), Mdns :: boolean()) ->
          {ok, Message :: tuple()} | {error, formerr | badid | unknown | noquery}.
decode_reply(Bytes, #dns_rec{} = Question, Mdns) when is_binary(Bytes), is_boolean(Mdns) ->
    decoded(fun() -> reply(Bytes, Question, Mdns) end).

decoded(Decode) ->
    try {ok, Decode()}
    catch
        throw:Reason -> {error, Reason};
        error:_ -> {error, formerr}
    end.

reply(<<Id:16, _/binary>> = Bytes, #dns_rec{header = Asked, qdlist = [Query]}, Mdns) ->
    Id =:= Asked#dns_header.id orelse throw(badid),
    byte_size(Bytes) >= 12 orelse throw(unknown),
    {Header, [Qd | Counts], Rest} = inet_dns_decoder:header(Bytes),
    Header#dns_header.qr orelse throw(unknown),
    Header#dns_header.opcode =:= Asked#dns_header.opcode orelse throw(unknown),
    Header#dns_header.rd andalso not Asked#dns_header.rd andalso throw(unknown),
    Qd =:= 1 orelse throw(noquery),
    {[Answered], Left} = inet_dns_decoder:questions(Qd, Rest, Bytes, {Header, Mdns}),
    same_question(Answered, Query) orelse throw(noquery),
    inet_dns_decoder:records(Counts, Left, Bytes, [Answered], {Header, Mdns}).

same_question(#dns_query{domain = One, type = Type, class = Class},
              #dns_query{domain = Other, type = Type, class = Class}) ->
    inet_db:eq_domains(One, Other);
same_question(_, _) -> false.

-doc "The bytes of a message with another identification.".
-spec update_id(binary() | [binary()], Id :: 0..65535) -> [binary()].
update_id(<<_:16, Rest/binary>>, Id) -> [<<Id:16>>, Rest];
update_id([<<_:16>> | Rest], Id) -> [<<Id:16>> | Rest].

-doc "The name that a signature gives its algorithm; a text stands for itself.".
-spec encode_algname(atom() | {atom(), integer()} | string()) -> string().
encode_algname(Algorithm) ->
    case lists:keyfind(Algorithm, 1, ?ALGORITHMS) of
        {_, Name} -> Name;
        false when is_list(Algorithm) -> Algorithm;
        false -> error({case_clause, Algorithm})
    end.

-doc "The algorithm of a name in a signature, or the name where it is unknown.".
-spec decode_algname(string()) -> atom() | {atom(), integer()} | string().
decode_algname(Name) ->
    case lists:keyfind(Name, 2, ?ALGORITHMS) of
        {Algorithm, _} -> Algorithm;
        false -> Name
    end.

%%% What is in a message

-doc "What kind of record it is: `msg`, `header`, `dns_query` or `rr`.".
-spec record_type(Record :: tuple()) -> atom() | undefined.
record_type(#dns_rec{}) -> msg;
record_type(#dns_header{}) -> header;
record_type(#dns_query{}) -> dns_query;
record_type(#dns_rr{}) -> rr;
record_type(#dns_rr_opt{}) -> rr;
record_type(_) -> undefined.

%% The fields for everybody, and where they are in the record.
fields(dns_rec) -> places([header, qdlist, anlist, nslist, arlist], record_info(fields, dns_rec));
fields(dns_header) ->
    places([id, qr, opcode, aa, tc, rd, ra, pr, rcode], record_info(fields, dns_header));
fields(dns_query) ->
    places([domain, type, class, unicast_response], record_info(fields, dns_query));
fields(dns_rr) -> places([domain, type, class, ttl, data, func], record_info(fields, dns_rr));
fields(dns_rr_opt) ->
    places([domain, type, udp_payload_size, ext_rcode, version, z, data, do],
           record_info(fields, dns_rr_opt)).

places(Names, All) ->
    [{Name, Place} || {Place, Name} <- lists:enumerate(2, All), lists:member(Name, Names)].

pairs(Record) -> [{Name, element(Place, Record)} || {Name, Place} <- fields(element(1, Record))].

field(Record, Names) when is_list(Names) -> [field(Record, Name) || Name <- Names];
field(Record, Name) -> element(place(Record, Name), Record).

change(Record, Pairs) ->
    lists:foldl(fun({Name, Value}, R) -> change(R, Name, Value) end, Record, Pairs).

change(Record, Name, Value) -> setelement(place(Record, Name), Record, Value).

place(Record, Name) ->
    case lists:keyfind(Name, 1, fields(element(1, Record))) of
        {_, Place} -> Place;
        false -> error(function_clause)
    end.

-doc "The parts of a message as a list of pairs.".
-spec msg(Message :: tuple()) -> [{atom(), term()}].
msg(#dns_rec{} = Message) -> pairs(Message).

-doc "A part of a message: `header`, `qdlist`, `anlist`, `nslist` or `arlist`; or several.".
-spec msg(Message :: tuple(), Field :: atom() | [atom()]) -> term().
msg(#dns_rec{} = Message, Field) -> field(Message, Field).

-doc "An empty message.".
make_msg() -> #dns_rec{}.

-doc "A message with these parts.".
make_msg(Pairs) when is_list(Pairs) -> change(#dns_rec{}, Pairs).

-doc "A message with one part; or a message with other parts.".
make_msg(#dns_rec{} = Message, Pairs) when is_list(Pairs) -> change(Message, Pairs);
make_msg(Field, Value) -> change(#dns_rec{}, Field, Value).

-doc "A message with another part.".
make_msg(#dns_rec{} = Message, Field, Value) -> change(Message, Field, Value).

-doc "The fields of a header as a list of pairs.".
-spec header(Header :: tuple()) -> [{atom(), term()}].
header(#dns_header{} = Header) -> pairs(Header).

-doc "A field of a header, or several.".
-spec header(Header :: tuple(), Field :: atom() | [atom()]) -> term().
header(#dns_header{} = Header, Field) -> field(Header, Field).

-doc "The header that all fields have their defaults in.".
make_header() -> #dns_header{}.

-doc "A header with these fields.".
make_header(Pairs) when is_list(Pairs) -> change(#dns_header{}, Pairs).

-doc "A header with one field; or a header with other fields.".
make_header(#dns_header{} = Header, Pairs) when is_list(Pairs) -> change(Header, Pairs);
make_header(Field, Value) -> change(#dns_header{}, Field, Value).

-doc "A header with another field.".
make_header(#dns_header{} = Header, Field, Value) -> change(Header, Field, Value).

-doc "The fields of a question as a list of pairs.".
-spec dns_query(Query :: tuple()) -> [{atom(), term()}].
dns_query(#dns_query{} = Query) -> pairs(Query).

-doc "A field of a question, or several.".
-spec dns_query(Query :: tuple(), Field :: atom() | [atom()]) -> term().
dns_query(#dns_query{} = Query, Field) -> field(Query, Field).

-doc "A question about nothing yet.".
make_dns_query() -> #dns_query{}.

-doc "A question with these fields.".
make_dns_query(Pairs) when is_list(Pairs) -> change(#dns_query{}, Pairs).

-doc "A question with one field; or a question with other fields.".
make_dns_query(#dns_query{} = Query, Pairs) when is_list(Pairs) -> change(Query, Pairs);
make_dns_query(Field, Value) -> change(#dns_query{}, Field, Value).

-doc "A question with another field.".
make_dns_query(#dns_query{} = Query, Field, Value) -> change(Query, Field, Value).

-doc "The fields of a resource record as a list of pairs.".
-spec rr(Record :: tuple()) -> [{atom(), term()}].
rr(Record) when is_record(Record, dns_rr); is_record(Record, dns_rr_opt) -> pairs(Record).

-doc "A field of a resource record, or several.".
-spec rr(Record :: tuple(), Field :: atom() | [atom()]) -> term().
rr(Record, Field) when is_record(Record, dns_rr); is_record(Record, dns_rr_opt) ->
    field(Record, Field).

-doc "A resource record without data.".
make_rr() -> #dns_rr{}.

-doc "A resource record with these fields; of the type `opt`, one of options.".
make_rr(Pairs) when is_list(Pairs) -> make_rr(#dns_rr{}, Pairs).

-doc "A resource record with one field; or one with other fields, which may be of another kind then.".
make_rr(Record, Pairs) when is_list(Pairs), is_tuple(Record) ->
    Type = lists:last([field(Record, type) | [Value || {type, Value} <- Pairs]]),
    change(of_kind(kind(Type), Record), Pairs);
make_rr(Field, Value) when is_atom(Field) -> make_rr(#dns_rr{}, Field, Value).

-doc "A resource record with another field.".
make_rr(Record, type, Type) -> make_rr(Record, [{type, Type}]);
make_rr(Record, Field, Value) -> change(Record, Field, Value).

kind(opt) -> #dns_rr_opt{};
kind(_) -> #dns_rr{}.

%% A record of another kind keeps the fields that both have.
of_kind(Empty, Record) when element(1, Empty) =:= element(1, Record) -> Record;
of_kind(Empty, Record) ->
    Known = fields(element(1, Empty)),
    change(Empty, [Pair || {Name, _} = Pair <- pairs(Record), lists:keymember(Name, 1, Known)]).
