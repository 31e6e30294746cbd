%% Guards: what they test, and that whatever fails in one is false.
-module(guards).
-compile([export_all, nowarn_export_all]).


id(X) -> X.

vals(_) ->
    [0, 1, -1, 1.0, 2.5, a, true, false, "", "ab", [1 | 2], {}, {1}, {1, 2}, <<>>, <<"ab">>, <<1:3>>, #{}, #{a => 1}, fun id/1].

each(F) -> [F(V) || V <- vals(x)].
types() -> each(fun(X) -> t(X) end).
t(X) when is_atom(X), X =/= true -> atom;
t(X) when is_boolean(X) -> boolean;
t(X) when is_integer(X) -> integer;
t(X) when is_float(X) -> float;
t(X) when is_list(X) -> list;
t(X) when is_tuple(X) -> tuple;
t(X) when is_binary(X) -> binary;
t(X) when is_bitstring(X) -> bits;
t(X) when is_map(X) -> map;
t(X) when is_function(X, 1) -> fun1;
t(X) when is_function(X) -> function.
numbers() -> each(fun(X) when is_number(X) -> n; (_) -> o end).
hds() -> each(fun(X) when hd(X) =:= $a -> yes; (X) when tl(X) =:= [] -> tl; (_) -> no end).
lengths() -> each(fun(X) when length(X) > 1 -> long; (X) when length(X) =:= 0 -> zero; (_) -> no end).
elements() -> each(fun(X) when element(2, X) =:= 2 -> two; (X) when element(1, X) == 1.0 -> one; (_) -> no end).
sizes() -> each(fun(X) when tuple_size(X) =:= 1 -> t1; (X) when byte_size(X) =:= 2 -> b2; (X) when map_size(X) =:= 1 -> m1; (X) when bit_size(X) =:= 3 -> b3; (_) -> no end).
arith() -> each(fun(X) when X + 1 =:= 2 -> a; (X) when X - 1 =:= -1 -> b; (X) when X * 2 > 4 -> c; (X) when X rem 2 =:= 1 -> d; (X) when X div 1 =:= -1 -> e; (X) when -X =:= -1.0 -> f; (_) -> no end).
arith_tuple() -> [case {V, W} of {X, Y} when X + Y =:= 3 -> sum; {X, Y} when X * Y > 0 -> pos; _ -> no end || V <- [1, {}, "a"], W <- [2, {1}, "b", 1.5]].
ands() -> [case {V, W} of {X, Y} when X, Y -> 'and'; {X, Y} when X; Y -> 'or'; {X, Y} when not X, not Y -> neither; _ -> no end || V <- [true, false, 5], W <- [true, false, x]].
strict() -> [case {V, W} of {X, Y} when X and Y -> 'and'; {X, Y} when X xor Y -> 'xor'; {X, Y} when X or Y -> 'or'; {X, Y} when not (X or Y) -> nor; _ -> no end || V <- [true, false, 5], W <- [true, false, x]].
short() -> [case {V, W} of {X, Y} when X andalso Y -> 'and'; {X, Y} when X orelse Y -> 'or'; {X, Y} when not (X orelse Y) -> nor; _ -> no end || V <- [true, false, 5], W <- [true, false, x]].
short_fails() -> [case {V, W} of {X, Y} when is_list(X) andalso hd(X) =:= 1 orelse Y =:= 2 -> yes; _ -> no end || V <- [[1], [], a], W <- [1, 2]].
alternatives() -> each(fun(X) when hd(X) =:= 1; is_atom(X); element(1, X) =:= 1 -> yes; (_) -> no end).
compare() -> [{X < Y, X =< Y, X > Y, X >= Y, X == Y, X /= Y, X =:= Y, X =/= Y} || X <- [1, 1.0, a, "a", {1}], Y <- [1, 2.0, b, "b", {1.0}, <<"x">>, #{}]].
order() -> lists:sort(vals(x) -- [fun id/1]).
big() -> X = id(1 bsl 64), {X > 1, X == X + 0.0, X =:= X, X < X + 1, X >= 1.0e30}.
guard_bifs() -> [case V of X when abs(X) =:= 1 -> abs; X when trunc(X) =:= 2 -> trunc; X when round(X) =:= 1 -> round; X when map_get(a, X) =:= 1 -> map; X when is_map_key(b, X) -> key; X when size(X) =:= 2 -> size; _ -> no end || V <- vals(x)].
self_node() -> P = self(), N = node(), case P of X when X =:= self(), N =:= node() -> yes end.
record_old() -> f_int(1.0).
f_int(X) when is_integer(X) -> int;
f_int(X) when is_float(X) -> float.
bool_vals(_) -> X = id(3), {X > 2, X =:= 2, not (X > 2), X > 2 andalso a, X < 2 orelse b, (X > 2) and true, (X > 2) xor true}.
andalso_bad() -> id(1) andalso true.
orelse_bad() -> id([]) orelse true.
and_bad() -> id(1) and true.
not_bad() -> not id(1).
case_bool_bad() -> case id(1) andalso true of true -> a; false -> b end.
case_not_bad() -> case not id(a) of true -> a; false -> b end.
if_true() -> if false -> a; true -> b end.
in_args() -> {id(1) =:= 1, id([]) =/= [], id(a) == a}.
tuple_guard() -> [case X of {A, B} when {A, B} =:= {1, 2} -> yes; _ -> no end || X <- [{1, 2}, {1, 2.0}, 5]].
lists_guard() -> [case X of A when [A] =:= [1] -> yes; A when [A | A] > 5, A =/= z -> more; _ -> no end || X <- [1, 2, z]].
not_equal_types() -> {id(1) == id(1.0), id([1]) == id([1.0]), id({a, 1}) =:= id({a, 1.0}), id(#{1 => 1.0}) == id(#{1 => 1}), id(#{1 => a}) == id(#{1.0 => a})}.
