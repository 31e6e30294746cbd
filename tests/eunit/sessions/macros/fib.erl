-module(fib).
-export([fib/1]).
-include_lib("eunit/include/eunit.hrl").

fib(0) -> 1;
fib(1) -> 1;
fib(N) when N > 1 -> fib(N - 1) * fib(N - 2).

fib_test_() ->
    [?_assert(fib(0) =:= 1),
     ?_assert(fib(2) =:= 2),
     ?_assertException(error, function_clause, fib(-1)),
     ?_assert(fib(5) =:= 8)].

basic_test_() -> fun() -> ?assert(1 + 1 =:= 2) end.
length_test() -> ?assert(length([1, 2, 3]) =:= 3).
lazy_test_() -> lazy_gen(3).
lazy_gen(N) ->
    {generator,
     fun() ->
         if N > 0 -> [?_test(io:format("lazy ~w~n", [N])) | lazy_gen(N - 1)];
            true -> []
         end
     end}.
