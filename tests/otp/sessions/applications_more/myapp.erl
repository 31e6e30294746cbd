-module(myapp).
-behaviour(application).
-export([start/2,stop/1,prep_stop/1,config_change/3]).
start(T,A) -> io:format("start ~p ~p~n",[T,A]), mysup:start_link().
prep_stop(S) -> io:format("prep_stop ~p~n",[S]), S.
stop(S) -> io:format("stop ~p~n",[S]).
config_change(_,_,_) -> ok.
