-module(bin).
-export([parse/1, build/1, walk/2, bits/1, rev/1, utf/1, hex/1, unhex/1, chunks/2, packet/1, var/1]).
parse(<<Version:4, Len:4, Tos:8, Total:16/big, Rest/binary>>) ->
    #{version => Version, len => Len, tos => Tos, total => Total, rest => Rest};
parse(<<>>) -> empty;
parse(_) -> bad.
build({A, B, C}) -> <<A:8, B:16/little, C/float>>;
build(S) when is_list(S) -> <<(length(S)):32, (list_to_binary(S))/binary>>.
walk(<<H, T/binary>>, N) -> walk(T, N + H);
walk(<<>>, N) -> N.
bits(<<0:1, T/bits>>) -> [0 | bits(T)];
bits(<<1:1, T/bits>>) -> [1 | bits(T)];
bits(<<>>) -> [].
rev(B) -> rev(B, <<>>).
rev(<<X, R/binary>>, Acc) -> rev(R, <<X, Acc/binary>>);
rev(<<>>, Acc) -> Acc.
utf(<<C/utf8, R/binary>>) -> [C | utf(R)];
utf(<<>>) -> [];
utf(Bad) -> {bad, Bad}.
hex(B) -> << <<(digit(X)):8>> || <<X:4>> <= B >>.
digit(X) when X < 10 -> $0 + X;
digit(X) -> $a + X - 10.
unhex(S) -> << <<(list_to_integer([A, B], 16))>> || <<A, B>> <= S >>.
chunks(N, B) ->
    case B of
        <<C:N/binary, R/binary>> -> [C | chunks(N, R)];
        <<>> -> [];
        R -> [R]
    end.
packet(<<Len:16, Data:Len/binary, T/binary>>) -> {ok, Data, T};
packet(<<Len:16, Part/binary>>) -> {more, Len - byte_size(Part)};
packet(_) -> {more, 2}.
var(<<S:8, X:S/signed-little, R/bitstring>>) -> {X, R}.
