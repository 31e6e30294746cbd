%% Calls, funs, exceptions, comprehensions, maybe.
-module(flow).
-compile([export_all, nowarn_export_all]).

id(X) -> X.

even(0) -> true;
even(N) -> odd(N - 1).
odd(0) -> false;
odd(N) -> even(N - 1).
mutual() -> {even(10000), even(10001)}.
count(0) -> done;
count(N) -> count(N - 1).
self_loop() -> count(100000).
remote_loop(0) -> done;
remote_loop(N) -> ?MODULE:remote_loop(N - 1).
remote() -> remote_loop(20000).
fun_loop() -> F = fun(_, 0) -> done; (G, N) -> G(G, N - 1) end, F(F, 20000).
named() -> F = fun Fact(0) -> 1; Fact(N) -> N * Fact(N - 1) end, F(20).
named_env() -> K = id(2), F = fun Pow(0) -> 1; Pow(N) -> K * Pow(N - 1) end, {F(10), is_function(F, 1)}.
named_tail() -> F = fun L(0, A) -> A; L(N, A) -> L(N - 1, A + N) end, F(1000, 0).
swap(0, A, B) -> {A, B};
swap(N, A, B) -> swap(N - 1, B, A).
swaps() -> swap(3, a, b).
body_len([_ | T]) -> 1 + body_len(T);
body_len([]) -> 0.
deep() -> body_len(lists:seq(1, 50000)).
app([H | T], L) -> [H | app(T, L)];
app([], L) -> L.
trmc() -> app([1, 2, 3], [4 | 5]).
inter([A | T], Sep) -> [A, Sep | inter(T, Sep)];
inter([], _) -> [].
trmc_two() -> inter([1, 2, 3], 0).
filt(P, [H | T]) -> case P(H) of true -> [H | filt(P, T)]; false -> filt(P, T) end;
filt(_, []) -> [].
trmc_case() -> filt(fun(X) -> X > 1 end, [1, 2, 0, 3]).
until(F, [H | T]) -> case F(H) of stop -> F({end_of, T}); X -> [X | until(F, T)] end.
trmc_tail() -> F = fun(3) -> stop; ({end_of, L}) -> L; (X) -> -X end, {until(F, [1, 2, 3, 4]), until(F, [3, 5])}.
trmc_fails() -> app([1, 2 | x], [3]).

external() -> F = fun lists:reverse/1, G = fun id/1, M = lists, H = fun M:length/1, {F([1, 2]), G(a), is_function(H)}.
dynamic() -> M = id(lists), F = id(reverse), {M:F([1, 2]), M:reverse([3, 4]), lists:F([5, 6]), apply(M, F, [[7, 8]]), apply(fun id/1, [x])}.
closures() -> Fs = [fun(Y) -> X + Y end || X <- [1, 2, 3]], [F(10) || F <- Fs].
nested_fun() -> A = id(1), F = fun(B) -> fun(C) -> {A, B, C} end end, (F(2))(3).
fun_in_case() -> X = id(5), F = case X of 5 -> fun() -> {five, X} end; _ -> fun() -> no end end, F().
badfun() -> (id(3))(1, 2).
badfun_tail() -> F = id(x), F(1).
badfun_mid() -> F = id(x), {F(1), 2}.
badarity() -> F = id(fun lists:reverse/1), {F(1, 2), 3}.
badarity_tail() -> F = id(fun lists:reverse/1), F(1, 2).
undef() -> {lists:no_such(1), 1}.
undef_module() -> no_such_module:f(1).
badarg_module() -> M = id(1), M:f().

arith() -> {id(7) div 2, id(-7) div 2, id(-7) rem 2, id(7) / 2, id(5) band 3, id(5) bor 3, id(5) bxor 3, bnot id(5), id(1) bsl 70, id(-1) bsr 3, -id(3), +id(3), id(6) div 3, id(2) * 1.5, id(3) - 0.5}.
floats() -> {id(1.0) + 2, id(0.1) + 0.2, id(1) / 3, 1.0e10 * id(2)}.
bad_plus() -> id({1}) + id({2}).
bad_plus_mid() -> {id(1) + id(a), 2}.
bad_minus() -> id(a) - 1.
bad_times() -> 3 * id({a}).
bad_div() -> id(1) div id(0).
bad_slash() -> id(1) / id(0).
bad_neg() -> -id(a).
bad_bnot() -> bnot id(1.5).
bad_band() -> id(1) band id(1.0).
bad_bsl() -> id(1) bsl id(a).
overflow() -> id(1.0e308) * id(10).
overflow_plus() -> id(1.7e308) + id(1.7e308).
bad_append() -> {id(a) ++ id("b"), 1}.
bad_minus_minus() -> {id(a) -- id("b"), 1}.
appends() -> {id([1]) ++ 2, [] ++ id(x), id([1, 2, 3, 2]) -- [2, 9], "a" ++ id("b") ++ "c"}.
bad_hd() -> {hd(id([])), 1}.
bad_element() -> {element(id(3), {a, b}), 1}.
bad_length() -> {length(id([a | b])), 1}.
bad_atom() -> {atom_to_list(id(1)), 1}.
bad_atom_tail() -> atom_to_list(id(1)).

