%% Assertions: each macro is `ok', or raises {Macro, Details} with the place, the expression and what
%% it gave. With NOASSERT (or NODEBUG without DEBUG) they are `ok' without looking; ASSERT insists.
%%
%% Every macro has a form with a comment in front of the other details. The work is in ?ASSERT_..._
%% macros below, which get the texts of their arguments made by the macro that the user wrote.
-ifndef(ASSERT_HRL).
-define(ASSERT_HRL, true).

-ifdef(NODEBUG).
-ifndef(DEBUG).
-ifndef(NOASSERT).
-define(NOASSERT, true).
-endif.
-endif.
-endif.

-ifdef(ASSERT).
-undef(NOASSERT).
-endif.

-ifdef(NOASSERT).

-define(assert(BoolExpr), ok).
-define(assert(BoolExpr, Comment), ok).
-define(assertNot(BoolExpr), ok).
-define(assertNot(BoolExpr, Comment), ok).
-define(assertMatch(Guard, Expr), ok).
-define(assertMatch(Guard, Expr, Comment), ok).
-define(assertNotMatch(Guard, Expr), ok).
-define(assertNotMatch(Guard, Expr, Comment), ok).
-define(assertEqual(Expect, Expr), ok).
-define(assertEqual(Expect, Expr, Comment), ok).
-define(assertNotEqual(Unexpected, Expr), ok).
-define(assertNotEqual(Unexpected, Expr, Comment), ok).
-define(assertException(Class, Term, Expr), ok).
-define(assertException(Class, Term, Expr, Comment), ok).
-define(assertNotException(Class, Term, Expr), ok).
-define(assertNotException(Class, Term, Expr, Comment), ok).

-else.

-define(ASSERT_FAILS_(Macro, Comment, Details),
        erlang:error({Macro, [{module, ?MODULE}, {line, ?LINE}] ++ Comment ++ Details})).

%% The wanted boolean comes from a call, so that the compiler does not warn of constants.
-define(ASSERT_BOOLEAN_(Wanted, Expr, Text, Comment),
        ((fun() ->
              Assert__Wanted = is_process_alive(self()) =:= Wanted,
              case (Expr) of
                  Assert__Wanted -> ok;
                  Assert__Value ->
                      ?ASSERT_FAILS_(assert, Comment,
                                     [{expression, Text}, {expected, Wanted},
                                      case not Assert__Wanted of
                                          Assert__Value -> {value, not Wanted};
                                          _ -> {not_boolean, Assert__Value}
                                      end])
              end
          end)())).

-define(assert(BoolExpr), ?ASSERT_BOOLEAN_(true, BoolExpr, (??BoolExpr), [])).
-define(assert(BoolExpr, Comment),
        ?ASSERT_BOOLEAN_(true, BoolExpr, (??BoolExpr), [{comment, (Comment)}])).
-define(assertNot(BoolExpr), ?ASSERT_BOOLEAN_(false, BoolExpr, (??BoolExpr), [])).
-define(assertNot(BoolExpr, Comment),
        ?ASSERT_BOOLEAN_(false, BoolExpr, (??BoolExpr), [{comment, (Comment)}])).

-define(ASSERT_MATCH_(Guard, Expr, Text, Pattern, Comment),
        ((fun() ->
              case (Expr) of
                  Guard -> ok;
                  Assert__Value ->
                      ?ASSERT_FAILS_(assertMatch, Comment,
                                     [{expression, Text}, {pattern, Pattern},
                                      {value, Assert__Value}])
              end
          end)())).

-define(assertMatch(Guard, Expr), ?ASSERT_MATCH_(Guard, Expr, (??Expr), (??Guard), [])).
-define(assertMatch(Guard, Expr, Comment),
        ?ASSERT_MATCH_(Guard, Expr, (??Expr), (??Guard), [{comment, (Comment)}])).

-define(ASSERT_NO_MATCH_(Guard, Expr, Text, Pattern, Comment),
        ((fun() ->
              Assert__Value = (Expr),
              case Assert__Value of
                  Guard ->
                      ?ASSERT_FAILS_(assertNotMatch, Comment,
                                     [{expression, Text}, {pattern, Pattern},
                                      {value, Assert__Value}]);
                  _ -> ok
              end
          end)())).

-define(assertNotMatch(Guard, Expr), ?ASSERT_NO_MATCH_(Guard, Expr, (??Expr), (??Guard), [])).
-define(assertNotMatch(Guard, Expr, Comment),
        ?ASSERT_NO_MATCH_(Guard, Expr, (??Expr), (??Guard), [{comment, (Comment)}])).

