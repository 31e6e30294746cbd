-module(opts_silent).
-compile([nowarn_unused_vars, nowarn_shadow_vars, nowarn_export_vars, nowarn_unused_record]).
-compile({nowarn_unused_function, [{gone, 0}, {unused, 1}]}).
-compile({nowarn_deprecated_function, [{random, uniform, 0}, lists]}).
-compile({nowarn_redefined_builtin_type, [{string, 0}]}).
-compile(nowarn_unused_type).
-compile(nowarn_underscore_match).
-compile(nowarn_failed).
-compile([nowarn_match_float_zero, nowarn_update_literal]).
-export([a/1]).
-record(r, {a}).
-type string() :: binary().
-type u() :: integer().
a(X) -> Y = 1, F = fun(X) -> X end, random:uniform(), random:uniform(1), lists:zf(X, X), {_A, _A} = X, 1 + a, 0.0 = X, #r{a = 1}#r{a = 2}, F.
unused(_) -> ok.
gone() -> gone.
