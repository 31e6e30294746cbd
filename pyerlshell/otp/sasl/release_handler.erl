%% Upgrades of applications while they run, and the releases that a system knows.
%%
%% upgrade_app/2 and its like need no process: they find the instructions of an .appup file, and carry
%% them out. The server (of the application sasl) keeps the list of releases; see
%% release_handler_releases.
-module(release_handler).
-behaviour(gen_server).

-export([upgrade_app/2, downgrade_app/2, downgrade_app/3, upgrade_script/2, downgrade_script/3,
         eval_appup_script/4]).
-export([start_link/0, unpack_release/1, check_install_release/1, check_install_release/2,
         install_release/1, install_release/2, make_permanent/1, reboot_old_release/1,
         remove_release/1, set_unpacked/2, set_removed/1, install_file/2, which_releases/0,
         which_releases/1, create_RELEASES/1, create_RELEASES/2, create_RELEASES/3,
         create_RELEASES/4, new_emulator_upgrade/2]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2, code_change/3]).

-moduledoc """
Unpacks, installs and removes releases of a running system, and upgrades single applications by
their `.appup`.
""".

-include("systools.hrl").

%%% Applications

%% Upgrade a running application to the version in Dir. {ok, Unpurged}, restart_emulator or
%% {error, Reason}.
-doc """
Upgrades an application as its `.appup` says: `{ok, Unpurged}`, `restart_emulator` or `{error,
Reason}`.
""".
upgrade_app(App, Dir) ->
    Folder = below_root(Dir),
    try upgrade_script(App, Folder) of
        {ok, Vsn, Script} -> eval_appup_script(App, Vsn, Folder, Script)
    catch
        throw:Reason -> {error, Reason}
    end.

%% The version to go back to is in the name of Dir, App-Vsn.
-doc "Goes back to an older version of an application.".
downgrade_app(App, Dir) ->
    case string:lexemes(filename:basename(Dir), "-") of
        [_, Vsn] -> downgrade_app(App, Vsn, Dir);
        _ -> {error, {unknown_version, App}}
    end.

-doc "Goes back to an older version of an application.".
downgrade_app(App, Vsn, Dir) ->
    try downgrade_script(App, Vsn, Dir) of
        {ok, Script} -> eval_appup_script(App, Vsn, Dir, Script)
    catch
        throw:Reason -> {error, Reason}
    end.

%% {ok, NewVsn, Script}; throws the reason if there is none.
-doc "The instructions of an upgrade, without doing them: `{ok, NewVsn, Script}`.".
upgrade_script(App, Dir) ->
    Folder = below_root(Dir),
    Current = ensure_running(App),
    Home = code:lib_dir(App),
    {Vsn, Instructions} = find_script(App, Folder, Current, up),
    Old = read_app(App, Current, Home),
    New = read_app(App, Vsn, Folder),
    {ok, Vsn, low_level(up, Instructions, New, Old)}.

%% {ok, Script}; the .appup file of the current version says how to go back.
-doc "The instructions of going back: `{ok, Script}`.".
downgrade_script(App, Vsn, Dir) ->
    Current = ensure_running(App),
    Home = code:lib_dir(App),
    {Current, Instructions} = find_script(App, Home, Vsn, down),
    Old = read_app(App, Vsn, Dir),
    New = read_app(App, Current, Home),
    {ok, low_level(dn, Instructions, Old, New)}.

low_level(Mode, Instructions, To, From) ->
    case systools_rc:translate_scripts(Mode, [Instructions], [To], [From]) of
        {ok, Script} -> Script;
        {error, _, Reason} -> throw(Reason)
    end.

ensure_running(App) ->
    case lists:keyfind(App, 1, application:which_applications()) of
        {_, _, Vsn} -> Vsn;
        false -> throw({app_not_running, App})
    end.

%% {Vsn, Instructions} of an .appup file, for upgrades from (up) or downgrades to (down) a version.
find_script(App, Folder, Vsn, Way) ->
    File = filename:join([Folder, "ebin", atom_to_list(App) ++ ".appup"]),
    case file:consult(below_root(File)) of
        {ok, [{New, _, _} = Appup]} ->
            Entries = element(case Way of up -> 2; down -> 3 end, Appup),
            case systools_relup:appup_search_for_version(Vsn, Entries) of
                {ok, Instructions} -> {New, Instructions};
                error -> throw({version_not_in_appup, Vsn})
            end;
        {error, enoent} -> throw(no_appup_found);
        {error, Reason} -> throw(Reason)
    end.

read_app(App, Vsn, Folder) ->
    Path = [filename:join(Folder, "ebin"), Folder],
    case systools_make:read_application(atom_to_list(App), Vsn, Path, []) of
        {ok, Application} -> Application;
        {error, {not_found, _}} -> throw({no_app_found, Vsn, Folder});
        {error, Reason} -> throw(Reason)
    end.

%% Carry out a script, and tell the application what has changed in its environment.
-doc "Does the instructions that upgrade_script/2 gave.".
eval_appup_script(App, Vsn, Dir, Script) ->
    Before = application_controller:prep_config_change(),
    Terms = app_file(App, Dir),
    Lib = {App, Vsn, Dir},
    case release_handler_1:eval_script(Script, [], [Lib], [Lib], []) of
        {ok, _} = Result ->
            application_controller:change_application_data(Terms, []),
            application_controller:config_change(Before),
            Result;
        Result -> Result
    end.

