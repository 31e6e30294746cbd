%% The options of systools' functions: those that are wrong.
-module(systools_options).

-export([wrong/2]).

%% What of Options is no option of Function (script or tar).
wrong(Function, Options) -> [Option || Option <- Options, not is_option(Function, Option)].

is_option(_, Option)
  when Option =:= silent; Option =:= src_tests; Option =:= exref; Option =:= otp_build;
       Option =:= warnings_as_errors; Option =:= no_warn_sasl; Option =:= no_module_tests -> true;
is_option(script, Option) when Option =:= local; Option =:= no_dot_erlang -> true;
is_option(tar, erts_all) -> true;
is_option(_, {path, Dirs}) -> is_list(Dirs) andalso lists:all(fun is_list/1, Dirs);
is_option(_, {variables, Variables}) ->
    is_list(Variables) andalso lists:all(fun is_variable/1, Variables);
is_option(_, {exref, Apps}) -> is_list(Apps) andalso lists:all(fun is_atom/1, Apps);
is_option(_, {outdir, Dir}) -> is_list(Dir);
is_option(script, {script_name, Name}) -> is_list(Name);
is_option(tar, {dirs, Dirs}) -> is_list(Dirs) andalso lists:all(fun is_atom/1, Dirs);
is_option(tar, {erts, Dir}) -> is_list(Dir);
is_option(tar, {var_tar, How}) -> lists:member(How, [include, ownfile, omit]);
is_option(tar, {extra_files, Files}) -> is_list(Files);
is_option(_, _) -> false.

is_variable({Name, Dir}) -> (is_atom(Name) orelse is_list(Name)) andalso is_list(Dir);
is_variable(_) -> false.
