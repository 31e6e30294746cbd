-module(lh).
-export([log/2, start/0]).

log(#{msg := Msg, meta := Meta}, _) ->
    case whereis(told) of
        undefined -> ok;
        Pid -> Pid ! {label(Msg), maps:with([domain, mfa], Meta)}
    end.

label({report, #{label := Label}}) -> Label;
label(Msg) -> element(1, Msg).

start() ->
    spawn(fun() -> register(told, self()), loop() end),
    ok.

loop() ->
    receive
        X -> io:format("~0p~n", [X]), loop()
    end.
