%% options: [nowarn_opportunistic, nowarn_export_all]
-module(opts_opportunistic).
-compile(export_all).
a(_) -> 1 + 1, {a}, b + 1;
a(1) -> X = 1.
