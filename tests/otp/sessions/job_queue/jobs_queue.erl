-module(jobs_queue).
-behaviour(gen_server).
-export([start_link/1, submit/2, cancel/1, stats/0, init/1, handle_continue/2, handle_call/3, handle_cast/2, handle_info/2, format_status/1]).
-record(st, {idle = [], busy = #{}, todo = queue:new(), next = 1, done = 0, failed = 0}).
start_link(N) -> gen_server:start_link({local, ?MODULE}, ?MODULE, N, []).
submit(F, Who) -> gen_server:call(?MODULE, {submit, F, Who}).
cancel(Id) -> gen_server:call(?MODULE, {cancel, Id}).
stats() -> gen_server:call(?MODULE, stats).
init(N) -> {ok, #st{}, {continue, {pool, N}}}.
handle_continue({pool, N}, S) -> [add() || _ <- lists:seq(1, N)], {noreply, S}.
add() -> {ok, _} = supervisor:start_child(jobs_pool, [self()]).
handle_call({submit, F, Who}, _, #st{next = I, todo = Q} = S) -> {reply, I, go(S#st{next = I + 1, todo = queue:in({I, F, Who}, Q)})};
handle_call({cancel, Id}, _, #st{busy = B} = S) ->
    case [P || P := {I, _, _} <- B, I =:= Id] of [P] -> exit(P, cancelled), {reply, ok, S}; [] -> {reply, {error, not_running}, S} end;
handle_call(stats, _, #st{idle = I, busy = B, todo = Q} = S) -> {reply, {length(I), map_size(B), queue:len(Q), S#st.done, S#st.failed}, S}.
handle_cast({ready, P}, #st{idle = I} = S) -> monitor(process, P), {noreply, go(S#st{idle = I ++ [P]})};
handle_cast({done, P, R}, #st{busy = B, idle = I, done = D} = S) -> {{Id, Who, _}, B1} = maps:take(P, B), Who ! {job, Id, {ok, R}}, {noreply, go(S#st{busy = B1, idle = I ++ [P], done = D + 1})}.
handle_info({'DOWN', _, _, P, Why}, #st{busy = B, idle = I, failed = F} = S) ->
    case maps:take(P, B) of {{Id, Who, _}, B1} -> Who ! {job, Id, {died, Why}}, {noreply, go(S#st{busy = B1, failed = F + 1})}; error -> {noreply, S#st{idle = lists:delete(P, I)}} end.
go(#st{idle = [P | I], todo = Q, busy = B} = S) ->
    case queue:out(Q) of {{value, {Id, F, Who}}, Q1} -> gen_server:cast(P, {run, F}), go(S#st{idle = I, todo = Q1, busy = B#{P => {Id, Who, F}}}); {empty, _} -> S end;
go(S) -> S.
format_status(M) -> M#{state => hidden}.
