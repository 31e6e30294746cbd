%% Tools for releases: boot scripts, upgrade files, packages.
-module(systools).

-export([make_script/1, make_script/2, make_tar/1, make_tar/2, make_relup/3, make_relup/4,
         script2boot/1, script2boot/3]).

-moduledoc "Makes boot scripts, release packages and relups.".

%% Write Name.script and Name.boot for the release Name.rel.
-doc "Makes Name.script and Name.boot of Name.rel.".
make_script([Name | Options]) when is_atom(Name) -> systools_make:make_script([Name], Options);
make_script(Name) -> make_script(Name, []).
-doc "Makes Name.script and Name.boot of Name.rel.".
make_script(Name, Options) -> systools_make:make_script(Name, Options).

%% Write the package Name.tar.gz for the release Name.rel.
-doc "Packs a release into Name.tar.gz.".
make_tar(Name) -> make_tar(Name, []).
-doc "Packs a release into Name.tar.gz.".
make_tar(Name, Options) -> systools_make:make_tar(Name, Options).

%% Write relup: how to come to the release from others, and how to go back to others.
-doc "Makes a `relup` that says how to come from and go to other releases.".
make_relup(Name, UpFrom, DownTo) -> make_relup(Name, UpFrom, DownTo, []).
-doc "Makes a `relup` that says how to come from and go to other releases.".
make_relup(Name, UpFrom, DownTo, Options) ->
    systools_relup:mk_relup(Name, UpFrom, DownTo, Options).

%% Write the term of Name.script as a binary, Name.boot.
-doc "Makes File.boot of File.script.".
script2boot(Name) -> script2boot(Name, Name, []).

-doc "Makes File.boot of File.script.".
script2boot(Name, Output, _Options) ->
    case systools_lib:file_term2binary(Name ++ ".script", Output ++ ".boot") of
        ok -> ok;
        {error, Reason} ->
            io:format("~ts", [systools_make:format_error(Reason)]),
            error
    end.
