-module(up_app).
-behaviour(application).
-behaviour(supervisor).
-vsn("V").
-export([start/2, stop/1, init/1]).
start(_, _) -> supervisor:start_link({local, up_sup}, ?MODULE, []).
stop(_) -> ok.
init([]) ->
    {ok, {#{strategy => one_for_one, intensity => 10},
          [#{id => up_srv, start => {up_srv, start_link, []}},
           #{id => up_ev, start => {gen_event, start_link, [{local, up_ev}]}, modules => dynamic},
           #{id => up_spec, start => {up_spec, start_link, []}, modules => [up_spec]}]}}.
