-module(jobs).
-behaviour(application).
-export([main/0, start/2, stop/1, prep_stop/1]).
start(normal, Args) -> io:format("start ~p~n", [Args]), jobs_sup:start_link(application:get_env(jobs, workers, 2)).
prep_stop(S) -> io:format("prep_stop ~p~n", [S]), S.
stop(S) -> io:format("stop ~p~n", [S]).
main() ->
    process_flag(trap_exit, true),
    ok = application:load({application, jobs, [{description, "jobs"}, {vsn, "1"}, {modules, [jobs, jobs_sup, jobs_queue, jobs_worker]}, {registered, [jobs_sup, jobs_queue]}, {applications, [kernel, stdlib]}, {mod, {jobs, [arg]}}, {env, [{workers, 3}]}]}),
    io:format("~p~n", [application:start(jobs)]), io:format("~p~n", [application:start(jobs)]),
    io:format("~p~n", [lists:keymember(jobs, 1, application:which_applications())]),
    Self = self(),
    Ids = [jobs_queue:submit(fun() -> timer:sleep(5), N * N end, Self) || N <- lists:seq(1, 6)],
    io:format("~p~n", [Ids]), collect(6),
    Bad = [jobs_queue:submit(F, Self) || F <- [fun() -> error(oops) end, fun() -> exit(bye) end, fun() -> throw(ball) end, fun() -> exit(self(), kill), receive x -> x end end]],
    io:format("~p~n", [Bad]), collect(4),
    io:format("~p~n", [jobs_queue:stats()]),
    X = jobs_queue:submit(fun() -> timer:sleep(10000) end, Self), timer:sleep(5), io:format("~p~n", [jobs_queue:cancel(X)]), collect(1), io:format("~p~n", [jobs_queue:cancel(99)]),
    io:format("~p~n", [[{I, T} || {I, _, T, _} <- lists:sort(supervisor:which_children(jobs_sup))]]),
    io:format("~p~n", [sys:get_status(whereis(jobs_queue)) =/= x]),
    io:format("~p~n", [application:get_all_key(jobs) =/= undefined]), io:format("~p~n", [application:get_application(jobs_queue)]),
    exit(whereis(jobs_queue), kill), timer:sleep(30), io:format("~p~n", [jobs_queue:stats()]),
    io:format("~p~n", [application:stop(jobs)]), io:format("~p~n", [application:unload(jobs)]), io:format("~p~n", [catch jobs_queue:stats()]).
collect(0) -> ok;
collect(N) -> collect(N, []).
collect(0, A) -> [io:format("  ~p~n", [R]) || R <- lists:sort(A)], ok;
collect(N, A) -> receive {job, I, {died, {R, St}}} when is_list(St) -> collect(N - 1, [{I, {died, R}} | A]); {job, I, R} -> collect(N - 1, [{I, R} | A]) after 1000 -> io:format("timeout~n"), collect(0, A) end.
