-module(exportall).
-compile(export_all).
-compile([nowarn_unused_vars]).
a(X) -> ok.
b(_) -> c.
