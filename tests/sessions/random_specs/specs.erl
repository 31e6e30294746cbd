%% Random tables, patterns and match specifications: what every function of ets says of them.
-module(specs).
-export([go/2]).

go(Seed, Programs) ->
    rand:seed(exsss, {Seed, 7 * Seed, 3}),
    [program(Number) || Number <- lists:seq(1, Programs)],
    ok.

program(Number) ->
    Type = pick([set, ordered_set, bag, duplicate_bag]),
    Table = ets:new(table, [Type]),
    [ets:insert(Table, object()) || _ <- lists:seq(1, 8)],
    {Spec, Pattern} = {[clause() || _ <- lists:seq(1, rand:uniform(2))], head()},
    io:format("~w ~w ~w ~w~n", [Number, Type, Pattern, Spec]),
    InOrder = fun(L) when Type =:= ordered_set -> L; (L) -> sorted(L) end,
    [io:format("  ~w~n", [tried(F)]) || F <-
        [fun() -> sorted(ets:match(Table, Pattern)) end,
         fun() -> sorted(ets:match_object(Table, Pattern)) end,
         fun() -> InOrder(ets:select(Table, Spec)) end,
         fun() -> ets:select_count(Table, Spec) end,
         fun() -> sorted(ets:match_spec_run(ets:tab2list(Table), ets:match_spec_compile(Spec))) end,
         fun() -> ets:test_ms(hd(sorted(ets:tab2list(Table))), Spec) end,
         fun() -> chunks(ets:select(Table, Spec, 3), []) end,
         fun() -> ets:select_replace(Table, Spec) end,
         fun() -> sorted(ets:tab2list(Table)) end,
         fun() -> ets:select_delete(Table, Spec) end,
         fun() -> ets:match_delete(Table, Pattern) end,
         fun() -> sorted(ets:tab2list(Table)) end]],
    ets:delete(Table).

tried(F) ->
    try F() of
        Value -> Value
    catch
        Class:Reason when is_tuple(Reason) -> {Class, element(1, Reason)};
        Class:Reason -> {Class, Reason}
    end.

sorted(List) when is_list(List) -> lists:sort(List);
sorted(Other) -> Other.

chunks('$end_of_table', Found) -> sorted(Found);
chunks({Some, Continuation}, Found) -> chunks(ets:select(Continuation), Some ++ Found).

pick(List) -> lists:nth(rand:uniform(length(List)), List).

object() ->
    case rand:uniform(3) of
        1 -> {term(1), term(1)};
        2 -> {term(2), term(0), term(1)};
        3 -> {term(0), term(0)}
    end.

term(0) -> pick([1, 2, 1.0, a, b, "ab", <<"x">>, [], {}, #{}]);
term(Depth) ->
    case rand:uniform(7) of
        1 -> {term(Depth - 1), term(Depth - 1)};
        2 -> [term(Depth - 1) | term(Depth - 1)];
        3 -> #{term(0) => term(Depth - 1)};
        4 -> {term(Depth - 1)};
        _ -> term(0)
    end.

pattern(0) -> pick(['$1', '$2', '_', '$1', '$3', 1, a, 2, 1.0, "ab", #{}]);
pattern(Depth) ->
    case rand:uniform(9) of
        1 -> {pattern(Depth - 1), pattern(Depth - 1)};
        2 -> [pattern(Depth - 1) | pattern(Depth - 1)];
        3 -> #{term(0) => pattern(Depth - 1)};
        4 -> {pattern(Depth - 1)};
        5 -> term(1);
        _ -> pattern(0)
    end.

head() ->
    case rand:uniform(8) of
        1 -> '_';
        2 -> '$1';
        3 -> {pattern(1), pattern(1), pattern(1)};
        4 -> {term(0), pattern(1)};
        5 -> {'$1', '$2'};
        _ -> {pattern(2), pattern(1)}
    end.

clause() -> {head(), expressions(rand:uniform(3) - 1), expressions(rand:uniform(2))}.

expressions(Count) -> [expression(rand:uniform(3) - 1) || _ <- lists:seq(1, Count)].

expression(0) ->
    pick(['$1', '$2', '$_', '$$', 1, 2, a, 1.0, {const, '$1'}, {const, {a}}, {{}}, [], "ab"]);
expression(Depth) ->
    Part = fun() -> expression(Depth - 1) end,
    case rand:uniform(15) of
        1 -> {pick(['=:=', '==', '=/=', '/=', '<', '>', '=<', '>=']), Part(), Part()};
        2 -> {pick(['+', '-', '*', '/', 'div', 'rem', 'band', 'bor', 'bxor', 'bsl', 'bsr']), Part(), Part()};
        3 -> {pick([is_atom, is_integer, is_float, is_number, is_list, is_tuple, is_map, is_binary]), Part()};
        4 -> {pick([hd, tl, length, size, tuple_size, abs, round, trunc, map_size, byte_size, float]), Part()};
        5 -> {element, pick([1, 2, 3, a]), Part()};
        6 -> {pick(['and', 'or', 'xor', 'andalso', 'orelse']), Part(), Part()};
        7 -> {'not', Part()};
        8 -> {{Part(), Part()}};
        9 -> [Part() | Part()];
        10 -> #{term(0) => Part()};
        11 -> {pick([map_get, is_map_key, max]), Part(), Part()};
        12 -> {pick([nope, foo, self, node]), Part()};
        _ -> expression(0)
    end.
