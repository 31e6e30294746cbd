-module(gsm).
-behaviour(gen_statem).
-vsn("1").
-export([start_link/0, init/1, callback_mode/0, off/3, on/3, code_change/4]).
start_link() -> gen_statem:start_link({local,?MODULE}, ?MODULE, [], [{debug,[trace]}]).
callback_mode() -> [state_functions, state_enter].
init([]) -> {ok, off, 0}.
off(enter, _Old, N) -> {keep_state, N};
off({call,F}, flip, N) -> {next_state, on, N+1, [{reply,F,on}, {state_timeout,60000,expire}]};
off(cast, flip, N) -> {next_state, on, N+1};
off(info, _M, _N) -> keep_state_and_data;
off({call,F}, get, N) -> {keep_state_and_data, [{reply,F,N}]}.
on(enter, _Old, N) -> {keep_state, N};
on({call,F}, flip, N) -> {next_state, off, N, [{reply,F,off}]};
on(cast, flip, N) -> {next_state, off, N};
on(cast, later, _N) -> {keep_state_and_data, []};
on(internal, _, _) -> keep_state_and_data;
on(info, go, N) -> {keep_state, N, [{next_event,internal,foo},{timeout,50,t1}]};
on(timeout, t1, _N) -> keep_state_and_data;
on({timeout,nm}, _, _N) -> keep_state_and_data;
on(state_timeout, expire, N) -> {next_state, off, N}.
code_change(_V, S, D, _E) -> {ok, S, D}.

