%% The code server. Each step is {Name, Fun}; loading.txt is what erl 29 wrote (scripts/code-expectations).
%% The current directory has the sources lp.erl, onl.erl and bad_onload.erl.
-module(loading).
-export([results/0]).

results() ->
    [{Name, result(F)} || {Name, F} <- steps()].

result(F) ->
    try F()
    catch Class:Reason:Stack -> {Class, Reason, [element(I, hd(Stack)) || I <- [1, 2, 3]], lists:keyfind(line, 1, element(4, hd(Stack)))}
    end.

base(File) when is_list(File) -> filename(lists:reverse(File), []);
base({file, File}) -> {file, base(File)};
base(Other) -> Other.

filename([$/ | _], Name) -> Name;
filename([C | Cs], Name) -> filename(Cs, [C | Name]);
filename([], Name) -> Name.

running() ->
    P = lp:start(),
    P ! {get, self()},
    receive v1 -> P end.

object() ->
    {lp, Bin, _} = code:get_object_code(lp),
    Bin.

steps() ->
    [{"compile", fun() -> [compile:file(M) || M <- [lp, onl, bad_onload]] end},
     {"not loaded", fun() -> [code:is_loaded(lp), base(code:which(lp)), code:module_status(lp)] end},
     {"ensure", fun() -> [code:ensure_loaded(lp), code:ensure_loaded(lp)] end},
     {"loaded", fun() -> [base(code:is_loaded(lp)), base(code:which(lp))] end},
     {"load", fun() -> code:load_file(lp) end},
     {"load again", fun() -> code:load_file(lp) end},
     {"old", fun() -> [erlang:check_old_code(lp), erlang:check_old_code(onl)] end},
     {"purge", fun() -> [code:purge(lp), code:purge(lp), code:soft_purge(lp)] end},
     {"delete", fun() -> [code:delete(lp), code:delete(lp), code:is_loaded(lp)] end},
     {"autoload", fun() -> [lp:vsn(), base(code:is_loaded(lp))] end},
     {"delete with old", fun() -> code:delete(lp) end},
     {"delete nothing", fun() -> [code:delete(nope), code:purge(nope), code:soft_purge(nope)] end},
     {"lingering", fun() ->
          code:purge(lp), code:load_file(lp), code:purge(lp),
          P = running(), M = monitor(process, P),
          code:load_file(lp),
          A = [code:soft_purge(lp), erlang:check_process_code(P, lp), is_process_alive(P)],
          B = code:purge(lp),
          receive {'DOWN', M, process, P, R} -> [A, B, R] end end},
     {"moved on", fun() ->
          code:purge(lp), P = running(), code:load_file(lp), P ! switch,
          P ! {get, self()}, receive V -> ok end,
          [V, erlang:check_process_code(P, lp), code:soft_purge(lp), is_process_alive(P)] end},
     {"funs do not hold", fun() ->
          code:purge(lp), F = lp:f(), code:load_file(lp),
          A = [F(), erlang:check_process_code(self(), lp), code:purge(lp)],
          B = try F() catch error:{badfun, G} -> {badfun, G =:= F} end,
          [A, B] end},
     {"no such module", fun() -> [code:load_file(nope), code:ensure_loaded(nope), code:get_object_code(nope), code:which(nope)] end},
     {"undefined", fun() -> nope:f() end},
     {"undefined function", fun() -> lp:nope(1) end},
     {"wrong arguments", fun() -> [result(F) || F <- [
          fun() -> code:load_file("lp") end, fun() -> code:purge(1) end,
          fun() -> code:soft_purge("x") end, fun() -> code:delete("x") end,
          fun() -> code:ensure_loaded("x") end, fun() -> code:which("x") end,
          fun() -> code:is_loaded({}) end, fun() -> code:load_abs(1) end,
          fun() -> code:load_binary(lp, 1, <<>>) end, fun() -> code:load_binary(lp, "x", x) end,
          fun() -> code:get_object_code("x") end, fun() -> code:ensure_modules_loaded(x) end,
          fun() -> code:module_md5(x) end, fun() -> code:where_is_file(x) end]] end},
     {"load_abs", fun() -> code:purge(lp), A = code:load_abs("./lp"), code:purge(lp), [A, code:load_abs(lp), code:load_abs("lp.beam"), code:load_abs("/nope/lp")] end},
     {"load_binary", fun() -> code:purge(lp), [code:load_binary(lp, "any", object()), code:which(lp)] end},
     {"junk", fun() -> [code:load_binary(lp, "lp.beam", B) || B <- [<<"junk">>, <<>>, binary_part(object(), 0, 100)]] end},
     {"wrong name", fun() -> code:load_binary(other, "lp.beam", object()) end},
     {"sticky", fun() -> [code:load_file(lists), code:is_sticky(lists), code:is_sticky(lp), code:is_sticky(nope), code:is_sticky(erlang)] end},
     {"stick", fun() -> code:purge(lp), code:load_abs("lp"), [code:stick_dir("."), code:is_sticky(lp), code:load_file(lp), code:unstick_dir("."), code:is_sticky(lp), code:stick_dir("/nope")] end},
     {"several", fun() -> [code:ensure_modules_loaded([lp, lists]), code:ensure_modules_loaded([lp, nope])] end},
     {"atomic", fun() -> code:purge(lp), [code:atomic_load(L) || L <- [[lp], [lp], [nope], [onl], [lists]]] end},
     {"atomic twice", fun() -> code:purge(lp), code:atomic_load([lp, lp]) end},
     {"prepared", fun() -> code:purge(lp), {ok, P} = code:prepare_loading([lp]), [code:finish_loading(P), code:prepare_loading([nope])] end},
     {"on_load", fun() -> [code:load_file(onl), onl:f()] end},
     {"on_load refuses", fun() -> [code:load_file(bad_onload), code:is_loaded(bad_onload)] end},
     {"status", fun() -> code:purge(lp), code:load_abs("lp"), code:module_status([lp, nope, erlang, lists]) end},
     {"md5", fun() -> [code:module_md5(object()) =:= lp:module_info(md5), code:module_md5(<<"junk">>)] end},
     {"vsn", fun() -> <<N:128>> = lp:module_info(md5), proplists:get_value(vsn, lp:module_info(attributes)) =:= [N] end},
     {"path", fun() -> [code:add_patha("/tmp"), hd(code:get_path()), code:del_path("/tmp"), code:del_path("/tmp"),
          code:add_pathz("/nope"), code:add_pathz("/tmp"), lists:last(code:get_path()), code:add_pathsa(["/tmp", "/nope"]),
          hd(code:get_path()), code:del_paths(["/tmp"])] end},
     {"set_path", fun() -> P = code:get_path(), [code:set_path(["/nope"]), code:set_path(["/tmp" | P]), hd(code:get_path()), code:set_path(P), code:get_path() =:= P] end},
     {"replace", fun() -> [code:replace_path(nope, "/tmp"), code:replace_path(kernel, "/nope")] end},
     {"where", fun() -> [code:where_is_file("lp.beam"), code:where_is_file("nope.beam")] end},
     {"libraries", fun() -> [code:lib_dir(nope), code:priv_dir(nope), is_list(code:lib_dir(stdlib)), is_list(code:root_dir())] end},
     {"modes", fun() -> [code:get_mode(), code:objfile_extension()] end},
     {"erlang", fun() -> [code:is_loaded(erlang), code:which(erlang)] end},
     {"erlang:delete_module", fun() -> code:purge(lp), [erlang:delete_module(lp), erlang:purge_module(lp), erlang:delete_module(nope), erlang:module_loaded(lp)] end},
     {"erlang:purge_module", fun() -> erlang:purge_module(lp) end},
     {"erlang:load_module", fun() -> [erlang:load_module(lp, object()), erlang:load_module(lp, object()), erlang:load_module(lp, object()), erlang:load_module(other, object()), erlang:load_module(lp, <<"junk">>)] end},
     {"chunks", fun() -> [is_binary(code:get_chunk(object(), "Attr")), code:get_chunk(object(), "Nope")] end}
    ].
