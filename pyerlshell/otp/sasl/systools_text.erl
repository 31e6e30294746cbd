%% What was wrong with a release, in words.
-module(systools_text).
-compile({no_auto_import, [error/1]}).

-export([error/1, warnings/1]).

error({warnings_treated_as_errors, Warnings}) ->
    ["Warnings being treated as errors:\n", [warning("", W) || W <- Warnings]];
error({modules, Errors}) -> [single(E) || E <- Errors];
error({tar_error, What}) -> tar(What);
error({duplicate_register, Doubles}) ->
    ["Duplicated register names: \n",
     [text("\t~tw registered in ~w and ~w~n", [Name, A, B])
      || {{Name, A, _, _}, {_, B, _, _}} <- Doubles]];
error({duplicate_modules, Doubles}) ->
    ["Duplicated modules: \n",
     [text("\t~w specified in ~w and ~w~n", [Mod, A, B]) || {{Mod, A, _}, {_, B, _}} <- Doubles]];
error({duplicate_include, Doubles}) ->
    ["Duplicated application included: \n",
     [text("\t~w included in ~w and ~w~n", [Name, A, B])
      || {{Name, A, _, _}, {_, B, _, _}} <- Doubles]];
error({mandatory_app, App, Type}) ->
    text("Mandatory application ~w must be of type 'permanent' in the release file. Is '~p'.~n",
         [App, Type]);
error({parse, File, {Line, Module, What}}) ->
    text("~ts:~w: ~ts\n", [File, Line, Module:format_error(What)]);
error({Doing, File, Reason}) when Doing =:= open; Doing =:= close; Doing =:= delete ->
    text("Cannot ~w ~tp - ~ts~n", [Doing, File, file:format_error(Reason)]);
error(badly_formatted_release) -> "Syntax error in the release file\n";
error({Tag, What} = Reason) ->
    case pattern(Tag) of
        none -> text("~tp~n", [Reason]);
        Pattern -> text(Pattern, [What])
    end;
error(Errors) when is_list(Errors) -> [single(E) || E <- Errors];
error(Reason) -> text("~tp~n", [Reason]).

text(Format, Args) -> io_lib:format(Format, Args).

pattern(illegal_name) -> "Illegal name (~tp) in the release file~n";
pattern(illegal_form) -> "Illegal tag in the release file: ~tp~n";
pattern(missing_parameter) -> "Missing parameter (~p) in the release file~n";
pattern(illegal_applications) -> "Illegal applications in the release file: ~p~n";
pattern(missing_mandatory_app) ->
    "Mandatory application ~w must be specified in the release file~n";
pattern(undefined_applications) -> "Undefined applications: ~p~n";
pattern(included_and_used) -> "Applications both used and included: ~p~n";
pattern(circular_dependencies) -> "Circular dependencies among applications: ~p~n";
pattern(not_found) -> "File not found: ~tp~n";
pattern(read) -> "Cannot read ~tp~n";
pattern(_) -> none.

%% One of several errors.
single({error, E}) -> single(E);
single({bad_application_name, {Name, Found}}) ->
    text("~p: Mismatched application id: ~p~n", [Name, Found]);
single({error_reading, {Name, What}}) -> text("~p: ~ts~n", [Name, reading(What)]);
single({module_not_found, App, Mod}) -> text("~w: Module (~w) not found~n", [App, Mod]);
single({error_add_appl, {Name, {tar_error, What}}}) -> text("~p: ~ts~n", [Name, tar(What)]);
single(E) -> text("~tp~n", [E]).

%% What was wrong with an .app file.
reading({not_found, File}) -> text("File not found: ~tp~n", [File]);
reading({application_vsn, {Name, Vsn}}) ->
    text("Application ~ts with version ~tp not found~n", [Name, Vsn]);
reading({parse, _, _} = Reason) -> error(Reason);
reading({read, _} = Reason) -> error(Reason);
reading({{bad_param, Key}, _}) -> text("Bad parameter in .app file: ~tp~n", [Key]);
reading({{dupl_entry, Key, Doubles}, _}) ->
    text("~tp parameter contains duplicates of: ~tp~n", [Key, Doubles]);
reading({{missing_param, Key}, _}) -> text("Missing parameter in .app file: ~p~n", [Key]);
reading({badly_formatted_application, _}) -> "Syntax error in .app file\n";
reading({override_include, Apps}) ->
    text("Tried to include not (in .app file) specified applications: ~p~n", [Apps]);
reading({no_valid_version, {{_, Wanted}, {_, File, Found}}}) ->
    text("No valid version (~tp) of .app file found. Found file ~tp with version ~tp~n",
         [Wanted, File, Found]);
reading({parse_error, {File, Line, What}}) ->
    text("Parse error in file: ~tp.  Line: ~w  Error: ~tp; ~n", [File, Line, What]);
reading(What) -> text("~tp~n", [What]).

tar({open, File, Reason}) ->
    text("Cannot open tar file ~ts - ~ts~n", [File, erl_tar:format_error(Reason)]);
tar({add, boot, Name, enoent}) ->
    text("Cannot find file start.boot or ~ts to add to tar file - ~ts~n",
         [Name, erl_tar:format_error(enoent)]);
tar({add, File, Reason}) ->
    text("Cannot add file ~ts to tar file - ~ts~n", [File, erl_tar:format_error(Reason)]).

warnings(Warnings) -> [warning("*WARNING* ", W) || {warning, W} <- Warnings].

warning(Prefix, {source_not_found, {Mod, App, _}}) ->
    text("~ts~w: Source code not found: ~w.erl~n", [Prefix, App, Mod]);
warning(Prefix, {obj_out_of_date, {Mod, App, _}}) ->
    text("~ts~w: Object code (~w) out of date~n", [Prefix, App, Mod]);
warning(Prefix, {exref_undef, Functions}) ->
    [text("~tsUndefined function ~w:~tw/~w~n", [Prefix, M, F, A]) || {M, F, A} <- Functions];
warning(Prefix, missing_sasl) ->
    text("~tsMissing application sasl. Can not upgrade with this release~n", [Prefix]);
warning(Prefix, What) ->
    text("~ts~tp~n", [Prefix, What]).
