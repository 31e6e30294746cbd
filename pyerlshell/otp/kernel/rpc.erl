%% Calling functions on nodes in the older way: whatever goes wrong is a value, {badrpc, Reason}, and
%% what is thrown is a value like any other. erpc does the work.
%%
%% The process `rex' runs block calls, one after the other, and what other nodes ask for.
-module(rpc).
-behaviour(gen_server).

-export([start/0, start_link/0, stop/0, loop/0]).
-export([call/4, call/5, block_call/4, block_call/5, cast/4, multicall/3, multicall/4, multicall/5,
         async_call/4, yield/1, nb_yield/1, nb_yield/2, parallel_eval/1, pmap/3, pinfo/1, pinfo/2,
         eval_everywhere/3, eval_everywhere/4, abcast/2, abcast/3, sbcast/2, sbcast/3,
         server_call/4, multi_server_call/2, multi_server_call/3]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2, code_change/3]).

-moduledoc "Calls of functions on nodes, older than erpc.".

-define(MAX_TIMEOUT, 4294967295).
-define(IS_TIME(T), (T =:= infinity orelse is_integer(T) andalso T >= 0 andalso T =< ?MAX_TIMEOUT)).

%%% One node

-doc "Calls a function on a node: its value, or `{badrpc, Reason}`.".
call(Node, M, F, A) -> call(Node, M, F, A, infinity).

-doc "Calls a function on a node: its value, or `{badrpc, Reason}`.".
call(Node, M, F, A, Timeout) when ?IS_TIME(Timeout) ->
    try erpc:call(Node, M, F, A, Timeout) of
        {'EXIT', _} = Failed -> {badrpc, Failed};
        Value -> Value
    catch
        Class:Reason -> value(Class, Reason)
    end;
call(_, _, _, _, _) ->
    error(badarg).

value(throw, {'EXIT', _} = Failed) -> {badrpc, Failed};
value(throw, Value) -> Value;
value(exit, {exception, Reason}) -> {badrpc, {'EXIT', Reason}};
value(exit, {signal, Reason}) -> {badrpc, {'EXIT', Reason}};
value(error, {exception, Reason, Stack}) -> {badrpc, {'EXIT', {Reason, Stack}}};
value(error, {erpc, badarg}) -> error(badarg);
value(error, {erpc, noconnection}) -> {badrpc, nodedown};
value(error, {erpc, timeout}) -> {badrpc, timeout};
value(error, {erpc, notsup}) -> {badrpc, notsup};
value(error, {erpc, Reason}) -> {badrpc, {'EXIT', Reason}}.

-doc "As call/4,5, but one after the other on that node.".
block_call(Node, M, F, A) -> block_call(Node, M, F, A, infinity).

-doc "As call/4,5, but one after the other on that node.".
block_call(Node, M, F, A, Timeout)
  when is_atom(Node), is_atom(M), is_atom(F), is_list(A), ?IS_TIME(Timeout) ->
    Request = {block_call, M, F, A, group_leader()},
    try
        gen_server:call({rex, Node}, Request, Timeout)
    catch
        exit:{{nodedown, _}, _} -> {badrpc, nodedown};
        exit:{noproc, _} -> {badrpc, nodedown};
        exit:{timeout, _} -> {badrpc, timeout};
        exit:{Reason, _} -> {badrpc, {'EXIT', Reason}}
    end.

-doc "Calls a function on a node without waiting; `true`.".
cast(Node, M, F, A) ->
    try erpc:cast(Node, M, F, A) of
        ok -> true
    catch
        error:{erpc, badarg} -> error(badarg)
    end.

-doc "Asks the server of a name on a node.".
server_call(Node, Name, ReplyTag, Msg) when is_atom(Node), is_atom(Name) ->
    case multi_server_call([Node], Name, ReplyTag, Msg) of
        {[Reply], []} -> Reply;
        {[], [_]} -> {error, nodedown}
    end.

%%% A call whose value is fetched later. The key is erpc's request id.

-doc "Calls a function on a node: a key for yield/1 and nb_yield/1,2.".
async_call(Node, M, F, A) ->
    try
        erpc:send_request(Node, M, F, A)
    catch
        error:{erpc, badarg} -> error(badarg)
    end.

-doc "Waits for the value of async_call/4.".
yield(Key) ->
    {value, Value} = nb_yield(Key, infinity),
    Value.

-doc "The value of async_call/4 within a time: `{value, Val}` or `timeout`.".
nb_yield(Key) -> nb_yield(Key, 0).

-doc "The value of async_call/4 within a time: `{value, Val}` or `timeout`.".
nb_yield(Key, Timeout) ->
    try erpc:wait_response(Key, Timeout) of
        no_response -> timeout;
        {response, {'EXIT', _} = Failed} -> {value, {badrpc, Failed}};
        {response, Value} -> {value, Value}
    catch
        Class:Reason -> {value, value(Class, Reason)}
    end.

-doc "Calls functions at once on the nodes: their values.".
parallel_eval(Calls) ->
    Nodes = [node() | nodes()],
    Keys = [async_call(lists:nth(1 + N rem length(Nodes), Nodes), M, F, A)
            || {N, {M, F, A}} <- lists:enumerate(0, Calls)],
    [yield(Key) || Key <- Keys].

-doc "As lists:map/2, each call at once on some node.".
pmap({M, F}, Extra, List) ->
    Values = parallel_eval([{M, F, [Item | Extra]} || Item <- List]),
    case [bad || {badrpc, _} <- Values] of
        [] -> Values;
        _ -> exit(badrpc)
    end.

-doc "process_info/1,2 of a process of any node.".
pinfo(Pid) when node(Pid) =:= node() -> process_info(Pid);
pinfo(Pid) -> call(node(Pid), erlang, process_info, [Pid]).

-doc "process_info/1,2 of a process of any node.".
pinfo(Pid, Item) when node(Pid) =:= node() -> process_info(Pid, Item);
pinfo(Pid, Item) -> call(node(Pid), erlang, process_info, [Pid, Item]).

%%% Several nodes

-doc "Calls a function on several nodes: `{Values, BadNodes}`.".
multicall(M, F, A) -> multicall([node() | nodes()], M, F, A, infinity).

-doc "Calls a function on several nodes: `{Values, BadNodes}`.".
multicall(Nodes, M, F, A) when is_list(Nodes) -> multicall(Nodes, M, F, A, infinity);
multicall(M, F, A, Timeout) when is_atom(M) -> multicall([node() | nodes()], M, F, A, Timeout);
multicall(_, _, _, _) -> error(badarg).

-doc "Calls a function on several nodes: `{Values, BadNodes}`.".
multicall(Nodes, M, F, A, Timeout) ->
    try erpc:multicall(Nodes, M, F, A, Timeout) of
        Outcomes ->
            Results = lists:zip(Nodes, Outcomes),
            {[multi_value(Outcome) || {_, Outcome} <- Results, not is_lost(Outcome)],
             [Node || {Node, Outcome} <- Results, is_lost(Outcome)]}
    catch
        error:{erpc, badarg} -> error(badarg)
    end.

is_lost({error, {erpc, noconnection}}) -> true;
is_lost({error, {erpc, timeout}}) -> true;
is_lost(_) -> false.

multi_value({ok, {'EXIT', _} = Failed}) -> {badrpc, Failed};
multi_value({ok, Value}) -> Value;
multi_value({Class, Reason}) -> value(Class, Reason).

-doc "Calls a function on several nodes without waiting; `abcast`.".
eval_everywhere(M, F, A) -> eval_everywhere([node() | nodes()], M, F, A).

-doc "Calls a function on several nodes without waiting; `abcast`.".
eval_everywhere(Nodes, M, F, A) ->
    try erpc:multicast(Nodes, M, F, A) of
        ok -> abcast
    catch
        error:{erpc, badarg} -> error(badarg)
    end.

%%% Messages to a name on several nodes

-doc "Sends a message to the process of a name on several nodes; `abcast`.".
abcast(Name, Msg) -> abcast([node() | nodes()], Name, Msg).

-doc "Sends a message to the process of a name on several nodes; `abcast`.".
abcast(Nodes, Name, Msg) ->
    lists:foreach(fun(Node) -> {Name, Node} ! Msg end, Nodes),
    abcast.

%% With an answer from each node: is there a process of that name?
-doc "As abcast/2,3, and says where there is such a process: `{GoodNodes, BadNodes}`.".
sbcast(Name, Msg) -> sbcast([node() | nodes()], Name, Msg).

-doc "As abcast/2,3, and says where there is such a process: `{GoodNodes, BadNodes}`.".
sbcast(Nodes, Name, Msg) ->
    Sent = [{Node, call(Node, erlang, send, [Name, Msg])} || Node <- Nodes],
    lists:foldr(fun({Node, {badrpc, _}}, {Good, Bad}) -> {Good, [Node | Bad]};
                   ({Node, _}, {Good, Bad}) -> {[Node | Good], Bad}
                end, {[], []}, Sent).

%% A server of the old kind gets {From, Msg} and answers {Name, Node, Reply}.
-doc "Asks the server of a name on several nodes: `{Replies, BadNodes}`.".
multi_server_call(Name, Msg) -> multi_server_call([node() | nodes()], Name, Msg).

-doc "Asks the server of a name on several nodes: `{Replies, BadNodes}`.".
multi_server_call(Nodes, Name, Msg) when is_list(Nodes), is_atom(Name) ->
    multi_server_call(Nodes, Name, Name, Msg).

multi_server_call(Nodes, Name, ReplyTag, Msg) ->
    Monitors = [{Node, server_asked({Name, Node}, Msg)} || Node <- Nodes],
    Answers = [{Node, server_answer(ReplyTag, Node, Monitor)} || {Node, Monitor} <- Monitors],
    {[Reply || {_, {ok, Reply}} <- Answers], [Node || {Node, nodedown} <- Answers]}.

%% A node that is not alive cannot monitor what is on another: to it that one is down.
server_asked(Server, Msg) ->
    try monitor(process, Server) of
        Monitor ->
            Server ! {self(), Msg},
            Monitor
    catch
        error:badarg -> nodedown
    end.

server_answer(_ReplyTag, _Node, nodedown) ->
    nodedown;
server_answer(ReplyTag, Node, Monitor) ->
    receive
        {'DOWN', Monitor, _, _, _} -> nodedown;
        {ReplyTag, Node, Reply} ->
            demonitor(Monitor, [flush]),
            {ok, Reply}
    end.

%%% The process `rex'

