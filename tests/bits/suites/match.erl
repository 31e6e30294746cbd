%% Matching, generators and comprehensions of bit strings. Each case is {Name, Fun}; expectations are what erl 29 wrote (scripts/bits-expectations).
-module(match).
-export([results/0, id/1]).

id(X) -> X.

results() ->
    [{Name, result(F)} || {Name, F} <- cases()].

result(F) ->
    try {ok, F()}
    catch Class:Reason:Stack -> {Class, Reason, lists:keyfind(error_info, 1, element(4, hd(Stack)))}
    end.

cases() ->
    [
     {"neg", fun() -> case id(<<255>>) of <<-1:8>> -> y; _ -> n end end},
     {"negs", fun() -> case id(<<255>>) of <<-1:8/signed>> -> y; _ -> n end end},
     {"256", fun() -> case id(<<0>>) of <<256:8>> -> y; _ -> n end end},
     {"257", fun() -> case id(<<1>>) of <<257:8>> -> y; _ -> n end end},
     {"1/float", fun() -> case id(<<1.0/float>>) of <<1/float>> -> y; _ -> n end end},
     {"0/float", fun() -> case id(<<-0.0/float>>) of <<0.0/float>> -> y; _ -> n end end},
     {"bound", fun() -> X=id(5), case id(<<5,6>>) of <<X,6>> -> y; _ -> n end end},
     {"boundf", fun() -> X=id(5.0), case id(<<5,6>>) of <<X,6>> -> y; _ -> n end end},
     {"size atom", fun() -> X=id(a), case id(<<5,6>>) of <<_:X,_/bits>> -> y; _ -> n end end},
     {"size expr", fun() -> X=id(a), case id(<<5,6>>) of <<_:(X*8),_/bits>> -> y; _ -> n end end},
     {"size neg", fun() -> X=id(-1), case id(<<5,6>>) of <<_:X,_/bits>> -> y; _ -> n end end},
     {"size big", fun() -> X=id(1 bsl 100), case id(<<5,6>>) of <<_:X,_/bits>> -> y; _ -> n end end},
     {"size 0", fun() -> X=id(0), case id(<<5,6>>) of <<Y:X,_/bits>> -> {y,Y}; _ -> n end end},
     {"float dyn", fun() -> X=id(32), case id(<<1.0:32/float>>) of <<Y:X/float,_/bits>> -> {y,Y}; _ -> n end end},
     {"float dyn17", fun() -> X=id(17), case id(<<1.0:32/float>>) of <<Y:X/float,_/bits>> -> {y,Y}; _ -> n end end},
     {"float 0", fun() -> X=id(0), case id(<<1.0:32/float>>) of <<Y:X/float,_/bits>> -> {y,Y}; _ -> n end end},
     {"string", fun() -> case id(<<"abc">>) of <<"ab",R/binary>> -> R end end},
     {"string utf8", fun() -> case id(<<"åbc"/utf8>>) of <<"åb"/utf8,R/binary>> -> R end end},
     {"strict1", fun() -> << <<X>> || <<1:4,X:4>> <:= <<16#11,16#22>> >> end},
     {"strict2", fun() -> << <<X>> || <<X:16>> <:= <<1,2,3>> >> end},
     {"strict3", fun() -> [X || <<X:16>> <:= <<1,2,3,4>>] end},
     {"strict4", fun() -> [X || <<X:16>> <:= <<1,2,3,4:3>>] end},
     {"strict5", fun() -> [X || <<X:16>> <:= id(a)] end},
     {"lax1", fun() -> << <<X>> || <<1:4,X:4>> <= <<16#11,16#22,16#13>> >> end},
     {"lax2", fun() -> << <<X>> || <<X:16>> <= <<1,2,3>> >> end},
     {"lax3", fun() -> [X || <<N,X:N/binary>> <= <<1,2,2,3,4,9,9>>] end},
     {"lax5", fun() -> [X || <<X/utf8>> <= <<"aå"/utf8,255,"b">>] end},
     {"lax6", fun() -> [{N,X} || <<N,X:N/binary,3>> <= <<1,2,3,1,4,9,1,7,3>>] end},
     {"lax7", fun() -> [X || <<X>> <= id(a)] end},
     {"lax8", fun() -> [X || <<X/float>> <= <<1.0/float,-1:64,2.0/float>>] end},
     {"lax9", fun() -> [X || <<X:4>> <= <<1,2:5>>] end},
     {"lax10", fun() -> [X || <<X:3/binary,$a>> <= <<"xyzaklmbpqra">>] end},
     {"bcfilter", fun() -> << <<X:3>> || X <- [1,2,9], X > 1 >> end},
     {"zip", fun() -> [{X,Y} || <<X>> <= <<1,2>> && Y <- [1,2]] end},
     {"zip2", fun() -> [{X,Y} || <<X>> <= <<1,2>> && Y <- [1,2,3]] end},
     {"zip3", fun() -> [{X,Y} || <<1:4,X:4>> <= <<16#11,2>> && Y <- [1,2]] end},
     {"zip4", fun() -> [{X,Y} || <<X:16>> <= <<1,2,3>> && Y <- [1]] end},
     {"zip5", fun() -> [{X,Y} || <<X:16>> <= <<1,2,3>> && Y <- [1,2]] end},
     {"walk", fun() -> sum(binary:copy(<<1,2,3>>, 100), 0) end},
     {"walk improper", fun() -> sum(<<1,2,3:3>>, 0) end},
     {"walk atom", fun() -> sum(id(a), 0) end},
     {"walk two", fun() -> zip(<<1,2,3>>, <<4,5,6>>, []) end},
     {"walk uneven", fun() -> zip(<<1,2,3>>, <<4,5>>, []) end},
     {"walk unaligned", fun() -> <<_:3, R/bitstring>> = id(<<255,1,2,3,4:5>>), sum(R, 0) end},
     {"walk bits", fun() -> ones(id(<<16#f0f0:16, 1:1>>), 0) end},
     {"walk keeps tail", fun() -> until(0, <<1,2,0,3,4>>) end},
     {"walk until end", fun() -> until(9, <<1,2,0,3,4>>) end},
     {"walk swaps", fun() -> swap(<<1,2,3,4>>, <<9,8,7>>, []) end},
     {"walk long tail", fun() -> byte_size(until(0, <<1, 0, (binary:copy(<<7>>, 200))/binary>>)) end},
     {"walk lengths", fun() -> fields(<<3,"abc",0,1,"x",2,"yz">>, []) end},
     {"walk lengths short", fun() -> fields(<<3,"abc",4,"x">>, []) end},
     {"walk utf8", fun() -> chars(<<"aå漢😀"/utf8>>, []) end},
     {"walk utf8 bad", fun() -> chars(<<"a", 255, "b">>, []) end},
     {"walk rebuilt", fun() -> rev(<<"abcdefgh">>, <<>>) end},
     {"body recursion", fun() -> body(<<1,2,3,4>>) end},
     {"ip header", fun() -> ip(<<4:4,5:4,0,84:16/big,1:16,2:3,77:13,64,6,0:16,"abcd","wxyz","rest">>) end},
     {"little", fun() -> le(<<1,2,3,4,5,6,7,8,254,255>>) end},
     {"same twice", fun() -> [same(X) || X <- [<<1,1>>, <<1,2>>, <<7,7>>]] end},
     {"size of size", fun() -> sz(<<2,3,1,2,3,4,5,6,7>>) end},
     {"expression size", fun() -> esz(<<2,1,2,3,4,5,6,7,8>>) end},
     {"segment unit", fun() -> un(<<1,2,3,4,5,6>>) end},
     {"segment unit no", fun() -> un(<<1,2,3,4,5>>) end},
     {"in a list", fun() -> [X || [<<X, _/bitstring>>] <- [[<<1>>], [<<>>], a, [<<2,3:1>>]]] end},
     {"alias", fun() -> al(<<1,2,3>>) end},
     {"fun clause", fun() -> F = fun(<<0, T/binary>>) -> {zero, T}; (<<H, _/binary>>) -> H; (X) -> X end, [F(<<0,1>>), F(<<5>>), F(<<>>), F(a)] end},
     {"named fun", fun() -> F = fun G(<<H, T/binary>>, S) -> G(T, S + H); G(<<>>, S) -> S end, F(<<1,2,3>>, 0) end},
     {"receive", fun() -> self() ! <<9, 2:16, "xy">>, receive <<9, N:16, R:N/binary>> -> {N, R} end end},
     {"binary map", fun() -> #{k := <<X, _/binary>>} = id(#{k => <<5, 6>>}), X end}
    ].

sum(<<H, T/binary>>, N) -> sum(T, N + H);
sum(<<>>, N) -> N.

zip(<<A, As/binary>>, <<B, Bs/binary>>, L) -> zip(As, Bs, [{A, B} | L]);
zip(<<>>, <<>>, L) -> L.

ones(<<1:1, T/bitstring>>, N) -> ones(T, N + 1);
ones(<<_:1, T/bitstring>>, N) -> ones(T, N);
ones(<<>>, N) -> N.

until(X, <<X, T/binary>>) -> T;
until(X, <<_, T/binary>>) -> until(X, T);
until(_, <<>>) -> none.

swap(<<A, As/binary>>, Bs, L) -> swap2(As, Bs, [A | L]);
swap(<<>>, _, L) -> L.

swap2(As, <<B, Bs/binary>>, L) -> swap(Bs, As, [B | L]);
swap2(_, <<>>, L) -> L.

fields(<<N, X:N/binary, T/binary>>, L) -> fields(T, [X | L]);
fields(<<>>, L) -> L.

chars(<<C/utf8, T/binary>>, L) -> chars(T, [C | L]);
chars(<<B, T/binary>>, L) -> chars(T, [{B} | L]);
chars(<<>>, L) -> L.

rev(<<H, T/binary>>, Acc) -> rev(T, <<H, Acc/binary>>);
rev(<<>>, Acc) -> Acc.

body(<<H, T/binary>>) -> [H | body(T)];
body(<<>>) -> [].

ip(<<4:4, Len:4, _, Total:16, Id:16, Flags:3, Offset:13, TTL, Proto, _:16, S:4/binary, D:4/binary, R/binary>>)
  when Len >= 5 -> {Len, Total, Id, Flags, Offset, TTL, Proto, S, D, R}.

le(<<A:16/little, B:24/little-signed, C:32/little, D/signed>>) -> {A, B, C, D};
le(<<A:16/little, B:24/little-signed, C:24/little, D:16/signed-little>>) -> {A, B, C, D}.

same(<<X, X>>) -> {same, X};
same(<<_, _>>) -> no.

sz(<<A, B, X:A/binary, Y:B/binary, R/binary>>) -> {X, Y, R}.

esz(<<N, X:(N * 2)/binary, R/binary>>) -> {X, R}.

un(<<X:1/binary-unit:16, R/binary-unit:16>>) -> {X, R};
un(_) -> no.

al(<<H, _/binary>> = B) -> {H, B}.