app_file(App, Dir) ->
    Folder = below_root(filename:join(Dir, "ebin")),
    case file:path_consult([Folder], atom_to_list(App) ++ ".app") of
        {ok, Terms, _} -> Terms;
        {error, Reason} -> throw(Reason)
    end.

below_root(Dir) ->
    case filename:pathtype(Dir) of
        relative -> filename:join(code:root_dir(), Dir);
        _ -> Dir
    end.

%%% Releases

start_link() -> gen_server:start_link({local, ?MODULE}, ?MODULE, [], []).

%% Unpack Name.tar.gz from the folder of releases: {ok, Vsn}.
-doc "Unpacks a release package in `releases`: `{ok, Vsn}` or `{error, Reason}`.".
unpack_release(Name) -> call({unpack_release, Name}).

%% Can this release be installed? {ok, OtherVsn, Description}. With [purge], old code is purged.
-doc "Can a release be installed? `{ok, OtherVsn, Descr}`; with `purge` old code is purged first.".
check_install_release(Vsn) -> check_install_release(Vsn, []).
-doc "Can a release be installed? `{ok, OtherVsn, Descr}`; with `purge` old code is purged first.".
check_install_release(Vsn, Options) ->
    case [Option || Option <- Options, Option =/= purge] of
        [] -> call({check_install_release, Vsn, lists:member(purge, Options)});
        [Option | _] -> {error, {illegal_option, Option}}
    end.

%% Upgrade or downgrade the running system by the relup file of a release.
-doc "Goes over to another release as its `relup` says: `{ok, OtherVsn, Descr}`.".
install_release(Vsn) -> call({install_release, Vsn, []}).
-doc "Goes over to another release as its `relup` says: `{ok, OtherVsn, Descr}`.".
install_release(Vsn, Options) ->
    case [Option || Option <- Options, not is_install_option(Option)] of
        [] -> call({install_release, Vsn, Options});
        [Option | _] -> {error, {illegal_option, Option}}
    end.

is_install_option({error_action, Action}) -> Action =:= restart orelse Action =:= reboot;
is_install_option({Timeout, Value})
  when Timeout =:= code_change_timeout; Timeout =:= suspend_timeout ->
    Value =:= infinity orelse Value =:= default orelse is_integer(Value) andalso Value > 0;
is_install_option({update_paths, Value}) -> is_boolean(Value);
is_install_option(_) -> false.

%% The release is what the system starts with from now on.
-doc "Makes an installed release the one that a start takes.".
make_permanent(Vsn) -> call({make_permanent, Vsn}).
%% Make an old release permanent again, and restart.
-doc "Reboots with an older release.".
reboot_old_release(Vsn) -> call({reboot_old_release, Vsn}).
%% Remove a release that is not permanent, with those of its files that no other one has.
-doc "Removes a release and the files that no other needs.".
remove_release(Vsn) -> call({remove_release, Vsn}).
%% A release that was unpacked by other means: {ok, Vsn}.
-doc "Makes a release known that was unpacked by other means.".
set_unpacked(RelFile, Dirs) -> call({set_unpacked, RelFile, Dirs}).
%% A release was removed by other means.
-doc "Forgets a release that was removed by other means.".
set_removed(Vsn) -> call({set_removed, Vsn}).
%% Copy a file (relup, sys.config, start.boot) to the folder of a release.
-doc "Installs a file of a release that was unpacked by other means.".
install_file(Vsn, File) -> call({install_file, File, Vsn}).

%% [{Name, Vsn, ["App-Vsn"], Status}]
-doc "The releases that are known: `[{Name, Vsn, Apps, Status}]`, perhaps of a status.".
which_releases() -> call(which_releases).
-doc "The releases that are known: `[{Name, Vsn, Apps, Status}]`, perhaps of a status.".
which_releases(Status) ->
    [Release || {_, _, _, Its} = Release <- which_releases(), Its =:= Status].

%% Write the first RELEASES file of an installation.
-doc "Writes the first RELEASES file.".
create_RELEASES([Root, RelFile | AppDirs]) ->
    create_RELEASES(Root, filename:join(Root, "releases"), RelFile, AppDirs).
-doc "Writes the first RELEASES file.".
create_RELEASES(RelDir, RelFile) -> create_RELEASES("", RelDir, RelFile, []).
-doc "Writes the first RELEASES file.".
create_RELEASES(RelDir, RelFile, AppDirs) -> create_RELEASES("", RelDir, RelFile, AppDirs).
-doc "Writes the first RELEASES file.".
create_RELEASES(Root, RelDir, RelFile, AppDirs) ->
    release_handler_releases:create(Root, RelDir, RelFile, AppDirs).

%% Called by the boot script between two releases: the upgrade goes on.
new_emulator_upgrade(Vsn, Options) ->
    {ok, _, _} = install_release(Vsn, Options),
    ok.

call(Request) -> gen_server:call(?MODULE, Request, infinity).

%%% The server

init([]) -> {ok, release_handler_releases:new()}.

handle_call(Request, From, State) ->
    release_handler_releases:handle(Request, From, State).

handle_cast(_, State) -> {noreply, State}.

%% Old code that could not be purged is tried again.
handle_info(timeout, State) ->
    {noreply, release_handler_releases:purge(State)};
handle_info(Message, State) ->
    error_logger:info_msg("release_handler: got unknown message: ~p~n", [Message]),
    {noreply, State}.

terminate(_Reason, _State) -> ok.

code_change(_OldVsn, State, _Extra) -> {ok, State}.
