#!/usr/bin/env escript
%% Run each call of a table on a real Erlang and print the call with what it gives.
%%
%%     escript scripts/native-calls.escript tests/natives/calls/lists.txt > tests/natives/expected/lists.txt
%%
%% A line is `Module:Function(Literal, ...)`; an argument '$name' stands for the fun of that name below.
%% The value is printed as `= Value`; a failure as `! Class Reason`, the failing function with its
%% arguments, and what error_info says of them.

main([File]) ->
    io:setopts([{encoding, unicode}]),
    {ok, Bin} = file:read_file(File),
    Lines = string:split(unicode:characters_to_list(Bin), "\n", all),
    [show(L) || L <- Lines, L =/= "", hd(L) =/= $#],
    ok.

show(Line) ->
    {MF, [$( | Rest]} = lists:splitwith(fun(C) -> C =/= $( end, Line),
    {ok, Ts, _} = erl_scan:string("[" ++ lists:droplast(Rest) ++ "]."),
    {ok, Args0} = erl_parse:parse_term(Ts),
    {ok, [{atom, _, M}, {':', _}, F0], _} = erl_scan:string(MF),
    F = case F0 of {atom, _, X} -> X; {X, _} -> X end,
    Args = [fun_named(A) || A <- Args0],
    Result =
        try apply(M, F, Args) of
            V -> value(V)
        catch
            C:R:Stack ->
                [{FM, FF, FA, Info} = Top | _] = Stack,
                [io_lib:format("! ~w ~ts @ ", [C, term(R)]),
                 case re:run(atom_to_list(FM), "__escript__") of
                     nomatch -> [place(FM, FF, FA), reasons(R, Top, Info)];
                     _ -> "fun"
                 end]
        end,
    io:put_chars([Line, $\n, "    ", Result, $\n]).

place(M, F, N) when is_integer(N) -> io_lib:format("~w:~w/~w", [M, F, N]);
place(M, F, Args) -> io_lib:format("~w:~w(~ts)", [M, F, lists:join(", ", [term(A) || A <- Args])]).

value(V) -> ["= ", term(V)].

term(T) ->
    Text = unicode:characters_to_list(io_lib:format("~0tkp", [T])),
    re:replace(Text, "#(Fun|Ref)<[^>]*>", "#\\1", [global, unicode, {return, list}]).

reasons(R, Top, Info) ->
    case lists:keyfind(error_info, 1, Info) of
        {error_info, EI} ->
            Mod = maps:get(module, EI),
            Why = try Mod:format_error(R, [Top]) catch _:_ -> #{} end,
            [[" | ", key(K), ": ", string:replace(unicode:characters_to_list(V), "\n", " ", all)]
             || {K, V} <- lists:sort(maps:to_list(Why))];
        false ->
            ""
    end.

key(K) when is_integer(K) -> integer_to_list(K);
key(K) -> atom_to_list(K).

fun_named('$id') -> fun(X) -> X end;
fun_named('$true') -> fun(_) -> true end;
fun_named('$false') -> fun(_) -> false end;
fun_named('$boom') -> fun(_) -> error(boom) end;
fun_named('$boom2') -> fun(_, _) -> error(boom) end;
fun_named('$list') -> fun(X) -> [X, X] end;
fun_named('$first') -> fun(X, _) -> X end;
fun_named('$second') -> fun(_, Y) -> Y end;
fun_named('$pair') -> fun(X, Y) -> {X, Y} end;
fun_named('$pair_list') -> fun(X, Y) -> {X, [X | Y]} end;
fun_named('$cons') -> fun(X, Y) -> [X | Y] end;
fun_named('$le') -> fun(X, Y) -> X =< Y end;
fun_named('$lt') -> fun(X, Y) -> X < Y end;
fun_named('$ge') -> fun(X, Y) -> X >= Y end;
fun_named('$true2') -> fun(_, _) -> true end;
fun_named('$false2') -> fun(_, _) -> false end;
fun_named('$first_le') -> fun(X, Y) -> element(1, X) =< element(1, Y) end;
fun_named('$first_gt') -> fun(X, Y) -> element(1, X) > element(1, Y) end;
fun_named('$keep_odd') -> fun(X) -> X rem 2 =:= 1 end;
fun_named('$tag_odd') -> fun(X) when X rem 2 =:= 1 -> {true, {odd, X}}; (_) -> false end;
fun_named('$triple') -> fun(X, Y, Z) -> {X, Y, Z} end;
fun_named('$third') -> fun(_, _, Z) -> Z end;
fun_named('$zero') -> fun() -> 0 end;
fun_named(X) -> X.
