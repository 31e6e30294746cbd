%% options: [{warn_format, 2}, warn_missing_spec_all, nowarn_unused_function]
-module(opts_format).
-export([a/2]).
a(F, X) -> io:format(F, X), io:format("~p", X), io:format("~p" ++ F, [X]), io:format(user, "~p~p", [X | "b"]).
b() -> ok.
