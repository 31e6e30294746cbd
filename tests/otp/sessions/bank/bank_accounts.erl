-module(bank_accounts).
-behaviour(supervisor).
-export([start_link/0, init/1]).
start_link() -> supervisor:start_link({local, ?MODULE}, ?MODULE, []).
init([]) -> {ok, {{simple_one_for_one, 3, 10}, [{acc, {bank_acc, start_link, []}, transient, 1000, worker, [bank_acc]}]}}.
