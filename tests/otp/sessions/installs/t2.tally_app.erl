%% The application, and its supervisor.
-module(tally_app).
-behaviour(application).
-behaviour(supervisor).

-vsn("2.0").

-export([start/2, stop/1, config_change/3, init/1]).

start(_Type, _Args) -> supervisor:start_link({local, tally_sup}, ?MODULE, []).

stop(_State) -> ok.

config_change(Changed, New, Removed) ->
    io:format("changed ~p, new ~p, removed ~p~n", [Changed, New, Removed]).

init([]) ->
    {ok, {#{intensity => 5},
          [#{id => tally, start => {tally, start_link, []}, modules => [tally, tally_names]}]}}.
