-module(logs).
-export([main/0]).

%% Who is told of what the runtime system logs.
main() ->
    P = self(),
    L = spawn(fun F() ->
                      receive {log, Level, Text, As, Meta} ->
                              P ! {Level, Text, length(As), lists:sort(maps:keys(Meta))},
                              F()
                      end
              end),
    First = erlang:system_flag(system_logger, L),
    io:format("~p~n", [[is_pid(First), erlang:system_info(system_logger) =:= L]]),
    spawn(fun() -> error(bang) end),
    receive M -> io:format("~p~n", [M]) end,
    io:format("~p~n", [[erlang:system_flag(system_logger, undefined) =:= L,
                        erlang:system_info(system_logger)]]),
    {_, Ref} = spawn_monitor(fun() -> error(quiet) end),
    receive {'DOWN', Ref, _, _, _} -> ok end,
    io:format("~p~n", [erlang:system_flag(system_logger, L)]),
    exit(L, kill),
    is_process_alive(L),
    io:format("~p~n", [try erlang:system_flag(system_logger, foo) catch C:R -> {C, R} end]),
    io:format("~p~n", [erlang:system_flag(system_logger, logger) =:= L]),
    io:format("~p~n", [erlang:system_info(system_logger)]),
    erlang:system_flag(system_logger, First).
