-module(run_queues).
-export([main/0]).

loop() -> loop().

%% A queue of each ordinary scheduler, then one of those for long computations, then one for waiting.
main() ->
    Schedulers = erlang:system_info(schedulers),
    Ps = [spawn_opt(fun loop/0, [{priority, low}]) || _ <- lists:seq(1, 10)],
    io:format("~p~n", [[length(statistics(I)) - Schedulers
                        || I <- [run_queue_lengths, run_queue_lengths_all, active_tasks, active_tasks_all]]]),
    io:format("~p~n", [[statistics(I) >= 11 || I <- [total_active_tasks, total_active_tasks_all]]]),
    io:format("~p~n", [[lists:sum(statistics(I)) >= 11 || I <- [active_tasks, active_tasks_all]]]),
    io:format("~p~n", [is_integer(statistics(total_run_queue_lengths))]),
    [exit(P, kill) || P <- Ps],
    ok.
