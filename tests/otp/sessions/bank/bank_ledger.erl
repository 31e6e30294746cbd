-module(bank_ledger).
-behaviour(gen_event).
-export([start_link/0, note/1, entries/0, init/1, handle_event/2, handle_call/2, terminate/2]).
start_link() -> {ok, P} = gen_event:start_link({local, ?MODULE}), ok = gen_event:add_handler(?MODULE, ?MODULE, []), {ok, P}.
note(E) -> gen_event:sync_notify(?MODULE, E).
entries() -> gen_event:call(?MODULE, ?MODULE, entries).
init(L) -> {ok, L}.
handle_event(E, L) -> {ok, [E | L]}.
handle_call(entries, L) -> {ok, lists:reverse(L), L}.
terminate(_, _) -> ok.
