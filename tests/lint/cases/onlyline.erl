%% options: [{error_location,line}]
-module(onlyline).
-export([f/2,g/1,h/1]).
f(_A, _A) -> ok.
g({_A, _A, _A}) -> ok.
h(X) -> io:format("~s", [X, X]), random:uniform(X).
