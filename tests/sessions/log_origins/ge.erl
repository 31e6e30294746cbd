-module(ge).
-compile([export_all, nowarn_export_all]).
init(_) -> {ok, []}.
handle_event(crash, _) -> error(x);
handle_event(_, S) -> {ok, S}.
handle_call(_, S) -> {ok, ok, S}.
