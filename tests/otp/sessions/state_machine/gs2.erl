-module(gs2).
-behaviour(gen_statem).
-compile([export_all,nowarn_export_all]).
start(I) -> start(I,[{debug,[trace]}]).
start(I,O) -> gen_statem:start({local,?MODULE}, ?MODULE, I, O).
callback_mode() -> handle_event_function.
init(I) -> I.
handle_event({call,F}, {do,R}, _S, _D) -> [gen_statem:reply(F, ok) || true], R;
handle_event({call,F}, {ret,R}, _S, _D) -> {ok,R1} = {ok,R}, case R1 of {A,B} -> {next_state,A,B,{reply,F,done}} end;
handle_event({call,F}, {act,As}, S, D) -> {keep_state_and_data,[{reply,F,{S,D}}|As]};
handle_event({call,F}, get, S, D) -> {keep_state_and_data,{reply,F,{S,D}}};
handle_event({call,F}, {stopr,R}, _S, _D) -> {stop_and_reply,R,[{reply,F,bye}]};
handle_event({call,_}, crash, _S, _D) -> error(crash);
handle_event({call,_}, thr, S, D) -> throw({keep_state,{thrown,S,D}});
handle_event(cast, post, a, _) -> {keep_state_and_data, postpone};
handle_event(cast, {ns,N}, _, D) -> {next_state, N, D};
handle_event(_T, _C, _S, _D) -> keep_state_and_data.
terminate(R,S,D) -> io:format("term ~p ~p ~p~n",[R,S,D]).
