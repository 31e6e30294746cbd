-module(shapes).
-export([area/1, perimeter/1, total/1, sort_by_area/1, describe/1, main/0]).
-define(PI, 3.14159).
-define(SQ(X), ((X) * (X))).

-spec area(tuple()) -> number().
area({circle, R}) -> ?PI * ?SQ(R);
area({rect, W, H}) -> W * H;
area({square, S}) -> area({rect, S, S});
area({triangle, A, B, C}) ->
    P = perimeter({triangle, A, B, C}) / 2,
    math:sqrt(P * (P - A) * (P - B) * (P - C)).

perimeter({circle, R}) -> 2 * ?PI * R;
perimeter({rect, W, H}) -> 2 * (W + H);
perimeter({square, S}) -> 4 * S;
perimeter({triangle, A, B, C}) -> A + B + C.

total(Shapes) -> lists:sum([area(S) || S <- Shapes]).

sort_by_area(Shapes) ->
    lists:sort(fun(A, B) -> area(A) =< area(B) end, Shapes).

describe(S) ->
    io_lib:format("~-10s|~8.2f|~8.2f", [element(1, S), float(area(S)), float(perimeter(S))]).

main() ->
    Shapes = [{circle, 1}, {rect, 2, 3}, {square, 2}, {triangle, 3, 4, 5}],
    lists:foreach(fun(S) -> io:format("~s~n", [describe(S)]) end, Shapes),
    io:format("total ~.3f~n", [total(Shapes)]),
    sort_by_area(Shapes).
