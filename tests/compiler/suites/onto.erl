%% What is evaluated first of `[... || ...] ++ Rest`.
-module(onto).

-export([simple/0, generator/0, chain/0, left_nested/0, from_binary/0, from_map/0, zipped/0,
         improper/0, nested/0, filters/0, binds/0, fails/0, bad_generator/0, called/0, in_block/0,
         in_fun/0, variables/0, fun_names/0]).

seen(X) ->
    put(seen, [X | case get(seen) of undefined -> []; L -> L end]),
    X.

told(Value) -> {Value, lists:reverse(erase(seen))}.

simple() -> told([seen(X) || X <- [1, 2]] ++ seen([a])).

generator() -> told([seen(X) || X <- seen([1, 2])] ++ seen([a])).

chain() -> told([seen(X) || X <- [1, 2]] ++ [seen(X) || X <- [3, 4]] ++ seen([a])).

left_nested() -> told(([seen(X) || X <- [1, 2]] ++ seen([a])) ++ seen([b])).

from_binary() -> told([seen(X) || <<X>> <= <<1, 2>>] ++ seen([a])).

from_map() -> told([seen({K, V}) || K := V <- #{a => 1}] ++ seen([a])).

zipped() -> told([seen(X + Y) || X <- [1, 2] && Y <- [3, 4]] ++ seen([a])).

improper() -> told([seen(X) || X <- [1, 2]] ++ seen(a)).

nested() -> told([[seen(Y) || Y <- X] ++ seen([a]) || X <- [[1], [2]]] ++ seen([b])).

filters() -> told([seen(X) || seen(true) =:= true, X <- [1]] ++ seen([a])).

binds() ->
    L = [seen(X) || X <- [1]] ++ begin Q = seen([a]), Q end,
    told({L, Q}).

fails() -> try [error(seen(X)) || X <- [1]] ++ error(rest) catch error:R -> told({R, seen(end_)}) end.

bad_generator() -> try [X || X <- seen(foo)] ++ seen([a]) catch error:R -> told(R) end.

called() -> told(erlang:'++'([seen(X) || X <- [1, 2]], seen([a]))).

in_block() -> told(begin [seen(X) || X <- [1]] end ++ seen([a])).

in_fun() -> told((fun(L) -> [seen(X) || X <- L] ++ seen([length(L)]) end)([1, 2])).

variables() ->
    Rest = [a],
    told([seen(X) || X <- [1]] ++ Rest).

fun_names() ->
    [name(F) || F <- [fun() -> 1 end || _ <- [1]] ++ [fun() -> 2 end]].

name(F) -> element(2, erlang:fun_info(F, name)).
