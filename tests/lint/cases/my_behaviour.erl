-module(my_behaviour).
-callback start(term()) -> ok.
-callback stop() -> ok.
-optional_callbacks([stop/0]).
-export([f/0]).
f() -> my_behaviour:behaviour_info(callbacks).
