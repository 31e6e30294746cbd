-module(gs).
-behaviour(gen_server).
-export([start_link/0, start/0, init/1, handle_call/3, handle_cast/2, handle_info/2]).
start_link() -> gen_server:start_link({local, gs}, ?MODULE, [], []).
start() -> gen_server:start({local, gs}, ?MODULE, [], []).
init([]) -> {ok, state}.
handle_call(sleep, _, S) -> timer:sleep(200), {reply, ok, S};
handle_call(self, _, S) -> {reply, catch gen_server:call(gs, x), S};
handle_call(crash, _, S) -> {reply, 1/(S =/= state), S};
handle_call(bad, _, _) -> bad_return;
handle_call(stop, _, S) -> {stop, because, ok, S}.
handle_cast(crash, _) -> error(cast_crash).
handle_info(crash, _) -> exit(info_crash).
