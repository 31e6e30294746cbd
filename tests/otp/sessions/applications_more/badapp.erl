-module(badapp).
-behaviour(application).
-export([start/2,stop/1]).
start(_,_) -> {error, no_way}.
stop(_) -> ok.
