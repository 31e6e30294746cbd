-module(op).
-export([f/2, g/2, h/2, i/1, j/2, huge/0]).

%% What an operand binds the funs in its neighbours do not see; their values must agree outside.
f(A, B) -> {X = A, fun() -> X = B, X end()}.
g(A, B) -> [X = A, [X || X <- [1, 2]], fun() -> X = 7 end(), X = B].
h(A, B) -> {X = A, case B of 1 -> fun() -> X = 9 end(), X = A; _ -> X = B end}.
i(A) -> (begin X = A, true end and begin F = fun() -> X = 2 end, F(), true end) andalso X.
j(A, B) -> F = fun() -> X = B, X end, G = fun(Y) -> Y + 1 end, {X = A, F(), G(5)}.

%% A field of very many bits is an integer if its value is one.
huge() ->
    Size = 1 bsl 23,
    Zeros = <<0:Size, 13>>,
    <<N:Size, 13>> = Zeros,
    <<_:Size, M>> = Zeros,
    <<L:(5 * 1000 * 1000)/signed>> = <<-2:(5 * 1000 * 1000)>>,
    {N, M, L}.
