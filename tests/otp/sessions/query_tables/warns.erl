-module(warns).
-include_lib("stdlib/include/qlc.hrl").
-export([a/1]).

a(X) -> qlc:e(qlc:q([Z || {X, Y, Z} <- [X]])).
