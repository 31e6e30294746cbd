-module(pat).
-export([p1/1,p2/1,p3/1,p4/1,p5/1,p6/1,p7/2,p8/1,p9/1,p10/1,p11/1,p12/1,p13/1,parse/1,json/1,state/1,tcp/1,utf/1,rle/1,wc/1,guard/1]).
-record(st, {s = locked, n = 0}).
p1({A, {B, [C, D | E]}} = W) -> {A, B, C, D, E, W}.
p2(<<A:4, B:4, S:3/binary, L:16/little, R/bits>>) -> {A, B, S, L, R}.
p3(#{k := #{j := [X]} = In} = M) -> {X, In, map_size(M)}.
p4("hello " ++ Rest) -> Rest.
p5({ok, X}) -> p5(X); p5({error, E}) -> {err, E}.
p6(L) -> {[V || {_, V} <- L], [K || {K, V} <- L, V > 1], [X || X <- L, is_atom(X)], maps:from_list([T || {_, _} = T <- L])}.
p7(X, X) -> same; p7(X, Y) when X == Y -> equal; p7(_, _) -> differ.
p8(1) -> int; p8(1.0) -> float.
p9(0.0) -> pos; p9(-0.0) -> neg; p9(_) -> other.
p10(T) when element(1, T) =:= x, tuple_size(T) > 1; is_list(T) -> element(2, T).
p11(B) -> [K, V] = binary:split(B, <<"=">>), {K, binary_to_list(V)}.
p12([_ | [X | _] = T] = L) -> {X, T, length(L)}.
p13(T) -> {A, B, C} = T, {C, B, A}.
parse(S) -> {E, []} = expr(toks(S)), {E, eval(E)}.
toks([]) -> [];
toks([$\s|T]) -> toks(T);
toks([C|_] = S) when C >= $0, C =< $9 -> {N, R} = string:to_integer(S), [N | toks(R)];
toks([C|T]) -> [list_to_atom([C]) | toks(T)].
expr(T) -> {L, R} = term(T), expr(L, R).
expr(L, ['+'|T]) -> {R, T2} = term(T), expr({'+', L, R}, T2);
expr(L, ['-'|T]) -> {R, T2} = term(T), expr({'-', L, R}, T2);
expr(L, T) -> {L, T}.
term(T) -> {L, R} = fact(T), term(L, R).
term(L, ['*'|T]) -> {R, T2} = fact(T), term({'*', L, R}, T2);
term(L, T) -> {L, T}.
fact(['('|T]) -> {E, [')'|T2]} = expr(T), {E, T2};
fact([N|T]) when is_integer(N) -> {N, T}.
eval({Op, A, B}) -> erlang:Op(eval(A), eval(B));
eval(N) -> N.
json(L) when is_list(L), is_tuple(hd(L)) -> ["{", lists:join(",", [[$", atom_to_list(K), "\":", json(V)] || {K, V} <- L]), "}"];
json(S) when is_list(S), is_integer(hd(S)), hd(S) > 31 -> [$", S, $"];
json(L) when is_list(L) -> ["[", lists:join($,, lists:map(fun json/1, L)), "]"];
json(A) when is_atom(A) -> atom_to_list(A);
json(N) -> lists:flatten(io_lib:format("~p", [N])).
state(Es) -> lists:foldl(fun step/2, #st{}, Es).
step(coin, #st{s = locked} = S) -> S#st{s = unlocked};
step(push, S = #st{s = unlocked, n = N}) -> S#st{s = locked, n = N + 1};
step(_, #st{} = S) -> S.
tcp(<<V:4, H:4, _:8, Len:16, _:12/binary, D/binary>>) when V =:= 4, H >= 5 -> {v4, Len, D};
tcp(_) -> bad.
utf(<<C/utf8, R/binary>>) -> [C | utf(R)]; utf(<<>>) -> [].
rle([]) -> []; rle([H|T]) -> {S, R} = lists:splitwith(fun(X) -> X =:= H end, T), [{H, 1 + length(S)} | rle(R)].
wc(S) -> lists:sort(maps:to_list(lists:foldl(fun(W, M) -> maps:update_with(W, fun(N) -> N + 1 end, 1, M) end, #{}, string:lexemes(S, " ")))).
guard(X) when is_integer(X) -> integer; guard(X) when is_float(X) -> float; guard(X) when is_atom(X) -> atom;
guard([]) -> nil; guard(X) when is_tuple(X), size(X) =:= 0 -> empty; guard(X) when is_map(X) -> map; guard(X) when is_binary(X) -> bin;
guard(X) when is_pid(X) -> pid; guard(X) when is_function(X, 0) -> fun0; guard(_) -> other.
