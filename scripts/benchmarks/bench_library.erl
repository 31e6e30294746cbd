%% The library's part of scripts/bench: the same source runs on pyerlshell and on erl.
%% Each program returns microseconds; bench_library:main(Name) prints the best of some runs.
-module(bench_library).
-export([main/1]).

main(Name) ->
    {Times, Program} = program(Name),
    Best = lists:min([run(Program) || _ <- lists:seq(1, Times)]),
    io:format("~s ~b~n", [Name, Best]).

run(Program) ->
    Self = self(),
    Pid = spawn(fun() -> Self ! {self(), Program()} end),
    receive {Pid, Microseconds} -> Microseconds end.

timed(Fun) ->
    Start = erlang:monotonic_time(),
    Fun(),
    erlang:convert_time_unit(erlang:monotonic_time() - Start, native, microsecond).

times(0, _) -> ok;
times(N, Fun) -> Fun(), times(N - 1, Fun).

program(lists_sort) ->
    {3, fun() -> List = shuffled(500000), timed(fun() -> lists:sort(List) end) end};
program(lists_map) ->
    {3, fun() ->
        List = lists:seq(1, 1000000),
        timed(fun() -> lists:map(fun(X) -> X + 1 end, List) end)
    end};
program(maps_fold) ->
    {3, fun() ->
        Map = maps:from_keys(lists:seq(1, 300000), 1),
        timed(fun() -> maps:fold(fun(K, V, Sum) -> K + V + Sum end, 0, Map) end)
    end};
program(string_split) ->
    {3, fun() ->
        Line = lists:append(lists:duplicate(2000, "name=value;")),
        timed(fun() -> times(20, fun() -> string:split(Line, ";", all) end) end)
    end};
program(string_split_binary) ->
    {3, fun() ->
        Line = binary:copy(<<"name=value;">>, 20000),
        timed(fun() -> times(20, fun() -> string:split(Line, ";", all) end) end)
    end};
program(re_run) ->
    {3, fun() ->
        Line = <<"2026-11-22 10:20:30 [notice] worker <0.91.0> took 35 ms">>,
        {ok, Pattern} = re:compile("(\\d+):(\\d+):(\\d+) \\[(\\w+)\\].* took (\\d+)"),
        timed(fun() ->
            times(50000, fun() -> {match, _} = re:run(Line, Pattern, [{capture, all, binary}]) end)
        end)
    end};
program(io_lib_format) ->
    {3, fun() ->
        timed(fun() ->
            times(20000, fun() -> io_lib:format("~s: ~p is ~b of ~w~n", ["name", {a, [1, 2]}, 42, ok]) end)
        end)
    end};
program(binary_split) ->
    {3, fun() ->
        Line = binary:copy(<<"name=value;">>, 50000),
        timed(fun() -> times(10, fun() -> binary:split(Line, <<";">>, [global]) end) end)
    end};
program(rand_uniform) ->
    {3, fun() ->
        rand:seed(exsss, 42),
        timed(fun() -> times(200000, fun() -> rand:uniform(1000) end) end)
    end};
program(read_file) ->
    {3, fun() ->
        ok = file:write_file("read.txt", binary:copy(<<"a line of the file that is read\n">>, 100000)),
        timed(fun() -> times(20, fun() -> {ok, _} = file:read_file("read.txt") end) end)
    end};
program(read_lines) ->
    {3, fun() ->
        ok = file:write_file("lines.txt", binary:copy(<<"a line of the file that is read\n">>, 30000)),
        {ok, File} = file:open("lines.txt", [read, raw, binary, read_ahead]),
        Microseconds = timed(fun() -> lines(File) end),
        ok = file:close(File),
        Microseconds
    end};
program(tcp_echo) ->
    {3, fun() -> echo(5000) end}.

%% Numbers in an order that no sort foresees, the same on every run.
shuffled(N) -> [(X * 7919) rem 1000003 || X <- lists:seq(1, N)].

lines(File) ->
    case file:read_line(File) of
        {ok, _} -> lines(File);
        eof -> ok
    end.

echo(Turns) ->
    {ok, Listen} = gen_tcp:listen(0, [binary, {active, false}, {ip, {127, 0, 0, 1}}]),
    {ok, Port} = inet:port(Listen),
    spawn_link(fun() ->
        {ok, Server} = gen_tcp:accept(Listen),
        serve(Server)
    end),
    {ok, Client} = gen_tcp:connect({127, 0, 0, 1}, Port, [binary, {active, false}, {nodelay, true}]),
    Microseconds = timed(fun() ->
        times(Turns, fun() ->
            ok = gen_tcp:send(Client, <<"sixteen bytes...">>),
            {ok, <<"sixteen bytes...">>} = gen_tcp:recv(Client, 16)
        end)
    end),
    gen_tcp:close(Client),
    gen_tcp:close(Listen),
    Microseconds.

serve(Server) ->
    case gen_tcp:recv(Server, 0) of
        {ok, Data} -> gen_tcp:send(Server, Data), serve(Server);
        {error, closed} -> ok
    end.
