-module(inner).
-export([f/0]).
f() -> code:which(?MODULE).
