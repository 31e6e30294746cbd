-module(formats).
-export([a/1]).
a(X) ->
    io:format("~p ~s~n", [X]),
    io:format("~p~n"),
    io:format("~q", [X]),
    io:format("~p", X),
    io:format("~p", foo),
    io:format("~p", [X, X]),
    io:format("hello", [X]),
    io:format("~p~p", []),
    io:format(user, "~p", [X, 1, 2]),
    io_lib:format("~*p ~.*f", [1, 2]),
    io:fwrite("~", []),
    io:format("~tp ~lw ~tts ~ltp", [X, X, X, X]),
    io:format(X, "~p"),
    io:format(1, 2, 3, 4),
    io:format("~p", "a"),
    io:format("~p ~p", [1 | X]),
    io:format('~p', []).
