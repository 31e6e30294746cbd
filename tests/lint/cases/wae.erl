%% options: [warnings_as_errors]
-module(wae).
-export([a/1]).
a(X) -> ok.
