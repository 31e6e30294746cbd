%% options: [warn_export_vars, warn_missing_spec, warn_unused_import, warn_obsolete_bool_op, nowarn_shadow_vars, warn_untyped_record]
-module(options).
-export([a/1, b/1]).
-import(lists, [map/2, foldl/3]).
-record(r, {a}).
-record(s, {a :: integer()}).
a(X) -> case X of 1 -> Y = 1; 2 -> Y = 2 end, Y.
-spec b(any()) -> any().
b(X) -> F = fun(X) -> X end, map(F, X or true), #r{a = #s{}}.
