-module(wc).
-export([count/1, freq/1, caesar/2, roman/1, primes/1, collatz/1, hanoi/1, rle/1, unrle/1, bubble/1, matrix/2, words/1, json/1, bst/1, anagrams/1]).
count(S) -> {length(string:tokens(S, "\n")), length(string:tokens(S, " \n")), length(S)}.
freq(S) -> lists:foldl(fun(C, D) -> maps:update_with(C, fun(N) -> N + 1 end, 1, D) end, #{}, S).
caesar(S, N) -> [if C >= $a, C =< $z -> (C - $a + N) rem 26 + $a; C >= $A, C =< $Z -> (C - $A + N) rem 26 + $A; true -> C end || C <- S].
roman(0) -> "";
roman(N) -> {V, S} = hd([P || {V1, _} = P <- [{1000,"M"},{900,"CM"},{500,"D"},{400,"CD"},{100,"C"},{90,"XC"},{50,"L"},{40,"XL"},{10,"X"},{9,"IX"},{5,"V"},{4,"IV"},{1,"I"}], V1 =< N]), S ++ roman(N - V).
primes(N) -> sieve(lists:seq(2, N)).
sieve([P | Xs]) -> [P | sieve([X || X <- Xs, X rem P =/= 0])];
sieve([]) -> [].
collatz(1) -> [1];
collatz(N) when N rem 2 =:= 0 -> [N | collatz(N div 2)];
collatz(N) -> [N | collatz(3 * N + 1)].
hanoi(N) -> length(hanoi(N, a, b, c)).
hanoi(0, _, _, _) -> [];
hanoi(N, A, B, C) -> hanoi(N - 1, A, C, B) ++ [{A, C}] ++ hanoi(N - 1, B, A, C).
rle([]) -> [];
rle([H | T]) -> rle(T, H, 1).
rle([H | T], H, N) -> rle(T, H, N + 1);
rle([H | T], P, N) -> [{P, N} | rle(T, H, 1)];
rle([], P, N) -> [{P, N}].
unrle(L) -> lists:flatten([lists:duplicate(N, C) || {C, N} <- L]).
bubble(L) -> case pass(L) of L -> L; L1 -> bubble(L1) end.
pass([A, B | T]) when A > B -> [B | pass([A | T])];
pass([A | T]) -> [A | pass(T)];
pass([]) -> [].
matrix(A, B) -> Cols = transpose(B), [[lists:sum([X * Y || {X, Y} <- lists:zip(R, C)]) || C <- Cols] || R <- A].
transpose([[] | _]) -> [];
transpose(M) -> [[hd(R) || R <- M] | transpose([tl(R) || R <- M])].
words(S) -> [string:titlecase(W) || W <- string:lexemes(S, " ")].
json(T) when is_integer(T) -> integer_to_list(T);
json(T) when is_atom(T) -> atom_to_list(T);
json(T) when is_binary(T) -> [$", T, $"];
json(T) when is_list(T) -> ["[", lists:join(",", [json(X) || X <- T]), "]"];
json(T) when is_map(T) -> ["{", lists:join(",", [[json(atom_to_binary(K)), ":", json(V)] || {K, V} <- lists:sort(maps:to_list(T))]), "}"].
bst(L) -> to_list(lists:foldl(fun ins/2, nil, L)).
ins(X, nil) -> {nil, X, nil};
ins(X, {L, Y, R}) when X < Y -> {ins(X, L), Y, R};
ins(X, {L, Y, R}) -> {L, Y, ins(X, R)}.
to_list(nil) -> [];
to_list({L, X, R}) -> to_list(L) ++ [X | to_list(R)].
anagrams(Ws) -> [lists:sort(G) || {_, G} <- lists:sort(maps:to_list(maps:groups_from_list(fun lists:sort/1, Ws)))].
