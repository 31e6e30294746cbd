%% The command that compiles files: its arguments, and the compiler for each kind of file.
%%
%% Arguments are read into an #options{} (whose shape the compilers of other applications know); what
%% is wrong with them is thrown as {failed, Text}. Files are compiled one by one in a process whose
%% group leader is standard error, and the first one that fails ends the work.
-module(erl_compile).
-export([compile_cmdline/0, compile/2]).

-record(options, {includes = [], outdir = ".", output_type, defines = [], warning = 1,
                  verbose = false, optimize = 999, specific = [], outfile = "", cwd}).

-define(SUCCESS, 0).
-define(REFUSED, 1).
-define(CRASHED, 2).

-spec compile_cmdline() -> no_return().
compile_cmdline() ->
    code:set_path(lists:delete(".", code:get_path())),
    Words = init:get_plain_arguments(),
    Output = group_leader(),
    {Pid, Ref} = spawn_monitor(fun() ->
                                   group_leader(whereis(standard_error), self()),
                                   exit(outcome(Words, cwd(), Output))
                               end),
    receive
        {'DOWN', Ref, process, Pid, ok} ->
            halt(?SUCCESS);
        {'DOWN', Ref, process, Pid, {error, Text}} ->
            io:put_chars(standard_error, Text),
            halt(?REFUSED);
        {'DOWN', Ref, process, Pid, {crash, {Class, Reason, Trace}}} ->
            io:format(standard_error, "Crash: ~p:~tp\n~tp\n", [Class, Reason, Trace]),
            halt(?CRASHED)
    end.

%% The same for programs: ok, {error, Text} or {crash, {Class, Reason, Trace}}.
compile(Words, Cwd) -> outcome(Words, Cwd, group_leader()).

cwd() ->
    {ok, Cwd} = file:get_cwd(),
    Cwd.

