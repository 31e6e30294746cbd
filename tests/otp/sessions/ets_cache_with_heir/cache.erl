-module(cache).
-export([main/0, keeper/0, owner/1, init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2, code_change/3]).
-behaviour(gen_server).
%% an ETS table outlives its owner: a keeper is its heir and gives it to the next owner
keeper() -> register(keeper, self()), T = ets:new(cache, [set, named_table, public, {heir, self(), lost}, {keypos, 1}]), keeper(T).
keeper(T) ->
    receive
        {want, Pid} -> ets:give_away(T, Pid, for_you), keeper(T);
        {'ETS-TRANSFER', T, From, Data} -> io:format("keeper got it back ~p ~p~n", [is_process_alive(From), Data]), keeper(T);
        stop -> ok
    end.
owner(Ttl) -> gen_server:start({local, cache_owner}, ?MODULE, Ttl, []).
init(Ttl) -> keeper ! {want, self()}, {ok, {Ttl, none}}.
handle_call({put, K, V}, _, {Ttl, T} = S) -> ets:insert(T, {K, V, erlang:monotonic_time(millisecond) + Ttl}), {reply, ok, S};
handle_call(size, _, {_, T} = S) -> {reply, ets:info(T, size), S, {timeout, 30, sweep}};
handle_call(info, _, {_, T} = S) -> {reply, [{I, ets:info(T, I)} || I <- [name, type, keypos, protection, size]] ++ [{mine, ets:info(T, owner) =:= self()}, {heir, ets:info(T, heir) =:= whereis(keeper)}], S};
handle_call(crash, _, _) -> error(crash).
handle_cast(_, S) -> {noreply, S}.
handle_info({'ETS-TRANSFER', T, _, D}, {Ttl, _}) -> io:format("owner has it: ~p~n", [D]), {noreply, {Ttl, T}};
handle_info(sweep, {_, T} = S) -> Now = erlang:monotonic_time(millisecond), N = ets:select_delete(T, [{{'_', '_', '$1'}, [{'<', '$1', Now}], [true]}]), io:format("swept ~p~n", [N]), {noreply, S}.
terminate(R, _) -> io:format("terminate ~p~n", [element(1, if is_tuple(R) -> R; true -> {R} end)]).
code_change(_, S, _) -> {ok, S}.
get(K) -> case ets:lookup(cache, K) of [{_, V, _}] -> {ok, V}; [] -> miss end.
main() ->
    spawn(fun keeper/0), timer:sleep(5), {ok, P} = owner(10000), timer:sleep(5),
    [gen_server:call(P, {put, K, K * K}) || K <- lists:seq(1, 5)],
    io:format("~p ~p~n", [get(3), get(9)]), io:format("~p~n", [gen_server:call(P, info)]),
    io:format("~p~n", [catch element(1, element(2, gen_server:call(P, crash)))]), timer:sleep(10),
    io:format("~p ~p~n", [get(3), ets:info(cache, size)]),
    {ok, P2} = owner(1), timer:sleep(10), [gen_server:call(P2, {put, K, new}) || K <- [1, 2]], io:format("~p ~p~n", [get(1), gen_server:call(P2, size)]), timer:sleep(60),
    io:format("~p ~p~n", [get(1), get(3)]),
    io:format("~p~n", [lists:sort(ets:select(cache, [{{'$1', '$2', '_'}, [], [{{'$1', '$2'}}]}]))]),
    io:format("~p~n", [catch ets:give_away(cache, self(), x)]), io:format("~p~n", [ets:update_counter(cache, 3, {2, 1})]),
    exit(P2, kill), timer:sleep(10), keeper ! stop, timer:sleep(10), io:format("~p~n", [ets:info(cache)]), io:format("~p~n", [catch get(1)]).
