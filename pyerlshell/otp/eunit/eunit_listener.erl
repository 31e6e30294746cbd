%% A process that calls a module about the beginning and end of groups and tests, one after the other.
%%
%% What came with the beginning of an item is kept until its end, and told again there. The events are
%% {status, Id, _}; an Id is the path from the outermost group, [], to the item.
-module(eunit_listener).

-export([start/1, start/2]).

-callback init(Options :: [term()]) -> State :: term().
-callback handle_begin(group | test, Data :: [term()], State :: term()) -> term().
-callback handle_end(group | test, Data :: [term()], State :: term()) -> term().
-callback handle_cancel(group | test, Data :: [term()], State :: term()) -> term().
-callback terminate({ok, [term()]} | {error, term()}, State :: term()) -> term().

-record(st, {module, inner, open = #{}, count = #{pass => 0, fail => 0, skip => 0, cancel => 0}}).

start(Module) -> start(Module, []).

start(Module, Options) ->
    spawn_opt(fun() -> run(#st{module = Module}, Options) end,
              proplists:get_all_values(spawn, Options)).

run(St, Options) ->
    St1 = listen(call(init, [Options], St)),
    Totals = [{Key, map_get(Key, St1#st.count)} || Key <- [pass, fail, skip, cancel]],
    call(terminate, [{ok, Totals}], St1),
    exit(normal).

listen(St) ->
    receive
        {status, Id, {progress, 'begin', {Type, Data}}} ->
            Whole = [{id, Id} | Data],
            listen(call(handle_begin, [Type, Whole], keep(Id, Type, Data, St)));
        {status, Id, {progress, 'end', {Result, More}}} when is_map_key(Id, St#st.open) ->
            next(Id, ended(Id, Result, More, St));
        {status, Id, {cancel, Reason}} when is_map_key(Id, St#st.open) ->
            {Type, Data} = map_get(Id, St#st.open),
            next(Id, call(handle_cancel, [Type, [{id, Id}, {reason, Reason} | Data]],
                          counted(cancel, St)))
    end.

%% The end of the outermost group is the end of all.
next([], St) -> St;
next(Id, St) -> listen(St#st{open = maps:remove(Id, St#st.open)}).

keep(Id, Type, Data, St) ->
    St#st{open = (St#st.open)#{Id => {Type, Data}}}.

ended(Id, Result, More, St) ->
    case map_get(Id, St#st.open) of
        {group, Data} ->
            call(handle_end, [group, [{id, Id}, {size, Result} | Data ++ More]], St);
        {test, Data} ->
            call(handle_end, [test, [{id, Id}, {status, Result} | Data ++ More]],
                 counted(kind(Result), St))
    end.

kind(ok) -> pass;
kind({error, _}) -> fail;
kind({skipped, _}) -> skip.

counted(Kind, #st{count = Count} = St) ->
    St#st{count = maps:update_with(Kind, fun(N) -> N + 1 end, Count)}.

call(Function, Args, #st{module = Module, inner = Inner} = St) ->
    All = case Function of
              init -> Args;
              _ -> Args ++ [Inner]
          end,
    try apply(Module, Function, All) of
        New -> St#st{inner = New}
    catch
        Class:Reason:Trace ->
            Function =:= terminate
                orelse call(terminate, [{error, {Class, Reason, Trace}}], St),
            erlang:raise(Class, Reason, Trace)
    end.
