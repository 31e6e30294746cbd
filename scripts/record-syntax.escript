#!/usr/bin/env escript
%% -*- erlang -*-
%% Writes a real Erlang's answers into the case files of tests/syntax:
%%
%%     escript scripts/record-syntax.escript tests/syntax/*.cases
%%
%% A case is some lines `>> input` and then the answer, up to an empty line. What is asked is told by
%% the file's name: scan, pieces, forms, exprs, terms or epp, up to the first `-` or `.`.

main(Files) -> lists:foreach(fun record/1, Files).

record(File) ->
    {ok, Bin} = file:read_file(File),
    Blocks = re:split(Bin, "\\n\\n+", [{return, binary}]),
    [Mode | _] = re:split(filename:basename(File), "[-.]", [{return, list}]),
    All = [answered(list_to_atom(Mode), B) || B <- Blocks, B =/= <<>>, B =/= <<"\n">>],
    New = [A || A <- All, A =/= crash],
    length(New) < length(All) andalso
        io:format("~ts: ~w cases dropped, on which Erlang itself fails~n",
                  [File, length(All) - length(New)]),
    ok = file:write_file(File, lists:join("\n", New)).

answered(Mode, Block) ->
    Lines = [L || <<">> ", L/binary>> <- re:split(Block, "\\n", [{return, binary}])],
    Text = unicode:characters_to_list(lists:join("\n", Lines)),
    try answer(Mode, Text) of
        Answers ->
            [[[">> ", L, "\n"] || L <- Lines],
             [unicode:characters_to_binary([A, "\n"]) || A <- Answers]]
    catch
        error:_ -> crash
    end.

answer(scan, S) -> shown(erl_scan:string(S, {1,1}));
answer(pieces, S) -> pieces([], S, {1,1});
answer(forms, S) -> parsed(S, fun erl_parse:parse_form/1);
answer(exprs, S) -> parsed(S, fun erl_parse:parse_exprs/1);
answer(terms, S) -> parsed(S, fun erl_parse:parse_term/1);
answer(epp, S) ->
    Dir = filename:join("/tmp", "record-syntax-" ++ os:getpid()),
    ok = filelib:ensure_path(Dir),
    {ok, Old} = file:get_cwd(),
    ok = file:set_cwd(Dir),
    ok = file:write_file("m.erl", unicode:characters_to_binary(S)),
    ok = file:write_file("h.hrl", "-define(H, h).\n-record(h, {a}).\n"),
    ok = file:write_file("open.hrl", "-ifdef(Q).\n-define(H, h).\n"),
    ok = file:write_file("d.md", "Text.\n"),
    {ok, Forms} = epp:parse_file("m.erl", [{location, {1,1}}]),
    ok = file:set_cwd(Old),
    lists:append([shown(F) || F <- Forms]).

parsed(S, Parse) ->
    {ok, Tokens, _} = erl_scan:string(S, {1,1}),
    shown(Parse(Tokens)).

pieces(C, [], L) ->
    case erl_scan:tokens(C, eof, L) of
        {done, R, _} -> shown(R);
        R -> shown(R)
    end;
pieces(C, [H | T], L) ->
    case erl_scan:tokens(C, [H], L) of
        {done, {ok, _, End} = R, Rest} -> shown(R) ++ pieces([], Rest ++ T, End);
        {done, R, _} -> shown(R);
        {more, C1} -> pieces(C1, T, L)
    end.

shown({error, {_, M, D}, _} = E) -> [io_lib:format("~0tp", [E]), ["! ", M:format_error(D)]];
shown({error, {_, M, D}} = E) -> [io_lib:format("~0tp", [E]), ["! ", M:format_error(D)]];
shown({warning, {_, M, D}} = E) -> [io_lib:format("~0tp", [E]), ["! ", M:format_error(D)]];
shown(X) -> [io_lib:format("~0tp", [X])].
