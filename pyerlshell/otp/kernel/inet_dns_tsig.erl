%% Signatures of messages of the domain name system: a key that both sides know makes a hash of the
%% message, its time and the signature before it.
%%
%% A state goes from message to message. Over TCP up to 99 messages of an answer may go unsigned: the
%% next signature is one of them too.
%%
%% OTP: inet_dns_tsig; RFC 8945
-module(inet_dns_tsig).

-export([init/1, sign/2, sign/3, verify/3]).

-moduledoc "Signatures of messages of the domain name system.".

-include("inet_dns.hrl").

-define(ALGORITHMS, [md5, sha, sha224, sha256, sha384, sha512]).
-define(MIN_SIZE, 10).
-define(MAX_UNSIGNED, 99).
-define(BADSIG, 16).
-define(BADKEY, 17).
-define(BADTIME, 18).

%% seen: what was signed so far: `nothing', the `request', or `more'; unsigned: the messages since the
%% last signature, the newest first.
-record(tsig_state, {key, algorithm, fudge, id, mac, seen = nothing, unsigned = []}).

-doc """
The state before the first message: `{key, {Name, Secret}}` of who asks, or `{keys, [Key]}` of who
answers; `{alg, Algorithm}` or `{alg, {Algorithm, Bytes}}`, by default sha256; `{fudge, Seconds}`, by
how much the clocks may differ, by default 300.
""".
-spec init(Config :: [{atom(), term()}]) -> tuple().
init(Config) ->
    Key = proplists:get_value(key, Config, proplists:get_value(keys, Config, [])),
    true = Key =/= [],
    Fudge = proplists:get_value(fudge, Config, 300),
    true = is_integer(Fudge) andalso Fudge >= 0 andalso Fudge =< 65535,
    #tsig_state{key = Key, algorithm = algorithm(proplists:get_value(alg, Config, sha256)),
                fudge = Fudge}.

algorithm({Name, Size}) when is_integer(Size) ->
    {_, Full} = algorithm(Name),
    true = size_fits(Size, Full),
    {Name, Size};
algorithm(Name) when is_atom(Name) ->
    true = lists:member(Name, ?ALGORITHMS),
    {Name, maps:get(size, crypto:hash_info(Name))}.

size_fits(Size, Full) -> Size >= ?MIN_SIZE andalso Size >= Full div 2 andalso Size =< Full.

-doc #{equiv => sign(Bytes, State, 0)}.
-spec sign(Bytes :: binary(), State :: tuple()) -> {ok, Signed :: binary(), State :: tuple()}.
sign(Bytes, State) -> sign(Bytes, State, 0).

-doc "The bytes of a message with a signature, or with an error where one should be.".
-spec sign(Bytes :: binary(), State :: tuple(), Error :: 0..65535) ->
          {ok, Signed :: binary(), State :: tuple()}.
