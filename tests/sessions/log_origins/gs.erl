-module(gs).
-compile([export_all, nowarn_export_all]).
callback_mode() -> handle_event_function.
init(_) -> {ok, s, d}.
handle_event(cast, crash, s, d) -> error(x);
handle_event(_, _, _, _) -> keep_state_and_data.
handle_cast(_, S) -> {noreply, S}.
handle_call(_, _, S) -> {reply, ok, S}.
