%% The supervisor of the processes that have dets tables open, one process a table.
-module(dets_sup).
-moduledoc false.
-behaviour(supervisor).

-export([start_link/0, init/1]).

start_link() -> supervisor:start_link({local, ?MODULE}, ?MODULE, []).

init([]) ->
    {ok, {#{strategy => simple_one_for_one, intensity => 4, period => 3600},
          [#{id => dets, start => {dets, istart_link, []}, restart => temporary,
             shutdown => 30000, type => worker, modules => [dets]}]}}.
