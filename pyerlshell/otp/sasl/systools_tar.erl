%% Packages of releases: lib/App-Vsn with the code of each application, and releases/Vsn with the
%% .rel file, the boot file, relup and sys.config.
%%
%% An application below a variable's folder goes into a package of its own, which is put into the
%% main one, or beside it. Of the applications that come with pyerlshell only the .app file is in
%% a package: their modules are wherever pyerlshell is.
-module(systools_tar).

-export([write/5]).

-include("systools.hrl").

%% ok, or {error, systools_make, Reason}. Path: where to look for boot file, relup and sys.config.
write(Name, Release, Apps, Options, Path) ->
    File = case lists:keyfind(outdir, 1, Options) of
               {_, [_ | _] = Dir} -> filename:join(Dir, filename:basename(Name)) ++ ".tar.gz";
               _ -> Name ++ ".tar.gz"
           end,
    written(File, fun(Tar) ->
        Variables = systools_script:variables(Options),
        add_applications(Apps, Tar, Variables, Options, false),
        [add_package(Variable, Apps, Tar, Options) || Variable <- Variables],
        add_system(Name, Release, Tar, Path),
        add_erts(Release, Tar, Options),
        [add(Tar, From, To) || {From, To} <- proplists:get_value(extra_files, Options, [])]
    end).

%% A package that could not be completed is removed.
written(File, Fill) ->
    case erl_tar:open(File, [write, compressed]) of
        {ok, Tar} ->
            try Fill(Tar) of
                _ ->
                    case erl_tar:close(Tar) of
                        ok -> ok;
                        {error, Reason} -> throw({error, {close, File, Reason}})
                    end
            catch
                Class:Reason:Stack ->
                    erl_tar:close(Tar),
                    file:delete(File),
                    erlang:raise(Class, Reason, Stack)
            end;
        {error, Reason} -> throw({error, {tar_error, {open, File, Reason}}})
    end.

add(Tar, From, To) ->
    case erl_tar:add(Tar, From, To, [dereference]) of
        ok -> ok;
        {error, Reason} -> throw({error, {tar_error, {add, From, Reason}}})
    end.

%%% Applications

%% Only: the variable whose package this is, or false for the main one.
add_applications(Apps, Tar, Variables, Options, Only) ->
    Results = [try add_application(Id, App, Tar, Variables, Options, Only)
               catch throw:{error, What} -> {fault, {error_add_appl, {Name, What}}}
               end || {{Name, _} = Id, App} <- Apps],
    case [Fault || {fault, Fault} <- Results] of
        [] -> ok;
        Faults -> throw({error, lists:reverse(Faults)})
    end.

