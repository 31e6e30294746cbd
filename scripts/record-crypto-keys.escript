#!/usr/bin/env escript
%% Writes what a real Erlang answers to the calls of tests/crypto/keys.txt behind them.
%%
%%     escript scripts/record-crypto-keys.escript tests/crypto/keys.txt > new && mv new tests/crypto/keys.txt
%%
%% A line is an expression; what follows ` => ' on it, the value or {Class, Reason}, is replaced.

main([File]) ->
    {ok, Text} = file:read_file(File),
    [io:format("~ts => ~0p~n", [Call, value(Call)])
     || Line <- string:split(Text, "\n", all), Line =/= <<>>,
        [Call | _] <- [string:split(Line, " => ")]].

value(Call) ->
    {ok, Tokens, _} = erl_scan:string(unicode:characters_to_list(Call) ++ "."),
    {ok, Expressions} = erl_parse:parse_exprs(Tokens),
    try element(2, erl_eval:exprs(Expressions, []))
    catch Class:Reason -> {Class, Reason}
    end.
