%% Calls of stdlib's modules of pure code: scripts/compiler-otp-modules compiles those modules from an
%% installed Erlang with our compiler, runs this, and compares with stdlib_calls.expected.
-module(stdlib_calls).
-compile([export_all, nowarn_export_all]).

l(N) -> [(I * 7919) rem 1009 || I <- lists:seq(1, N)].
words() -> ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog"].

lists_sort() -> {lists:sort(l(50)), lists:usort(l(30) ++ l(20)), lists:sort(fun(A, B) -> A >= B end, l(20))}.
lists_keys() -> T = [{X rem 5, X} || X <- l(20)], {lists:keysort(1, T), lists:keyfind(3, 1, T), lists:keydelete(2, 1, T), lists:keymerge(1, lists:keysort(1, T), [{9, z}]), lists:ukeysort(1, T)}.
lists_folds() -> {lists:foldl(fun(X, A) -> X - A end, 0, l(10)), lists:foldr(fun(X, A) -> X - A end, 0, l(10)), lists:mapfoldl(fun(X, A) -> {X * A, A + 1} end, 1, l(5)), lists:sum(l(9)), lists:max(l(9)), lists:min(l(9))}.
lists_parts() -> {lists:split(3, l(6)), lists:splitwith(fun(X) -> X > 100 end, l(6)), lists:partition(fun(X) -> X rem 2 =:= 0 end, l(8)), lists:sublist(l(9), 3, 4), lists:nthtail(4, l(6)), lists:droplast(l(4)), lists:last(l(4))}.
lists_more() -> {lists:zip([1, 2], [a, b]), lists:unzip3([{1, a, x}, {2, b, y}]), lists:flatten([1, [2, [3, []], 4]]), lists:concat([a, 1, "b"]), lists:duplicate(3, x), lists:prefix("ab", "abc"), lists:suffix("bc", "abc"), lists:join(0, [1, 2, 3]), lists:enumerate([a, b]), lists:uniq([1, 2, 1, 3])}.
lists_merge() -> {lists:merge([[1, 4], [2, 5], [3]]), lists:umerge([1, 2], [2, 3]), lists:rumerge([3, 1], [2, 1]), lists:subtract([1, 2, 3, 2], [2])}.
lists_errors() -> [try F() catch C:R -> {C, R} end || F <- [fun() -> lists:nth(0, [a]) end, fun() -> lists:nth(5, [a]) end, fun() -> lists:last([]) end, fun() -> lists:seq(3, 1) end, fun() -> lists:sort(x) end]].
orddicts() -> D = lists:foldl(fun(X, A) -> orddict:update_counter(X rem 7, 1, A) end, orddict:new(), l(40)), {D, orddict:fetch(3, D), orddict:find(99, D), orddict:filter(fun(_, V) -> V > 5 end, D)}.
dicts() -> D = lists:foldl(fun(X, A) -> dict:append(X rem 11, X, A) end, dict:new(), l(200)), {lists:sort(dict:to_list(D)), dict:size(D), dict:fetch(3, D), lists:sort(dict:fetch_keys(dict:erase(4, D)))}.
dicts_merge() -> D = dict:from_list([{X, 1} || X <- l(60)]), E = dict:from_list([{X, 2} || X <- l(90)]), lists:sort(dict:to_list(dict:merge(fun(_, A, B) -> A + B end, D, E))).
ordsets_() -> {ordsets:from_list(l(10)), ordsets:union([1, 3], [2, 3]), ordsets:subtract([1, 2, 3], [2]), ordsets:intersection([[1, 2, 3], [2, 3], [3, 4]])}.
sets_1() -> S = sets:from_list(l(100), [{version, 1}]), {lists:sort(sets:to_list(S)), sets:size(S), sets:is_element(5, S), lists:sort(sets:to_list(sets:filter(fun(X) -> X rem 3 =:= 0 end, S)))}.
sets_2() -> S = sets:from_list(l(100), [{version, 2}]), T = sets:from_list(lists:seq(1, 300), [{version, 2}]), {lists:sort(sets:to_list(sets:intersection(S, T))), sets:is_subset(S, T), sets:size(sets:union(S, T))}.
trees() -> T = lists:foldl(fun(X, A) -> gb_trees:enter(X, X * 2, A) end, gb_trees:empty(), l(100)), {gb_trees:size(T), gb_trees:smallest(T), gb_trees:lookup(7919 rem 1009, T), gb_trees:to_list(gb_trees:delete_any(5, T)), gb_trees:next(gb_trees:iterator_from(500, T))}.
trees_balanced() -> T = gb_trees:balance(gb_trees:from_orddict([{X, x} || X <- lists:seq(1, 31)])), {T, gb_trees:take_largest(T)}.
gbsets() -> S = gb_sets:from_list(l(60)), {gb_sets:to_list(S), gb_sets:to_list(gb_sets:union(S, gb_sets:from_list([1, 2, 3]))), gb_sets:is_member(3, S), gb_sets:fold(fun(X, A) -> X + A end, 0, S), gb_sets:take_smallest(gb_sets:from_list([3, 1, 2]))}.
queues() -> Q = lists:foldl(fun queue:in/2, queue:new(), lists:seq(1, 9)), {{value, A}, R} = queue:out(Q), {Q, A, queue:to_list(queue:in_r(z, R)), queue:len(R), queue:split(3, R), queue:filter(fun(X) -> X rem 2 =:= 0 end, Q)}.
arrays() -> A = array:from_list(l(30)), B = array:set(50, x, A), {array:get(3, A), array:size(B), array:to_list(array:resize(5, A)), array:foldl(fun(_, V, S) when is_integer(V) -> S + V; (_, _, S) -> S end, 0, B), array:sparse_to_orddict(array:set(9, q, array:new()))}.
sofs_() -> R = sofs:relation([{1, a}, {2, b}, {3, a}, {3, c}]), S = sofs:set([1, 3]), {sofs:to_external(sofs:image(R, S)), sofs:to_external(sofs:converse(R)), sofs:to_external(sofs:relation_to_family(R)), sofs:to_external(sofs:composite(R, sofs:relation([{a, x}, {b, z}, {c, y}]))), sofs:to_external(sofs:partition(fun(X) -> X rem 2 end, sofs:set([1, 2, 3, 4]), S))}.
sofs_product() -> {sofs:to_external(sofs:product(sofs:set([1, 2]), sofs:set([a, b]))), sofs:to_external(sofs:symdiff(sofs:set([1, 2]), sofs:set([2, 3]))), sofs:to_external(sofs:union(sofs:set([1, 2]), sofs:set([3]))), sofs:type(sofs:set([1]))}.
proplists_() -> L = [a, {b, 1}, {b, 2}, {c, false}], {proplists:get_value(b, L), proplists:get_all_values(b, L), proplists:get_bool(a, L), proplists:get_bool(c, L), proplists:delete(b, L), proplists:compact([{a, true}, {b, false}]), proplists:expand([{a, [x, y]}], L), proplists:to_map([a, {b, 2}])}.
strings() -> {string:split("a-b-c", "-", all), string:trim("  x "), string:uppercase("abcß"), string:lexemes("a b  c", " "), string:pad("x", 5, both, $.), string:find("hello world", "wor"), string:replace("aXbX", "X", "--", all), string:length("héllo"), string:reverse("abc"), string:slice("abcdef", 2, 3), string:titlecase("word"), string:to_integer("12ab"), string:equal("Ab", "aB", true)}.
strings_old() -> {string:tokens("a,b;c", ",;"), string:join(words(), " "), string:str("hello", "l"), string:substr("hello", 2, 3), string:centre("a", 5), string:strip("  a "), string:to_upper("abc"), string:chr("abc", $b)}.
strings_binary() -> {string:split(<<"a b c">>, " ", all), string:uppercase(<<"abc">>), string:trim(<<" x ">>), string:slice(<<"hello">>, 1, 2)}.
mapsm() -> M = maps:from_list([{X rem 9, X} || X <- l(30)]), {lists:sort(maps:to_list(maps:map(fun(_, V) -> V + 1 end, M))), maps:fold(fun(_, V, A) -> V + A end, 0, M), lists:sort(maps:to_list(maps:filter(fun(K, _) -> K > 4 end, M))), maps:with([1, 2, 77], M)}.
maps_more() -> M = #{a => 1, b => 2}, {maps:update_with(a, fun(X) -> X + 1 end, M), maps:groups_from_list(fun(X) -> X rem 2 end, [1, 2, 3]), maps:intersect(M, #{b => 3}), maps:merge_with(fun(_, A, B) -> {A, B} end, M, #{b => 5, c => 6}), maps:take(a, M), maps:get(zz, M, none)}.
base() -> {base64:encode("hello world"), base64:decode("aGVsbG8="), base64:encode_to_string(<<1, 2, 3>>), base64:mime_decode("aG V$sbG8=")}.
uris() -> {uri_string:parse("http://u@host:80/p?q=1#f"), uri_string:quote("a b/c"), uri_string:recompose(#{scheme => "http", host => "h", path => "/x"}), uri_string:dissect_query("a=1&b=2")}.
calendar_() -> {calendar:date_to_gregorian_days(2024, 2, 29), calendar:day_of_the_week(2024, 1, 1), calendar:is_leap_year(2000), calendar:last_day_of_the_month(2023, 2), calendar:gregorian_seconds_to_datetime(63900000000), calendar:iso_week_number({2021, 1, 3}), calendar:seconds_to_daystime(100000)}.
files() -> {filename:join(["/a", "b", "c.erl"]), filename:basename("/x/y.erl", ".erl"), filename:dirname("/x/y"), filename:extension("a.b.c"), filename:rootname("x.erl"), filename:split("/a/b/c"), filename:absname("x", "/d"), filename:pathtype("a/b")}.
rand_() -> S = rand:seed_s(exsss, {1, 2, 3}), {A, S1} = rand:uniform_s(S), {B, _} = rand:uniform_s(1000, S1), {A, B}.
scans() -> {ok, T, _} = erl_scan:string("f(X) -> {ok, X + 1.5, \"s\", $a, 'q r'}."), T.
parses() -> {ok, T, _} = erl_scan:string("f(X) when X > 1 -> [Y || {Y, _} <- X]; f(_) -> case 1 of _ -> <<1:8>> end."), erl_parse:parse_form(T).
parse_fails() -> {ok, T, _} = erl_scan:string("f(X) -> ."), erl_parse:parse_form(T).
prints() -> {ok, T, _} = erl_scan:string("f(X) when X > 1 -> [Y || {Y, _} <- X]; f(_) -> fun(A) -> A + 1 end."), {ok, F} = erl_parse:parse_form(T), lists:flatten(erl_pp:form(F)).
formats() -> [lists:flatten(io_lib:format(F, A)) || {F, A} <- [{"~p ~w", [{a, "x"}, "y"]}, {"~5.2f|~-6w|~6w", [3.14159, a, b]}, {"~s~n~c", ["str", $x]}, {"~.16b ~8..0b", [255, 5]}, {"~p", [lists:seq(1, 60)]}, {"~p", [#{a => [1, 2], "b" => {c}}]}, {"~e ~g", [1.5, 2.0e10]}, {"~P", [l(20), 5]}]].
lints() -> {ok, T, _} = erl_scan:string("f(X) -> Y."), {ok, F} = erl_parse:parse_form(T), erl_lint:module([{attribute, 1, module, m}, F]).
evals() -> {ok, T, _} = erl_scan:string("F = fun(X) -> X * 2 end, lists:map(F, [1,2,3])."), {ok, E} = erl_parse:parse_exprs(T), {value, V, _} = erl_eval:exprs(E, []), V.
unicode_() -> {unicode_util:gc("e" ++ [769] ++ "x"), [C || C <- unicode_util:nfc("e" ++ [769])], unicode_util:uppercase("ß")}.
ms() -> ets_like(fun() -> {ok, T, _} = erl_scan:string("fun({A, B}) when A > 1 -> B end."), {ok, [E]} = erl_parse:parse_exprs(T), E end).
ets_like(F) -> element(1, F()).
