-module(srv).
-behaviour(gen_server).
-behaviour(supervisor).
-export([start/0, init/1, handle_call/3, handle_cast/2, start_link/0]).
start() -> supervisor:start_link({local, srv_sup}, srv, sup).
start_link() -> gen_server:start_link({local, srv}, srv, srv, []).
init(sup) -> {ok, {#{}, [#{id => srv, start => {srv, start_link, []}}]}};
init(srv) -> {ok, st}.
handle_call(_, _, S) -> {reply, S, S}.
handle_cast(crash, _) -> exit(crashed).
