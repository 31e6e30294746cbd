-module(deprec).
-export([a/1, b/0]).
-compile(nowarn_deprecated_catch).
a(X) -> erlang:now(), now(), catch X, random:uniform(), erlang:hash(X, 1), os:cmd(X).
b() -> erlang:get_stacktrace(), lists:zf(a, b), binary_to_term(<<>>), gen_fsm:start(a, b, c).
