%% Watches, on the reference, what a case asks of the system that a pyerlshell node does not have by nature:
%% a second node, a driver, a NIF, the emulator's own test hooks, BEAM instructions.
-module(suite_needs).
-export([start/1, take/1]).

start(false) -> none;
start(true) ->
    Collector = spawn(fun() -> collect([]) end),
    Session = trace:session_create(suite_needs, Collector, []),
    trace:process(Session, all, true, [call]),
    arm(Session),
    {Session, Collector}.

%% Before every case: one may have purged what was watched.
arm(Session) ->
    [code:ensure_loaded(M) || M <- [peer, erl_ddll, beam_asm, beam_disasm, erts_debug, slave, compile, beam_lib]],
    [trace:function(Session, MFA, true, [local]) || MFA <- watched()].

watched() ->
    [{peer, start, '_'}, {peer, start_link, '_'}, {slave, start, '_'}, {slave, start_link, '_'},
     {test_server, start_node, '_'}, {test_server, start_peer, '_'},
     {net_kernel, start, '_'}, {erl_ddll, load, 2}, {erl_ddll, load_driver, 2}, {erl_ddll, try_load, 3},
     {erlang, load_nif, 2}, {erts_debug, set_internal_state, 2}, {erts_debug, get_internal_state, 1},
     {beam_asm, module, '_'}, {beam_disasm, file, 1}, {erts_debug, df, '_'}, {erts_debug, disassemble, 1},
     {compile, noenv_forms, 2}, {compile, noenv_file, 2}, {compile, forms, 2}, {compile, file, 2},
     {compile, compile_core, 3}, {compile, compile_asm, 3}, {beam_lib, chunks, 2}, {beam_lib, chunks, 3},
     {erts_code_purger, do_test_purge, '_'}, {erlang, open_port, 2}].

take(none) -> [];
take({Session, Collector}) ->
    Ref = trace:delivered(Session, all),
    receive {trace_delivered, all, Ref} -> ok after 5000 -> ok end,
    Collector ! {take, self()},
    arm(Session),
    receive {needs, Needs} -> Needs after 5000 -> [] end.

collect(Needs) ->
    receive
        {take, From} ->
            From ! {needs, lists:usort(Needs)},
            collect([]);
        {trace, _, call, {M, F, A}} -> collect(lists:usort(need(M, F, A) ++ Needs));
        _ -> collect(Needs)
    end.

need(erl_ddll, _, _) -> [driver];
need(erlang, load_nif, _) -> [nif];
need(erlang, open_port, [{spawn_driver, Driver}, _]) ->
    [driver || not lists:member(Driver, ["tcp_inet", "udp_inet"])];
need(erlang, open_port, [{spawn_executable, Name}, _]) -> program(Name);
need(erlang, open_port, [{spawn, Command}, _]) -> program(hd(string:split(Command, " ")));
need(erlang, open_port, _) -> [];
need(erts_debug, F, _) when F =:= df; F =:= disassemble -> [instructions];
need(erts_debug, get_internal_state, [{Hook, _}]) -> need(erts_debug, get_internal_state, [Hook]);
need(erts_debug, F, [Hook | _]) when F =:= set_internal_state; F =:= get_internal_state ->
    [emulator || not lists:member(Hook, incidental())];
need(erts_debug, _, _) -> [emulator];
need(erts_code_purger, _, _) -> [emulator];
need(beam_asm, _, _) -> [];
need(beam_disasm, _, _) -> [instructions];
need(compile, _, [_, Options]) when is_list(Options) ->
    case [O || O <- stages(), lists:member(O, Options)] of
        [] -> [instructions || lists:keymember(core_transform, 1, Options)];
        _ -> [instructions]
    end;
need(compile, F, _) when F =:= compile_core; F =:= compile_asm -> [instructions];
need(compile, _, _) -> [];
need(beam_lib, _, [_, Chunks | _]) -> [instructions || is_list(Chunks), lists:member("Code", Chunks)];
need(_, _, _) -> [node].

%% Hooks that suites use around their cases and do without: to wait for memory to be given back, to
%% count it, to see that a process is gone, to stir tables up.
incidental() ->
    [available_internal_state, wait, flxctr_memory_usage, process_status, ets_force_trap, ets_force_split,
     ets_debug_random_split_join].

%% Options that end with, or begin at, the compiler's own intermediate code.
stages() ->
    [from_asm, from_beam, 'S', to_asm, from_core, to_core, to_kernel, dcore, dkern, dssa, dssaopt, dprecg, diffable].

%% Another emulator, or a program of the suite's own written in C.
program(Name) ->
    case filename:basename(Name) of
        "erl" -> [node];
        "erlexec" -> [node];
        "cerl" -> [node];
        _ -> []
    end.
