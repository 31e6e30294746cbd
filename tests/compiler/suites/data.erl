%% Data, matching, and what does not match.
-module(data).
-compile([export_all, nowarn_export_all]).

-record(r, {a, b = 2, c = [x]}).

id(X) -> X.

tuples() -> {A, {B, C}} = id({1, {2, 3}}), {C, B, A, {}, {A}, {{A}}}.
lists() -> [A, B | T] = id([1, 2, 3, 4]), {A, B, T, [A | B], [A, B | T], [], [[]]}.
long_list() -> A = id(1), [A, A, A, A, A, A, A, A, A, A, A | A].
strings() -> "ab" ++ T = id("abcd"), {T, [$a | "bc"], "a" "b", "日本"}.
prefix() -> f_prefix(id("hello world")).
f_prefix("hello " ++ Rest) -> {hello, Rest};
f_prefix([$x, $y] ++ Rest) -> {xy, Rest}.
chars() -> [$a, $\n, $\s, $\x{263a}, $\\].
numbers() -> [1.5e3, 16#ff, 2#101, 1_000, -3, -2.5, 123456789012345678901234567890].
atoms() -> [a, 'B c', 'é', '', '\n'].

match_fails() -> {ok, _} = id({error, 1}).
match_fails_2() -> [_ | _] = id([]).
match_number() -> 1 = id(1.0).
match_float_zero() -> case id(-0.0) of 0.0 -> plus; -0.0 -> minus; _ -> other end.
match_int() -> [case id(X) of 1 -> int; 1.0 -> float; true -> t; _ -> no end || X <- [1, 1.0, true, 2]].
repeated() -> [same(X, Y) || {X, Y} <- [{1, 1}, {1, 1.0}, {[1], [1]}, {{a}, {b}}]].
same(X, X) -> yes;
same(_, _) -> no.
repeated_inside() -> [case P of {X, [X | _], _} -> {yes, X}; _ -> no end || P <- [{1, [1], 2}, {1, [2], 1}]].
bound() -> X = id(5), case id({5, 6}) of {X, Y} -> Y; _ -> no end.
bound_fails() -> X = id(5), X = id(6).
alias() -> {A = {B, _}, [C | _] = D} = id({{1, 2}, [3, 4]}), {A, B, C, D}.
alias_both() -> f_alias({1, 2}).
f_alias({A, _} = {_, B} = C) -> [A, B, C].

records() -> R = #r{a = 1}, S = R#r{b = 5, c = y}, {R, S, S#r.c, #r.b, is_record(R, r), is_record({r}, r), is_record({r, 1}, r, 2)}.
record_default() -> #r{_ = z}.
record_match() -> #r{a = A, b = 2} = id(#r{a = 7}), A.
record_guard() -> [f_rec(X) || X <- [#r{a = 1}, #r{a = 2}, {r}, 5]].
f_rec(R) when R#r.a =:= 1 -> one;
f_rec(R) when is_record(R, r) -> rec;
f_rec(_) -> no.
badrecord() -> (id({x}))#r.a.
badrecord_update() -> (id({r, 1}))#r{a = 2}.
nested_record() -> R = #r{a = #r{b = 9}}, R#r.a#r.b.

maps() ->
    M = #{a => 1, "k" => 2, {t} => 3, 1.0 => f, 1 => i},
    #{"k" := K, {t} := T, 1 := I, 1.0 := F} = M,
    [K, T, I, F, map_size(M), maps:get(a, M)].
map_update() -> M = id(#{a => 1}), {[lists:sort(maps:to_list(X)) || X <- [M#{a := 2}, M#{b => 3}, M#{a => 4, b => 5}]], map_size(M#{[] => 1})}.
map_badkey() -> (id(#{a => 1}))#{b := 2}.
map_badmap() -> (id(x))#{b => 2}.
map_badmap_2() -> (id(x))#{b => 2, c => 3}.
map_key_var() -> K = id({a, [b]}), #{K := V} = #{{a, [b]} => v}, V.
map_fails() -> #{a := _} = id(#{}).
map_clause() -> [f_map(M) || M <- [#{x => 1}, #{x => 2, y => 3}, #{}, []]].
f_map(#{x := X, y := Y}) -> {X, Y};
f_map(#{x := X}) -> X;
f_map(#{}) -> map;
f_map(_) -> no.
map_same_keys() -> #{a => 1, a => 2}.
map_order() -> #{id(1) => first, id(1) => second}.
big_map() -> M = maps:from_list([{I, I * I} || I <- lists:seq(1, 100)]), #{50 := X, 99 := Y} = M, {X, Y, map_size(M#{50 := 0, 1000 => 1})}.

case_no_clause() -> case id(3) of 1 -> a; 2 -> b end.
if_no_clause() -> X = id(3), if X > 5 -> a; X < 1 -> b end.
no_clause() -> f_one(id(3), [x]).
f_one(1, _) -> a;
f_one(2, _) -> b.
no_clause_fun() -> K = id(k), put(f, fun(1) -> K; (2) -> two end), [(get(f))(id(3))].
export_from_case() -> case id(2) of 1 -> X = a, Y = 1; 2 -> X = b, Y = 2 end, {X, Y}.
nested_case() -> case id({a, 1}) of {a, X} -> case X of 1 -> Z = one; _ -> Z = other end; _ -> Z = none end, Z.
case_in_args() -> {case id(1) of 1 -> a end, case id(2) of 2 -> b end, id(c)}.
order() -> [begin put(o, [N | case get(o) of undefined -> []; L -> L end]), N end || N <- [1, 2]], lists:reverse(erase(o)).
eval_order() -> {log(1), case log(2) of 2 -> log(3) end, log(4) + log(5), erase(log)}.
log(N) -> put(log, [N | case get(log) of undefined -> []; L -> L end]), N.
true_var() -> True = 1, None = 2, False = 3, {True, None, False}.
shadow() -> X = 1, F = fun(X) -> X * 10 end, {X, F(5), [X || X <- [7, 8]], X}.
shadow_head() -> X = id(1), F = fun({X}) -> X; (_) -> X end, {F({2}), F(3), X}.
deep_match() -> [{a, [{b, C}, D | _]} | E] = id([{a, [{b, 1}, 2, 3]}, 4]), {C, D, E}.
begin_end() -> X = begin Y = id(1), Y + 1 end, {X, Y}.
no_clause_funs() ->
    K = id(k),
    F = fun(1) -> K; (2) -> b end,
    G = fun(A, B) when A > K -> B end,
    H = fun N(1) -> K; N(X) when X > 5 -> N(X - 1) end,
    I = fun(1) -> 2 end,
    [try Do() catch C:R:S -> {C, R, setelement(4, hd(S), [])} end
     || Do <- [fun() -> (id(F))(9) end, fun() -> (id(G))(9, 8) end, fun() -> (id(H))(9) end, fun() -> (id(I))(9) end]].
