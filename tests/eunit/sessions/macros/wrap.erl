-module(wrap).
-export([test/0]).
-include_lib("eunit/include/eunit.hrl").
test() -> mine.
a_test() -> io:format("a"), ok.
eunit_wrapper_(Tests) -> {setup, fun() -> ok end, {"wrapped", Tests}}.