sign(<<Id:16, Qr:1, _/bitstring>> = Bytes, #tsig_state{id = undefined} = State, Error) ->
    0 = Qr,
    sign(Bytes, State#tsig_state{id = Id}, Error);
sign(<<Head:10/binary, Count:16, Rest/binary>> = Bytes, #tsig_state{seen = Seen} = State, Error) ->
    true = is_answer(Bytes) =:= (Seen =/= nothing),
    Now = os:system_time(second),
    #tsig_state{key = {Name, _}, algorithm = {Algorithm, _}, fudge = Fudge, id = Id} = State,
    Unsigned = #dns_rr_tsig{domain = Name, algname = inet_dns:encode_algname(Algorithm), now = Now,
                            fudge = Fudge, original_id = Id, error = Error,
                            other_data = other(Error, Now)},
    Mac = mac(Bytes, Unsigned, State),
    <<_:12/binary, Signature/binary>> =
        inet_dns:encode(#dns_rec{header = #dns_header{},
                                 arlist = [Unsigned#dns_rr_tsig{mac = Mac}]}),
    {ok, <<Head/binary, (Count + 1):16, Rest/binary, Signature/binary>>, signed(Mac, State)}.

is_answer(<<_:16, Qr:1, _/bitstring>>) -> Qr =:= 1.

other(?BADTIME, Now) -> <<Now:48>>;
other(_, _) -> <<>>.

signed(Mac, #tsig_state{seen = Seen} = State) ->
    State#tsig_state{mac = Mac, unsigned = [], seen = next(Seen)}.

next(nothing) -> request;
next(_) -> more.

-doc "Whether a message that came (as bytes, and decoded) is signed as it should be.".
-spec verify(Bytes :: binary(), Message :: tuple(), State :: tuple()) ->
          {ok, State :: tuple()} | {error, term()}.
verify(Bytes, #dns_rec{header = Header, arlist = Additional}, #tsig_state{seen = Seen} = State) ->
    case Header#dns_header.qr =:= (Seen =/= nothing) of
        true -> verify_last(Bytes, Additional =/= [] andalso lists:last(Additional), State);
        false -> {error, formerr}
    end.

verify_last(Bytes, false, #tsig_state{seen = more, unsigned = Unsigned} = State)
  when length(Unsigned) < ?MAX_UNSIGNED ->
    {ok, State#tsig_state{unsigned = [Bytes | Unsigned]}};
verify_last(_, false, _) -> {error, {notauth, badsig}};
verify_last(Bytes, #dns_rr_tsig{error = 0} = Signature, #tsig_state{id = undefined} = State) ->
    #dns_rr_tsig{domain = Name, algname = Algorithm, original_id = Id} = Signature,
    case {lists:keyfind(Name, 1, State#tsig_state.key), known(inet_dns:decode_algname(Algorithm))} of
        {{_, _} = Key, {_, _} = Known} ->
            verify_mac(Bytes, Signature, State#tsig_state{key = Key, algorithm = Known, id = Id});
        _ -> {error, {notauth, badkey}}
    end;
verify_last(_, #dns_rr_tsig{error = Error}, #tsig_state{id = Id})
  when Id =/= undefined, Error =:= ?BADSIG; Id =/= undefined, Error =:= ?BADKEY ->
    {error, {tsig, Error}};
verify_last(Bytes, #dns_rr_tsig{} = Signature, #tsig_state{id = Id} = State)
  when Id =/= undefined ->
    verify_mac(Bytes, Signature, State);
verify_last(_, _, _) -> {error, formerr}.

known({Name, Bits}) when is_integer(Bits) -> {Name, Bits div 8};
known(Name) -> lists:member(Name, ?ALGORITHMS) andalso algorithm(Name).

verify_mac(Bytes, #dns_rr_tsig{offset = Offset, mac = Mac} = Signature, State) ->
    #tsig_state{algorithm = {_, Size}} = State,
    <<Head:10/binary, Count:16, Rest/binary>> = binary:part(Bytes, 0, Offset),
    Expected = mac(<<Head/binary, (Count - 1):16, Rest/binary>>, Signature, State),
    case size_fits(byte_size(Mac), Size) of
        false -> {error, formerr};
        true when byte_size(Mac) =/= byte_size(Expected) -> {error, {notauth, badsig}};
        true ->
            case crypto:hash_equals(Mac, Expected) of
                true -> verify_time(Mac, Signature, State);
                false -> {error, {notauth, badsig}}
            end
    end.

%% The time is looked at last: before, anybody may have written it.
verify_time(Mac, #dns_rr_tsig{now = Then, fudge = Fudge}, State) ->
    case abs(os:system_time(second) - Then) < Fudge of
        true -> {ok, signed(Mac, State)};
        false -> {error, {notauth, badtime}}
    end.

%%% The hash

mac(_, #dns_rr_tsig{error = Error}, _) when Error =:= ?BADSIG; Error =:= ?BADKEY -> <<>>;
mac(Bytes, Signature, #tsig_state{key = {_, Secret}, algorithm = {Algorithm, Size}} = State) ->
    #tsig_state{mac = Before, unsigned = Unsigned, id = Id} = State,
    Messages = [[<<Id:16>>, binary:part(Message, 2, byte_size(Message) - 2)]
                || Message <- lists:reverse([Bytes | Unsigned])],
    crypto:macN(hmac, Algorithm, Secret,
                [counted(Before), Messages, variables(Signature, State)], Size).

counted(undefined) -> [];
counted(Mac) -> [<<(byte_size(Mac)):16>>, Mac].

%% From the second answer on only the time is hashed.
variables(#dns_rr_tsig{now = Now, fudge = Fudge}, #tsig_state{seen = more}) ->
    <<Now:48, Fudge:16>>;
variables(Signature, #tsig_state{key = {Name, _}, algorithm = {Algorithm, _}}) ->
    #dns_rr_tsig{now = Now, fudge = Fudge, error = Error, other_data = Other} = Signature,
    [name(Name), <<255:16, 0:32>>, name(inet_dns:encode_algname(Algorithm)),
     <<Now:48, Fudge:16, Error:16, (byte_size(Other)):16>>, Other].

name(Name) ->
    [[<<(length(Label)), (list_to_binary(Label))/binary>> || Label <- string:lexemes(Name, ".")], 0].
