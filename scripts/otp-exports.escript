#!/usr/bin/env escript
%% Prints the documented functions of a real OTP's modules, one module a line: scripts/otp-exports.txt
%% Usage: escript29 scripts/otp-exports.escript > scripts/otp-exports.txt
main(_) ->
    [code:ensure_loaded(M) =/= {error, nofile} andalso module(App, M) || App <- [erts, kernel, stdlib, compiler, runtime_tools, sasl, crypto, eunit], M <- modules(App)].

modules(erts) -> lists:sort(erlang:pre_loaded());
modules(App) ->
    Files = filelib:wildcard(filename:join(code:lib_dir(App), "ebin/*.beam")),
    lists:sort([list_to_atom(filename:basename(F, ".beam")) || F <- Files]).

module(App, M) ->
    case code:get_doc(M) of
        {ok, {docs_v1, _, _, _, _, _, Docs}} ->
            Names = lists:usort([io_lib:format(" ~ts/~w", [F, A])
                                 || {{function, F, A}, _, _, #{}, _} <- Docs,
                                    erlang:function_exported(M, F, A) orelse M =:= erlang]),
            [io:format("~s ~s~ts~n", [App, M, Names]) || Names =/= []];
        _ -> ok
    end.
