-module(gsm).
-behaviour(gen_statem).
-export([start/0, init/1, callback_mode/0, off/3]).
start() -> gen_statem:start({local, gsm}, ?MODULE, [], []).
callback_mode() -> state_functions.
init([]) -> {ok, off, data}.
off(cast, crash, _) -> error(in_state);
off(cast, bad, _) -> strange;
off({call, F}, ask, _) -> {keep_state_and_data, [{reply, F, ok}]}.