catches() -> [catch throw(a), catch id(b), catch exit(c), element(1, element(2, catch error(d)))].
tries() -> [try_one(F) || F <- [fun() -> 1 end, fun() -> throw(t) end, fun() -> error(e) end, fun() -> exit(x) end, fun() -> id(a) + 1 end]].
try_one(F) -> try F() of 1 -> one; X -> {other, X} catch throw:T -> {thrown, T}; error:badarith -> arith; C:R -> {C, R} end.
try_guard() -> try throw(id(5)) catch throw:X when X > 9 -> big; throw:X when X > 1 -> {mid, X} end.
try_no_match() -> try throw(id(5)) catch throw:6 -> six end.
try_clause() -> try id(5) of 6 -> six catch _:_ -> caught end.
try_of_raises() -> try id(5) of X -> error({in_of, X}) catch _:_ -> caught end.
try_after() -> R = try id(1) after put(after_ran, yes) end, {R, erase(after_ran)}.
try_after_raise() -> try try error(x) after put(after_ran, yes) end catch error:x -> erase(after_ran) end.
try_all() -> try throw(a) of _ -> b catch throw:a -> c after put(z, 1) end.
after_raises() -> try id(1) after throw(oops) end.
rethrow() -> try error(first) catch error:X -> error({second, X}) end.
try_stack() -> try id(a) + 1 catch error:badarith:S -> [{M, F, A} || {M, F, A, _} <- S, M =:= flow orelse M =:= erlang] end.
try_value_vars() -> X = try id({1, 2}) of {A, B} -> A + B catch _:_ -> 0 end, X.
nested_try() -> try try throw(a) catch throw:a -> throw(b) end catch throw:b -> got_b end.
try_in_loop() -> [try 10 div X catch error:E -> E end || X <- [5, 0, 2]].
raise() -> try erlang:raise(throw, x, []) catch throw:x -> ok end.
deep_error() -> {level(3), x}.
level(0) -> 1 + id(a);
level(N) -> {level(N - 1)}.
tail_gone() -> tail_a(id(1)).
tail_a(X) -> tail_b(X).
tail_b(X) -> {X + a_value(), 1}.
a_value() -> id(a).
error_args() -> error(why, [1, 2]).
exits() -> exit({bye, id(1)}).
throws() -> throw(id(ball)).

lcs() -> [{X, Y} || X <- [1, 2, 3], X rem 2 =:= 1, Y <- [a, b]].
lc_pattern() -> [X || {ok, X} <- [{ok, 1}, error, {ok, 2}]].
lc_guard_fails() -> [X || X <- [1, a, {}], X + 1 > 1].
lc_lines(L) ->
    A = [X +
             1 || 
            X <-
                L,
            X =/= 0],
    [A].
lc_line() -> lc_lines([1, 0, 2, a]).
lc_line_first() -> lc_lines([a]).
lc_line_generator() -> lc_lines([1 | 2]).
lc_two() -> K = id(3), [X + Y + K || X <- [1, 2, 0],
    Y <- [X, X div X]].
