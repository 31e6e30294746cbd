#!/usr/bin/env escript
%% Writes the keymap of a real OTP: tests/shell/keymap.json.
%% Usage: escript scripts/record-keymap.escript > tests/shell/keymap.json

main(_) ->
    Map = #{Mode => maps:from_list([{key(K), F} || {K, F} <- maps:to_list(Keys)])
            || Mode := Keys <- edlin_key:get_key_map()},
    io:format("~s~n", [json:encode(Map)]).

key(default) -> <<"default">>;
key(Key) -> unicode:characters_to_binary(Key).