add_application({App, Vsn}, #application{dir = Dir} = A, Tar, Variables, Options, Only) ->
    case place(Dir, App, Vsn, Variables, Only) of
        none -> ok;
        To ->
            Name = atom_to_list(App),
            Home = case filename:basename(Dir) of
                       "ebin" -> filename:dirname(Dir);
                       _ -> Dir
                   end,
            [add(Tar, filename:join(Home, Sub), filename:join(To, Sub))
             || Sub <- [priv | proplists:get_value(dirs, Options, [])],
                filelib:is_dir(filename:join(Home, Sub))],
            Files = [{Name ++ ".app", true},
                     {Name ++ ".appup", filelib:is_regular(filename:join(Dir, Name ++ ".appup"))}
                     | [{Mod, true} || Mod <- objects(App, A)]],
            [add(Tar, filename:join(Dir, File), filename:join([To, "ebin", File]))
             || {File, true} <- Files],
            ok
    end.

objects(App, #application{modules = Mods}) ->
    [atom_to_list(Mod) ++ code:objfile_extension() || Mod <- Mods -- node_config:modules(App)].

%% Where in which package an application goes.
place(Dir, App, Vsn, Variables, Only) ->
    Full = atom_to_list(App) ++ "-" ++ Vsn,
    case [{Variable, Above} || {Variable, Prefix} <- Variables, lists:prefix(Prefix, Dir),
                               Above <- above(Prefix, Dir, App, Full)] of
        [{Only, Above} | _] -> filename:join(Above ++ [Full]);
        [_ | _] -> none;
        [] when Only =:= false -> filename:join("lib", Full);
        [] -> none
    end.

above(Prefix, Dir, App, Full) ->
    Below = lists:nthtail(length(filename:split(Prefix)), filename:split(Dir)),
    Name = atom_to_list(App),
    case lists:reverse(Below) of
        ["ebin", Last | Rest] when Last =:= Name; Last =:= Full -> [lists:reverse(Rest)];
        _ -> []
    end.

add_package({Variable, _} = Item, Apps, Tar, Options) ->
    File = Variable ++ ".tar.gz",
    case proplists:get_value(var_tar, Options, include) of
        omit -> ok;
        How ->
            written(File, fun(Own) -> add_applications(Apps, Own, [Item], Options, Variable) end),
            How =:= include andalso begin
                add(Tar, File, File),
                file:delete(File)
            end
    end.

%%% The system

add_system(Name, #release{vsn = Vsn}, Tar, Path) ->
    Base = filename:basename(Name),
    Folder = filename:join("releases", Vsn),
    add(Tar, Name ++ ".rel", filename:join("releases", Base ++ ".rel")),
    add(Tar, Name ++ ".rel", filename:join(Folder, Base ++ ".rel")),
    Places = lists:uniq([filename:dirname(Name), "." | Path]),
    case found(["start.boot", Base ++ ".boot"], Places) of
        none -> throw({error, {tar_error, {add, boot, Name, enoent}}});
        Boot -> add(Tar, Boot, filename:join(Folder, "start.boot"))
    end,
    case found(["relup"], Places) of
        none -> ok;
        Relup ->
            check("relup", Relup, fun is_relup/1),
            add(Tar, Relup, filename:join(Folder, "relup"))
    end,
    case found(["sys.config.src", "sys.config"], Places) of
        none -> ok;
        Config ->
            File = filename:basename(Config),
            File =:= "sys.config" andalso check("sys.config", Config, fun is_config/1),
            add(Tar, Config, filename:join(Folder, File))
    end.

found(Names, Places) ->
    case [File || Name <- Names, Place <- Places, File <- [filename:join(Place, Name)],
                  filelib:is_file(File)] of
        [File | _] -> File;
        [] -> none
    end.

check(Name, File, Is) ->
    case file:consult(File) of
        {ok, [Term]} ->
            Is(Term) orelse throw({error, {tar_error, {add, Name, [invalid_format]}}});
        {ok, _} -> throw({error, {tar_error, {add, Name, [invalid_format]}}});
        Other -> throw({error, {tar_error, {add, Name, [Other]}}})
    end.

is_relup({[C | _], Up, Down}) -> is_integer(C) andalso is_list(Up) andalso is_list(Down);
is_relup(_) -> false.

is_config(Items) ->
    is_list(Items) andalso lists:all(fun({App, Env}) -> is_atom(App) andalso is_list(Env);
                                        ([C | _]) -> is_integer(C);
                                        (_) -> false
                                     end, Items).

%% The emulator, if asked for; without the tools that are of no use in a target system.
add_erts(#release{erts_vsn = Vsn}, Tar, Options) ->
    case lists:keyfind(erts, 1, Options) of
        {_, Dir} ->
            Name = "erts-" ++ Vsn,
            From = filename:join([Dir, Name, "bin"]),
            {ok, Files} = file:list_dir(From),
            Tools = case lists:member(erts_all, Options) of
                        true -> [];
                        false -> ["typer", "dialyzer", "ct_run", "yielding_c_fun", "erlc"]
                    end,
            [add(Tar, filename:join(From, File), filename:join([Name, "bin", File]))
             || File <- Files -- Tools];
        false -> ok
    end.
