-module(gev).
-behaviour(gen_event).
-export([init/1, handle_event/2, handle_call/2]).
init(N) -> {ok, N}.
handle_event(crash, _) -> error(ev);
handle_event(bad, _) -> strange;
handle_event(_, N) -> {ok, N + 1}.
handle_call(_, N) -> {ok, N, N}.
