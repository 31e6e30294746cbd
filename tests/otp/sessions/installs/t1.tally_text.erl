%% How a count is written.
-module(tally_text).

-export([written/1]).

written(N) -> lists:duplicate(N, $|).
