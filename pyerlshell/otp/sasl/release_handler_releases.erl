%% The releases that a system knows, and how one becomes another.
%%
%% A release is unpacked, then current (installed), then permanent; the one before it becomes old.
%% The list is kept in the file RELEASES of the folder of releases, in which each release has a folder
%% with start.boot, sys.config and relup. Only one node is known, and the emulator that runs is all
%% there is: what asks for another one restarts the node.
-module(release_handler_releases).

-export([new/0, handle/3, purge/1, create/4]).

-record(release, {name, vsn, erts_vsn, libs = [], status}).
-record(state, {unpurged = [], root, rel_dir, releases, timer, start_prg, masters = false,
                client_dir = false, static_emulator = false, pre_sync_nodes = []}).

-define(RETRY, 10000).

new() ->
    Root = code:root_dir(),
    Folder = case {application:get_env(sasl, releases_dir), os:getenv("RELDIR")} of
                 {{ok, Dir}, _} -> Dir;
                 {undefined, false} -> filename:join(Root, "releases");
                 {undefined, Dir} -> Dir
             end,
    Releases = case file:consult(filename:join(Folder, "RELEASES")) of
                   {ok, [Written]} -> [started(Release) || Release <- Written];
                   _ -> [our_own(Folder =:= filename:join(Root, "releases"))]
               end,
    Start = case application:get_env(sasl, start_prg) of
                {ok, Program} when is_list(Program) -> {do_check, Program};
                _ -> {no_check, filename:join([Root, "bin", "start"])}
            end,
    #state{root = Root, rel_dir = Folder, releases = Releases, start_prg = Start}.

