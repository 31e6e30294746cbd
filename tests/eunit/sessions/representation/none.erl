-module(none).
-include_lib("eunit/include/eunit.hrl").
x() -> 1.
