-module(arch).
-export([main/1]).
%% Says where an archive is, and what is in it.
main(_) ->
    io:format("~p~n~p~n", [code:priv_dir(app), code:lib_dir(app)]),
    io:format("~p~n", [erl_prim_loader:read_file(filename:join(code:priv_dir(app),"x.txt"))]),
    io:format("~p ~p ~p~n", [code:which(arch), code:which(inner), code:is_loaded(inner)]),
    io:format("~p~n", [inner:f()]),
    io:format("~p~n", [application:start(app)]),
    io:format("~p~n", [file:read_file(filename:join(code:priv_dir(app),"x.txt"))]),
    io:format("~p~n", [erl_prim_loader:list_dir(escript:script_name())]),
    io:format("~p~n", [filelib:is_dir(code:priv_dir(app))]).
