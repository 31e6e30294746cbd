-module(sb).
-compile(nowarn_deprecated_catch).
-behaviour(supervisor_bridge).
-export([main/0, init/1, terminate/2]).
init({ok, F}) -> {ok, spawn(F), st};
init(ignore) -> ignore;
init(error) -> {error, why};
init(bad) -> bad;
init(crash) -> error(crash).
terminate(R, S) -> io:format("terminate ~p ~p~n", [R, S]).
main() ->
    process_flag(trap_exit, true),
    logger:set_primary_config(level, info),
    F = fun() -> receive die -> exit(oops); stop -> ok end end,
    {ok, P} = supervisor_bridge:start_link({local, br}, ?MODULE, {ok, F}),
    [C] = [X || X <- element(2, process_info(P, links)), X =/= self()],
    io:format("~p ~p~n", [supervisor:which_children(P), gen_server:call(P, x)]),
    C ! die, receive {'EXIT', P, R} -> io:format("~p~n", [R]) end,
    timer:sleep(100),
    {ok, P2} = supervisor_bridge:start_link(?MODULE, {ok, F}),
    exit(P2, shutdown), receive {'EXIT', P2, R2} -> io:format("~p~n", [R2]) end,
    [begin io:format("~p~n", [X = (catch supervisor_bridge:start_link(?MODULE, A))]), receive Y -> io:format("~p~n", [Y]) after 100 -> ok end end || A <- [ignore, error, bad, crash]],
    Cfg = #{single_line=>true,depth=>unlimited,chars_limit=>unlimited,encoding=>utf8},
    R1 = #{label=>{supervisor,progress},report=>[{supervisor,{local,x}},{started,[{pid,p},{mfa,{m,init,[[a,b,lists:seq(1,30)]]}}]}]},
    E1 = #{label=>{supervisor,error},report=>[{supervisor,{local,x}},{errorContext,child_terminated},{reason,lists:seq(1,30)},{offender,[{pid,p},{mod,m}]}]},
    [io:format("~s~n~p~n", [supervisor_bridge:format_log(Q, Cf), supervisor_bridge:format_log(Q)]) || Q <- [R1, E1], Cf <- [Cfg, Cfg#{depth => 10}, Cfg#{single_line => false}, Cfg#{single_line => false, depth => 10}]],
    application:set_env(kernel, error_logger_format_depth, 10),
    [io:format("~p~n", [supervisor_bridge:format_log(Q)]) || Q <- [R1, E1]],
    timer:sleep(100),
    ok.
