-module(wrong).
-include_lib("stdlib/include/qlc.hrl").
-export([a/1, b/1, c/0]).

a(L) -> qlc:q([{X, Y} || X <- L, Y <- [X]]).
b(L) -> qlc:q(L).
c() -> qlc:q([X || <<X>> <= <<1, 2>>]).
