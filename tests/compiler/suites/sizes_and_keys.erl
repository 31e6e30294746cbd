%% Sizes of segments and keys of map patterns that are expressions, and what they can see.
-module(sizes_and_keys).
-compile([export_all, nowarn_export_all]).

id(X) -> X.
size_of_head(<<N:32, Tail:(4 * N - 4)/binary>>) -> Tail;
size_of_head(<<_/binary>>) -> other.
size_in_head() -> [size_of_head(B) || B <- [<<1:32>>, <<2:32, "abcd">>, <<0:32>>, <<777:32>>]].
size_shadowed() -> L = id(8), F = fun(<<L:L, B:(L + 16)>>) -> {L, B} end, {F(<<16, 5:32>>), L}.
size_of_outer() ->
    Y = id(8),
    F = fun(<<A:Y>>, Y, B) -> {A, Y, B} end,
    G = fun(Y, <<A:Y>>, B) -> {A, Y, B} end,
    {F(<<7>>, 1, 2), G(1, <<7>>, 2)}.
size_of_itself() -> V = id([a, b, c]), F = fun(<<V:(bit_size(<<0:(length(V))>>) * 8)/signed>>) -> V end, F(<<-1:24>>).
same_twice({int, N}, <<N:16, B:N/binary, T/binary>>) -> {B, T};
same_twice(_, _) -> no.
size_matched() -> [same_twice({int, 2}, B) || B <- [<<2:16, "abc">>, <<3:16, "abc">>]].
size_fails() -> [case id(<<1, 2>>) of <<_:(1 / 0)>> -> yes; _ -> no end, case id(<<1>>) of <<_:all>> -> yes; _ -> no end].
bound_in_size() -> <<_:16>> = <<(id(1)):(N = 16)>>, N.
bound_in_empty() -> X = <<1, "":(N = 42)>>, {X, N}.
empty_strings() -> {<<1, "":70>>, [try F() catch error:R -> R end || F <- [fun() -> <<"":(id(-1))>> end, fun() -> <<"":(id(x))>> end]]}.
all_in_construction() -> B = id(<<"abc">>), try <<B:all/binary>> catch error:R -> R end.
too_big() -> case id(<<1.0/float>>) of <<16#10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000:64/float>> -> yes; _ -> no end.
body_of_binary_comprehension() -> [<< (id(<<X>>)) || <<X>> <= <<1, 2>> >>, << (id(<<X:3>>)) || X <- [1, 2] >>].
body_that_is_none() -> try << (id(X)) || X <- [1] >> catch error:R -> R end.
key_fails() -> [case #{1 => a, 5 => b} of #{element(N, T) := V} -> V; _ -> no end || {N, T} <- [{1, {5}}, {2, {1}}, {1, {3}}]].
key_of_bits() -> M = #{<<1, 2>> => a}, N = id(1), case M of #{<<N, (N + 1)>> := V} -> V; _ -> no end.
operands_apart() -> try true of true -> << <<"">> || [V] <- [[door]], id(V) =/= x >> catch error:_:V -> V end =:= (V = <<"">>).
