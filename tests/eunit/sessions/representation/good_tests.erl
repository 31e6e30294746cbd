-module(good_tests).
-include_lib("eunit/include/eunit.hrl").
three_test() -> ok.
