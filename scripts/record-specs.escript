#!/usr/bin/env escript
%% Writes the table of specs and types of the library's documented modules: otp/specs.txt.
%% Usage: erl's escript scripts/record-specs.escript > pyerlshell/otp/specs.txt

main(_) ->
    io:setopts([{encoding, utf8}]),
    Files = lists:append([filelib:wildcard(filename:join(code:lib_dir(App), "ebin/*.beam"))
                          || App <- [stdlib, kernel]])
        ++ [filename:join([code:lib_dir(App), "ebin", atom_to_list(M) ++ ".beam"])
            || {App, M} <- [{compiler, compile}, {runtime_tools, dbg}, {eunit, eunit}, {sasl, systools},
                            {sasl, release_handler}, {tools, make}, {tools, xref}]]
        ++ filelib:wildcard(filename:join([code:root_dir(), "erts*", "ebin", "*.beam"]))
        ++ filelib:wildcard(filename:join([code:lib_dir(), "erts*", "ebin", "*.beam"])),
    ByName = maps:from_list([{filename:basename(F, ".beam"), F} || F <- Files]),
    [module(Name, File) || {Name, File} <- lists:sort(maps:to_list(ByName))].

module(Name, File) ->
    Module = list_to_atom(Name),
    {ok, {_, Chunks}} = beam_lib:chunks(File, [abstract_code, exports], [allow_missing_chunks]),
    case lists:keyfind(abstract_code, 1, Chunks) of
        {_, {_, Forms}} -> table(Module, Forms, proplists:get_value(exports, Chunks));
        _ -> ok
    end.

table(Module, Forms, Exports) ->
    Specs = [{NA, Cs} || {attribute, _, spec, {NA, Cs}} <- Forms, lists:member(NA, Exports)],
    Types = #{{N, length(Vs)} => A
              || {attribute, _, Kind, {N, _, Vs}} = A <- Forms,
                 lists:member(Kind, [type, opaque, nominal])},
    Open = lists:append([L || {attribute, _, export_type, L} <- Forms]),
    Hidden = hidden(Module),
    case Specs =/= [] andalso not Hidden of
        false -> ok;
        true ->
            Used = used([Cs || {_, Cs} <- Specs] ++ [maps:get(T, Types) || T <- Open, is_map_key(T, Types)], Types, Open),
            io:format("@~ts~n", [io_lib:write_atom(Module)]),
            groups(Module, Exports),
            [line(case lists:member(T, Open) of true -> ""; false -> "-" end, maps:get(T, Types))
             || T <- lists:sort(Used), is_map_key(T, Types)],
            [line("", {attribute, 1, spec, S}) || S <- lists:sort(Specs)]
    end.

hidden(Module) ->
    case code:get_doc(Module) of
        {ok, {docs_v1, _, _, _, hidden, _, _}} -> true;
        {ok, _} -> false;
        _ -> true
    end.

used([], _, Seen) -> lists:usort(Seen);
used([Term | Rest], Types, Seen) ->
    New = [T || T <- lists:usort(refs(Term)), not lists:member(T, Seen), is_map_key(T, Types)],
    used([maps:get(T, Types) || T <- New] ++ Rest, Types, New ++ Seen).

refs({user_type, _, N, Args}) -> [{N, length(Args)} | refs(Args)];
refs(T) when is_tuple(T) -> refs(tuple_to_list(T));
refs([H | T]) -> refs(H) ++ refs(T);
refs(_) -> [].

line(Prefix, Attribute) ->
    Text = lists:flatten(erl_pp:attribute(Attribute)),
    Words = case string:lexemes(Text, " \n") of
                ["-spec" | Rest] -> Rest;
                All -> All
            end,
    io:format("~ts~ts~n", [Prefix, lists:join(" ", Words)]).

%% Functions that the documentation lists under a heading of their own.
groups(Module, Exports) ->
    {ok, {docs_v1, _, _, _, _, _, Docs}} = code:get_doc(Module),
    Groups = lists:foldl(fun({{function, F, A}, _, _, _, #{group := G}}, Acc) ->
                                 case lists:member({F, A}, Exports) of
                                     true -> maps:update_with(G, fun(L) -> [{F, A} | L] end, [{F, A}], Acc);
                                     false -> Acc
                                 end;
                            (_, Acc) -> Acc
                         end, #{}, Docs),
    [io:format("%~ts:~ts~n", [G, [io_lib:format(" ~ts/~w", [io_lib:write_atom(F), A])
                                   || {F, A} <- lists:sort(L)]])
     || {G, L} <- lists:sort(maps:to_list(Groups))].
