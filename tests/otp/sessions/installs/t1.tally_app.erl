%% The application, and its supervisor.
-module(tally_app).
-behaviour(application).
-behaviour(supervisor).

-vsn("1.0").

-export([start/2, stop/1, init/1]).

start(_Type, _Args) -> supervisor:start_link({local, tally_sup}, ?MODULE, []).

stop(_State) -> ok.

init([]) ->
    {ok, {#{}, [#{id => tally, start => {tally, start_link, []}, modules => [tally]}]}}.
