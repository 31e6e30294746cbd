-module(gh).
-behaviour(gen_event).
-export([init/1,handle_event/2,handle_call/2,terminate/2]).
init({fail,X}) -> X;
init({A,T}) -> io:format("init ~p ~p~n",[A,T]), {ok,{A,T}};
init(X) -> {ok,X}.
handle_event(swap,S) -> {swap_handler,bye,S,{gh,2},new};
handle_event(remove,_) -> remove_handler;
handle_event(throw,_) -> throw(ball);
handle_event(bad,_) -> foo;
handle_event(exit,_) -> exit(why);
handle_event(hib,S) -> {ok,S,hibernate};
handle_event(_,S) -> {ok,S}.
handle_call(err,_) -> error(callerr);
handle_call(remh,_) -> {remove_handler,removed};
handle_call(swap,S) -> {swap_handler,swapped,bye,S,gh,new};
handle_call(Q,S) -> {ok,{Q,S},S}.
terminate(A,S) -> io:format("terminate ~p ~p~n",[A,S]), {term,A}.
