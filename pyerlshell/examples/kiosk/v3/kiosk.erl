%% A supervisor with a mistake: no such restart type.
-module(kiosk).
-behaviour(supervisor).

-export([start_link/0, init/1]).

start_link() -> supervisor:start_link({local, ?MODULE}, ?MODULE, []).

init([]) ->
    Till = #{id => till, start => {till, start_link, [500]}, restart => sometimes},
    {ok, {#{intensity => 3, period => 5}, [Till]}}.
