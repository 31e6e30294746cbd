-module(m).
-export([run/0, id/1, cmd/0, kept_test/0]).
-include_lib("eunit/include/eunit.hrl").

id(X) -> X.
run() ->
    [?LET(X, id(1), X + 1), ?IF(id(true), 1, 2), ?MATCHES({_, b}, id({a, b})), ?UNDER_EUNIT,
     ?capturedOutput, ?debugMsg("message"), ?debugHere, ?debugFmt("~w!", [x]), ?debugVal(id(lists:seq(1, 30))),
     ?debugVal(id(lists:seq(1, 30)), 5), ?debugTime("adding", id(1) + 1), ?randomDelay(1, 0.01, 0.02)].
cmd() -> [?cmd("echo a"), ?cmdStatus(1, "false"), ?assertCmd("true"), ?assertCmdStatus(1, "false"),
          ?assertCmdOutput("x\n", "echo x")].
kept_test() -> ok.
hidden_test() -> ?assert(?UNDER_EUNIT).
output_test() -> io:format("abc~n"), ?assertEqual("abc\n", ?capturedOutput), ?debugMsg("seen").
gen_test_() ->
    [?_cmd("true"), ?_cmdStatus(1, "false"), ?_assertCmd("false"), ?_assertCmdStatus(0, "false"),
     ?_assertCmdOutput("b\n", "echo a"), ?_assertNot(id(false)), ?_assertMatch({_, 1}, id({a, 2})),
     ?_assertNotMatch(1, id(2)), ?_assertNotEqual(1, id(1)), ?_assertError(a, error(b)),
     ?_assertExit(a, exit(a)), ?_assertThrow(a, id(1)), ?_assertNotException(error, a, id(1))].
left_exported_() -> ok.
