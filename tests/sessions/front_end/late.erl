-module(late).
-export([f/0]).
f() -> 
  io:format("~p~n", [a,b]),
  lists:foo(),
  "abc