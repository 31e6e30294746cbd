-module(shapes).
-export([area/1]).
-include_lib("eunit/include/eunit.hrl").

area({square, S}) -> S * S;
area({rect, W, H}) -> W * H.

ok_test() -> ?assertEqual(4, area({square, 2})).
bad_equal_test() -> ?assertEqual(5, area({square, 2})).
bad_assert_test() -> ?assert(area({square, 1}) > 3).
bad_not_test() -> ?assertNot(true).
bad_bool_test() -> ?assert(area({square, 3})).
bad_match_test() -> ?assertMatch({ok, _}, area({rect, 1, 2})).
bad_notmatch_test() -> ?assertNotMatch({rect, _, _}, {rect, 1, 2}).
bad_notequal_test() -> ?assertNotEqual(2, area({rect, 1, 2})).
bad_error_test() -> ?assertError(badarith, area({rect, 1, 2})).
bad_error2_test() -> ?assertError(badarith, area(circle)).
bad_exit_test() -> ?assertExit(normal, exit(other)).
bad_throw_test() -> ?assertThrow(a, throw(b)).
bad_notexc_test() -> ?assertNotException(error, badarith, area({rect, a, 2})).
crash_test() -> area({rect, a, 2}).
fc_test() -> area(circle).
match_test() -> {ok, 1} = area({square, 2}).
out_test() -> io:format("hello ~p~n", [area({square, 2})]), ?assertEqual(1, area({rect, 1, 2})).
longout_test() -> io:put_chars(lists:duplicate(2000, $x)), exit(oops).
cmd_test() -> ?assertCmd("exit 3").
cmdout_test() -> ?assertCmdOutput("hi\n", "echo ho").
cmdval_test() -> ?cmd("false").
throw_test() -> throw(ball).
exit_test() -> exit(normal).
undef_test() -> no:such().
title_test_() -> {"a title", ?_assertEqual(1, area({rect, 1, 2}))}.
gen_test_() -> [?_assertEqual(1, 1), {"named", ?_assertEqual(1, area({square, 2}))}, {"group", [?_assert(true), ?_assert(false)]}].
