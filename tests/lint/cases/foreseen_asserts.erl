-module(foreseen_asserts).
-include_lib("stdlib/include/assert.hrl").
-export([f/1,g/0,h/1]).
f(X) -> ?assert(true), ?assert(X), ?assertEqual(1, 1), ?assertEqual(1, 2), ?assertNot(false), ?assertMatch({ok, _}, {ok, 1}), ?assertError(badarith, 1/0), ?assertMatch({ok,_}, foo()), ?assertEqual([], []), ?assertEqual("a", "b"), ?assertNotEqual(1, 2), ?assertNotEqual(1, 1),  ?assertNotMatch({a}, {b}).
foo() -> {ok, 1}.
g() -> ?assert(1 + 1 == 2), ?assertEqual(foo, bar), ?assertEqual({a,b},{a,b}), ?assert(false), ?assert(is_list([])), ?assertEqual(3, 1 + 2), ?assertEqual([1,2], lists:seq(1,2)).
h(Y) -> X = 5, ?assertEqual(5, X), ?assertEqual(Y, 5), ?assertMatch(5, X), ?assertMatch(X, 6), ?assertThrow(foo, throw(foo)), ?assertExit(_, exit(a)), ?assertException(error, _, 1/0).
