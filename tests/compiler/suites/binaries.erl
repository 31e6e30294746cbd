%% The bit syntax in compiled code.
-module(binaries).
-compile([export_all, nowarn_export_all]).

id(X) -> X.
build() -> X = id(5), {<<X>>, <<X:16>>, <<X:4, 3:4>>, <<X:16/little>>, <<-1:8>>, <<X/float>>, <<"abc", X>>, <<X:3>>, <<1.5:32/float>>, <<300:8>>}.
build_parts() -> B = id(<<"xyz">>), {<<B/binary, 1>>, <<1, B/binary>>, <<B:2/binary>>, <<(id(<<1:3>>))/bitstring, 1:5>>, <<B/bytes, B/bits>>}.
build_utf() -> {<<(id($é))/utf8>>, <<16#1F600/utf16>>, <<$a/utf32>>, <<"日本"/utf8>>}.
build_fails() -> [try F() catch error:R -> R end || F <- [fun() -> <<(id(a))>> end, fun() -> <<(id(1)):(id(-1))>> end, fun() -> <<(id(1))/binary>> end, fun() -> <<(id(<<1>>)):2/binary>> end, fun() -> <<(id(16#d800))/utf8>> end]].
match() -> <<A, B:16, C/binary>> = id(<<1, 2, 3, "rest">>), {A, B, C}.
match_bits() -> <<A:3, B:5, C:4, D/bitstring>> = id(<<16#abcd:16, 1:1>>), {A, B, C, D}.
match_signed() -> <<A:8/signed, B:16/little-signed, C:4/signed, _:4>> = id(<<255, 254, 255, 16#80>>), {A, B, C}.
match_float() -> <<A/float, B:32/float-little>> = id(<<1.5/float, 2.5:32/float-little>>), {A, B}.
match_size() -> <<N, D:N/binary, R/binary>> = id(<<3, "abcde">>), {N, D, R}.
match_size_expr() -> <<N, D:(N * 2)/binary, _/binary>> = id(<<2, "abcdef">>), D.
match_size_bound() -> N = id(2), <<D:N/unit:8, R/binary>> = id(<<1, 2, 3>>), {D, R}.
match_literal() -> [f(B) || B <- [<<"GET /x">>, <<"PUT /y">>, <<1, 2>>, <<>>, <<5:3>>, x]].
f(<<"GET ", P/binary>>) -> {get, P};
f(<<"PUT ", P/binary>>) -> {put, P};
f(<<1, X>>) -> {one, X};
f(<<>>) -> empty;
f(B) when is_bitstring(B) -> {bits, bit_size(B)};
f(_) -> no.
match_utf8() -> <<A/utf8, B/utf8, R/binary>> = id(<<"éx日"/utf8>>), {A, B, R}.
match_same() -> [case B of <<X, X>> -> same; <<X, Y>> -> {X, Y} end || B <- [<<1, 1>>, <<1, 2>>]].
match_bound() -> X = id(7), case id(<<7, 8>>) of <<X, Y>> -> Y; _ -> no end.
match_fails() -> <<_:16>> = id(<<1>>).
match_guard() -> [case B of <<L:8, R/binary>> when byte_size(R) =:= L -> {ok, R}; <<_, _/binary>> -> short; _ -> no end || B <- [<<2, "ab">>, <<3, "ab">>, <<>>]].
walk(<<H, T/binary>>, N) -> walk(T, N + H);
walk(<<>>, N) -> N.
walks() -> walk(list_to_binary(lists:duplicate(1000, 7)), 0).
collect(<<X:4, R/bits>>) -> [X | collect(R)];
collect(<<>>) -> [].
collects() -> collect(<<16#12345:20>>).
append(0, B) -> B;
append(N, B) -> append(N - 1, <<B/binary, N>>).
appends() -> append(5, <<>>).
shared() -> A = append(3, <<>>), B = <<A/binary, 9>>, C = <<A/binary, 8>>, {A, B, C}.
comprehension() -> {<< <<(X + 1)>> || <<X>> <= id(<<1, 2, 3>>) >>, [X || <<X:4>> <= id(<<16#ab, 16#cd>>)], << <<X:4>> || X <- [1, 2, 3] >>, << <<X/binary, 0>> || X <- [<<"a">>, <<"b">>] >>}.
comprehension_filter() -> [X || <<X, 0>> <= id(<<1, 0, 2, 1, 3, 0>>)].
comprehension_rest() -> [X || <<X:16>> <= id(<<1, 2, 3>>)].
comprehension_bad() -> [X || <<X>> <= id(abc)].
comprehension_two() -> [{X, Y} || <<X>> <= <<1, 2>>, Y <- [a, b], X > 1].
strict() -> [X || <<X:8>> <:= id(<<1, 2>>)].
strict_fails() -> [X || <<X:16>> <:= id(<<1, 2, 3>>)].
size_in_head() -> g(<<2, "abc">>).
g(<<N:8, B:N/binary, _/binary>> = All) -> {N, B, byte_size(All)}.
in_tuple() -> case id({a, <<1, X2:16>> = <<1, 0, 7>>}) of {a, <<_, X:8, _/binary>>} -> {X, X2} end.
escapes(<<H, T/binary>>, Acc) -> escapes(T, [{H, T} | Acc]);
escapes(<<>>, Acc) -> Acc.
escape() -> escapes(<<"abc">>, []).
two(<<A, R/binary>>, <<B, S/binary>>) -> [A + B | two(R, S)];
two(_, _) -> [].
twos() -> two(<<1, 2, 3>>, <<4, 5>>).
function_clause() -> walk(id(<<1:3>>), 0).
compare() -> {<<1, 2>> =:= id(<<1, 2>>), <<1:3>> < id(<<1:4>>), id(<<"abc">>) == <<"abc">>}.
