#!/usr/bin/env escript
%% The line numbers that stack traces of a real Erlang show for library functions.
%%
%%     escript scripts/native-lines.escript tests/natives/calls/*.txt > pyerlshell/otp/native_lines.txt
%%
%% Makes all the calls of the tables and collects the frames of the traces:
%%     module function/arity line-of-a-failing-clause line-of-a-call     (0: never seen)

main(Files) ->
    Tab = ets:new(lines, [public]),
    [collect(Tab, F) || F <- Files],
    Keys = lists:usort([{M, F, A} || {{M, F, A, _}, _} <- ets:tab2list(Tab)]),
    io:setopts([{encoding, unicode}]),
    [io:format("~w ~ts/~w ~w ~w~n",
               [M, F, A, line(Tab, {M, F, A, clause}), line(Tab, {M, F, A, call})])
     || {M, F, A} <- Keys],
    ok.

line(Tab, Key) ->
    case ets:lookup(Tab, Key) of
        [{_, Counts}] ->
            {_, L} = lists:max([{N, -L0} || {L0, N} <- maps:to_list(Counts)]),
            -L;
        [] -> 0
    end.

collect(Tab, File) ->
    {ok, Bin} = file:read_file(File),
    Lines = string:split(unicode:characters_to_list(Bin), "\n", all),
    [call(Tab, L) || L <- Lines, L =/= "", hd(L) =/= $#].

call(Tab, Line) ->
    {MF, [$( | Rest]} = lists:splitwith(fun(C) -> C =/= $( end, Line),
    {ok, Ts, _} = erl_scan:string("[" ++ lists:droplast(Rest) ++ "]."),
    {ok, Args0} = erl_parse:parse_term(Ts),
    {ok, [{atom, _, M}, {':', _}, F0], _} = erl_scan:string(MF),
    F = case F0 of {atom, _, X} -> X; {X, _} -> X end,
    try apply(M, F, [fun_named(A) || A <- Args0])
    catch _:_:Stack -> [frame(Tab, E) || E <- Stack]
    end.

frame(Tab, {M, F, A, Info}) ->
    case {lists:keyfind(line, 1, Info), lists:keyfind(file, 1, Info)} of
        {{line, L}, {file, File}} ->
            case filename:rootname(filename:basename(File)) =:= atom_to_list(M)
                 andalso re:run(atom_to_list(M), "escript|^init$|^erl_eval$") =:= nomatch of
                true when is_integer(A) -> add(Tab, {M, F, A, call}, L);
                true -> add(Tab, {M, F, length(A), clause}, L);
                false -> ok
            end;
        _ -> ok
    end.

add(Tab, Key, Line) ->
    Old = case ets:lookup(Tab, Key) of [{_, Counts}] -> Counts; [] -> #{} end,
    ets:insert(Tab, {Key, maps:update_with(Line, fun(N) -> N + 1 end, 1, Old)}).

fun_named(A) when is_atom(A) ->
    case atom_to_list(A) of
        "$" ++ Name ->
            case Name of
                "zero" -> fun() -> 0 end;
                "boom" -> fun(_) -> error(boom) end;
                "id" -> fun(X) -> X end;
                "true" -> fun(_) -> true end;
                "false" -> fun(_) -> false end;
                "list" -> fun(X) -> [X, X] end;
                "keep_odd" -> fun(X) -> X rem 2 =:= 1 end;
                "tag_odd" -> fun(X) when X rem 2 =:= 1 -> {true, X}; (_) -> false end;
                "triple" -> fun(X, Y, Z) -> {X, Y, Z} end;
                "third" -> fun(_, _, _) -> error(boom) end;
                "pair" -> fun(X, Y) -> {X, Y} end;
                "le" -> fun(X, Y) -> X =< Y end;
                "second" -> fun(2, _) -> error(boom); (b, _) -> error(boom); (_, Y) -> Y end;
                "true2" -> fun(_, _) -> true end;
                _ -> fun(_, _) -> error(boom) end
            end;
        _ -> A
    end;
fun_named(X) -> X.
