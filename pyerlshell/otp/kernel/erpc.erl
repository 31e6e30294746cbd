%% Calling functions on nodes, with errors told apart: what the function raised comes back as it was
%% raised, and what the call itself met is {erpc, Reason}.
%%
%% A process is spawned for the call, which ends with the exit reason {Tag, return, Value},
%% {Tag, throw, Value}, {Tag, exit, Reason} or {Tag, error, Reason, Stack}; it comes in the 'DOWN'
%% message of a monitor. A request id is [Tag | Monitor], a collection #{Monitor => [Tag | Label]}.
-module(erpc).

-export([call/2, call/3, call/4, call/5, cast/2, cast/4,
         send_request/2, send_request/4, send_request/6,
         receive_response/1, receive_response/2, receive_response/3,
         wait_response/1, wait_response/2, wait_response/3, check_response/2, check_response/3,
         multicall/2, multicall/3, multicall/4, multicall/5, multicast/2, multicast/4,
         reqids_new/0, reqids_size/1, reqids_add/3, reqids_to_list/1]).
-export([execute_call/4, execute_cast/3, run_here/3]).

-moduledoc """
Calls of functions on other nodes; on this node, too, each call in a process of its own.
Exceptions of the function are exceptions of the caller.
""".

-define(MAX_TIMEOUT, 4294967295).
-define(IS_ID(Tag, Monitor), (is_reference(Tag) andalso is_reference(Monitor))).
-define(IS_MFA(M, F, A), (is_atom(M) andalso is_atom(F) andalso is_list(A))).

%% An outcome is {ok, Value} or {Class, Reason}; raised here, so that the user's call is on top.
-define(DELIVER(Outcome),
        case Outcome of
            {ok, Value__} -> Value__;
            {throw, Thrown__} -> throw(Thrown__);
            {exit, Exit__} -> exit(Exit__);
            {error, Error__} -> error(Error__)
        end).

%%% Calls

-doc """
Calls a function on a node: its value, or its exception; `{erpc, Reason}` errors are of the call
itself, such as `timeout` and `noconnection`.
""".
call(Node, Fun) -> call(Node, Fun, infinity).

-doc """
Calls a function on a node: its value, or its exception; `{erpc, Reason}` errors are of the call
itself, such as `timeout` and `noconnection`.
""".
call(Node, Fun, Options) when is_function(Fun, 0) -> call(Node, erlang, apply, [Fun, []], Options);
call(_, _, _) -> error({erpc, badarg}).

-doc """
Calls a function on a node: its value, or its exception; `{erpc, Reason}` errors are of the call
itself, such as `timeout` and `noconnection`.
""".
call(Node, M, F, A) -> call(Node, M, F, A, infinity).

-doc """
Calls a function on a node: its value, or its exception; `{erpc, Reason}` errors are of the call
itself, such as `timeout` and `noconnection`.
""".
call(Node, M, F, A, Options) when is_atom(Node), ?IS_MFA(M, F, A) ->
    case options(Options) of
        {infinity, false} when Node =:= node() ->
            %% Without a timeout the call needs no process of its own.
            ?DELIVER(run_here(M, F, A));
        {Timeout, _AlwaysSpawn} when Timeout =/= bad ->
            {Tag, Monitor} = request(Node, M, F, A),
            ?DELIVER(await(Tag, Monitor, Timeout));
        _ ->
            error({erpc, badarg})
    end;
call(_, _, _, _, _) ->
    error({erpc, badarg}).

