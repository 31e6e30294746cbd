%% compile:file/1,2 and forms/1,2: what is returned. The current directory has lp.erl and bad sources.
-module(compiling).
-export([results/0]).

results() ->
    [{Name, try F() catch Class:Reason:_ -> {Class, Reason} end} || {Name, F} <- steps()].

steps() ->
    [{"file", fun() -> compile:file(lp) end},
     {"with extension", fun() -> compile:file("lp.erl", []) end},
     {"no file", fun() -> compile:file(nope, []) end},
     {"no file, returned", fun() -> compile:file("sub/nope.erl", [return]) end},
     {"returned", fun() -> compile:file(lp, [return]) end},
     {"binary", fun() -> {ok, lp, B} = compile:file(lp, [binary]), is_binary(B) end},
     {"binary, returned", fun() -> {ok, lp, B, Ws} = compile:file(lp, [binary, return]), {is_binary(B), Ws} end},
     {"one option", fun() -> {ok, lp, B} = compile:file(lp, binary), is_binary(B) end},
     {"errors", fun() -> compile:file(broken, []) end},
     {"errors returned", fun() -> compile:file(broken, [return]) end},
     {"unbound", fun() -> compile:file(unbound, [return_errors]) end},
     {"wrong name", fun() -> compile:file(wrongname, [return]) end},
     {"no module", fun() -> compile:file(nomodule, [return]) end},
     {"outdir", fun() -> compile:file(lp, [{outdir, "/nope"}]) end},
     {"outdir returned", fun() -> compile:file(lp, [{outdir, "/nope"}, return]) end},
     {"macros", fun() -> {ok, M, B} = compile:file(macros, [binary, {d, 'A'}, {d, 'B', 7}]), code:load_binary(M, "macros.beam", B), macros:f() end},
     {"no macros", fun() -> compile:file(macros, [return_errors]) end},
     {"export_all", fun() -> {ok, M, B} = compile:file(macros, [binary, {d, 'A'}, {d, 'B', 7}, export_all]), code:purge(M), code:load_binary(M, "macros.beam", B), macros:hidden() end},
     {"options", fun() -> compile:file(lp, [debug_info, report, {d, 'X'}, {i, "."}, verbose, return, {outdir, "."}, nowarn_unused_vars]),
          code:purge(lp), code:load_file(lp), proplists:get_value(options, lp:module_info(compile)) end},
     {"no options", fun() -> compile:file(lp), code:purge(lp), code:load_file(lp), proplists:get_value(options, lp:module_info(compile)) end},
     {"deterministic", fun() -> compile:file(lp, [deterministic]), code:purge(lp), code:load_file(lp), [K || {K, _} <- lp:module_info(compile)] end},
     {"debug_info", fun() -> compile:file(lp, [debug_info]), {ok, {lp, [{abstract_code, {V, Forms}}]}} = beam_lib:chunks("lp", [abstract_code]), {V, Forms} end},
     {"no debug_info", fun() -> compile:file(lp), beam_lib:chunks("lp", [abstract_code]) end},
     {"exports", fun() -> beam_lib:chunks("lp", [exports]) end},
     {"attributes", fun() -> {ok, {lp, [{attributes, [{vsn, [N]}]}]}} = beam_lib:chunks("lp", [attributes]), is_integer(N) end},
     {"version", fun() -> {ok, {lp, [N]}} = beam_lib:version("lp"), {ok, {lp, <<M:128>>}} = beam_lib:md5("lp"), N =:= M end},
     {"forms", fun() -> {ok, mm, B} = compile:forms([{attribute, 1, module, mm}, {attribute, 1, export, [{f, 0}]},
          {function, 2, f, 0, [{clause, 2, [], [], [{integer, 2, 42}]}]}]), code:load_binary(mm, "mm", B), mm:f() end},
     {"wrong forms", fun() -> compile:forms([{attribute, 1, module, mm}, {attribute, 1, export, [{f, 1}]}], [return]) end},
     {"format_error", fun() -> [lists:flatten(compile:format_error(E)) || E <- [{epp, enoent}, {write_error, eacces}, {module_name, m, "f"}]] end},
     {"generated", fun() -> [compile:output_generated(O) || O <- [[], [binary], ['P']]] end}
    ].
