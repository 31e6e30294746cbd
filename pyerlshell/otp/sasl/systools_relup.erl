%% relup files: how to come to a release from others, and how to go back to others.
-module(systools_relup).

-export([mk_relup/3, mk_relup/4, appup_search_for_version/2, format_error/1, format_warning/1]).

-include("systools.hrl").

mk_relup(Name, UpFrom, DownTo) -> mk_relup(Name, UpFrom, DownTo, []).

%% UpFrom, DownTo: [Name | {Name, Description}]. The file `relup' is written, unless noexec.
mk_relup(Name, UpFrom, DownTo, Options) ->
    case lists:keyfind(outdir, 1, Options) of
        {_, Dir} when not is_list(Dir) -> erlang:error({badarg, [{outdir, Dir}]});
        _ -> ok
    end,
    Result = try relup(Name, UpFrom, DownTo, Options)
             catch throw:Error -> Error
             end,
    told(Result, Options).

relup(Name, UpFrom, DownTo, Options) ->
    Path = case proplists:get_value(path, Options, false) of
               false -> code:get_path();
               Dirs -> systools_lib:path([text(Dir) || Dir <- Dirs], code:get_path())
           end,
    {#release{vsn = Vsn} = Top, Apps, Warnings} = release(text(Name), Path),
    {Up, More} = scripts(up, Top, Apps, UpFrom, Path, Options, Warnings),
    {Down, All} = scripts(dn, Top, Apps, DownTo, Path, Options, More),
    {ok, {Vsn, Up, Down}, All}.

text(Name) when is_atom(Name) -> atom_to_list(Name);
text(Name) -> Name.

release(Name, Path) ->
    case systools_make:get_release(Name, Path) of
        {ok, Release, Apps, Warnings} ->
            lists:member({warning, missing_sasl}, Warnings)
                andalso throw({error, ?MODULE, {missing_sasl, Release}}),
            {Release, [App || {_, App} <- Apps], Warnings};
        Error -> throw(Error)
    end.

%% The last of Others stands first in the result.
scripts(Mode, Top, Apps, Others, Path, Options, Warnings) ->
    lists:foldl(
      fun(Other, {Scripts, Sofar}) ->
          {Name, Description} = case Other of
                                    {N, D} -> {text(N), D};
                                    N -> {text(N), []}
                                end,
          {Base, BaseApps, More} = release(Name, Path),
          {Script, Now} = script(Mode, Top, Apps, Base, BaseApps, Options, More ++ Sofar),
          {[{Base#release.vsn, Description, Script} | Scripts], Now}
      end, {[], Warnings}, Others).

%% New applications are added first, old ones removed last; in between come the .appup files.
script(Mode, Top, Apps, Base, BaseApps, Options, Warnings) ->
    {From, To, FromApps, ToApps} = case Mode of
                                       up -> {Base, Top, BaseApps, Apps};
                                       dn -> {Top, Base, Apps, BaseApps}
                                   end,
    {Changes, More} = appups(Mode, Apps, Base, Warnings),
    Added = [[{add_application, App, Type}] || {App, _, Type} <- not_in(To, From)],
    Removed = [[{remove_application, App}] || {App, _, _} <- not_in(From, To)],
    {Emulator, All} = emulator(Top, Base, More),
    Restart = [[restart_emulator] || proplists:get_bool(restart_emulator, Options)],
    Scripts = Emulator ++ Added ++ Changes ++ Removed ++ Restart,
    case systools_rc:translate_scripts(Mode, Scripts, ToApps, FromApps) of
        {ok, Script} when Mode =:= up -> before_r15(Script, All, BaseApps);
        {ok, Script} -> {Script, All};
        Error -> throw(Error)
    end.

not_in(#release{applications = Some}, #release{applications = Others}) ->
    [App || {Name, _, _} = App <- Some, not lists:keymember(Name, 1, Others)].

emulator(#release{erts_vsn = Same}, #release{erts_vsn = Same}, Warnings) -> {[], Warnings};
emulator(#release{erts_vsn = V1, name = N1}, #release{erts_vsn = V2, name = N2}, Warnings) ->
    {[[restart_new_emulator]], [{erts_vsn_changed, {{N1, V1}, {N2, V2}}} | Warnings]}.

%% The release handler of old systems can start a new emulator only at the end.
before_r15([restart_new_emulator | Rest] = Script, Warnings, BaseApps) ->
    case lists:keyfind(sasl, #application.name, BaseApps) of
        #application{vsn = Vsn} when Vsn < "2.2" ->
            {lists:delete(restart_emulator, Rest) ++ [restart_new_emulator],
             [pre_R15_emulator_upgrade | Warnings]};
        _ -> {Script, Warnings}
    end;
before_r15(Script, Warnings, _) -> {Script, Warnings}.

appups(Mode, Apps, #release{applications = Others}, Warnings) ->
    lists:foldl(
      fun(#application{name = Name, vsn = Vsn} = App, {Scripts, Sofar}) ->
          case lists:keyfind(Name, 1, Others) of
              {_, Other, _} when Other =/= Vsn ->
                  {Script, More} = appup(Mode, App, Other),
                  {Scripts ++ [Script], More ++ Sofar};
              _ -> {Scripts, Sofar}
          end
      end, {[], Warnings}, Apps).

appup(Mode, #application{name = Name, vsn = Vsn, dir = Dir} = App, Other) ->
    File = filename:join(Dir, atom_to_list(Name) ++ ".appup"),
    {AppupVsn, Entries} = case {systools_lib:read_term(File), Mode} of
                              {{ok, {V, Up, _}}, up} -> {V, Up};
                              {{ok, {V, _, Down}}, dn} -> {V, Down};
                              {Problem, _} ->
                                  throw({error, ?MODULE, {file_problem, {File, Problem}}})
                          end,
    case appup_search_for_version(Other, Entries) of
        {ok, Script} -> {Script, [{bad_vsn, {AppupVsn, Vsn}} || AppupVsn =/= Vsn]};
        error -> throw({error, ?MODULE, {no_relup, File, App, Other}})
    end.

%% The instructions for a version: its own, or those of a regular expression (a binary) that matches
%% all of it.
appup_search_for_version(Vsn, [{Vsn, Instructions} | _]) -> {ok, Instructions};
appup_search_for_version(Vsn, [{Pattern, Instructions} | Rest]) when is_binary(Pattern) ->
    case re:run(Vsn, Pattern, [unicode, {capture, first, list}]) of
        {match, [Vsn]} -> {ok, Instructions};
        _ -> appup_search_for_version(Vsn, Rest)
    end;
appup_search_for_version(Vsn, [_ | Rest]) -> appup_search_for_version(Vsn, Rest);
appup_search_for_version(_Vsn, []) -> error.

%%% What comes of it

told({ok, Relup, Warnings}, Options) ->
    Silent = proplists:get_bool(silent, Options),
    Fatal = proplists:get_bool(warnings_as_errors, Options) andalso Warnings =/= [],
    Write = not proplists:get_bool(noexec, Options),
    case Fatal of
        true -> failed({error, ?MODULE, {warnings_treated_as_errors, Warnings}}, Silent);
        false when Write ->
            case write(Relup, Options) of
                ok -> done(Relup, Warnings, Silent);
                Error -> failed(Error, Silent)
            end;
        false -> done(Relup, Warnings, true)
    end;
told(Error, Options) ->
    failed(Error, proplists:get_bool(silent, Options) orelse proplists:get_bool(noexec, Options)).

done(Relup, Warnings, true) -> {ok, Relup, ?MODULE, Warnings};
done(_Relup, Warnings, false) ->
    [io:format("~ts", [format_warning(Warning)]) || Warning <- Warnings],
    ok.

failed(Error, true) -> Error;
failed({error, Module, Reason}, false) ->
    io:format("~ts", [Module:format_error(Reason)]),
    error;
failed(Other, false) ->
    io:format("Error: ~tp~n", [Other]),
    error.

write(Relup, Options) ->
    File = filename:join(filename:absname(proplists:get_value(outdir, Options, ".")), "relup"),
    Text = io_lib:format("%% coding: utf-8~n~tp.~n", [Relup]),
    case file:write_file(File, unicode:characters_to_binary(Text)) of
        ok -> ok;
        {error, Reason} -> {error, ?MODULE, {file_problem, {"relup", {open, Reason}}}}
    end.

format_error({file_problem, {File, What}}) ->
    io_lib:format("Could not ~w file ~ts~n", [doing(What), File]);
format_error({no_relup, File, #application{name = Name, vsn = Vsn}, Other}) ->
    io_lib:format("No release upgrade script entry for ~w-~ts to ~w-~ts in file ~ts~n",
                  [Name, Vsn, Name, Other, File]);
format_error({missing_sasl, #release{name = Name, vsn = Vsn}}) ->
    io_lib:format("No sasl application in release ~ts, ~ts. Can not be upgraded.", [Name, Vsn]);
format_error({warnings_treated_as_errors, Warnings}) ->
    ["Warnings being treated as errors:\n", [warning("", W) || W <- Warnings]];
format_error(Reason) ->
    io_lib:format("~tp~n", [Reason]).

doing({error, What}) -> doing(What);
doing(What) when is_tuple(What) -> element(1, What);
doing(What) -> What.

format_warning(Warning) -> warning("*WARNING* ", Warning).

warning(Prefix, {erts_vsn_changed, {One, Other}}) ->
    io_lib:format("~tsThe ERTS version changed between ~tp and ~tp~n", [Prefix, One, Other]);
warning(Prefix, pre_R15_emulator_upgrade) ->
    io_lib:format("~tsUpgrade from an OTP version earlier than R15. New code should be compiled "
                  "with the old emulator.~n", [Prefix]);
warning(Prefix, What) ->
    io_lib:format("~ts~tp~n", [Prefix, What]).
