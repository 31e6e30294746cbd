%% Boot scripts: what init loads and starts for a release.
-module(systools_script).

-export([script/3, pack_app/1, preloaded/0, folder/5, variables/1]).

-include("systools.hrl").

%% {script, {Name, Vsn}, Steps} for a release whose applications are in the order of their start.
script(#release{name = Name, vsn = Vsn}, Apps, Options) ->
    Kind = case {lists:member(local, Options), lists:member(otp_build, Options)} of
               {true, _} -> local;
               {_, true} -> otp_build;
               _ -> installed
           end,
    Variables = variables(Options),
    Folder = fun({App, AppVsn}, A) -> folder(App, AppVsn, A, Kind, Variables) end,
    Early = mandatory(),
    {script, {Name, Vsn},
     [{preLoaded, preloaded()},
      {progress, preloaded},
      {path, [Folder(Id, A) || {{App, _} = Id, A} <- Apps, App =:= kernel orelse App =:= stdlib]},
      {primLoad, Early},
      {kernel_load_completed},
      {progress, kernel_load_completed}]
     ++ lists:append([[{path, [Folder(Id, A)]},
                       {primLoad, lists:sort((A#application.modules -- Early) -- preloaded())}]
                      || {Id, A} <- Apps])
     ++ [{progress, modules_loaded},
         {path, lists:uniq([Folder(Id, A) || {Id, A} <- Apps])}]
     ++ kernel_processes(Apps)
     ++ [{apply, {application, load, [pack_app(A)]}}
         || {{App, _}, #application{type = Type} = A} <- Apps, App =/= kernel, Type =/= none]
     ++ [{progress, applications_loaded}]
     ++ starts(Apps)
     ++ [{apply, {c, erlangrc, []}} || not lists:member(no_dot_erlang, Options)]
     ++ [{progress, started}]}.

kernel_processes(Apps) ->
    [Kernel] = [pack_app(A) || {{kernel, _}, A} <- Apps],
    [{kernelProcess, heart, {heart, start, []}},
     {kernelProcess, logger, {logger_server, start_link, []}},
     {kernelProcess, application_controller, {application_controller, start, [Kernel]}},
     {progress, init_kernel_started}].

starts(Apps) ->
    Included = lists:append([A#application.includes || {_, A} <- Apps]),
    [{apply, {application, start_boot, [App, Type]}}
     || {{App, _}, #application{type = Type}} <- Apps, Type =/= none, Type =/= load,
        not lists:member(App, Included)].

%% The description of an application, as application:load/1 takes it.
pack_app(#application{} = A) ->
    {application, A#application.name,
     [{description, A#application.description}, {vsn, A#application.vsn}, {id, A#application.id},
      {modules, A#application.modules}, {registered, A#application.regs},
      {applications, A#application.uses}, {optional_applications, A#application.optional},
      {included_applications, A#application.includes}, {env, A#application.env},
      {maxT, A#application.maxT}, {maxP, A#application.maxP}]
     ++ [{start_phases, Phases} || Phases <- [A#application.start_phases], Phases =/= undefined]
     ++ [{mod, Mod} || Mod <- [A#application.mod], Mod =/= []]}.

%%% Folders

%% Where an application will be: below $ROOT, below a variable, or where it is.
folder(App, Vsn, _A, installed, []) -> join(["$ROOT", "lib", named(App, Vsn), "ebin"]);
folder(App, Vsn, #application{dir = Dir}, installed, Variables) ->
    case [{Variable, Below} || {Variable, Prefix} <- Variables,
                               Below <- [below(Prefix, Dir)], Below =/= no] of
        [{Variable, Below} | _] ->
            join(["$" ++ Variable | above(Below, App, Vsn)] ++ [named(App, Vsn), "ebin"]);
        [] -> folder(App, Vsn, none, installed, [])
    end;
folder(App, _Vsn, _A, otp_build, _) -> join(["$ROOT", "lib", atom_to_list(App), "ebin"]);
folder(_App, _Vsn, #application{dir = Dir}, local, _) -> filename:absname(Dir).

named(App, Vsn) -> atom_to_list(App) ++ "-" ++ Vsn.

join(Parts) -> filename:join(Parts).

below(Prefix, Dir) ->
    case lists:prefix(Prefix, Dir) of
        true -> lists:nthtail(length(filename:split(Prefix)), filename:split(Dir));
        false -> no
    end.

above(Parts, App, Vsn) ->
    Name = atom_to_list(App),
    Full = named(App, Vsn),
    case lists:reverse(Parts) of
        ["ebin", Last | Rest] when Last =:= Name; Last =:= Full -> lists:reverse(Rest);
        _ -> Parts
    end.

%% [{Name, Prefix}] of the option.
variables(Options) ->
    case lists:keyfind(variables, 1, Options) of
        {_, Given} when is_list(Given) ->
            [{case is_atom(Name) of true -> atom_to_list(Name); false -> Name end,
              string:trim(Prefix, trailing, "/")} || {Name, Prefix} <- Given, is_list(Prefix)];
        _ -> []
    end.

%%% Modules that are there before all others

mandatory() ->
    [error_handler, application, application_controller, application_master, code, code_server,
     erl_eval, erl_lint, erl_parse, error_logger, ets, file, filename, file_server, file_io_server,
     gen, gen_event, gen_server, heart, kernel, logger, logger_filters, logger_server,
     logger_backend, logger_config, logger_simple_h, lists, proc_lib, supervisor].

preloaded() ->
    [atomics, counters, erl_init, erl_prim_loader, erl_tracer, erlang, erts_code_purger,
     erts_dirty_process_signal_handler, erts_internal, erts_literal_area_collector,
     erts_trace_cleaner, init, persistent_term, prim_buffer, prim_eval, prim_file, prim_inet,
     prim_net, prim_socket, prim_zip, socket_registry, zlib].
