%% How a count is written.
-module(tally_text).

-export([written/1]).

written(N) when N >= 5 -> lists:duplicate(N div 5, $#) ++ written(N rem 5);
written(N) -> lists:duplicate(N, $|).
