-module(st).
-behaviour(gen_statem).
-export([start/0, init/1, callback_mode/0, a/3, b/3, code_change/4]).
start() -> gen_statem:start({local, st}, st, [], []).
callback_mode() -> state_functions.
init(_) -> {ok, a, 0}.
a({call, F}, get, D) -> {keep_state, D, {reply, F, {a, D}}};
a(cast, go, D) -> {next_state, b, D + 1}.
b({call, F}, get, D) -> {keep_state, D, {reply, F, {b, D}}};
b(cast, _, _) -> keep_state_and_data.
code_change(_, S, D, bad) -> {S, D};
code_change(_, _, _, err) -> {error, no};
code_change(_, _, _, crash) -> error(no);
code_change(_, S, D, E) -> {ok, S, {E, D}}.