start() -> gen_server:start({local, rex}, rpc, [], []).
start_link() -> gen_server:start_link({local, rex}, rpc, [], []).
stop() -> gen_server:call(rex, stop, infinity).

%% What it becomes when it is first asked something.
loop() ->
    {ok, State} = init([]),
    gen_server:enter_loop(rpc, [], State, {local, rex}).

%% The state has the calls in progress, Monitor => {From, RequestTag}: all but block calls run beside
%% each other.
init([]) ->
    process_flag(trap_exit, true),
    process_flag(message_queue_data, off_heap),
    {ok, #{nodes_observer => {undefined, undefined}}}.

handle_call({call, M, F, A, Leader}, From, Calls) ->
    Tag = make_ref(),
    {_, Monitor} = spawn_monitor(fun() ->
                                         group_leader(Leader, self()),
                                         exit({Tag, call(node(), M, F, A)})
                                 end),
    {noreply, Calls#{Monitor => {From, Tag}}};
handle_call({block_call, M, F, A, Leader}, _From, Calls) ->
    Own = group_leader(),
    group_leader(Leader, self()),
    Value = call(node(), M, F, A),
    group_leader(Own, self()),
    {reply, Value, Calls};
handle_call(stop, _From, Calls) ->
    {stop, normal, stopped, Calls};
handle_call(_, _From, Calls) ->
    {noreply, Calls}.

handle_cast({cast, M, F, A, Leader}, Calls) ->
    spawn(fun() ->
                  group_leader(Leader, self()),
                  apply(M, F, A)
          end),
    {noreply, Calls};
handle_cast(_, Calls) ->
    {noreply, Calls}.

handle_info({'DOWN', Monitor, process, _, Reason}, Calls) when is_map_key(Monitor, Calls) ->
    {From, Tag} = map_get(Monitor, Calls),
    gen_server:reply(From, case Reason of
                               {Tag, Value} -> Value;
                               _ -> {badrpc, {'EXIT', Reason}}
                           end),
    {noreply, maps:remove(Monitor, Calls)};
handle_info({From, {sbcast, Name, Msg}}, Calls) ->
    From ! {rex, node(), case whereis(Name) of
                             undefined -> {nonexisting_name, Name};
                             Pid -> Pid ! Msg
                         end},
    {noreply, Calls};
handle_info({From, {send, Name, Msg}}, Calls) ->
    From ! {rex, node(), catch Name ! Msg},
    {noreply, Calls};
handle_info(_, Calls) ->
    {noreply, Calls}.

terminate(_Reason, _Calls) -> ok.

code_change(_OldVsn, Calls, _Extra) -> {ok, Calls}.
