-module(good).
-include_lib("eunit/include/eunit.hrl").
one_test() -> ok.
two_test_() -> [?_assertEqual(1,1)].
