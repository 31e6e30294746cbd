%% The supervisor of the processes that have logs open, one process a log.
-module(disk_log_sup).
-moduledoc false.
-behaviour(supervisor).

-export([start_link/0, init/1]).

start_link() -> supervisor:start_link({local, ?MODULE}, ?MODULE, []).

init([]) ->
    {ok, {#{strategy => simple_one_for_one, intensity => 4, period => 3600},
          [#{id => disk_log, start => {disk_log, istart_link, []}, restart => temporary,
             shutdown => 1000, type => worker, modules => [disk_log]}]}}.
