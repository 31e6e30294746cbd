-module(mysup).
-behaviour(supervisor).
-export([start_link/0,init/1]).
start_link() -> supervisor:start_link({local,mysup}, mysup, []).
init(_) -> {ok,{#{},[#{id=>tt,start=>{gen_server,start_link,[{local,tt},tt13,[],[]]}}]}}.
