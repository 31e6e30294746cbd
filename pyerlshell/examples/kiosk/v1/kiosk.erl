%% A supervisor with one child, a till that counts money.
-module(kiosk).
-behaviour(supervisor).

-export([start_link/0, init/1]).

start_link() -> supervisor:start_link({local, ?MODULE}, ?MODULE, []).

init([]) ->
    Till = #{id => till, start => {till, start_link, [0]}, shutdown => 1000},
    {ok, {#{intensity => 1, period => 5}, [Till]}}.
