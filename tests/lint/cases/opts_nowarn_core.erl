%% options: [nowarn_nomatch, nowarn_ignored]
-module(opts_nowarn_core).
-export([a/1]).
a(_) -> 1 + 1, {a}, b + 1;
a(1) -> ok.
