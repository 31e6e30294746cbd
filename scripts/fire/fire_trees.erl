%% The Erlang side of scripts/fire/trees.py: the same source runs on pyerlshell and on erl.
-module(fire_trees).
-behaviour(supervisor).

-export([run/3, main/3, start_link/1, start_worker/2, init/1, handle_call/3, handle_cast/2,
         handle_info/2]).

-define(BATCH, 50).

main(Supervisors, Workers, Seconds) ->
    [io:format("~s ~w~n", [Name, Value]) || {Name, Value} <- run(Supervisors, Workers, Seconds)].

%% [{Name, Integer}]: what happened; what is wrong_ or left_ should be zero.
run(Supervisors, Workers, Seconds) ->
    #{level := Level} = logger:get_primary_config(),
    logger:set_primary_config(level, none),
    process_flag(trap_exit, true),
    rand:seed(exsss, {1, 2, 3}),
    Before = {length(processes()), length(registered())},
    {StartTime, {ok, Top}} = timer:tc(fun() -> start_link({top, Supervisors, Workers}) end),
    All = Supervisors * Workers,
    Names = list_to_tuple([name(worker, N) || N <- lists:seq(1, All)]),
    {Time, {Kills, GivenUp, Wrong}} =
        timer:tc(fun() -> storm(Names, Supervisors, Workers, now_ms() + Seconds * 1000, {0, 0, 0}) end),
    Alive = length([1 || Name <- tuple_to_list(Names), is_pid(whereis(Name))]),
    {monitored_by, Watchers} = process_info(Top, monitored_by),
    {StopTime, _} = timer:tc(fun() -> exit(Top, shutdown), receive {'EXIT', Top, _} -> ok end end),
    process_flag(trap_exit, false),
    logger:set_primary_config(level, Level),
    {Processes, Registered} = Before,
    [{workers, All}, {start_ms, StartTime div 1000}, {kills, Kills}, {supervisors_given_up, GivenUp},
     {restarts_per_second, Kills * 1000000 div Time}, {stop_ms, StopTime div 1000},
     {wrong_intensities, Wrong}, {wrong_workers_missing, All - Alive},
     {wrong_monitors, length(Watchers) - All},
     {left_processes, length(processes()) - Processes},
     {left_names, length(registered()) - Registered}].

now_ms() -> erlang:monotonic_time(millisecond).

name(Kind, N) -> list_to_atom(atom_to_list(Kind) ++ integer_to_list(N)).

%% Kills a batch of workers, waits until they are there again, and now and then tries a strict supervisor.
storm(Names, Supervisors, Workers, Deadline, {Kills, GivenUp, Wrong}) ->
    case now_ms() < Deadline of
        false -> {Kills, GivenUp, Wrong};
        true ->
            Victims = lists:usort([any(Names, Workers) || _ <- lists:seq(1, ?BATCH)]),
            Pids = [{Name, killed(Name)} || Name <- Victims],
            [back(Name, Pid) || {Name, Pid} <- Pids],
            Strict = 10 * rand:uniform(max(1, Supervisors div 10)),
            Bad = case Supervisors >= 10 andalso strict_gives_up(Strict, Workers) of
                      true -> 0;
                      false -> 1
                  end,
            storm(Names, Supervisors, Workers, Deadline,
                  {Kills + length(Victims) + 2, GivenUp + 1, Wrong + Bad})
    end.

%% A worker of a supervisor that is not strict.
any(Names, Workers) ->
    N = rand:uniform(tuple_size(Names)),
    case ((N - 1) div Workers + 1) rem 10 of
        0 -> any(Names, Workers);
        _ -> element(N, Names)
    end.

killed(Name) ->
    Pid = whereis(Name),
    exit(Pid, kill),
    Pid.

back(Name, Old) ->
    case whereis(Name) of
        Pid when is_pid(Pid), Pid =/= Old -> Pid;
        _ -> erlang:yield(), back(Name, Old)
    end.

%% Its first restart is allowed, the second within the period is not.
strict_gives_up(N, Workers) ->
    Supervisor = whereis(name(group, N)),
    Worker = name(worker, (N - 1) * Workers + 1),
    Again = back(Worker, killed(Worker)),
    StillThere = whereis(name(group, N)) =:= Supervisor,
    exit(Again, kill),
    Ref = monitor(process, Supervisor),
    Ended = receive {'DOWN', Ref, _, _, Reason} -> Reason =:= shutdown orelse Reason =:= noproc
            after 10000 -> false end,
    back(name(group, N), Supervisor),
    back(name(worker, N * Workers), undefined),
    StillThere andalso Ended.

%%% The tree

start_link({top, _, _} = Args) -> supervisor:start_link(?MODULE, Args);
start_link({group, N, _, _} = Args) -> supervisor:start_link({local, name(group, N)}, ?MODULE, Args).

start_worker(N, Top) ->
    gen_server:start_link({local, name(worker, N)}, ?MODULE, {worker, Top}, []).

init({top, Supervisors, Workers}) ->
    Top = self(),
    {ok, {#{strategy => one_for_one, intensity => 1000000, period => 1},
          [#{id => N, start => {?MODULE, start_link, [{group, N, Workers, Top}]}, type => supervisor}
           || N <- lists:seq(1, Supervisors)]}};
init({group, N, Workers, Top}) ->
    Intensity = case N rem 10 of 0 -> 1; _ -> 1000000 end,
    {ok, {#{strategy => one_for_one, intensity => Intensity, period => 3600},
          [#{id => W, start => {?MODULE, start_worker, [(N - 1) * Workers + W, Top]}}
           || W <- lists:seq(1, Workers)]}};
init({worker, Top}) ->
    monitor(process, Top),
    erlang:send_after(3600000, self(), never),
    {ok, Top}.

handle_call(_, _, State) -> {reply, ok, State}.
handle_cast(_, State) -> {noreply, State}.
handle_info(_, State) -> {noreply, State}.