%% What was tried before a restart was not made permanent.
started(#release{status = Status} = Release) when Status =:= current; Status =:= tmp_current ->
    Release#release{status = unpacked};
started(Release) -> Release.

%% What runs, as the RELEASES file of an installation has it; without one the applications of it are
%% not known.
our_own(IsInstallation) ->
    {Name, Vsn} = init:script_id(),
    Libs = [begin
                application:load(App),
                {ok, AppVsn} = application:get_key(App, vsn),
                {App, AppVsn, code:lib_dir(App)}
            end || IsInstallation, App <- [kernel, stdlib, sasl]],
    Erts = if IsInstallation -> erlang:system_info(version); true -> undefined end,
    #release{name = Name, vsn = Vsn, erts_vsn = Erts, libs = Libs, status = permanent}.

%%% Requests to the server

handle(which_releases, _From, #state{releases = Releases} = S) ->
    Known = [{Name, Vsn, [lists:concat([App, "-", AppVsn]) || {App, AppVsn, _} <- Libs], Status}
             || #release{name = Name, vsn = Vsn, libs = Libs, status = Status} <- Releases],
    {reply, Known, S};
handle(Request, From, S) ->
    try change(Request, S) of
        {Reply, #state{} = NewS} -> {reply, Reply, NewS};
        {restart, Reply} ->
            gen_server:reply(From, Reply),
            init:reboot(),
            {noreply, S}
    catch
        throw:{error, _} = Error -> {reply, Error, S};
        exit:Reason -> {reply, {error, Reason}, S};
        error:Reason:Stack -> {reply, {error, {Reason, Stack}}, S}
    end.

change({unpack_release, Name}, #state{root = Root, rel_dir = Folder, releases = Releases} = S) ->
    Archive = filename:join(Folder, Name ++ ".tar.gz"),
    check_file(Archive, regular),
    File = Name ++ ".rel",
    _ = erl_tar:extract(Archive, [{files, [filename:join("releases", File)]}, {cwd, Root},
                                  compressed]),
    RelFile = filename:join(Folder, File),
    Release = #release{vsn = Vsn} = described(RelFile, "", []),
    unknown(Vsn, Releases),
    case erl_tar:extract(Archive, [keep_old_files, {cwd, Root}, compressed]) of
        ok -> ok;
        {error, {Entry, Reason}} -> throw({error, {cannot_extract_file, Entry, Reason}})
    end,
    All = [Release#release{status = unpacked} | Releases],
    write(Folder, All),
    copy(RelFile, filename:join(Folder, Vsn)),
    _ = file:delete(Archive),
    _ = file:delete(RelFile),
    {{ok, Vsn}, S#state{releases = All}};
change({set_unpacked, RelFile, Dirs},
       #state{root = Root, rel_dir = Folder, releases = Releases} = S) ->
    Release = #release{vsn = Vsn} = described(RelFile, Root, Dirs),
    unknown(Vsn, Releases),
    All = [Release#release{status = unpacked} | Releases],
    _ = file:make_dir(filename:join(Folder, Vsn)),
    write(Folder, All),
    {{ok, Vsn}, S#state{releases = All}};
change({check_install_release, Vsn, Purge}, #state{rel_dir = Folder} = S) ->
    Release = #release{libs = Libs} = installable(Vsn, S),
    Dir = filename:join(Folder, Vsn),
    check_file(filename:join(Dir, "start.boot"), regular),
    HasRelup = is_there(filename:join(Dir, "relup")),
    is_there(filename:join(Dir, "sys.config")),
    [begin
         check_file(LibDir, directory),
         check_file(filename:join(LibDir, "ebin"), directory)
     end || {App, _, LibDir} <- Libs, node_config:modules(App) =:= []],
    case HasRelup of
        false -> {{ok, Vsn, ""}, S};
        true ->
            {Current, Description, Script} = script(latest(S), Release, Folder),
            case release_handler_1:check_script(Script, Libs) of
                {ok, Mods} when Purge ->
                    {ok, More} = release_handler_1:check_old_processes(Script, brutal_purge),
                    [code:purge(Mod) || Mod <- Mods ++ More],
                    {{ok, Current, Description}, S};
                {ok, _} -> {{ok, Current, Description}, S};
                {error, _} = Error -> throw(Error)
            end
    end;
change({install_release, Vsn, Options}, #state{rel_dir = Folder} = S) ->
    Release = installable(Vsn, S),
    Latest = latest(S),
    case script(Latest, Release, Folder) of
        {Current, Description, [restart_new_emulator | _]} ->
            {restart, {continue_after_restart, Current, Description}};
        {Current, Description, Script} ->
            install(Release, Latest, Script, Options, {ok, Current, Description}, S)
    end;
change({make_permanent, Vsn}, #state{rel_dir = Folder, releases = Releases} = S) ->
    case known(Vsn, S) of
        #release{status = permanent} -> {ok, S};
        #release{status = Status} when Status =:= unpacked; Status =:= old ->
            throw({error, {bad_status, Status}});
        #release{erts_vsn = Erts} ->
            check_file(filename:join([Folder, Vsn, "start.boot"]), regular),
            write_file(filename:join(Folder, "start_erl.data"), [Erts, " ", Vsn]),
            All = with_status(Vsn, permanent, Releases),
            write(Folder, All),
            {ok, S#state{releases = All, unpurged = brutally_purged(S#state.unpurged)}}
    end;
change({reboot_old_release, Vsn}, #state{rel_dir = Folder, releases = Releases} = S) ->
    case known(Vsn, S) of
        #release{status = old, erts_vsn = Erts} ->
            write_file(filename:join(Folder, "start_erl.data"), [Erts, " ", Vsn]),
            write(Folder, with_status(Vsn, permanent, Releases)),
            {restart, ok};
        #release{status = Status} -> throw({error, {bad_status, Status}})
    end;
change({remove_release, Vsn}, #state{rel_dir = Folder} = S) ->
    {#release{libs = Libs}, Others} = removed(Vsn, S),
    Kept = [{App, AppVsn} || #release{libs = Other} <- Others, {App, AppVsn, _} <- Other],
    [file:del_dir_r(Dir) || {App, AppVsn, Dir} <- Libs, not lists:member({App, AppVsn}, Kept)],
    _ = file:del_dir_r(filename:join(Folder, Vsn)),
    write(Folder, Others),
    {ok, S#state{releases = Others}};
change({set_removed, Vsn}, #state{rel_dir = Folder} = S) ->
    {_, Others} = removed(Vsn, S),
    write(Folder, Others),
    {ok, S#state{releases = Others}};
change({install_file, File, Vsn}, #state{rel_dir = Folder} = S) ->
    known(Vsn, S),
    copy(File, filename:join(Folder, Vsn)),
    {ok, S}.

install(#release{vsn = Vsn, libs = Libs}, #release{libs = OldLibs}, Script, Options, Reply, S) ->
    Before = application_controller:prep_config_change(),
    change_applications(filename:join(S#state.rel_dir, Vsn)),
    New = [Lib || {App, OldVsn, _} <- OldLibs, {Name, NewVsn, _} = Lib <- Libs, Name =:= App,
                  NewVsn =/= OldVsn],
    case release_handler_1:eval_script(Script, [], Libs, New, Options) of
        {ok, Unpurged} ->
            application_controller:config_change(Before),
            Releases = with_status(Vsn, current, S#state.releases),
            {Reply, retry(S#state{releases = Releases, unpurged = Unpurged})};
        restart_emulator -> {restart, Reply};
        {error, _} = Error ->
            application_controller:config_change(Before),
            throw(Error);
        {'EXIT', Reason} ->
            io:format("release_handler:install_release(Vsn=~tp Opts=~tp) failed, Reason=~tp~n",
                      [Vsn, Options, Reason]),
            {restart, {error, Reason}}
    end.

%% The boot script of a release has the descriptions of its applications.
change_applications(Dir) ->
    Boot = filename:join(Dir, "start.boot"),
    case file:read_file(Boot) of
        {ok, Binary} ->
            {script, _, Steps} = binary_to_term(Binary),
            Config = case file:consult(filename:join(Dir, "sys.config")) of
                         {ok, [Found]} -> Found;
                         _ -> []
                     end,
            Apps = [App || {apply, {application, load, [App]}} <- Steps]
                ++ [App || {kernelProcess, _, {application_controller, start, [App]}} <- Steps],
            case application_controller:change_application_data(Apps, Config) of
                ok -> ok;
                {error, Reason} -> exit({change_appl_data, Reason})
            end;
        {error, _} -> throw({error, {no_such_file, Boot}})
    end.

%%% Upgrade scripts

%% {Vsn, Description, Script} from the relup file of the newer of two releases.
script(#release{vsn = Current}, #release{vsn = Vsn}, Folder) ->
    Up = filename:join([Folder, Vsn, "relup"]),
    Down = filename:join([Folder, Current, "relup"]),
    case entry(Up, Vsn, 2, Current) of
        none ->
            case entry(Down, Current, 3, Vsn) of
                none -> throw({error, {no_matching_relup, Vsn, Current}});
                Found -> Found
            end;
        Found -> Found
    end.

entry(File, Vsn, Way, Other) ->
    case file:consult(File) of
        {ok, [{Vsn, _, _} = Relup]} ->
            case lists:keyfind(Other, 1, element(Way, Relup)) of
                false -> none;
                Found -> Found
            end;
        {error, enoent} -> none;
        {error, Reason} when is_atom(Reason) -> throw({error, {Reason, File}});
        _ -> throw({error, {bad_relup_file, File}})
    end.

%%% The list

known(Vsn, #state{releases = Releases}) ->
    case lists:keyfind(Vsn, #release.vsn, Releases) of
        false -> throw({error, {no_such_release, Vsn}});
        Release -> Release
    end.

unknown(Vsn, Releases) ->
    lists:keymember(Vsn, #release.vsn, Releases) andalso throw({error, {existing_release, Vsn}}).

installable(Vsn, S) ->
    case known(Vsn, S) of
        #release{status = current} -> throw({error, {already_installed, Vsn}});
        Release -> Release
    end.

removed(Vsn, #state{releases = Releases} = S) ->
    case known(Vsn, S) of
        #release{status = permanent} -> throw({error, {permanent, Vsn}});
        Release -> {Release, lists:delete(Release, Releases)}
    end.

latest(#state{releases = Releases}) ->
    case lists:keyfind(current, #release.status, Releases) of
        false -> lists:keyfind(permanent, #release.status, Releases);
        Release -> Release
    end.

%% A permanent release stays permanent when it is installed; who had the status before is old.
with_status(Vsn, Status, Releases) ->
    [case Release of
         #release{vsn = Vsn, status = permanent} -> Release;
         #release{vsn = Vsn} -> Release#release{status = Status};
         #release{status = Status} -> Release#release{status = old};
         _ -> Release
     end || Release <- Releases].

write(Folder, Releases) ->
    Written = [case Release of
                   #release{status = current} -> Release#release{status = unpacked};
                   _ -> Release
               end || Release <- Releases],
    Text = io_lib:format("%% coding: utf-8~n~tp.~n", [Written]),
    write_file(filename:join(Folder, "RELEASES"), Text).

write_file(File, Text) ->
    case file:write_file(File, unicode:characters_to_binary(Text)) of
        ok -> ok;
        {error, Reason} -> throw({error, Reason})
    end.

copy(File, Dir) ->
    case file:copy(below_root(File), filename:join(Dir, filename:basename(File))) of
        {ok, _} -> ok;
        {error, Reason} -> throw({error, {Reason, File}})
    end.

check_file(File, Type) ->
    Exists = case Type of
                 regular -> filelib:is_regular(File);
                 directory -> filelib:is_dir(File)
             end,
    Exists orelse throw({error, {no_such_file, File}}).

is_there(File) ->
    filelib:is_regular(File) orelse begin
        io:format("Warning: ~tp missing (optional)~n", [File]),
        false
    end.

%%% .rel files

create(Root, Folder, RelFile, Dirs) ->
    try
        Release = described(RelFile, Root, Dirs),
        write(Folder, [Release#release{status = permanent}])
    catch
        throw:Error -> Error
    end.

%% A release by its .rel file. Dirs: [{App, Vsn, Dir}], App-Vsn is in Dir and not in Root/lib.
described(RelFile, Root, Dirs) ->
    case file:consult(below_root(RelFile)) of
        {ok, [{release, {Name, Vsn}, {erts, Erts}, Apps}]} ->
            Libs = [lib(element(1, App), element(2, App), Root, Dirs) || App <- Apps],
            #release{name = Name, vsn = Vsn, erts_vsn = Erts, libs = Libs, status = unpacking};
        {error, Reason} when is_atom(Reason) -> throw({error, {Reason, RelFile}});
        _ -> throw({error, {bad_rel_file, RelFile}})
    end.

below_root(File) -> filename:absname(File, code:root_dir()).

lib(App, Vsn, Root, Dirs) ->
    Name = lists:concat([App, "-", Vsn]),
    case lists:keyfind(App, 1, Dirs) of
        {_, _, Dir} ->
            Path = filename:join(Dir, Name),
            filelib:is_dir(Path) orelse throw({error, {no_such_directory, Path}}),
            {App, Vsn, Path};
        false -> {App, Vsn, filename:join([Root || Root =/= ""] ++ ["lib", Name])}
    end.

%%% Old code that is still in use

retry(#state{unpurged = [_ | _], timer = undefined} = S) ->
    {ok, Timer} = timer:send_interval(?RETRY, timeout),
    S#state{timer = Timer};
retry(S) -> S.

%% Purge what nobody runs any more.
purge(#state{unpurged = Unpurged, timer = Timer} = S) ->
    case [Item || {Mod, _} = Item <- Unpurged, not code:soft_purge(Mod)] of
        [] ->
            timer:cancel(Timer),
            S#state{unpurged = [], timer = undefined};
        Rest -> S#state{unpurged = Rest}
    end.

brutally_purged(Unpurged) ->
    [code:purge(Mod) || {Mod, brutal_purge} <- Unpurged],
    [Item || {_, Method} = Item <- Unpurged, Method =/= brutal_purge].
