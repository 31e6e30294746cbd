%% Boot scripts and packages of releases, and what is said of them.
-module(systools_make).

-export([make_script/1, make_script/2, make_script/3, make_tar/1, make_tar/2, get_release/2,
         get_release/3, read_release/2, read_application/4, pack_app/1, preloaded/0,
         make_hybrid_boot/4,         format_error/1, format_warning/1]).

-include("systools.hrl").

get_release(Name, Path) -> get_release(Name, Path, {false, false}).
get_release(Name, Path, {Sources, _Xref}) ->
    systools_rel:get_release(Name, Path, [src_tests || Sources]).

read_release(Name, Path) -> systools_rel:read_release(Name, Path).
read_application(Name, Vsn, Path, Included) -> systools_app:read(Name, Vsn, Path, Included).
pack_app(App) -> systools_script:pack_app(App).
preloaded() -> systools_script:preloaded().
make_hybrid_boot(Vsn, Old, New, Args) -> systools_hybrid:make(Vsn, Old, New, Args).

%%% Boot scripts

make_script(Name) when is_list(Name) -> make_script(Name, []);
make_script(Name) -> erlang:error({badarg, Name}, [Name]).

make_script(Name, Options) when is_list(Name), is_list(Options) ->
    Script = case lists:keyfind(script_name, 1, Options) of
                 {_, Given} when is_list(Given) -> Given;
                 _ -> Name
             end,
    case lists:keyfind(outdir, 1, Options) of
        {_, [_ | _] = Dir} ->
            make_script(Name, filename:join(Dir, filename:basename(Script)), Options);
        _ -> make_script(Name, Script, Options)
    end.

make_script(Name, Output, Options) when is_list(Name), is_list(Output), is_list(Options) ->
    case systools_options:wrong(script, Options) of
        [] -> ok;
        Wrong -> erlang:error({badarg, Wrong}, [Name, Options])
    end,
    make(Name, Options,
         fun(Release, Apps, _Path) ->
             write_script(Output, systools_script:script(Release, Apps, Options))
         end);
make_script(Name, _Output, Options) when is_list(Options) ->
    erlang:error({badarg, Name}, [Name, Options]);
make_script(Name, _Output, Options) ->
    erlang:error({badarg, Options}, [Name, Options]).

write_script(Output, Script) ->
    Text = io_lib:format("%% coding: utf-8~n~tp.~n", [Script]),
    case {write(Output ++ ".script", unicode:characters_to_binary(Text)), Output ++ ".boot"} of
        {ok, Boot} -> write(Boot, term_to_binary(Script));
        {Error, _} -> Error
    end.

write(File, Binary) ->
    case file:write_file(File, Binary) of
        ok -> ok;
        {error, Reason} -> {error, ?MODULE, {open, File, Reason}}
    end.

%% Read the release, and make something of it.
make(Name, Options, Make) ->
    Own = systools_lib:get_path(proplists:get_value(path, Options, [])),
    Path = systools_lib:unique(Own ++ code:get_path()),
    case get_release(Name, Path, {lists:member(src_tests, Options), false}) of
        {ok, Release, Apps, Found} ->
            Warnings = case lists:member(no_warn_sasl, Options) of
                           true -> lists:delete({warning, missing_sasl}, Found);
                           false -> Found
                       end,
            case systools_lib:werror(Options, Warnings) of
                true ->
                    Texts = [W || {warning, W} <- Warnings],
                    told({error, ?MODULE, {warnings_treated_as_errors, Texts}}, [], Options);
                false -> told(Make(Release, Apps, Own), Warnings, Options)
            end;
        Error -> told(Error, [], Options)
    end.

told(ok, Warnings, Options) ->
    case lists:member(silent, Options) of
        true -> {ok, ?MODULE, Warnings};
        false ->
            io:format("~ts", [format_warning(Warnings)]),
            ok
    end;
told({error, Module, Reason}, _, Options) ->
    case lists:member(silent, Options) of
        true -> {error, Module, Reason};
        false ->
            io:format("~ts", [Module:format_error(Reason)]),
            error
    end.

%%% Packages

make_tar(Name) when is_list(Name) -> make_tar(Name, []);
make_tar(Name) -> erlang:error({badarg, Name}, [Name]).

make_tar(Name, Options) when is_list(Name), is_list(Options) ->
    case systools_options:wrong(tar, Options) of
        [] -> ok;
        Wrong -> erlang:error({badarg, Wrong}, [Name, Options])
    end,
    make(Name, Options,
         fun(Release, Apps, Path) ->
             try systools_tar:write(Name, Release, Apps, Options, Path)
             catch throw:{error, Reason} -> {error, ?MODULE, Reason}
             end
         end);
make_tar(Name, Options) when is_list(Options) -> erlang:error({badarg, Name}, [Name, Options]);
make_tar(Name, Options) -> erlang:error({badarg, Options}, [Name, Options]).

%%% In words

format_error(Reason) -> systools_text:error(Reason).

format_warning(Warnings) -> systools_text:warnings(Warnings).