options(#{} = Given) ->
    case maps:merge(#{timeout => infinity, always_spawn => false}, Given) of
        #{timeout := Timeout, always_spawn := Spawn} when is_boolean(Spawn) -> {millis(Timeout), Spawn};
        _ -> {bad, false}
    end;
options(Timeout) ->
    {millis(Timeout), false}.

%% `bad' if it is none.
millis(infinity) -> infinity;
millis(Time) when is_integer(Time), Time >= 0, Time =< ?MAX_TIMEOUT -> Time;
millis({abs, Time}) when is_integer(Time) ->
    case max(0, Time - erlang:monotonic_time(millisecond)) of
        Left when Left =< ?MAX_TIMEOUT -> Left;
        _ -> bad
    end;
millis(_) -> bad.

%% What is thrown passes through.
run_here(M, F, A) ->
    try
        {ok, apply(M, F, A)}
    catch
        exit:Reason -> {exit, {exception, Reason}};
        error:Reason:Stack -> {error, {exception, Reason, users_part(Stack)}}
    end.

request(Node, M, F, A) ->
    Tag = make_ref(),
    Options = [{reply, error_only}, monitor],
    {Tag, spawn_request(Node, erpc, execute_call, [Tag, M, F, A], Options)}.

%%% The process of a call

execute_call(Tag, M, F, A) ->
    Result = try
                 {Tag, return, apply(M, F, A)}
             catch
                 throw:Value -> {Tag, throw, Value};
                 exit:Reason -> {Tag, exit, Reason};
                 error:Reason:Stack -> {Tag, error, Reason, users_part(Stack)}
             end,
    exit(Result).

execute_cast(M, F, A) ->
    try
        apply(M, F, A)
    catch
        error:Reason:Stack -> erlang:raise(error, {exception, {Reason, users_part(Stack)}}, Stack)
    end.

%% The stack down to where the call came in.
users_part(Stack) ->
    lists:takewhile(fun({Module, _, _, _}) -> Module =/= erpc end, Stack).

%%% Outcomes

await(Tag, Monitor, Timeout) ->
    receive
        {spawn_reply, Monitor, error, Reason} -> {error, {erpc, Reason}};
        {'DOWN', Monitor, process, _, Reason} -> outcome(Tag, Reason)
    after Timeout ->
        abandon(Tag, Monitor)
    end.

outcome(Tag, {Tag, return, Value}) -> {ok, Value};
outcome(Tag, {Tag, throw, Value}) -> {throw, Value};
outcome(Tag, {Tag, exit, Reason}) -> {exit, {exception, Reason}};
outcome(Tag, {Tag, error, Reason, Stack}) -> {error, {exception, Reason, Stack}};
outcome(_Tag, noconnection) -> {error, {erpc, noconnection}};
outcome(_Tag, noproc) -> {error, {erpc, noproc}};
outcome(_Tag, Reason) -> {exit, {signal, Reason}}.

%% Time is up, unless the answer came just now. A request that was answered before is no request.
abandon(Tag, Monitor) ->
    Active = spawn_request_abandon(Monitor) orelse demonitor(Monitor, [info]),
    case Active of
        true -> {error, {erpc, timeout}};
        false ->
            receive
                {spawn_reply, Monitor, error, Reason} -> {error, {erpc, Reason}};
                {'DOWN', Monitor, process, _, Reason} -> outcome(Tag, Reason)
            after 0 ->
                {error, {erpc, badarg}}
            end
    end.

%%% Requests

-doc "Calls a function on a node: an identifier of the request, or a collection with it.".
send_request(Node, Fun) when is_atom(Node), is_function(Fun, 0) ->
    send_request(Node, erlang, apply, [Fun, []]);
send_request(_, _) ->
    error({erpc, badarg}).

-doc "Calls a function on a node: an identifier of the request, or a collection with it.".
send_request(Node, M, F, A) when is_atom(Node), ?IS_MFA(M, F, A) ->
    {Tag, Monitor} = request(Node, M, F, A),
    [Tag | Monitor];
send_request(Node, Fun, Label, Ids) when is_atom(Node), is_function(Fun, 0), is_map(Ids) ->
    send_request(Node, erlang, apply, [Fun, []], Label, Ids);
send_request(_, _, _, _) ->
    error({erpc, badarg}).

-doc "Calls a function on a node: an identifier of the request, or a collection with it.".
send_request(Node, M, F, A, Label, Ids) when is_atom(Node), ?IS_MFA(M, F, A), is_map(Ids) ->
    {Tag, Monitor} = request(Node, M, F, A),
    Ids#{Monitor => [Tag | Label]};
send_request(_, _, _, _, _, _) ->
    error({erpc, badarg}).

-doc """
Waits for the outcome of a request: its value or its exception. After a timeout it is dropped.
""".
receive_response([Tag | Monitor] = Id) when ?IS_ID(Tag, Monitor) -> receive_response(Id, infinity);
receive_response(_) -> error({erpc, badarg}).

-doc """
Waits for the outcome of a request: its value or its exception. After a timeout it is dropped.
""".
receive_response([Tag | Monitor], Timeout) when ?IS_ID(Tag, Monitor) ->
    case millis(Timeout) of
        bad -> error({erpc, badarg});
        Millis -> ?DELIVER(await(Tag, Monitor, Millis))
    end;
receive_response(_, _) ->
    error({erpc, badarg}).

-doc """
As receive_response/2: `{response, Value}` or `no_response`; the request may still be waited for.
""".
wait_response([Tag | Monitor] = Id) when ?IS_ID(Tag, Monitor) -> wait_response(Id, 0);
wait_response(_) -> error({erpc, badarg}).

-doc """
As receive_response/2: `{response, Value}` or `no_response`; the request may still be waited for.
""".
wait_response([Tag | Monitor], Timeout) when ?IS_ID(Tag, Monitor) ->
    case millis(Timeout) of
        bad -> error({erpc, badarg});
        Millis -> ?DELIVER(wait(Tag, Monitor, Millis))
    end;
wait_response(_, _) ->
    error({erpc, badarg}).

wait(Tag, Monitor, Millis) ->
    receive
        {spawn_reply, Monitor, error, Reason} -> {error, {erpc, Reason}};
        {'DOWN', Monitor, process, _, Reason} -> as_response(outcome(Tag, Reason))
    after Millis ->
        {ok, no_response}
    end.

as_response({ok, Value}) -> {ok, {response, Value}};
as_response(Raised) -> Raised.

-doc "Is this message the outcome of a request? `{response, Value}` or `no_response`.".
check_response({spawn_reply, Monitor, error, Reason}, [Tag | Monitor]) when ?IS_ID(Tag, Monitor) ->
    error({erpc, Reason});
check_response({'DOWN', Monitor, process, _, Reason}, [Tag | Monitor])
  when ?IS_ID(Tag, Monitor) ->
    ?DELIVER(as_response(outcome(Tag, Reason)));
check_response(_Msg, [Tag | Monitor]) when ?IS_ID(Tag, Monitor) ->
    no_response;
check_response(_, _) ->
    error({erpc, badarg}).

%%% Collections of requests. What is raised comes with the label and the collection, too.

-doc "A new collection of request identifiers.".
reqids_new() -> #{}.

-doc "How many identifiers are in a collection.".
reqids_size(Ids) ->
    try maps:size(Ids)
    catch _:_ -> error({erpc, badarg})
    end.

-doc "A collection with one more identifier, under a label.".
reqids_add([Tag | Monitor], Label, Ids)
  when ?IS_ID(Tag, Monitor), is_map(Ids), not is_map_key(Monitor, Ids) ->
    Ids#{Monitor => [Tag | Label]};
reqids_add(_, _, _) ->
    error({erpc, badarg}).

-doc "The identifiers of a collection with their labels.".
reqids_to_list(Ids) when is_map(Ids) ->
    try
        [case Entry of
             {Monitor, [Tag | Label]} when ?IS_ID(Tag, Monitor) -> {[Tag | Monitor], Label}
         end || Entry <- maps:to_list(Ids)]
    catch
        error:_ -> error({erpc, badarg})
    end;
reqids_to_list(_) ->
    error({erpc, badarg}).

-doc """
Waits for the outcome of a request: its value or its exception. After a timeout it is dropped.
""".
receive_response(Ids, Timeout, Delete) when is_map(Ids), is_boolean(Delete) ->
    case millis(Timeout) of
        bad -> error({erpc, badarg});
        _ when map_size(Ids) =:= 0 -> no_request;
        Millis ->
            case await_any(Ids, Millis) of
                timeout -> ?DELIVER(abandon_all(Ids));
                {Monitor, Outcome} -> ?DELIVER(collected(Outcome, Monitor, Ids, Delete))
            end
    end;
receive_response(_, _, _) ->
    error({erpc, badarg}).

-doc """
As receive_response/2: `{response, Value}` or `no_response`; the request may still be waited for.
""".
wait_response(Ids, Timeout, Delete) when is_map(Ids), is_boolean(Delete) ->
    case millis(Timeout) of
        bad -> error({erpc, badarg});
        _ when map_size(Ids) =:= 0 -> no_request;
        Millis ->
            case await_any(Ids, Millis) of
                timeout -> no_response;
                {Monitor, Outcome} ->
                    ?DELIVER(collected(as_response(Outcome), Monitor, Ids, Delete))
            end
    end;
wait_response(_, _, _) ->
    error({erpc, badarg}).

-doc "Is this message the outcome of a request? `{response, Value}` or `no_response`.".
check_response(Msg, Ids, Delete) when is_map(Ids), is_boolean(Delete) ->
    case Msg of
        _ when map_size(Ids) =:= 0 -> no_request;
        {spawn_reply, Monitor, error, Reason} when is_map_key(Monitor, Ids) ->
            ?DELIVER(collected({error, {erpc, Reason}}, Monitor, Ids, Delete));
        {'DOWN', Monitor, process, _, Reason} when is_map_key(Monitor, Ids) ->
            Outcome = as_response(outcome(tag(Monitor, Ids), Reason)),
            ?DELIVER(collected(Outcome, Monitor, Ids, Delete));
        _ -> no_response
    end;
check_response(_, _, _) ->
    error({erpc, badarg}).

await_any(Ids, Millis) ->
    receive
        {spawn_reply, Monitor, error, Reason} when is_map_key(Monitor, Ids) ->
            {Monitor, {error, {erpc, Reason}}};
        {'DOWN', Monitor, process, _, Reason} when is_map_key(Monitor, Ids) ->
            {Monitor, outcome(tag(Monitor, Ids), Reason)}
    after Millis ->
        timeout
    end.

tag(Monitor, Ids) ->
    case Ids of
        #{Monitor := [Tag | _Label]} when ?IS_ID(Tag, Monitor) -> Tag;
        _ -> error({erpc, badarg})
    end.

collected({Class, What}, Monitor, Ids, Delete) ->
    [_Tag | Label] = map_get(Monitor, Ids),
    Left = case Delete of
               true -> maps:remove(Monitor, Ids);
               false -> Ids
           end,
    {Class, {What, Label, Left}}.

abandon_all(Ids) ->
    maps:foreach(fun(Monitor, [Tag | _]) -> abandon(Tag, Monitor) end, Ids),
    {error, {erpc, timeout}}.

%%% Several nodes

-doc """
Calls a function on several nodes: a list of `{ok, Value}`, `{throw, T}`, `{exit, {exception,
R}}`, `{error, {exception, R, Stack}}` and `{error, {erpc, Reason}}`.
""".
multicall(Nodes, Fun) -> multicall(Nodes, Fun, infinity).

-doc """
Calls a function on several nodes: a list of `{ok, Value}`, `{throw, T}`, `{exit, {exception,
R}}`, `{error, {exception, R, Stack}}` and `{error, {erpc, Reason}}`.
""".
multicall(Nodes, Fun, Timeout) when is_list(Nodes), is_function(Fun, 0) ->
    multicall(Nodes, erlang, apply, [Fun, []], Timeout);
multicall(_, _, _) ->
    error({erpc, badarg}).

-doc """
Calls a function on several nodes: a list of `{ok, Value}`, `{throw, T}`, `{exit, {exception,
R}}`, `{error, {exception, R, Stack}}` and `{error, {erpc, Reason}}`.
""".
multicall(Nodes, M, F, A) -> multicall(Nodes, M, F, A, infinity).

-doc """
Calls a function on several nodes: a list of `{ok, Value}`, `{throw, T}`, `{exit, {exception,
R}}`, `{error, {exception, R, Stack}}` and `{error, {erpc, Reason}}`.
""".
multicall(Nodes, M, F, A, Options) when is_list(Nodes), ?IS_MFA(M, F, A) ->
    case {options(Options), are_nodes(Nodes)} of
        {{bad, _}, _} -> error({erpc, badarg});
        {_, false} -> error({erpc, badarg});
        {{Millis, AlwaysSpawn}, true} ->
            Mine = Millis =:= infinity andalso not AlwaysSpawn,
            IsHere = fun(Node) -> Mine andalso Node =:= node() end,
            {Requests, Own} = requests(Nodes, M, F, A, IsHere),
            gather(Requests, Own, deadline(Millis))
    end;
multicall(_, _, _, _, _) ->
    error({erpc, badarg}).

are_nodes([Node | Nodes]) when is_atom(Node) -> are_nodes(Nodes);
are_nodes(Rest) -> Rest =:= [].

deadline(infinity) -> infinity;
deadline(Millis) -> {abs, erlang:monotonic_time(millisecond) + Millis}.

%% Without a timeout the last call on this node, if there is one, is made by the caller itself, while
%% the others are at work.
requests(Nodes, M, F, A, IsHere) ->
    {Requests, Own} =
        lists:foldr(fun(Node, {Later, none}) ->
                            case IsHere(Node) of
                                true -> {[here | Later], {M, F, A}};
                                false -> {[Node | Later], none}
                            end;
                       (Node, {Later, Own}) -> {[Node | Later], Own}
                    end, {[], none}, Nodes),
    {[case Node of here -> here; _ -> request(Node, M, F, A) end || Node <- Requests], Own}.

gather(Requests, none, Deadline) -> gather(Requests, undefined, none, Deadline);
gather(Requests, {M, F, A}, Deadline) ->
    Outcome = try run_here(M, F, A)
              catch throw:Thrown -> {throw, Thrown}
              end,
    gather(Requests, Outcome, own, Deadline).

gather([here | Requests], Outcome, Own, Deadline) ->
    [Outcome | gather(Requests, Outcome, Own, Deadline)];
gather([{Tag, Monitor} | Requests], Outcome, Own, Deadline) ->
    First = await(Tag, Monitor, millis(Deadline)),
    [First | gather(Requests, Outcome, Own, Deadline)];
gather([], _Outcome, _Own, _Deadline) ->
    [].

%%% Without an answer

-doc "Calls a function on a node without waiting; `ok`.".
cast(Node, Fun) -> cast(Node, erlang, apply, [Fun, []]).

-doc "Calls a function on a node without waiting; `ok`.".
cast(Node, M, F, A) when is_atom(Node), ?IS_MFA(M, F, A) ->
    _ = spawn_request(Node, erpc, execute_cast, [M, F, A], [{reply, no}]),
    ok;
cast(_, _, _, _) ->
    error({erpc, badarg}).

-doc "Calls a function on several nodes without waiting; `ok`.".
multicast(Nodes, Fun) -> multicast(Nodes, erlang, apply, [Fun, []]).

-doc "Calls a function on several nodes without waiting; `ok`.".
multicast(Nodes, M, F, A) when is_list(Nodes), ?IS_MFA(M, F, A) ->
    case are_nodes(Nodes) of
        true ->
            lists:foreach(fun(Node) -> cast(Node, M, F, A) end, Nodes);
        false -> error({erpc, badarg})
    end;
multicast(_, _, _, _) ->
    error({erpc, badarg}).