lc_inner_error() -> L = [{Y, [Z * 2 || Z <- Y]} || Y <- id([[1], [a]])], L.
lc_map_error() -> [#{Y => Y + 1 || Y <- id([1, a])}].
lc_fun_error() -> F = fun(A) -> A + 1 end, [[F(B) || B <- id([1, 2, a])]].
fun_error() -> K = id(a), F = id(fun(X) -> {X + K} end), [F(1)].
cons_error() -> [inter_plus([1, 2, a])].
inter_plus([H | T]) ->
    [H + 1,
     H | inter_plus(T)];
inter_plus([]) -> [].
lc_nested() -> [[Y * X || Y <- lists:seq(1, X)] || X <- [1, 2, 3]].
lc_bad() -> [X || X <- id(x)].
lc_improper() -> [X || X <- id([1 | 2])].
lc_bad_filter() -> [X || X <- id([1]), id(X)].
lc_var_filter() -> [X || X <- [true, false, 1], X].
lc_fun_filter() -> [X || X <- [1, 2, 3], is_odd(X)].
is_odd(X) -> X rem 2 =:= 1.
lc_error() -> [1 div X || X <- [1, 0]].
lc_strict() -> [X || {ok, X} <:- [{ok, 1}, {ok, 2}]].
lc_strict_fails() -> [X || {ok, X} <:- [{ok, 1}, error]].
zip() -> [{X, Y} || X <- [1, 2] && Y <- [a, b]].
zip_uneven() -> [{X, Y} || X <- [1, 2] && Y <- [a]].
zip_three() -> [X + Y + Z || X <- [1, 2] && Y <- [10, 20] && Z <- [100, 200], X > 1].
mcs() -> #{K => V * 2 || K := V <- #{a => 1, b => 2}, V > 1}.
mc_from_list() -> #{X => X * X || X <- [1, 2, 3]}.
mc_bad() -> [K || K := _ <- id([])].
lc_map() -> lists:sort([{K, V} || K := V <- #{a => 1, b => 2}]).
lc_shadow() -> X = 5, L = [X || X <- [1, 2]], {X, L}.
lc_scope() -> [begin Y = X * 2, Y + 1 end || X <- [1, 2]].
lc_case() -> [case X of 1 -> one; _ -> {other, X} end || X <- [1, 2]].

may(X) -> maybe {ok, A} ?= X, B = A + 1, true ?= B > 1, {yes, B} end.
maybes() -> [may(X) || X <- [{ok, 1}, {ok, -5}, nope]].
may_else(X) -> maybe {ok, A} ?= X, ok ?= A else ok -> was_ok; {ok, B} -> {b, B}; N when is_integer(N) -> n end.
maybe_elses() -> [may_else(X) || X <- [{ok, ok}, {ok, {ok, 3}}, 7]].
maybe_no_else() -> may_else(id(x)).
maybe_last_match() -> maybe {ok, A} ?= id({ok, 1}) end.
maybe_value() -> X = maybe {a, V} ?= id({b, 1}), V else {b, W} -> {from_else, W} end, {X}.

receives() -> self() ! a, self() ! {b, 1}, self() ! c, receive {b, X} -> ok end, R = [receive M -> M end, receive M2 -> M2 end], {X, R, receive after 0 -> none end}.
receive_timeout() -> receive never -> 1 after 1 -> late end.
receive_after_only() -> receive after id(1) -> ok end.
receive_bad_timeout() -> receive x -> 1 after id(a) -> 2 end.
server(S) -> receive {From, add, N} -> From ! {sum, S + N}, server(S + N); stop -> {stopped, S} end.
servers() -> P = spawn(fun() -> server(0) end), [begin P ! {self(), add, N}, receive {sum, S} -> S end end || N <- [1, 2, 3]].
receive_guard() -> self() ! 1, self() ! 20, self() ! a, A = receive X when X > 5 -> X end, B = receive Y when hd(Y) =:= 1 -> Y; Z -> {z, Z} end, {A, B, receive W -> W end}.
receive_value() -> self() ! 3, X = receive N -> N * 2 after 100 -> no end, {X}.
ref_receive() -> R = make_ref(), self() ! junk, self() ! {R, hi}, receive {R, X} -> {X, receive J -> J end} end.
send_value() -> (self() ! hello), receive X -> X end.
ping() -> P = spawn(fun Loop() -> receive {F, X} -> F ! {self(), X}, Loop() end end), P ! {self(), 1}, receive {P, X} -> X end.
block_receive() -> self() ! go, case receive go -> yes end of yes -> done end.

%% What looks like an integer to a compiler and is none.
no_int_1(X) -> X andalso 1.
no_int_2(X) -> try X catch _:_ -> 1 end.
no_int_3(X) -> try 1 + X after ok end.
no_int_4(X) -> maybe 1 ?= X, 2 end.
no_int_5(0) -> 0;
no_int_5(N) -> no_int_5(N - 1) + N.
no_int_6(N) -> Y = case N of a -> 1; _ -> N end, Y.
no_int_7(X) -> case X of a -> Y = 1; b -> Y = x end, Y + 1.
no_int_8(X) when is_integer(X) -> case id(X) of X when is_float(X) -> X; Z -> Z + X end.
no_ints() -> [try F() catch C:R -> {C, R} end || F <- [fun() -> no_int_1(false) + 1 end, fun() -> no_int_2(a) + 1 end, fun() -> no_int_3(a) + 1 end, fun() -> no_int_4(a) + 1 end, fun() -> no_int_6({1}) + no_int_6({2}) end, fun() -> no_int_7(b) end, fun() -> no_int_8(3) end]].
big_ints() -> {no_int_5(100), no_int_8(1 bsl 80)}.
