-module(m_sup).
-behaviour(supervisor).
-behaviour(application).
-vsn("1").
-export([start/2, stop/1, init/1, work/1, add_extra/0]).
start(_, A) -> supervisor:start_link({local, ?MODULE}, ?MODULE, A).
stop(_) -> ok.
work(N) -> supervisor:start_child(m_pool, [N]).
add_extra() -> supervisor:start_child(m_sup, #{id => extra, start => {m_fsm, start_link, [extra]}}).
init(pool) ->
    {ok, {#{strategy => simple_one_for_one, intensity => 1, period => 5}, [#{id => w, start => {m_work, start_link, []}, restart => transient, modules => [m_work]}]}};
init(_) ->
    {ok, {#{strategy => rest_for_one}, 
      [#{id => pool, start => {supervisor, start_link, [{local, m_pool}, m_sup, pool]}, type => supervisor, modules => [m_sup]},
       #{id => fsm, start => {m_fsm, start_link, [m_fsm]}, modules => [m_fsm]},
       {old, {m_work, start_link, [old]}, permanent, 100, worker, [m_work]}]}}.