-define(ASSERT_EQUAL_(Expect, Expr, Text, Comment),
        ((fun() ->
              Assert__Expected = (Expect),
              case (Expr) of
                  Assert__Expected -> ok;
                  Assert__Value ->
                      ?ASSERT_FAILS_(assertEqual, Comment,
                                     [{expression, Text}, {expected, Assert__Expected},
                                      {value, Assert__Value}])
              end
          end)())).

-define(assertEqual(Expect, Expr), ?ASSERT_EQUAL_(Expect, Expr, (??Expr), [])).
-define(assertEqual(Expect, Expr, Comment),
        ?ASSERT_EQUAL_(Expect, Expr, (??Expr), [{comment, (Comment)}])).

-define(ASSERT_NOT_EQUAL_(Unexpected, Expr, Text, Comment),
        ((fun() ->
              Assert__Unexpected = (Unexpected),
              case (Expr) of
                  Assert__Unexpected ->
                      ?ASSERT_FAILS_(assertNotEqual, Comment,
                                     [{expression, Text}, {value, Assert__Unexpected}]);
                  _ -> ok
              end
          end)())).

-define(assertNotEqual(Unexpected, Expr), ?ASSERT_NOT_EQUAL_(Unexpected, Expr, (??Expr), [])).
-define(assertNotEqual(Unexpected, Expr, Comment),
        ?ASSERT_NOT_EQUAL_(Unexpected, Expr, (??Expr), [{comment, (Comment)}])).

%% Class and Term are patterns, Term with a guard if need be.
-define(ASSERT_RAISES_(Class, Term, Expr, Text, Pattern, Comment),
        ((fun() ->
              try (Expr) of
                  Assert__Value ->
                      ?ASSERT_FAILS_(assertException, Comment,
                                     [{expression, Text}, {pattern, Pattern},
                                      {unexpected_success, Assert__Value}])
              catch
                  Class:Term -> ok;
                  Assert__Class:Assert__Reason:Assert__Stack ->
                      ?ASSERT_FAILS_(assertException, Comment,
                                     [{expression, Text}, {pattern, Pattern},
                                      {unexpected_exception,
                                       {Assert__Class, Assert__Reason, Assert__Stack}}])
              end
          end)())).

-define(ASSERT_PATTERN_(Class, Term), "{ " ++ Class ++ " , " ++ Term ++ " , [...] }").

-define(assertException(Class, Term, Expr),
        ?ASSERT_RAISES_(Class, Term, Expr, (??Expr), ?ASSERT_PATTERN_((??Class), (??Term)), [])).
-define(assertException(Class, Term, Expr, Comment),
        ?ASSERT_RAISES_(Class, Term, Expr, (??Expr), ?ASSERT_PATTERN_((??Class), (??Term)),
                        [{comment, (Comment)}])).

-define(ASSERT_NOT_RAISES_(Class, Term, Expr, Text, Pattern, Comment),
        ((fun() ->
              try (Expr) of
                  _ -> ok
              catch
                  Assert__Class:Assert__Reason:Assert__Stack ->
                      case Assert__Class of
                          Class ->
                              case Assert__Reason of
                                  Term ->
                                      ?ASSERT_FAILS_(assertNotException, Comment,
                                                     [{expression, Text}, {pattern, Pattern},
                                                      {unexpected_exception,
                                                       {Assert__Class, Assert__Reason,
                                                        Assert__Stack}}]);
                                  _ -> ok
                              end;
                          _ -> ok
                      end
              end
          end)())).

-define(assertNotException(Class, Term, Expr),
        ?ASSERT_NOT_RAISES_(Class, Term, Expr, (??Expr), ?ASSERT_PATTERN_((??Class), (??Term)),
                            [])).
-define(assertNotException(Class, Term, Expr, Comment),
        ?ASSERT_NOT_RAISES_(Class, Term, Expr, (??Expr), ?ASSERT_PATTERN_((??Class), (??Term)),
                            [{comment, (Comment)}])).

-endif.

-define(assertError(Term, Expr), ?assertException(error, Term, Expr)).
-define(assertError(Term, Expr, Comment), ?assertException(error, Term, Expr, Comment)).
-define(assertExit(Term, Expr), ?assertException(exit, Term, Expr)).
-define(assertExit(Term, Expr, Comment), ?assertException(exit, Term, Expr, Comment)).
-define(assertThrow(Term, Expr), ?assertException(throw, Term, Expr)).
-define(assertThrow(Term, Expr, Comment), ?assertException(throw, Term, Expr, Comment)).

-endif.
