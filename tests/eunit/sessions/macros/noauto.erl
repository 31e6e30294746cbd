-module(noauto).
-export([run/0, id/1, cmd/0, kept_test/0]).
-define(EUNIT_NOAUTO, 1).
-include_lib("eunit/include/eunit.hrl").

id(X) -> X.
run() ->
    [?LET(X, id(1), X + 1), ?IF(id(true), 1, 2), ?MATCHES({_, b}, id({a, b})), ?UNDER_EUNIT,
     ?capturedOutput, ?debugMsg("message"), ?debugHere, ?debugFmt("~w!", [x]), ?debugVal(id(lists:seq(1, 30))),
     ?debugVal(id(lists:seq(1, 30)), 5), ?debugTime("adding", id(1) + 1), ?randomDelay(1, 0.01, 0.02)].
cmd() -> [?cmd("echo a"), ?cmdStatus(1, "false"), ?assertCmd("true"), ?assertCmdStatus(1, "false"),
          ?assertCmdOutput("x\n", "echo x")].
kept_test() -> ok.
