-module(macros).
-export([f/0]).
-compile(nowarn_unused_function).
f() -> {?A, ?B, hidden()}.
hidden() -> secret.
