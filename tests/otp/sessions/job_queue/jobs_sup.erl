-module(jobs_sup).
-behaviour(supervisor).
-export([start_link/1, init/1]).
start_link(N) -> supervisor:start_link({local, ?MODULE}, ?MODULE, N).
init(pool) -> {ok, {#{strategy => simple_one_for_one, intensity => 20, period => 5}, [#{id => worker, start => {jobs_worker, start_link, []}, restart => transient, shutdown => 100}]}};
init(N) -> {ok, {#{strategy => one_for_all}, [#{id => pool, start => {supervisor, start_link, [{local, jobs_pool}, ?MODULE, pool]}, type => supervisor}, #{id => queue, start => {jobs_queue, start_link, [N]}}]}}.
