%% Macros for tests, and what finds the tests of a module that includes this file.
%%
%% TEST and EUNIT are defined where tests are wanted, that is, unless NOTEST was defined before; TEST that
%% was defined before outweighs it. With tests, functions named x_test and x_test_ are exported, with
%% NOTEST they are left out (unless EUNIT_NOAUTO is defined). DEBUG outweighs NODEBUG likewise.
%%
%% A macro with an underscore makes a test of what the macro without it does at once. Everything that
%% binds variables is a fun of its own, called there and then.
-ifndef(EUNIT_HRL).
-define(EUNIT_HRL, true).

-ifdef(DEBUG).
-undef(NODEBUG).
-endif.

-ifdef(TEST).
-undef(NOTEST).
-endif.

-ifdef(NOTEST).
-undef(EUNIT).
-else.
-ifndef(TEST).
-define(TEST, true).
-endif.
-ifndef(EUNIT).
-define(EUNIT, true).
-endif.
-ifndef(ASSERT).
-define(ASSERT, true).
-endif.
-endif.

-include_lib("stdlib/include/assert.hrl").

-ifndef(EUNIT_NOAUTO).
-ifdef(NOTEST).
-compile({parse_transform, eunit_striptests}).
-else.
-compile({parse_transform, eunit_autoexport}).
-endif.
-endif.

%% -- expressions

-ifndef(LET).
-define(LET(Var, Arg, Expr), ((fun(Var) -> (Expr) end)(Arg))).
-endif.

-ifndef(IF).
-define(IF(Cond, True, False), (case (Cond) of true -> (True); false -> (False) end)).
-endif.

-ifndef(MATCHES).
-define(MATCHES(Pattern, Expr), (case (Expr) of Pattern -> true; _ -> false end)).
-endif.

%% The group leader of a test is a process of eunit_proc.
-ifndef(UNDER_EUNIT).
-define(UNDER_EUNIT,
        ?MATCHES({current_function, {eunit_proc, _, _}},
                 process_info(group_leader(), current_function))).
-endif.

-ifndef(capturedOutput).
-define(capturedOutput, ?IF(?UNDER_EUNIT, eunit_proc:get_output(), "")).
-endif.

%% -- tests

-define(_test(Expr), {?LINE, fun() -> (Expr) end}).

-define(_assert(BoolExpr), ?_test(?assert(BoolExpr))).
-define(_assertNot(BoolExpr), ?_assert(not (BoolExpr))).
-define(_assertMatch(Pattern, Expr), ?_test(?assertMatch(Pattern, Expr))).
-define(_assertNotMatch(Pattern, Expr), ?_test(?assertNotMatch(Pattern, Expr))).
-define(_assertEqual(Expected, Expr), ?_test(?assertEqual(Expected, Expr))).
-define(_assertNotEqual(Unexpected, Expr), ?_test(?assertNotEqual(Unexpected, Expr))).
-define(_assertException(Class, Term, Expr), ?_test(?assertException(Class, Term, Expr))).
-define(_assertError(Term, Expr), ?_assertException(error, Term, Expr)).
-define(_assertExit(Term, Expr), ?_assertException(exit, Term, Expr)).
-define(_assertThrow(Term, Expr), ?_assertException(throw, Term, Expr)).
-define(_assertNotException(Class, Term, Expr), ?_test(?assertNotException(Class, Term, Expr))).

%% -- commands of the operating system

-define(_cmd_(Command), (eunit_lib:command(Command))).

-define(EUNIT_FAILS_(Reason, Command, Details),
        erlang:error({Reason, [{module, ?MODULE}, {line, ?LINE}, {command, (Command)} | Details]})).

-define(cmdStatus(Status, Command),
        ((fun() ->
              case ?_cmd_(Command) of
                  {(Status), Eunit__Output} -> Eunit__Output;
                  {Eunit__Status, _} ->
                      ?EUNIT_FAILS_(command_failed, Command,
                                    [{expected_status, (Status)}, {status, Eunit__Status}])
              end
          end)())).
-define(cmd(Command), ?cmdStatus(0, Command)).

-ifdef(NOASSERT).
-define(assertCmdStatus(Status, Command), ok).
-define(assertCmdOutput(Text, Command), ok).
-else.
-define(assertCmdStatus(Status, Command),
        ((fun() ->
              case ?_cmd_(Command) of
                  {(Status), _} -> ok;
                  {Eunit__Status, _} ->
                      ?EUNIT_FAILS_(assertCmd_failed, Command,
                                    [{expected_status, (Status)}, {status, Eunit__Status}])
              end
          end)())).
-define(assertCmdOutput(Text, Command),
        ((fun() ->
              case ?_cmd_(Command) of
                  {_, (Text)} -> ok;
                  {_, Eunit__Output} ->
                      ?EUNIT_FAILS_(assertCmdOutput_failed, Command,
                                    [{expected_output, (Text)}, {output, Eunit__Output}])
              end
          end)())).
-endif.
-define(assertCmd(Command), ?assertCmdStatus(0, Command)).

-define(_cmdStatus(Status, Command), ?_test(?cmdStatus(Status, Command))).
-define(_cmd(Command), ?_test(?cmd(Command))).
-define(_assertCmdStatus(Status, Command), ?_test(?assertCmdStatus(Status, Command))).
-define(_assertCmd(Command), ?_test(?assertCmd(Command))).
-define(_assertCmdOutput(Text, Command), ?_test(?assertCmdOutput(Text, Command))).

%% -- messages to the console, whatever becomes of the output of tests; delays

-ifndef(EUNIT_DEBUG_VAL_DEPTH).
-define(EUNIT_DEBUG_VAL_DEPTH, 15).
-endif.

-ifdef(NODEBUG).

-define(debugMsg(Text), ok).
-define(debugHere, ok).
-define(debugFmt(Format, Args), ok).
-define(debugVal(Expr), (Expr)).
-define(debugVal(Expr, Depth), (Expr)).
-define(debugTime(Text, Expr), (Expr)).
-define(randomDelay(Probability, Min, Max), ok).

-else.

-define(debugMsg(Text),
        (ok = io:fwrite(user, <<"~ts:~w:~w: ~ts\n">>, [?FILE, ?LINE, self(), Text]))).
-define(debugHere, ?debugMsg("<-")).
-define(debugFmt(Format, Args), ?debugMsg(io_lib:format((Format), (Args)))).
-define(debugVal(Expr, Depth),
        ((fun(Eunit__Value) ->
              ?debugFmt(<<"~ts = ~tP">>, [(??Expr), Eunit__Value, Depth]),
              Eunit__Value
          end)(Expr))).
-define(debugVal(Expr), ?debugVal(Expr, ?EUNIT_DEBUG_VAL_DEPTH)).
-define(debugTime(Text, Expr),
        ((fun() ->
              {Eunit__Before, _} = statistics(wall_clock),
              Eunit__Value = (Expr),
              {Eunit__After, _} = statistics(wall_clock),
              ?debugFmt(<<"~ts: ~.3f s">>, [(Text), (Eunit__After - Eunit__Before) / 1000]),
              Eunit__Value
          end)())).
%% Seconds: so often as Probability says, wait at least Min and at most Max.
-define(randomDelay(Probability, Min, Max),
        ((fun() ->
              ?IF(rand:uniform() < (Probability),
                  timer:sleep(round(1000 * ((Min) + rand:uniform() * ((Max) - (Min))))),
                  ok)
          end)())).

-endif.

-endif.
