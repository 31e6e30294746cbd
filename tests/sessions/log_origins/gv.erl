-module(gv).
-compile([export_all, nowarn_export_all]).
init(_) -> {ok, []}.
handle_call(_, _, S) -> {reply, ok, S}.
handle_cast(crash, _) -> error(x);
handle_cast(_, S) -> {noreply, S}.
