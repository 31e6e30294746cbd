%% A supervisor: a gen_server that starts its children, waits for their ends, and starts them again.
%%
%% `children' is {Ids, #{Id => #child{}}} with the child started last first, which is the order in
%% which they are stopped. The children of a simple_one_for_one supervisor have no ids; they are in
%% `dynamics', {maps, #{Pid => Args}}, or {mapsets, #{Pid => []}} if they are temporary and their
%% arguments never needed again.
-module(supervisor).
-behaviour(gen_server).

-export([start_link/2, start_link/3, stop/1, stop/3, start_child/2, restart_child/2, delete_child/2,
         terminate_child/2, which_children/1, which_child/2, count_children/1, get_childspec/2,
         check_childspecs/1, check_childspecs/2, get_callback_module/1]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2, code_change/3]).
-export([format_log/1, format_log/2]).

-moduledoc """
A process that starts others, its children, and starts them again when they end. Module:init/1
returns `{ok, {Flags, ChildSpecs}}`: the flags say the strategy (`one_for_one`, `one_for_all`,
`rest_for_one`, `simple_one_for_one`) and how many restarts in how many seconds are too many.
""".

-include("supervisor.hrl").

-callback init(Args :: term()) ->
    {ok, {SupFlags :: map() | tuple(), [ChildSpec :: map() | tuple()]}} | ignore.

-record(state, {name, strategy = one_for_one, children = {[], #{}}, dynamics,
                intensity = 1, period = 5, restarts = [], nrestarts = 0, dynamic_restarts = 0,
                auto_shutdown = never, hibernate_after = infinity, hibernating = false,
                tag = make_ref(), module, args}).

-define(SIMPLE, #state{strategy = simple_one_for_one}).

%%% The interface

-doc """
Starts a supervisor and the children of its specifications, in order: `{ok, Pid}`, `ignore`, or
`{error, {shutdown, Reason}}` if a child cannot be started.
""".
start_link(Module, Args) ->
    gen_server:start_link(supervisor, {self, Module, Args}, []).
-doc """
Starts a supervisor and the children of its specifications, in order: `{ok, Pid}`, `ignore`, or
`{error, {shutdown, Reason}}` if a child cannot be started.
""".
start_link(Name, Module, Args) ->
    gen_server:start_link(Name, supervisor, {Name, Module, Args}, []).

-doc "Ends a supervisor and its children, the one started last first.".
stop(Supervisor) -> gen_server:stop(Supervisor).
-doc "Ends a supervisor and its children, the one started last first.".
stop(Supervisor, Reason, Timeout) -> gen_server:stop(Supervisor, Reason, Timeout).

-doc """
Starts one more child: of a specification, or, with `simple_one_for_one`, with more arguments for
the start function. `{ok, Child}`, or `{error, already_present | {already_started, Child} |
Reason}`.
""".
start_child(Supervisor, SpecOrArgs) -> call(Supervisor, {start_child, SpecOrArgs}).
-doc """
Starts a child that was terminated: `{ok, Child}`, or `{error, running | restarting | not_found |
simple_one_for_one | Reason}`.
""".
restart_child(Supervisor, Id) -> call(Supervisor, {restart_child, Id}).
-doc "Deletes the specification of a child that has ended.".
delete_child(Supervisor, Id) -> call(Supervisor, {delete_child, Id}).
-doc """
Ends a child, which may be started again by restart_child/2; with `simple_one_for_one` the child
is a pid.
""".
terminate_child(Supervisor, Id) -> call(Supervisor, {terminate_child, Id}).
-doc "The specification of a child as a map: `{ok, ChildSpec}` or `{error, not_found}`.".
get_childspec(Supervisor, Id) -> call(Supervisor, {get_childspec, Id}).
-doc """
The children as a list of `{Id, Child, Type, Modules}`; Child is a pid, `restarting` or
`undefined`.
""".
which_children(Supervisor) -> call(Supervisor, which_children).
-doc "The child with an id: `{ok, {Id, Child, Type, Modules}}` or `{error, not_found}`.".
which_child(Supervisor, Id) -> call(Supervisor, {which_child, Id}).
-doc "How many specifications, active processes, supervisors and workers there are.".
count_children(Supervisor) -> call(Supervisor, count_children).

call(Supervisor, Request) ->
    gen_server:call(Supervisor, Request, infinity).

-doc """
Are these specifications right? `ok` or `{error, Reason}`; with `AutoShutdown` also the
significant ones.
""".
check_childspecs(Specs) -> check_childspecs(Specs, undefined).

-doc """
Are these specifications right? `ok` or `{error, Reason}`; with `AutoShutdown` also the
significant ones.
""".
check_childspecs(Specs, Auto)
  when is_list(Specs), Auto =:= undefined orelse Auto =:= never orelse
                       Auto =:= any_significant orelse Auto =:= all_significant ->
    case supervisor_spec:children(Specs, Auto) of
        {ok, _} -> ok;
        Error -> {error, Error}
    end;
check_childspecs(Specs, Auto) when is_list(Specs) -> {error, {badarg, Auto}};
check_childspecs(Specs, _Auto) -> {error, {badarg, Specs}}.

get_callback_module(Supervisor) ->
    (sys:get_state(Supervisor))#state.module.

%%% Start and code change

init({Name, Module, Args}) ->
    process_flag(trap_exit, true),
    case Module:init(Args) of
        {ok, {Flags, Specs}} ->
            State = #state{name = own_name(Name, Module), module = Module, args = Args},
            case set_flags(Flags, State) of
                {ok, NewState} -> init_children(NewState, Specs);
                Error -> {stop, {supervisor_data, Error}}
            end;
        ignore -> ignore;
        Other -> {stop, {bad_return, {Module, init, Other}}}
    end.

own_name(self, Module) -> {self(), Module};
own_name(Name, _Module) -> Name.

set_flags(Flags, State) ->
    try supervisor_spec:flags(Flags) of
        #{strategy := Strategy, intensity := Intensity, period := Period,
          auto_shutdown := Auto, hibernate_after := HibernateAfter} ->
            {ok, State#state{strategy = Strategy, intensity = Intensity, period = Period,
                             auto_shutdown = Auto, hibernate_after = HibernateAfter}}
    catch
        throw:Error -> Error
    end.