outcome(Words, Cwd, Output) ->
    try
        {Options, Files} = arguments(Words, #options{outdir = Cwd, cwd = Cwd}),
        told(Options#options.specific),
        files(Files, Options#options{includes = lists:reverse(Options#options.includes)}, Output)
    catch
        throw:{failed, Text} -> {error, unicode:characters_to_binary(Text)};
        Class:Reason:Trace -> {crash, {Class, Reason, Trace}}
    end.

fail(Format, Values) -> throw({failed, io_lib:format(Format, Values)}).

%%% Arguments

arguments(["--" | Files], O) -> {O, Files};
arguments(["+" ++ Text | Rest], O) -> arguments(Rest, specific_last(term(Text), O));
arguments(["-" ++ Flag | Rest], O) ->
    {O1, Rest1} = flag(Flag, Rest, O),
    arguments(Rest1, O1);
arguments(Files, O) -> {O, Files}.

flag("help", _, _) -> usage("");
flag("v", Rest, O) -> {O#options{verbose = true}, Rest};
flag("P", Rest, O) -> {specific_first('P', O), Rest};
flag("E", Rest, O) -> {specific_first('E', O), Rest};
flag("S", Rest, O) -> {specific_first('S', O), Rest};
flag("list-features", Rest, O) -> {specific_first({list_features, true}, O), Rest};
flag("enable-feature" ++ Text, Rest, O) ->
    {Name, Rest1} = value("enable-feature", Text, Rest),
    {specific_last({feature, list_to_atom(Name), enable}, O), Rest1};
flag("disable-feature" ++ Text, Rest, O) ->
    {Name, Rest1} = value("disable-feature", Text, Rest),
    {specific_last({feature, list_to_atom(Name), disable}, O), Rest1};
flag("describe-feature" ++ Text, Rest, O) ->
    {Name, Rest1} = value("disable-feature", Text, Rest), % so does erlc
    {specific_first({describe_feature, list_to_atom(Name)}, O), Rest1};
flag("W" ++ Level, Rest, O) -> {warnings(Level, O), Rest};
flag("M" ++ Kind, Rest, O) ->
    {Chosen, Rest1} = dependencies(Kind, Rest),
    {O#options{specific = Chosen ++ O#options.specific}, Rest1};
flag("O", Rest, O) -> {O#options{optimize = 1}, Rest};
flag("O" ++ Text, Rest, O) -> {O#options{optimize = term(Text)}, Rest};
flag([Letter | Text], Rest, O) when Letter =:= $b; Letter =:= $D; Letter =:= $I; Letter =:= $o ->
    {Value, Rest1} = value([Letter], Text, Rest),
    {with_value(Letter, Value, O), Rest1};
flag(Flag, _, _) ->
    usage(io_lib:format("Unknown option: -~ts\n", [Flag])).

with_value($b, Type, O) -> O#options{output_type = list_to_atom(Type)};
with_value($D, Text, #options{defines = Defines} = O) -> O#options{defines = [macro(Text) | Defines]};
with_value($I, Dir, #options{includes = Dirs} = O) ->
    O#options{includes = [filename:absname(Dir, O#options.cwd) | Dirs]};
with_value($o, Name, O) ->
    Path = filename:absname(Name, O#options.cwd),
    case is_file(Path) of
        true -> O#options{outfile = Path};
        false -> O#options{outdir = Path}
    end.

macro(Text) ->
    case string:split(Text, "=") of
        [Name] -> list_to_atom(Name);
        [Name, ""] -> list_to_atom(Name);
        [Name, Value] -> {list_to_atom(Name), term(Value)}
    end.

%% What is not there is a file if its name has an extension.
is_file(Path) ->
    case filelib:is_file(Path) of
        true -> filelib:is_regular(Path);
        false -> filename:extension(Path) =/= ""
    end.

warnings("", O) -> O#options{warning = 1};
warnings("all", O) -> O#options{warning = 999};
warnings("error", O) -> specific_first(warnings_as_errors, O);
warnings(Level, O) ->
    case string:to_integer(Level) of
        {Number, ""} when is_integer(Number) -> O#options{warning = Number};
        _ -> usage("")
    end.

dependencies("", Rest) -> {[makedep, {makedep_output, standard_io}], Rest};
dependencies("D", Rest) -> {[makedep], Rest};
dependencies("MD", Rest) -> {[makedep_side_effect], Rest};
dependencies("G", Rest) -> {[makedep_add_missing], Rest};
dependencies("P", Rest) -> {[makedep_phony], Rest};
dependencies("F" ++ Text, Rest) ->
    {File, Rest1} = value("MF", Text, Rest),
    {[makedep, {makedep_output, File}], Rest1};
dependencies("T" ++ Text, Rest) ->
    {Target, Rest1} = value("MT", Text, Rest),
    {[{makedep_target, Target}], Rest1};
dependencies("Q" ++ Text, Rest) ->
    {Target, Rest1} = value("MT", Text, Rest), % so does erlc
    {[makedep_quote_target, {makedep_target, Target}], Rest1};
dependencies(Kind, _) ->
    usage(io_lib:format("Unknown option: -M~ts\n", [Kind])).

specific_first(Option, #options{specific = Options} = O) -> O#options{specific = [Option | Options]}.

specific_last(Option, #options{specific = Options} = O) -> O#options{specific = Options ++ [Option]}.

%% A flag's value: behind it, or the next word.
value(_, "", [[C | _] = Next | Rest]) when C =/= $- -> {Next, Rest};
value(_, [_ | _] = Text, Rest) -> {Text, Rest};
value(Flag, _, _) -> fail("No value given to -~ts option\n", [Flag]).

term(Text) ->
    maybe
        {ok, Tokens, _} ?= erl_scan:string(Text),
        {ok, Term} ?= erl_parse:parse_term(Tokens ++ [{dot, erl_anno:new(1)}]),
        Term
    else
        {error, {_, _, Reason}} -> fail("~ts: ~ts\n", [Reason, Text]);
        {error, {_, _, Reason}, _} -> fail("~ts: ~ts\n", [Reason, Text])
    end.

%%% What is asked instead of a compilation

told(Specific) ->
    Listed = proplists:get_value(list_features, Specific),
    Described = proplists:get_value(describe_feature, Specific),
    if
        Listed =/= undefined ->
            throw({failed, ["Available features:\n", [listed(F) || F <- erl_features:configurable()]]});
        Described =/= undefined -> throw({failed, described(Described)});
        true -> ok
    end.

listed(Feature) -> io_lib:format(" ~-18s ~s\n", [Feature, erl_features:short(Feature)]).

described(Feature) ->
    try
        erl_features:long(Feature)
    catch
        error:invalid_feature -> io_lib:format("Unknown feature: ~p\n", [Feature])
    end.

usage(Before) ->
    throw({failed, [Before, "Usage: erlc [Options] file.ext ...\nOptions:\n" | lists:map(fun row/1, rows())]}).

row({Flag, What}) when length(Flag) < 15 -> io_lib:format("~-14s ~s\n", [Flag, What]);
row({Flag, What}) -> io_lib:format("~s\n~15s~s\n", [Flag, "", What]).

rows() ->
    [{"-b type", "type of output file (e.g. beam)"},
     {"-d", "turn on debugging of erlc itself"},
     {"-Dname", "define name"},
     {"-Dname=value", "define name to have value"},
     {"-help", "shows this help text"},
     {"-I path", "where to search for include files"},
     {"-M", "generate a rule for make(1) describing the dependencies"},
     {"-MF file", "write the dependencies to 'file'"},
     {"-MT target", "change the target of the rule emitted by dependency generation"},
     {"-MQ target", "same as -MT but quote characters special to make(1)"},
     {"-MG", "consider missing headers as generated files and add them to the dependencies"},
     {"-MP", "add a phony target for each dependency"},
     {"-MD", "same as -M -MT file (with default 'file')"},
     {"-MMD", "generate dependencies as a side-effect"},
     {"-o name", "name output directory or file"},
     {"-pa path", "add path to the front of Erlang's code path"},
     {"-pz path", "add path to the end of Erlang's code path"},
     {"-v", "verbose compiler output"},
     {"-Werror", "make all warnings into errors"},
     {"-W0", "disable warnings"},
     {"-Wnumber", "set warning level to number"},
     {"-Wall", "enable all warnings"},
     {"-W", "enable warnings (default; same as -W1)"},
     {"-E", "generate listing of expanded code (Erlang compiler)"},
     {"-S", "generate assembly listing (Erlang compiler)"},
     {"-P", "generate listing of preprocessed code (Erlang compiler)"},
     {"-enable-feature <feature>", "enable <feature> when compiling (Erlang compiler)"},
     {"-disable-feature <feature>", "disable <feature> when compiling (Erlang compiler)"},
     {"-list-features", "list short descriptions of available features (Erlang compiler)"},
     {"-describe-feature <feature>", "show long description of <feature>"},
     {"+term", "pass the Erlang term unchanged to the compiler"}].

%%% Files

files([_, _ | _], #options{outfile = [_ | _]}, _) ->
    fail("Output file name given, but more than one input file.\n", []);
files(Files, #options{specific = Specific} = O, Output) ->
    case lists:member({makedep_output, standard_io}, Specific) of
        true -> group_leader(Output, self());
        false -> ok
    end,
    lists:foreach(fun(File) -> file(File, O) end, Files).

file(File, #options{outfile = Outfile} = O) ->
    Root = filename:rootname(File),
    Input = filename:absname(Root, O#options.cwd),
    Output = case Outfile of
                 "" -> filename:join(O#options.outdir, filename:basename(Root));
                 _ -> filename:rootname(Outfile)
             end,
    case filename:extension(File) of
        "" -> fail("File has no extension: ~ts\n", [Input]);
        Extension -> run(compiler(Extension), Extension, [Input, Output, O])
    end.

run(none, Extension, _) -> fail("Unknown extension: '~ts'\n", [Extension]);
run({Module, _} = Compiler, Extension, Arguments) ->
    case code:ensure_loaded(Module) of
        {module, _} -> called(Compiler, Arguments);
        {error, _} ->
            fail("The compiler of '~ts' files, ~w, is not there (ERL_LIBS or -pa may name its folder)\n",
                 [Extension, Module])
    end.

called({Module, Function}, Arguments) ->
    try apply(Module, Function, Arguments) of
        ok -> ok;
        error -> throw({failed, ""});
        Other -> fail("Compiler function ~w:~w/3 returned:\n~tp\n", [Module, Function, Other])
    catch
        throw:{failed, _} = Failed -> throw(Failed);
        throw:Reason:Trace ->
            fail("Compiler function ~w:~w/3 failed:\n~tp\n~tp\n", [Module, Function, Reason, Trace])
    end.

compiler(Extension) ->
    proplists:get_value(Extension,
                        [{".erl", {compile, compile}},
                         {".S", {compile, compile_asm}},
                         {".core", {compile, compile_core}},
                         {".abstr", {compile, compile_abstr}},
                         {".xrl", {leex, compile}},
                         {".yrl", {yecc, compile}},
                         {".script", {systools, script2boot}},
                         {".rel", {systools, compile_rel}},
                         {".mib", {snmpc, compile}},
                         {".bin", {snmpc, mib_to_hrl}},
                         {".asn1", {asn1ct, compile_asn1}},
                         {".asn", {asn1ct, compile_asn}},
                         {".py", {asn1ct, compile_py}},
                         {".idl", {ic, compile}}],
                        none).
