%% The names under which something is counted.
-module(tally_names).

-export([known/0]).

known() ->
    {ok, Names} = application:get_env(tally, names),
    Names.
