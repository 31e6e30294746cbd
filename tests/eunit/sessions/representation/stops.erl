-module(stops).
-export([area/1]).
-compile(export_all).
-include_lib("eunit/include/eunit.hrl").
area({square, S}) -> S * S;
area({rect, W, H}) -> W * H.
badgen_test_() -> ok.
failgen_test_() -> area(nope).
setup_test_() ->
  {setup, fun() -> 10 end, fun(_) -> ok end, fun(X) -> [?_assertEqual(10, X), ?_assertEqual(11, X)] end}.
foreach_test_() ->
  {foreach, fun() -> io:format("in setup~n"), 1 end, fun(_) -> ok end,
   [fun(X) -> ?_assertEqual(1, X) end, fun(X) -> {"second", ?_assertEqual(2, X)} end]}.
foreachx_test_() ->
  {foreachx, fun(N) -> N * 2 end, fun(_, _) -> ok end,
   [{1, fun(X, R) -> ?_assertEqual(2, X * R) end}, {2, fun(X, R) -> ?_assertEqual(2, X * R) end}]}.
badsetup_test_() -> {setup, fun() -> exit(nosetup) end, fun(_) -> ok end, fun(_) -> [?_assert(true)] end}.
badclean_test_() -> {setup, fun() -> 1 end, fun(_) -> error(cleaning) end, fun(_) -> [?_assert(true)] end}.
badinst_test_() -> {setup, fun() -> 1 end, fun(_) -> ok end, fun(_) -> error(inst) end}.
badinst2_test_() -> {setup, fun() -> 1 end, fun(_) -> ok end, fun(_) -> ok end}.
with_test_() -> {with, 3, [fun(X) -> ?assertEqual(3, X) end, fun inc/1]}.
inc(X) -> ?assertEqual(4, X).
timeout_test_() -> {timeout, 0.1, fun() -> timer:sleep(1000) end}.
timeout2_test_() -> {"slow", {timeout, 0.1, [fun() -> timer:sleep(1000) end, fun() -> ok end]}}.
spawn_test_() -> {spawn, [fun() -> ok end, fun() -> exit(self(), kill) end, fun() -> ok end]}.
inpar_test_() -> {inparallel, [fun() -> timer:sleep(30) end, ?_assert(false), fun() -> ok end]}.
inpar2_test_() -> {inparallel, 2, [fun() -> timer:sleep(30) end, ?_assert(false), fun() -> ok end]}.
inorder_test_() -> {inorder, [fun() -> ok end, {"x", fun() -> ok end}]}.
badtest_test_() -> [fun() -> ok end, {foo, bar, baz, 3}].
mf_test_() -> [{stops, nofun}, {test, nomod, nofun}, {test, shapes, throw_test}].
bin_test_() -> {<<"bin title">>, [fun() -> ok end]}.
