%% Construction of bit strings. Each case is {Name, Fun}; expectations are what erl 29 wrote (scripts/bits-expectations).
-module(construct).
-export([results/0, id/1]).

id(X) -> X.

results() ->
    [{Name, result(F)} || {Name, F} <- cases()].

result(F) ->
    try {ok, F()}
    catch Class:Reason:Stack -> {Class, Reason, lists:keyfind(error_info, 1, element(4, hd(Stack)))}
    end.

cases() ->
    A = id(a), B = id(<<1:3>>), N = id(-1), Big = id(1 bsl 70), L = id(100000000000000000000), F = id(1.0e300),
    [
     {"<<A>>", fun() -> <<A>> end},
     {"<<1,A:4>>", fun() -> <<1,A:4>> end},
     {"<<A:16/little>>", fun() -> <<A:16/little>> end},
     {"<<A/binary>>", fun() -> <<A/binary>> end},
     {"<<B/binary>>", fun() -> <<B/binary>> end},
     {"<<B/bitstring>>", fun() -> <<B/bitstring>> end},
     {"<<B:5/bitstring>>", fun() -> <<B:5/bitstring>> end},
     {"<<(id(<<1,2>>)):3/binary>>", fun() -> <<(id(<<1,2>>)):3/binary>> end},
     {"<<(id(<<1,2>>)):N/binary>>", fun() -> <<(id(<<1,2>>)):N/binary>> end},
     {"<<A/bitstring>>", fun() -> <<A/bitstring>> end},
     {"<<A/float>>", fun() -> <<A/float>> end},
     {"<<1/float>>", fun() -> <<(id(1))/float>> end},
     {"<<1.0:16/float>>", fun() -> <<(id(1.0)):16/float>> end},
     {"<<F:16/float>>", fun() -> <<F:16/float>> end},
     {"<<F:32/float>>", fun() -> <<F:32/float>> end},
     {"<<1.0:A/float>>", fun() -> <<(id(1.0)):A/float>> end},
     {"<<1.0:17/float>>", fun() -> <<(id(1.0)):(id(17))/float>> end},
     {"<<Big^20/float>>", fun() -> <<(id(1 bsl 2000))/float>> end},
     {"<<Big^20:32/float>>", fun() -> <<(id(1 bsl 2000)):32/float>> end},
     {"<<1:A>>", fun() -> <<1:A>> end},
     {"<<A:A>>", fun() -> <<A:A>> end},
     {"<<1:N>>", fun() -> <<1:N>> end},
     {"<<1:Big>>", fun() -> <<1:Big>> end},
     {"<<1:NBig>>", fun() -> <<1:(id(-Big))>> end},
     {"<<1:L>>", fun() -> <<1:L>> end},
     {"<<1:1.0>>", fun() -> <<1:(id(1.0))>> end},
     {"<<A/utf8>>", fun() -> <<A/utf8>> end},
     {"<<N/utf8>>", fun() -> <<N/utf8>> end},
     {"<<16#D800/utf8>>", fun() -> <<(id(16#D800))/utf8>> end},
     {"<<16#110000/utf16>>", fun() -> <<(id(16#110000))/utf16>> end},
     {"<<Big/utf32>>", fun() -> <<Big/utf32>> end},
     {"<<A/utf16>>", fun() -> <<A/utf16>> end},
     {"<<A/utf32>>", fun() -> <<A/utf32>> end},
     {"<<D800/utf32>>", fun() -> <<(id(16#d800))/utf32>> end},
     {"<<1,2,A/utf32>>", fun() -> <<1,2,(id(<<1>>))/binary,A/utf32>> end},
     {"<<\"abc\",A>>", fun() -> <<"abc",A>> end},
     {"<<\"abc\":16,A>>", fun() -> <<"abc":16,A>> end},
     {"<<X/binary,A>>", fun() -> X=id(<<1,2>>), <<X/binary,A>> end},
     {"<<A/binary,2>>", fun() -> <<A/binary,2>> end},
     {"<<B/binary,2>>", fun() -> <<B/binary,2>> end},
     {"<<1:(1 bsl 60),A>>", fun() -> <<1:(id(1 bsl 60)),A>> end},
     {"<<A,1:(1 bsl 60)>>", fun() -> <<A,1:(id(1 bsl 60))>> end},
     {"<<A:N>>", fun() -> <<A:N>> end},
     {"<<A,1:N>>", fun() -> <<A,1:N>> end},
     {"<<A/utf8,1:N>>", fun() -> <<A/utf8,1:N>> end},
     {"<<A/binary,1:N>>", fun() -> <<A/binary,1:N>> end},
     {"<<A/float,1:N>>", fun() -> <<A/float,1:N>> end},
     {"<<A:N/float>>", fun() -> <<A:N/float>> end},
     {"<<A:N/binary>>", fun() -> <<A:N/binary>> end},
     {"<<A:8/signed-little-unit:3>>", fun() -> <<(id(-5)):3/signed-little-unit:3>> end},
     {"<<(1):12/little>>", fun() -> <<(id(16#abc)):12/little>> end},
     {"<<(1):9/little>>", fun() -> <<(id(16#1ff)):9/little>> end},
     {"<<(1):2/little>>", fun() -> <<(id(16#1ff)):2/little>> end},
     {"<<B/binary-unit:3>>", fun() -> <<B/binary-unit:3>> end},
     {"<<B/binary-unit:2>>", fun() -> <<B/binary-unit:2>> end},
     {"<<1.5 int>>", fun() -> <<(id(1.5))>> end},
     {"bc1", fun() -> << <<X:N>> || X <- [1,2] >> end},
     {"bc2", fun() -> << <<X>> || X <- [A,2] >> end},
     {"bc4", fun() -> << <<X>> || <<X:N>> <= <<1,2>> >> end},
     {"bc5", fun() -> << <<X>> || <<X>> <= A >> end}
    ].
