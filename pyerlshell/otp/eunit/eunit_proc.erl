%% Runs items in processes: what a test does to its process hurts neither the others nor the run.
%%
%% A task is two processes. The worker runs items and may die of them; its guard is its group leader,
%% watches it, ends it when time is up, and hands on what it reports, so that this is in order with
%% what the guard itself has to say. Whoever started the task waits for the guard's {done, Ref, Guard}.
%% The supervisor of the run gets {status, Id, Info}, where Info is
%%     {progress, 'begin', {test | group, [{desc, _}, ...]}}
%%     {progress, 'end', {Status, [{time, Milliseconds}, {output, Chars}]}}
%%     {cancel, timeout | {timeout, Details} | {blame, Id} | {abort, _} | {exit, _} | {startup, _}}
%% Each test runs under a group leader of its own that collects its output.
-module(eunit_proc).

-export([start/5, get_output/0, group_leader_process/1]).

-record(run, {ref, id = [], super, guard, parent, order, options}).

-define(TEST_TIMEOUT, 5000).
-define(LONGEST_TIMEOUT, 16#ffffffff).
-define(SETTLE, 2).

%% Start a run; its guard tells the caller when it is done.
start(Tests, Order, Super, Ref, Options) when is_pid(Super), is_reference(Ref) ->
    start_task(local, group_worker(#{kind => group, tests => Tests}),
               #run{ref = Ref, super = Super, order = Order, options = Options}).

%% What the test that asks has printed so far.
get_output() ->
    group_leader() ! {get_output, self()},
    receive {output, Output} -> Output
    after 100 -> throw({eunit_abort, get_output})
    end.

status(Id, Info, #run{super = Super}) -> Super ! {status, Id, Info}.

%% -- tasks

start_task(local, Work, Run) ->
    Parent = self(),
    spawn_link(fun() -> guard(local, Work, Run#run{parent = Parent}) end);
start_task({remote, Node}, Work, #run{ref = Ref, id = Id} = Run) ->
    Parent = self(),
    Guard = spawn_link(Node, fun() -> guard(remote, Work, Run#run{parent = Parent}) end),
    Monitor = erlang:monitor(process, Guard),
    receive
        {ok, Ref, Guard} ->
            ok;
        {'DOWN', Monitor, process, Guard, Reason} ->
            status(Id, {cancel, {startup, Reason}}, Run),
            Parent ! {done, Ref, Guard}
    end,
    erlang:demonitor(Monitor, [flush]),
    Guard.

wait_for_tasks([], _Run) -> ok;
wait_for_tasks(Guards, #run{ref = Ref} = Run) ->
    receive {done, Ref, Guard} -> wait_for_tasks(lists:delete(Guard, Guards), Run) end.

guard(Where, Work, #run{parent = Parent, ref = Ref} = Run0) ->
    process_flag(trap_exit, true),
    Where =:= local orelse (Parent ! {ok, Ref, self()}),
    Run = Run0#run{guard = self()},
    Worker = spawn_link(fun() -> child_process(Work(Run), Run) end),
    watch(Worker, [], Run).

%% Outputs: what the worker has printed in the items it is in, the innermost first.
watch(Worker, Outputs, #run{id = Id, parent = Parent} = Run) ->
    receive
        {child, Worker, Item, {'begin', Type, Data}} ->
            status(Item, {progress, 'begin', {Type, Data}}, Run),
            watch(Worker, [[] | Outputs], Run);
        {child, Worker, Item, {'end', Status, Time}} ->
            [Output | Outer] = Outputs,
            status(Item, {progress, 'end', {Status, [{time, Time}, {output, lists:reverse(Output)}]}}, Run),
            watch(Worker, Outer, Run);
        {child, Worker, Item, {skipped, Reason}} ->
            status(Item, {cancel, {abort, Reason}}, Run),
            watch(Worker, Outputs, Run);
        {child, Worker, Item, {abort, Reason}} ->
            cancelled(Item, {abort, Reason}, Run),
            done(Run);
        {io_request, Worker, ReplyAs, Request} ->
            [Output | Outer] = Outputs,
            watch(Worker, [answer_io(Worker, ReplyAs, Request, Output) | Outer], Run);
        {io_request, From, ReplyAs, Request} when is_pid(From) ->
            answer_io(From, ReplyAs, Request, []),
            watch(Worker, Outputs, Run);
        {timeout, Worker, Item} ->
            cancelled(Item, timed_out(process_info(Worker, current_stacktrace)), Run),
            end_worker(Worker, Run);
        {'EXIT', Worker, normal} ->
            done(Run);
        {'EXIT', Worker, Reason} ->
            cancelled(Id, {exit, Reason}, Run),
            done(Run);
        {'EXIT', Parent, _} ->
            end_worker(Worker, Run)
    end.

timed_out(undefined) -> timeout;
timed_out({current_stacktrace, Trace}) -> {timeout, #{stacktrace => Trace}}.

%% The item that was the cause is told first, then the one that the task is for.
cancelled(Item, Cause, #run{id = Id} = Run) ->
    status(Item, {cancel, Cause}, Run),
    Item =:= Id orelse status(Id, {cancel, {blame, Item}}, Run).

end_worker(Worker, Run) ->
    exit(Worker, kill),
    done(Run).

done(#run{parent = Parent, ref = Ref}) ->
    Parent ! {done, Ref, self()},
    unlink(Parent),
    exit(normal).

child_process(Work, #run{guard = Guard} = Run) ->
    group_leader(Guard, self()),
    try Work() of
        _ -> ok
    catch
        throw:{eunit_abort, Cause} ->
            report({abort, Cause}, Run),
            exit(aborted)
    end.

report(What, #run{guard = Guard, id = Id}) -> Guard ! {child, self(), Id, What}.

%% -- time

with_timeout(Default, Item, F, #run{options = Options} = Run) ->
    Limit = case Item of
                #{timeout := Ms} -> Ms;
                _ -> Default
            end,
    with_timeout(scaled(Limit, proplists:get_value(scale_timeouts, Options)), F, Run).

scaled(infinity, _) -> infinity;
scaled(Ms, undefined) -> Ms;
scaled(Ms, Factor) when is_number(Factor) -> min(max(round(Ms * Factor), 0), ?LONGEST_TIMEOUT).

%% The value and the milliseconds it took. The guard ends a worker that takes longer than Limit.
with_timeout(infinity, F, _Run) ->
    Start = clock(),
    Value = F(),
    {Value, clock() - Start};
with_timeout(Limit, F, #run{guard = Guard, id = Id}) ->
    Timer = erlang:send_after(min(Limit, ?LONGEST_TIMEOUT), Guard, {timeout, self(), Id}),
    Start = clock(),
    try F() of
        Value -> {Value, clock() - Start}
    after
        erlang:cancel_timer(Timer)
    end.

clock() ->
    {Ms, _} = statistics(wall_clock),
    Ms.

%% -- items

tests(Tests, #run{id = Id, options = Options, order = Order} = Run) ->
    Iter = eunit_data:iter_init(Tests, Id, Options),
    case Order of
        inorder -> tests_inorder(Iter, 0, Run);
        inparallel -> tests_inparallel(Iter, 0, 0, [], Run);
        {inparallel, Limit} -> tests_inparallel(Iter, 0, Limit, [], Run)
    end.

tests_inorder(Iter, N, Run) ->
    case get_next_item(Iter) of
        {Item, Rest} ->
            handle_item(Item, Run#run{id = eunit_data:iter_id(Rest)}),
            tests_inorder(Rest, N + 1, Run);
        none ->
            N
    end.

%% Limit tests at a time, and then as many again; 0 is no limit.
tests_inparallel(Iter, N, Limit, Guards, Run) when Limit > 0, length(Guards) =:= Limit ->
    wait_for_tasks(Guards, Run),
    tests_inparallel(Iter, N, Limit, [], Run);
tests_inparallel(Iter, N, Limit, Guards, Run) ->
    case get_next_item(Iter) of
        {Item, Rest} ->
            Work = fun(Own) -> fun() -> handle_item(Item, Own) end end,
            Guard = start_task(local, Work, Run#run{id = eunit_data:iter_id(Rest)}),
            tests_inparallel(Rest, N + 1, Limit, [Guard | Guards], Run);
        none ->
            wait_for_tasks(Guards, Run),
            N
    end.

get_next_item(Iter) ->
    try eunit_data:iter_next(Iter)
    catch throw:Fault -> throw({eunit_abort, Fault})
    end.

handle_item(#{kind := test} = Test, Run) -> handle_test(Test, Run);
handle_item(#{kind := group} = Group, Run) -> handle_group(Group, Run).

%% The output of the test is printed again from here, so that it belongs to the worker and to the test.
handle_test(Test, Run) ->
    report({'begin', test, [{desc, said(desc, Test)}, {source, said(location, Test)},
                            {line, maps:get(line, Test, 0)}]}, Run),
    Before = group_leader(),
    Collector = spawn_link(?MODULE, group_leader_process, [self()]),
    group_leader(Collector, self()),
    {Status, Time} = with_timeout(?TEST_TIMEOUT, Test, fun() -> run_test(Test) end, Run),
    group_leader(Before, self()),
    io:put_chars(collected(Collector)),
    report({'end', Status, Time}, Run),
    ok.

run_test(#{f := F}) ->
    try eunit_test:run_testfun(F) of
        {ok, _} -> ok;
        {error, _} = Error -> Error
    catch
        throw:Missing -> {skipped, Missing}
    end.

said(Key, Item) -> maps:get(Key, Item, undefined).

handle_group(Group, Run0) ->
    Run = Run0#run{order = maps:get(order, Group, Run0#run.order)},
    case Group of
        #{spawn := Where} -> wait_for_tasks([start_task(Where, group_worker(Group), Run)], Run);
        _ -> run_group(Group, Run)
    end.

group_worker(Group) ->
    fun(Run) -> fun() -> run_group(Group, Run) end end.

run_group(Group, Run) ->
    report({'begin', group, [{Key, said(Key, Group)} || Key <- [desc, spawn, order]]}, Run),
    Enter = fun(Tests) -> with_timeout(infinity, Group, fun() -> tests(Tests, Run) end, Run) end,
    try with_context(Group, Enter) of
        {Count, Time} -> report({'end', Count, Time}, Run)
    catch
        throw:{context_error, Why, Exception} -> report({skipped, {Why, Exception}}, Run)
    end,
    ok.

with_context(#{context := Context, tests := Instantiate}, Enter) ->
    eunit_data:enter_context(Context, Instantiate, Enter);
with_context(#{tests := Tests}, Enter) ->
    Enter(Tests).

%% -- output

%% The group leader of a test. What others have printed for it is waited for a moment.
group_leader_process(Test) -> collect(Test, infinity, []).

collect(Test, Wait, Output) ->
    receive
        {io_request, From, ReplyAs, Request} ->
            collect(Test, Wait, answer_io(From, ReplyAs, Request, Output));
        {get_output, From} ->
            From ! {output, lists:flatten(lists:reverse(Output))},
            collect(Test, Wait, Output);
        stop ->
            receive after ?SETTLE -> ok end,
            collect(Test, 0, Output);
        _ ->
            collect(Test, Wait, Output)
    after Wait ->
        Test ! {self(), lists:reverse(Output)}
    end.

collected(Collector) ->
    Collector ! stop,
    receive {Collector, Output} -> Output end.

answer_io(From, ReplyAs, Request, Output) ->
    {Answer, New} = io_request(Request, Output),
    From ! {io_reply, ReplyAs, Answer},
    New.

%% Nothing can be read; what is written stands in front of what was.
io_request({put_chars, _Encoding, Chars}, Output) -> {ok, [Chars | Output]};
io_request({put_chars, _Encoding, M, F, Args}, Output) ->
    try apply(M, F, Args) of
        Chars -> {ok, [Chars | Output]}
    catch
        Class:Reason:Trace -> {{error, {Class, Reason, Trace}}, Output}
    end;
io_request({put_chars, Chars}, Output) -> {ok, [Chars | Output]};
io_request({put_chars, M, F, Args}, Output) -> io_request({put_chars, latin1, M, F, Args}, Output);
io_request({requests, Requests}, Output) -> io_requests(Requests, {ok, Output});
io_request({setopts, _}, Output) -> {ok, Output};
io_request(getopts, Output) -> {{error, enotsup}, Output};
io_request({get_geometry, What}, Output) when What =:= columns; What =:= rows ->
    {{error, enotsup}, Output};
io_request(Request, Output) ->
    case is_read(Request) of
        true -> {eof, Output};
        false -> {{error, request}, Output}
    end.

is_read(Request) when tuple_size(Request) > 1 ->
    lists:member({element(1, Request), tuple_size(Request)},
                 [{get_chars, 3}, {get_chars, 4}, {get_line, 2}, {get_line, 3}, {get_until, 5},
                  {get_until, 6}]);
is_read(_) -> false.

io_requests([Request | Rest], {ok, Output}) -> io_requests(Rest, io_request(Request, Output));
io_requests(_, Answer) -> Answer.
