-module(macros).
-export([f/0, g/1, h/0, t/0]).
-define(A, 1).
-define(SQ(X), ((X)*(X))).
-define(LOG(F, Args), io:format("~s:~p " ++ F ++ "~n", [?FILE, ?LINE | Args])).
-define(STR(X), ??X).
-ifdef(TEST).
t() -> test.
-else.
t() -> notest.
-endif.
f() -> {?A, ?SQ(3), ?MODULE, ?FUNCTION_NAME, ?FUNCTION_ARITY, ?STR(a + b), ?LINE}.
g(X) -> ?LOG("x=~p", [X]).
h() -> {?MODULE_STRING, ?MACHINE, is_integer(?OTP_RELEASE)}.
