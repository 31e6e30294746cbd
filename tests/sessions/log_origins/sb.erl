-module(sb).
-compile([export_all, nowarn_export_all]).
init(x) -> {ok, spawn_link(fun() -> receive X -> exit(X) end end), st}.
terminate(_, _) -> ok.
