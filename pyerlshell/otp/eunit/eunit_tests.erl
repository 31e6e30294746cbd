%% Tests of the macros in eunit.hrl that are not assertions.
-module(eunit_tests).

-export([under_eunit_test/0, let_test/0, if_test_/0, matches_test_/0, get_output_test/0]).

-define(EUNIT_NOAUTO, true).
-include("eunit.hrl").

id(X) -> X.

under_eunit_test() -> ?assert(?UNDER_EUNIT).

let_test() -> ?assertEqual({1, 2}, ?LET(X, 1, {X, X + 1})).

if_test_() ->
    [?_assertEqual(yes, ?IF(id(true), yes, no)),
     ?_assertEqual(no, ?IF(id(false), yes, no))].

matches_test_() ->
    [?_assert(?MATCHES({ok, _}, id({ok, 1}))),
     ?_assertNot(?MATCHES({ok, _}, id(error)))].

get_output_test() ->
    ?assertEqual("", ?capturedOutput),
    io:format("one~n"),
    io:format("~w~n", [two]),
    ?assertEqual("one\ntwo\n", ?capturedOutput).
