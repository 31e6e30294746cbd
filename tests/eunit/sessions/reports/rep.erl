-module(rep).
-export([b/0]).
-include_lib("eunit/include/eunit.hrl").
b() -> 2.
a_test() -> io:format("out <b> & \"q\" ~ts~n", [[228,8364]]), ok.
b_test_() -> {"title \"x\" <y>", ?_assertEqual(1, rep:b())}.
c_test() -> ?assertCmd("false").
d_test_() -> {"grp", [fun() -> exit(boom) end, {timeout, 0.05, fun() -> timer:sleep(500) end}]}.
e_test_() -> {setup, fun() -> 1 end, fun(_) -> error(bad) end, fun(_) -> ?_assert(true) end}.
f_test_() -> {setup, fun() -> exit(a) end, fun(_) -> error(bad) end, fun(_) -> ?_assert(true) end}.
