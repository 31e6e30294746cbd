-module(chat).
-behaviour(gen_server).
-export([start/0, main/0, join/1, say/1, leave/0, who/0, init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2]).
-record(room, {members = #{}, history = queue:new(), max = 3}).
start() -> gen_server:start({local, ?MODULE}, ?MODULE, [], []).
join(Nick) -> gen_server:call(?MODULE, {join, Nick, self()}).
leave() -> gen_server:call(?MODULE, leave).
say(Text) -> gen_server:cast(?MODULE, {say, self(), Text}).
who() -> gen_server:call(?MODULE, who).
init([]) -> {ok, #room{}}.
handle_call({join, Nick, Pid}, _From, #room{members = M, history = H} = R) ->
    case lists:any(fun({N, _}) -> N =:= Nick end, maps:values(M)) of
        true -> {reply, {error, nick_taken}, R};
        false ->
            Ref = monitor(process, Pid),
            broadcast(M, io_lib:format("*** ~ts joined", [Nick])),
            {reply, {ok, queue:to_list(H)}, R#room{members = M#{Pid => {Nick, Ref}}}}
    end;
handle_call(leave, {Pid, _}, R) -> {reply, ok, drop(Pid, "left", R)};
handle_call(who, _, #room{members = M} = R) -> {reply, lists:sort([N || {N, _} <- maps:values(M)]), R}.
handle_cast({say, Pid, Text}, #room{members = M, history = H, max = Max} = R) ->
    case M of
        #{Pid := {Nick, _}} ->
            Line = unicode:characters_to_binary(io_lib:format("<~ts> ~ts", [Nick, Text])),
            broadcast(M, Line),
            H1 = queue:in(Line, H),
            H2 = case queue:len(H1) > Max of true -> queue:drop(H1); false -> H1 end,
            {noreply, R#room{history = H2}};
        _ -> {noreply, R}
    end.
handle_info({'DOWN', _, process, Pid, Why}, R) -> {noreply, drop(Pid, io_lib:format("vanished (~p)", [Why]), R)}.
terminate(Why, #room{members = M}) -> broadcast(M, io_lib:format("*** closing: ~p", [Why])).
drop(Pid, How, #room{members = M} = R) ->
    case maps:take(Pid, M) of
        {{Nick, Ref}, Rest} -> demonitor(Ref, [flush]), broadcast(Rest, ["*** ", Nick, " ", How]), R#room{members = Rest};
        error -> R
    end.
broadcast(M, Text) -> [P ! {chat, unicode:characters_to_binary(Text)} || P <- maps:keys(M)], ok.
user(Nick, Boss) ->
    spawn(fun() -> R = join(Nick), Boss ! {Nick, R}, loop(Nick, Boss) end).
loop(Nick, Boss) ->
    receive
        {chat, T} -> Boss ! {Nick, saw, T}, loop(Nick, Boss);
        {do, F} -> Boss ! {Nick, did, F()}, loop(Nick, Boss);
        die -> exit(power_cut)
    end.
flush() -> timer:sleep(20), flush([]).
flush(A) -> receive M -> flush([M | A]) after 0 -> [io:format("  ~tp~n", [M]) || M <- lists:sort(lists:reverse(A))] end.
main() ->
    {ok, P} = start(),
    io:format("again ~p~n", [element(1, element(2, start()))]),
    A = user(<<"ann">>, self()), flush(), B = user(<<"björn"/utf8>>, self()), flush(), _ = user(<<"ann">>, self()), flush(),
    A ! {do, fun() -> say("hello") end}, flush(),
    B ! {do, fun() -> say("hej på dig"), say("zwei"), say("drei") end}, flush(),
    io:format("~tp~n", [who()]), C = user(<<"cy">>, self()), flush(), C ! die, flush(), B ! {do, fun leave/0}, flush(),
    io:format("~tp~n", [who()]), say("nobody hears"), flush(), io:format("~p~n", [sys:get_state(P)]),
    gen_server:stop(?MODULE, shutdown, 1000), flush(), io:format("~p~n", [catch who()]).
