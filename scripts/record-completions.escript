#!/usr/bin/env escript
%% Writes what a real OTP completes: a line of JSON for each text of tests/shell/completion_texts.txt.
%% Usage: escript scripts/record-completions.escript TEXTS > tests/shell/completions.jsonl

main([File]) ->
    io:setopts([{encoding, utf8}]),
    {ok, Data} = file:read_file(File),
    Record = "-record(person, {name :: string(), age = 0 :: integer(), kind :: child | adult, nick}).",
    {ok, Tokens, _} = erl_scan:string(Record),
    {ok, Form} = erl_parse:parse_form(Tokens),
    Bindings = [{'Map', #{alpha => 1, beta => 2, 'gam ma' => 3}}, {'Mapper', x},
                {'Per', {person, "x", 1, child, q}}, {[196], 1}],
    State = {shell_state, [{atom(N), V} || {N, V} <- Bindings], [{person, Form}],
             [{{function, {shell_default, myfun, 1}}, x}]},
    [expand(string:trim(Line, trailing, "$"), State)
     || Line <- string:lexemes(unicode:characters_to_list(Data), "\n")].

atom(Name) when is_atom(Name) -> Name;
atom(Name) -> list_to_atom(Name).

expand(Text, State) ->
    {Found, Insert, Matches} = edlin_expand:expand(lists:reverse(Text), [], State),
    Row = #{text => unicode:characters_to_binary(Text), found => Found =:= yes,
            insert => unicode:characters_to_binary(Insert), matches => [match(M) || M <- Matches]},
    io:format("~ts~n", [json:encode(Row)]).

match(#{title := Title, elems := Elems, options := Options}) ->
    #{title => unicode:characters_to_binary(Title), param => proplists:get_value(highlight_param, Options, 0),
      items => [match(E) || E <- Elems]};
match({Text, Options}) ->
    #{text => unicode:characters_to_binary(Text),
      ending => unicode:characters_to_binary(proplists:get_value(ending, Options, ""))}.
