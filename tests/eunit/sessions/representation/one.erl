-module(one).
-include_lib("eunit/include/eunit.hrl").
one_test() -> ok.
