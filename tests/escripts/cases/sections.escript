#!/usr/bin/env escript
main(_) ->
    Source = <<"%% Demo\nmain(_) -> io:format(\"~w~n\", [hello]).\n">>,
    {ok, Bin} = escript:create(binary, [shebang, comment, {emu_args, "+S3"}, {source, Source}]),
    io:format("~p~n", [Bin]),
    ok = file:write_file("demo", Bin),
    io:format("~p~n", [escript:extract("demo", [])]),
    {ok, [_, _, _, {source, Beam}]} = escript:extract("demo", [compile_source]),
    io:format("~p~n", [is_binary(Beam)]),
    ok = escript:create("demo2", [{source, "demo"}]),
    io:format("~p~n", [file:read_file("demo2")]),
    io:format("~p~n", [escript:extract("demo2", [])]),
    [io:format("~p~n", [catch F()]) || F <- [
        fun() -> escript:create(binary, []) end,
        fun() -> escript:create(binary, [{emu_args, 1}]) end,
        fun() -> escript:create(binary, [{other, <<>>}]) end,
        fun() -> escript:create(binary, [{source, "nofile"}]) end,
        fun() -> escript:create("nodir/x", [{source, <<"a">>}]) end,
        fun() -> escript:create(binary, [{shebang, "x"}, {comment, "y"}, {emu_args, undefined}, {beam, <<"FOR1">>}]) end,
        fun() -> escript:extract("nofile", []) end,
        fun() -> escript:extract("demo", [x]) end,
        fun() -> escript:extract("demo", [compile_source, x]) end]],
    file:delete("demo"), file:delete("demo2").
