%% A supervisor with two children: the till begins with change in it, and there is a lamp.
-module(kiosk).
-behaviour(supervisor).

-export([start_link/0, init/1]).

start_link() -> supervisor:start_link({local, ?MODULE}, ?MODULE, []).

init([]) ->
    Till = #{id => till, start => {till, start_link, [1000]}, shutdown => 5000},
    Lamp = #{id => lamp, start => {lamp, start_link, []}, restart => transient, modules => [lamp]},
    {ok, {#{strategy => one_for_all, intensity => 3, period => 5}, [Till, Lamp]}}.
