-module(bad5).
-export([f/0]).
-include("nofile.hrl").
f() -> ?UNDEF.
f() -> #r{}.