init_children(?SIMPLE, Specs) when length(Specs) =/= 1 ->
    {stop, {bad_start_spec, Specs}};
init_children(#state{name = Name} = State, Specs) ->
    case supervisor_spec:children(Specs, State#state.auto_shutdown) of
        {ok, Children} when State#state.strategy =:= simple_one_for_one ->
            done(ok, State#state{children = Children, dynamics = no_dynamics(Children)});
        {ok, Children} ->
            case start_children(Children, Name) of
                {ok, Started} ->
                    done(ok, State#state{children = Started});
                {error, Started, Reason} ->
                    stop_children(Started, Name),
                    {stop, {shutdown, Reason}}
            end;
        Error ->
            {stop, {start_spec, Error}}
    end.

no_dynamics({[Id], Children}) ->
    case Children of
        #{Id := #child{restart_type = temporary}} -> {mapsets, #{}};
        _ -> {maps, #{}}
    end.

%% Takes the new flags and specifications; running children are left alone.
code_change(_OldVsn, #state{module = Module, args = Args} = State, _Extra) ->
    case Module:init(Args) of
        {ok, {Flags, Specs}} ->
            case set_flags(Flags, State) of
                {ok, NewState} -> change_specs(NewState, Specs);
                {invalid_type, Flags} -> {error, {bad_flags, Flags}};
                Error -> {error, Error}
            end;
        ignore -> {ok, State};
        Error -> Error
    end.

change_specs(#state{children = Old} = State, Specs) ->
    case supervisor_spec:children(Specs, State#state.auto_shutdown) of
        {ok, {[_], _} = New} when State#state.strategy =:= simple_one_for_one ->
            {ok, State#state{children = New}};
        {ok, New} when State#state.strategy =/= simple_one_for_one ->
            {ok, State#state{children = merge_specs(Old, New)}};
        Error ->
            {error, Error}
    end.

%% A child that is in both keeps its pid; one that the new specifications do not name stays.
merge_specs({OldIds, OldChildren}, {NewIds, NewChildren}) ->
    Kept = [Id || Id <- lists:reverse(OldIds), not is_map_key(Id, NewChildren)],
    Updated = maps:map(fun(Id, Child) ->
                               case OldChildren of
                                   #{Id := #child{pid = Pid}} -> Child#child{pid = Pid};
                                   _ -> Child
                               end
                       end, NewChildren),
    {lists:reverse(NewIds ++ Kept), maps:merge(maps:with(Kept, OldChildren), Updated)}.

%%% Requests

handle_call(Request, From, #state{hibernating = true} = State) ->
    handle_call(Request, From, awake(State));
handle_call({start_child, ExtraArgs}, _From, ?SIMPLE = State) ->
    #child{mfargs = {M, F, Args}} = pattern(State),
    AllArgs = Args ++ ExtraArgs,
    case do_start_child_i(M, F, AllArgs) of
        {ok, undefined} = Reply -> done({reply, Reply}, State);
        {ok, Pid} = Reply -> done({reply, Reply}, add_dynamic(Pid, AllArgs, State));
        {ok, Pid, _} = Reply -> done({reply, Reply}, add_dynamic(Pid, AllArgs, State));
        Error -> done({reply, Error}, State)
    end;
handle_call({start_child, Spec}, _From, State) ->
    case supervisor_spec:child(Spec, State#state.auto_shutdown) of
        {ok, Child} ->
            {Reply, NewState} = handle_start_child(Child, State),
            done({reply, Reply}, NewState);
        Error ->
            done({reply, {error, Error}}, State)
    end;
handle_call({terminate_child, Id}, _From, ?SIMPLE = State) when not is_pid(Id) ->
    done({reply, {error, simple_one_for_one}}, State);
handle_call({terminate_child, Id}, _From, State) ->
    case find(Id, State) of
        {ok, Child} ->
            stop_child(Child, State#state.name),
            done({reply, ok}, forget(Child, State));
        error ->
            done({reply, {error, not_found}}, State)
    end;
handle_call({restart_child, _Id}, _From, ?SIMPLE = State) ->
    done({reply, {error, simple_one_for_one}}, State);
handle_call({restart_child, Id}, _From, State) ->
    case not_running(Id, State) of
        {ok, Child} -> start_again(Child, State);
        Error -> done({reply, Error}, State)
    end;
handle_call({delete_child, _Id}, _From, ?SIMPLE = State) ->
    done({reply, {error, simple_one_for_one}}, State);
handle_call({delete_child, Id}, _From, #state{children = {Ids, Children}} = State) ->
    case not_running(Id, State) of
        {ok, _} ->
            Rest = {lists:delete(Id, Ids), maps:remove(Id, Children)},
            done({reply, ok}, State#state{children = Rest});
        Error ->
            done({reply, Error}, State)
    end;
handle_call({get_childspec, Id}, _From, State) ->
    case find(Id, State) of
        {ok, Child} -> done({reply, {ok, supervisor_spec:to_map(Child)}}, State);
        error -> done({reply, {error, not_found}}, State)
    end;
handle_call(which_children, _From, ?SIMPLE = State) ->
    Pattern = pattern(State),
    {_, Dynamics} = State#state.dynamics,
    Reply = [shown(undefined, Pattern#child{pid = Pid}) || Pid <- maps:keys(Dynamics)],
    done({reply, Reply}, State);
handle_call(which_children, _From, #state{children = {Ids, Children}} = State) ->
    done({reply, [shown(Id, maps:get(Id, Children)) || Id <- Ids]}, State);
handle_call({which_child, Id}, _From, ?SIMPLE = State) when not is_pid(Id) ->
    done({reply, {error, simple_one_for_one}}, State);
handle_call({which_child, Id}, _From, State) ->
    case {find(Id, State), State} of
        {{ok, #child{pid = undefined}}, ?SIMPLE} -> done({reply, {error, not_found}}, State);
        {{ok, Child}, ?SIMPLE} -> done({reply, {ok, shown(undefined, Child)}}, State);
        {{ok, Child}, _} -> done({reply, {ok, shown(Id, Child)}}, State);
        {error, _} -> done({reply, {error, not_found}}, State)
    end;
handle_call(count_children, _From, State) ->
    done({reply, counts(State)}, State).

%% Every answer comes with the time after which an idle supervisor hibernates.
done(Result, #state{tag = Tag, hibernate_after = HibernateAfter} = State) ->
    Action = {timeout, HibernateAfter, {hibernate, Tag}},
    case Result of
        {reply, Reply} -> {reply, Reply, State, Action};
        noreply -> {noreply, State, Action};
        ok -> {ok, State, Action};
        stop -> {stop, shutdown, State}
    end.

handle_start_child(#child{id = Id} = Child, #state{children = {Ids, Children}} = State) ->
    case Children of
        #{Id := #child{pid = Pid}} when is_pid(Pid) ->
            {{error, {already_started, Pid}}, State};
        #{Id := _} ->
            {{error, already_present}, State};
        _ ->
            case do_start_child(Child, State#state.name, debug) of
                {ok, undefined} = Ignored when Child#child.restart_type =:= temporary ->
                    {Ignored, State};
                {error, {already_started, _}} = Error ->
                    {Error, State};
                {error, Reason} ->
                    {{error, {Reason, Child}}, State};
                Started ->
                    New = without_args(Child#child{pid = element(2, Started)}),
                    {Started, State#state{children = {[Id | Ids], Children#{Id => New}}}}
            end
    end.

%% A temporary child is never started again.
without_args(#child{restart_type = temporary, mfargs = {M, F, _}} = Child) ->
    Child#child{mfargs = {M, F, undefined}};
without_args(Child) ->
    Child.

not_running(Id, State) ->
    case find(Id, State) of
        {ok, #child{pid = undefined}} = Found -> Found;
        {ok, #child{pid = {restarting, _}}} -> {error, restarting};
        {ok, _} -> {error, running};
        error -> {error, not_found}
    end.

start_again(Child, State) ->
    case do_start_child(Child, State#state.name, debug) of
        {error, _} = Error -> done({reply, Error}, State);
        Started -> done({reply, Started}, set_pid(element(2, Started), Child#child.id, State))
    end.

shown(Id, #child{pid = {restarting, _}, child_type = Type, modules = Modules}) ->
    {Id, restarting, Type, Modules};
shown(Id, #child{pid = Pid, child_type = Type, modules = Modules}) ->
    {Id, Pid, Type, Modules}.

counts(?SIMPLE = State) ->
    {_, Dynamics} = State#state.dynamics,
    All = map_size(Dynamics),
    counts(1, All - State#state.dynamic_restarts,
           [(pattern(State))#child.child_type || _ <- lists:seq(1, All)]);
counts(#state{children = {_, Children}}) ->
    List = maps:values(Children),
    Active = [Pid || #child{pid = Pid} <- List, is_pid(Pid), is_process_alive(Pid)],
    counts(length(List), length(Active), [Child#child.child_type || Child <- List]).

counts(Specs, Active, Types) ->
    Supervisors = length([supervisor || supervisor <- Types]),
    [{specs, Specs}, {active, Active}, {supervisors, Supervisors},
     {workers, length(Types) - Supervisors}].

%%% Messages

handle_cast(Msg, #state{hibernating = true} = State) ->
    handle_cast(Msg, awake(State));
handle_cast({try_again_restart, Tag, Id}, #state{tag = Tag} = State) ->
    case find_running(Id, State) of
        {ok, #child{pid = {restarting, _}} = Child} -> restart(Child, State);
        _ -> done(noreply, State)
    end.

handle_info({hibernate, Tag}, #state{tag = Tag} = State) ->
    {noreply, (drop_old_restarts(State))#state{hibernating = true}, hibernate};
handle_info(Msg, #state{hibernating = true} = State) ->
    handle_info(Msg, awake(State));
handle_info({'EXIT', Pid, Reason}, State) ->
    case find_running(Pid, State) of
        {ok, Child} -> ended(Reason, Child, State);
        error -> done(noreply, State)
    end;
handle_info(Msg, State) ->
    logger:log(error, "Supervisor received unexpected message: ~tp~n", [Msg],
               #{domain => [otp], mfa => {supervisor, handle_info, 2},
                 error_logger => #{tag => error}}),
    done(noreply, State).

awake(State) ->
    (drop_old_restarts(State))#state{hibernating = false}.

terminate(_Reason, ?SIMPLE = State) ->
    stop_dynamic(State);
terminate(_Reason, #state{children = Children, name = Name}) ->
    stop_children(Children, Name).

%%% The end of a child

ended(Reason, #child{restart_type = Type} = Child, State) ->
    case {Type, is_normal(Reason)} of
        {permanent, _} -> report(child_terminated, Reason, Child, State), restart(Child, State);
        {_, true} -> auto_shutdown(Child, forget(Child, State));
        {transient, false} -> report(child_terminated, Reason, Child, State), restart(Child, State);
        {temporary, false} ->
            report(child_terminated, Reason, Child, State),
            auto_shutdown(Child, forget(Child, State))
    end.

is_normal(normal) -> true;
is_normal(shutdown) -> true;
is_normal({shutdown, _}) -> true;
is_normal(_) -> false.

auto_shutdown(#child{significant = true}, #state{auto_shutdown = any_significant} = State) ->
    done(stop, State);
auto_shutdown(#child{significant = true},
              #state{auto_shutdown = all_significant, children = {_, Children}} = State) ->
    case [Id || Id := #child{significant = true, pid = Pid} <- Children, Pid =/= undefined] of
        [] -> done(stop, State);
        _ -> done(noreply, State)
    end;
auto_shutdown(_Child, State) ->
    done(noreply, State).

restart(Child, State) ->
    case note_restart(State) of
        {ok, NewState} ->
            case restart(NewState#state.strategy, Child, NewState) of
                {ok, Restarted} ->
                    done(noreply, Restarted);
                {try_again, Id, Restarted} ->
                    %% Other messages come first, such as an order to shut down.
                    gen_server:cast(self(), {try_again_restart, State#state.tag, Id}),
                    done(noreply, Restarted)
            end;
        {too_many, NewState} ->
            report(shutdown, reached_max_restart_intensity, Child, State),
            done(stop, forget(Child, NewState))
    end.

restart(simple_one_for_one, #child{pid = OldPid, mfargs = {M, F, Args}} = Child, State) ->
    Without = remove_dynamic(OldPid, State),
    case do_start_child_i(M, F, Args) of
        {error, Reason} ->
            Marked = restarting(OldPid),
            Failed = add_dynamic(Marked, Args, Without),
            report(start_error, Reason, Child, State),
            Count = Failed#state.dynamic_restarts + 1,
            {try_again, Marked, Failed#state{dynamic_restarts = Count}};
        {ok, undefined} ->
            {ok, Without};
        Started ->
            {ok, add_dynamic(element(2, Started), Args, Without)}
    end;
restart(one_for_one, #child{id = Id, pid = OldPid} = Child, State) ->
    case do_start_child(Child, State#state.name, info) of
        {error, Reason} ->
            report(start_error, Reason, Child, State),
            {try_again, Id, set_pid(restarting(OldPid), Id, State)};
        Started ->
            {ok, set_pid(element(2, Started), Id, State)}
    end;
restart(one_for_all, Child, State) ->
    Forgotten = forget(Child, State),
    restart_several(Child, Forgotten#state.children, {[], #{}}, State);
restart(rest_for_one, #child{id = Id} = Child, State) ->
    {Ids, Children} = (forget(Child, State))#state.children,
    {Later, Earlier} = lists:splitwith(fun(Other) -> Other =/= Id end, Ids),
    {Restart, Stay} = case Earlier of
                          [Id | Rest] -> {Later ++ [Id], Rest};
                          Rest -> {Later, Rest}
                      end,
    restart_several(Child, {Restart, maps:with(Restart, Children)},
                    {Stay, maps:with(Stay, Children)}, State).

restart_several(Child, Children, {StayIds, StayChildren}, #state{name = Name} = State) ->
    Join = fun({Ids, Map}) ->
                   State#state{children = {Ids ++ StayIds, maps:merge(Map, StayChildren)}}
           end,
    case start_children(stop_children(Children, Name), Name) of
        {ok, Started} ->
            {ok, Join(Started)};
        {error, Started, {failed_to_start_child, Failed, _}} ->
            Pid = case Child#child.id of
                      Failed -> restarting(Child#child.pid);
                      _ -> {restarting, undefined}
                  end,
            {try_again, Failed, set_pid(Pid, Failed, Join(Started))}
    end.

restarting({restarting, _} = Pid) -> Pid;
restarting(Pid) -> {restarting, Pid}.

%% At most `intensity' restarts within `period' seconds.
note_restart(#state{intensity = 0} = State) ->
    {too_many, State};
note_restart(#state{intensity = Intensity, period = Period, restarts = Restarts} = State) ->
    Now = erlang:monotonic_time(second),
    Recent = case length(Restarts) < Intensity of
                 true -> Restarts;
                 false -> [Time || Time <- Restarts, Time >= Now - Period]
             end,
    case length(Recent) < Intensity of
        true -> {ok, State#state{restarts = [Now | Recent], nrestarts = length(Recent) + 1}};
        false -> {too_many, State#state{restarts = Recent, nrestarts = length(Recent)}}
    end.

drop_old_restarts(#state{period = Period, restarts = [Last | _]} = State) ->
    case Last < erlang:monotonic_time(second) - Period of
        true -> State#state{restarts = [], nrestarts = 0};
        false -> State
    end;
drop_old_restarts(State) ->
    State.

%%% Starting children

%% Takes {Ids in start order, Children}; gives {Ids, Children} with the last started first.
start_children({Ids, Children}, Name) ->
    Start = fun(_Id, Child) ->
                    case do_start_child(Child, Name, info) of
                        {ok, undefined} when Child#child.restart_type =:= temporary -> drop;
                        {error, Reason} -> report(start_error, Reason, Child, Name), {failed, Reason};
                        Started -> {keep, Child#child{pid = element(2, Started)}}
                    end
            end,
    children_map(Start, Ids, Children, []).

children_map(Fun, [Id | Ids], Children, Done) ->
    case Fun(Id, maps:get(Id, Children)) of
        {keep, Child} ->
            children_map(Fun, Ids, Children#{Id := Child}, [Id | Done]);
        drop ->
            children_map(Fun, Ids, maps:remove(Id, Children), Done);
        {failed, Reason} ->
            {error, {lists:reverse(Ids) ++ [Id | Done], Children},
             {failed_to_start_child, Id, Reason}}
    end;
children_map(_Fun, [], Children, Done) ->
    {ok, {Done, Children}}.

do_start_child(#child{mfargs = {M, F, Args}} = Child, Name, Level) ->
    Result = do_start_child_i(M, F, Args),
    case Result of
        {ok, undefined} -> ok;
        {error, _} -> ok;
        _ -> progress(Level, Child#child{pid = element(2, Result)}, Name)
    end,
    Result.

do_start_child_i(M, F, Args) ->
    try
        start_result(apply(M, F, Args))
    catch
        throw:Value -> start_result(Value);
        exit:Reason -> {error, {'EXIT', Reason}};
        error:Reason:Stack -> {error, {'EXIT', {Reason, Stack}}}
    end.

start_result({ok, Pid} = Result) when is_pid(Pid) -> Result;
start_result({ok, Pid, _} = Result) when is_pid(Pid) -> Result;
start_result(ignore) -> {ok, undefined};
start_result({error, _} = Error) -> Error;
start_result(Other) -> {error, Other}.

%%% Stopping children

%% In the order given, which is the last started first; gives the rest in start order.
stop_children({Ids, Children}, Name) ->
    [stop_child(maps:get(Id, Children), Name) || Id <- Ids],
    Stopped = #{Id => Child#child{pid = undefined}
                || Id := #child{restart_type = Type} = Child <- Children, Type =/= temporary},
    {[Id || Id <- lists:reverse(Ids), is_map_key(Id, Stopped)], Stopped}.

stop_child(#child{pid = Pid} = Child, Name) when is_pid(Pid) ->
    Ref = monitor(process, Pid),
    Reason = stop_process(Pid, Ref, Child#child.shutdown),
    case is_expected(Reason, Child) of
        true -> ok;
        false -> report(shutdown_error, Reason, Child, Name)
    end;
stop_child(_Child, _Name) ->
    ok.

stop_process(Pid, Ref, brutal_kill) ->
    exit(Pid, kill),
    stopped(Pid, Ref);
stop_process(Pid, Ref, Timeout) ->
    exit(Pid, shutdown),
    receive
        {'DOWN', Ref, process, Pid, Reason} -> end_reason(Pid, Reason)
    after Timeout ->
        exit(Pid, kill),
        stopped(Pid, Ref)
    end.

stopped(Pid, Ref) ->
    receive
        {'DOWN', Ref, process, Pid, Reason} -> end_reason(Pid, Reason)
    end.

%% One that was dead before it was monitored told its reason through the link.
end_reason(Pid, noproc) ->
    {links, Links} = process_info(self(), links),
    Timeout = case lists:member(Pid, Links) of true -> infinity; false -> 0 end,
    receive
        {'EXIT', Pid, Reason} -> Reason
    after Timeout ->
        child_process_unlinked
    end;
end_reason(Pid, Reason) ->
    unlink(Pid),
    receive
        {'EXIT', Pid, _} -> Reason
    after 0 ->
        Reason
    end.

is_expected(killed, #child{shutdown = brutal_kill}) -> true;
is_expected(shutdown, #child{shutdown = Shutdown}) when Shutdown =/= brutal_kill -> true;
is_expected(Reason, #child{restart_type = Type}) -> Type =/= permanent andalso is_normal(Reason).

%% All are told first, and then have the same time together.
stop_dynamic(#state{dynamics = {_, Dynamics}} = State) ->
    #child{shutdown = Shutdown} = Child = pattern(State),
    Pids = [{Pid, monitor(process, Pid)} || Pid <- maps:keys(Dynamics), is_pid(Pid)],
    Signal = case Shutdown of brutal_kill -> kill; _ -> shutdown end,
    [exit(Pid, Signal) || {Pid, _} <- Pids],
    Errors = await_all(Pids, deadline(Shutdown), Child, #{}),
    [report(shutdown_error, Reason, Child#child{pid = Failed}, State)
     || Reason := Failed <- Errors],
    ok.

deadline(Time) when is_integer(Time) -> erlang:monotonic_time(millisecond) + Time;
deadline(_) -> infinity.

await_all([], _Deadline, _Child, Errors) ->
    Errors;
await_all([{Pid, Ref} | Rest] = Pids, Deadline, Child, Errors) ->
    Left = case Deadline of
               infinity -> infinity;
               _ -> max(0, Deadline - erlang:monotonic_time(millisecond))
           end,
    receive
        {'DOWN', Ref, process, Pid, Reason0} ->
            Reason = end_reason(Pid, Reason0),
            case is_expected(Reason, Child) of
                true -> await_all(Rest, Deadline, Child, Errors);
                false ->
                    Same = maps:get(Reason, Errors, []),
                    await_all(Rest, Deadline, Child, Errors#{Reason => [Pid | Same]})
            end
    after Left ->
        [exit(Other, kill) || {Other, _} <- Pids],
        await_all(Pids, infinity, Child, Errors)
    end.

%%% The children in the state

pattern(#state{children = {[Id], Children}}) ->
    maps:get(Id, Children).

%% By id; in a simple_one_for_one supervisor by pid. One that is dead already counts as found.
find(Pid, ?SIMPLE = State) when is_pid(Pid) ->
    {_, Dynamics} = State#state.dynamics,
    case Dynamics of
        #{Pid := _} -> {ok, (pattern(State))#child{pid = Pid}};
        #{{restarting, Pid} := _} -> {ok, (pattern(State))#child{pid = {restarting, Pid}}};
        _ ->
            case is_process_alive(Pid) of
                true -> error;
                false -> {ok, pattern(State)}
            end
    end;
find(Id, #state{children = {_, Children}}) ->
    maps:find(Id, Children).

%% By pid, with the arguments it was started with; by id for one that is to be tried again.
find_running(Key, ?SIMPLE = State) ->
    {Kind, Dynamics} = State#state.dynamics,
    #child{mfargs = {M, F, _}} = Pattern = pattern(State),
    case Dynamics of
        #{Key := _} when Kind =:= mapsets ->
            {ok, Pattern#child{pid = Key, mfargs = {M, F, undefined}}};
        #{Key := Args} ->
            {ok, Pattern#child{pid = Key, mfargs = {M, F, Args}}};
        _ ->
            error
    end;
find_running(Pid, #state{children = {_, Children}}) when is_pid(Pid) ->
    case [Child || _ := #child{pid = ChildPid} = Child <- Children, ChildPid =:= Pid] of
        [Child] -> {ok, Child};
        [] -> error
    end;
find_running(Id, #state{children = {_, Children}}) ->
    maps:find(Id, Children).

set_pid(Pid, Id, #state{children = {Ids, Children}} = State) ->
    #{Id := Child} = Children,
    State#state{children = {Ids, Children#{Id := Child#child{pid = Pid}}}}.

%% A temporary child is gone for good, another one keeps its specification.
forget(#child{pid = Pid}, ?SIMPLE = State) ->
    remove_dynamic(Pid, State);
forget(#child{id = Id, restart_type = temporary}, #state{children = {Ids, Children}} = State) ->
    State#state{children = {lists:delete(Id, Ids), maps:remove(Id, Children)}};
forget(#child{id = Id}, State) ->
    set_pid(undefined, Id, State).

add_dynamic(Pid, _Args, #state{dynamics = {mapsets, Dynamics}} = State) ->
    State#state{dynamics = {mapsets, Dynamics#{Pid => []}}};
add_dynamic(Pid, Args, #state{dynamics = {maps, Dynamics}} = State) ->
    State#state{dynamics = {maps, Dynamics#{Pid => Args}}}.

remove_dynamic(Pid, #state{dynamics = {Kind, Dynamics}} = State) ->
    Without = State#state{dynamics = {Kind, maps:remove(Pid, Dynamics)}},
    case Pid of
        {restarting, _} ->
            Without#state{dynamic_restarts = State#state.dynamic_restarts - 1};
        _ ->
            Without
    end.

%%% Reports

report(Context, Reason, Child, #state{name = Name}) ->
    report(Context, Reason, Child, Name, reported_in(Context));
report(start_error, Reason, Child, Name) ->
    report(start_error, Reason, Child, Name, {supervisor, start_children, 2});
report(shutdown_error, Reason, Child, Name) ->
    report(shutdown_error, Reason, Child, Name, {supervisor, do_terminate, 2}).

%% What the events say: who selects them by `mfa` shall find them.
reported_in(child_terminated) -> {supervisor, do_restart, 3};
reported_in(shutdown) -> {supervisor, restart, 2};
reported_in(start_error) -> {supervisor, restart, 3};
reported_in(shutdown_error) -> {supervisor, terminate_dynamic_children, 1}.

report(Context, Reason, Child, Name, MFA) ->
    logger:log(error,
               #{label => {supervisor, Context},
                 report => [{supervisor, Name}, {errorContext, Context}, {reason, Reason},
                            {offender, child_report(Child)}]},
               #{domain => [otp, sasl],
                 mfa => MFA,
                 report_cb => fun supervisor:format_log/2,
                 logger_formatter => #{title => "SUPERVISOR REPORT"},
                 error_logger => #{tag => error_report, type => supervisor_report,
                                   report_cb => fun supervisor:format_log/1}}).

progress(Level, Child, Name) ->
    logger:log(Level,
               #{label => {supervisor, progress},
                 report => [{supervisor, Name}, {started, child_report(Child)}]},
               #{domain => [otp, sasl],
                 mfa => {supervisor, report_progress, 3},
                 report_cb => fun supervisor:format_log/2,
                 logger_formatter => #{title => "PROGRESS REPORT"},
                 error_logger => #{tag => info_report, type => progress,
                                   report_cb => fun supervisor:format_log/1}}).

child_report(#child{pid = Pid} = Child) ->
    Who = case Pid of
              Pids when is_list(Pids) -> {nb_children, length(Pids)};
              _ -> {pid, Pid}
          end,
    [Who,
     {id, Child#child.id},
     {mfargs, Child#child.mfargs},
     {restart_type, Child#child.restart_type},
     {significant, Child#child.significant},
     {shutdown, Child#child.shutdown},
     {child_type, Child#child.child_type}].

%% For handlers of error_logger, who want a format and its arguments.
format_log(#{report := Report}) ->
    Shown = case error_logger:get_format_depth() of
                unlimited -> Report;
                Depth -> [{Key, limited(Key, Value, Depth)} || {Key, Value} <- Report]
            end,
    gen_report:as_format(log_parts(Shown, gen_report:config(#{})), fun(Term, _Depth) -> Term end).

limited(supervisor, Name, _Depth) -> Name;
limited(_Key, Value, Depth) -> io_lib:limit_term(Value, Depth).

format_log(#{report := Report}, Config) ->
    gen_report:format_log(Report, Config, fun log_parts/2).

log_parts([{supervisor, Name}, {started, Child}], #{single_line := true}) ->
    ["Supervisor: ", {term, Name}, ". ", {text, "Started:"} | who(Child)];
log_parts([{supervisor, Name}, {errorContext, Context}, {reason, Reason}, {offender, Child}],
          #{single_line := true}) ->
    ["Supervisor: ", {term, Name}, ". Context: ", {term, Context}, ". Reason: ", {term, Reason},
     ". ", {text, "Offender:"} | who(Child)];
log_parts(Report, _) ->
    [["    ", atom_to_list(Key), ": ", {term, Value}, "~n"] || {Key, Value} <- Report].

who([{Key, Value}, {id, Id} | _]) ->
    [" id=", {write, Id}, ",", atom_to_list(Key), "=", {write, Value}, "."].
