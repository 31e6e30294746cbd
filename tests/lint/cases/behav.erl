-module(behav).
-behaviour(gen_server).
-behaviour(supervisor).
-behaviour(nosuch).
-behavior(gen_event).
-export([init/1, handle_call/3, format_status/2]).
init(_) -> ok.
handle_call(_, _, _) -> ok.
format_status(_, _) -> ok.
