%% Runs scripts, and makes and takes apart their files: a header, then source, object code or an archive.
%%
%%     #!/usr/bin/env escript          shebang: with it, what follows may be there too
%%     %% -*- erlang -*-               comment
%%     %%! -flag                       emu_args: read by the command escript before we start
%%     main(Args) -> ...               body
%%
%% A script without a shebang loses its first line. Source is a module without its -module line, which
%% gets a name of its own. An interpreted script is compiled too, but checked as the interpreter does it.
-module(escript).

-export([create/2, extract/2, script_name/0]).
-export([start/0, start/1]).

-moduledoc """
Erlang scripts: what runs them, and functions for their files.

A script is a file with a function `main/1`, which gets the arguments as a list of strings. It is run
by `pyerlshell escript FILE ARGS`. It ends with exit code 0 when `main/1` returns, with 127 when that
fails, and with another when it calls `halt/1`.
""".

-export_type([shebang/0, comment/0, emu_args/0, section/0]).

-doc "The first line, without `#!`.".
-type shebang() :: string().
-type comment() :: string().
-doc "Flags for the node that runs the script.".
-type emu_args() :: string().
-type section() ::
        shebang | {shebang, shebang() | default | undefined}
      | comment | {comment, comment() | default | undefined}
      | {emu_args, emu_args() | undefined}
      | {source | beam | archive, file:filename() | binary()}
      | {archive, [term()], [term()]}.

-define(SHEBANG, "/usr/bin/env escript").
-define(COMMENT, "This is an -*- erlang -*- file").
-define(FAILED, 127).
-define(DEPTH, 50).
-define(FRAMES, 8).

%% -- making files

-doc """
Makes a script of sections, in whatever order they are given: a binary, or the file of that name.

There must be a body, `{source, _}`, `{beam, _}` or `{archive, _}`, from a file or a binary. An
archive is also made of a list of files and options for `zip:create/3`.
""".
-spec create(file:filename() | binary(), [section()]) -> ok | {ok, binary()} | {error, term()}.
create(File, Sections) when is_list(Sections) ->
    try script(Sections) of
        Parts when File =:= binary -> {ok, iolist_to_binary(Parts)};
        Parts ->
            case file:write_file(File, Parts) of
                ok -> ok;
                {error, Reason} -> {error, {Reason, File}}
            end
    catch
        throw:Reason -> {error, Reason}
    end.

script(Sections) ->
    Made = sections(Sections, #{}),
    case Made of
        #{body := {Type, Body}} when Type =:= source; Type =:= beam; Type =:= archive ->
            [maps:get(Key, Made, "") || Key <- [shebang, comment, emu_args]] ++ [Body];
        #{body := {Type, _}} -> throw({illegal_type, Type});
        _ -> throw(missing_body)
    end.

sections([Section | Rest], Made) ->
    case section(Section) of
        {_, undefined} -> sections(Rest, Made);
        {Key, Value} -> sections(Rest, Made#{Key => Value})
    end;
sections([], Made) -> Made;
sections(Rest, _Made) -> throw({badarg, Rest}).

section(shebang) -> section({shebang, default});
section(comment) -> section({comment, default});
section({shebang, default}) -> section({shebang, ?SHEBANG});
section({comment, default}) -> section({comment, ?COMMENT});
section({Key, undefined}) when Key =:= shebang; Key =:= comment; Key =:= emu_args ->
    {Key, undefined};
section({shebang, Text}) when is_list(Text) -> {shebang, "#!" ++ Text ++ "\n"};
section({comment, Text}) when is_list(Text) -> {comment, "%% " ++ Text ++ "\n"};
section({emu_args, Text}) when is_list(Text) -> {emu_args, "%%!" ++ Text ++ "\n"};
section({Type, File} = Section) when is_list(File) ->
    case file:read_file(File) of
        {ok, Body} -> {body, {Type, Body}};
        {error, Reason} -> throw({Reason, Section})
    end;
section({Type, Body}) when is_binary(Body) -> {body, {Type, Body}};
section({archive, Files, Options} = Section) when is_list(Files), is_list(Options) ->
    case zip:create("dummy.zip", Files, Options ++ [memory]) of
        {ok, {_, Body}} -> {body, {archive, Body}};
        {error, Reason} -> throw({Reason, Section})
    end;
section(Section) -> throw({badarg, Section}).

%% -- taking files apart

-doc """
The sections of a script: shebang, comment, flags and body, in this order.

What is not there is `undefined`, what `create/2` writes if nothing is said `default`. With
`compile_source` a body of source is compiled, and given as object code.
""".
-spec extract(file:filename(), [compile_source | {section, [atom()]}]) ->
          {ok, [section()]} | {error, term()}.
extract(File, Options) when is_list(File), is_list(Options) ->
    try
        Compile = extract_options(Options, false),
        #{type := Type, body := Body} = Script = read(File, not Compile),
        {ok, [{Key, text(Key, maps:get(Key, Script, undefined))} || Key <- [shebang, comment, emu_args]]
             ++ [{Type, case {Type, Compile} of
                            {source, true} -> object(File, Script);
                            _ -> Body
                        end}]}
    catch
        throw:Reason -> {error, Reason}
    end.

extract_options([compile_source | Rest], _) -> extract_options(Rest, true);
extract_options([Option | _], _) -> throw({badarg, Option});
extract_options([], Compile) -> Compile.

text(_Key, undefined) -> undefined;
text(shebang, "#!" ++ Line) -> default_or(?SHEBANG, trimmed(Line));
text(comment, Line) -> default_or(?COMMENT, trimmed(string:trim(Line, leading, "%")));
text(emu_args, "%%!" ++ Line) -> trimmed(Line).

trimmed(Line) -> string:trim(Line).

default_or(Text, Text) -> default;
default_or(_, Text) -> Text.

object(File, Script) ->
    #{forms := Forms} = parse(File, Script),
    case compile:forms(Forms, [return_errors, debug_info]) of
        {ok, _, Object} -> Object;
        {error, Errors, Warnings} ->
            throw({compile, [{errors, lines(Errors)}, {warnings, lines(Warnings)}]})
    end.

lines(Found) ->
    [lists:flatten(io_lib:format("~ts:~ts: ~ts", [File, place(Place), Module:format_error(What)]))
     || {File, Infos} <- Found, {Place, Module, What} <- Infos].

-doc "The name of the script that runs, as it was given.".
-spec script_name() -> string().
script_name() ->
    hd(init:get_plain_arguments()).

%% -- reading a file: the header line by line, and what is behind it

read(File, KeepFirst) ->
    case file:read_file(File) of
        {ok, Data} -> header(Data, KeepFirst);
        {error, Reason} -> throw(lists:concat([file:format_error(Reason), ": '", File, "'"]))
    end.

header(Data, KeepFirst) ->
    {Line1, Rest1} = line(Data),
    case kind(Line1) of
        shebang ->
            Script = behind_shebang(line(Rest1), Rest1),
            Script#{shebang => Line1, second => Rest1};
        Kind when Kind =:= archive; Kind =:= beam ->
            #{type => Kind, line => 1, body => Data};
        _ ->
            {Line2, _} = line(Rest1),
            Body = case KeepFirst of
                       true -> Data;
                       false -> Rest1
                   end,
            #{type => type(Line2), line => 1, body => Body, second => Rest1}
    end.

behind_shebang({Line2, Rest2}, Rest1) ->
    case kind(Line2) of
        emu_args ->
            {Line3, _} = line(Rest2),
            #{type => type(Line3), emu_args => Line2, line => 3, body => Rest2};
        comment ->
            {Line3, Rest3} = line(Rest2),
            case kind(Line3) of
                emu_args ->
                    {Line4, _} = line(Rest3),
                    #{type => type(Line4), comment => Line2, emu_args => Line3, line => 4, body => Rest3};
                _ ->
                    #{type => type(Line3), comment => Line2, line => 3, body => Rest2}
            end;
        _ ->
            #{type => type(Line2), line => 2, body => Rest1}
    end.

line(<<>>) -> throw("Premature end of file reached");
line(Data) ->
    case binary:split(Data, <<"\n">>) of
        [Line, Rest] -> {binary_to_list(Line) ++ "\n", Rest};
        [Line] -> {binary_to_list(Line), <<>>}
    end.

kind("#!" ++ _) -> shebang;
kind("PK" ++ _) -> archive;
kind("FOR1" ++ _) -> beam;
kind("%%!" ++ _) -> emu_args;
kind("%" ++ _) -> comment;
kind(_) -> source.

type(Line) ->
    case kind(Line) of
        Kind when Kind =:= archive; Kind =:= beam -> Kind;
        _ -> source
    end.

%% -- running one

-doc false.
start() -> start([]).

%% Flags are the letters in front of the file.
-doc false.
start(Flags) ->
    process_flag(trap_exit, false),
    try
        case init:get_plain_arguments() of
            [File | Args] -> execute(File, Args, Flags);
            [] -> throw("Missing filename")
        end
    catch
        throw:Text ->
            io:put_chars(standard_error, io_lib:format("escript: ~ts\n", [Text])),
            halt(?FAILED);
        _:Reason:Trace ->
            io:put_chars(standard_error, io_lib:format("escript: Internal error: ~tp\n~tp\n", [Reason, Trace])),
            halt(?FAILED)
    end.

execute(File, Args, Flags) ->
    #{type := Type, body := Body} = Script = read(File, false),
    CheckOnly = lists:member("s", Flags),
    case Type of
        source -> source(parse(File, Script), File, Args, mode(Flags), CheckOnly);
        beam -> beam(Body, File, Args, CheckOnly);
        archive -> archive(File, Args, CheckOnly)
    end.

mode(Flags) ->
    hd([Mode || {Flag, Mode} <- [{"d", debug}, {"c", compile}, {"i", interpret}],
                lists:member(Flag, Flags)] ++ [own]).

source(#{forms := Forms}, _File, _Args, _Mode, true) ->
    case compile:forms(Forms, [report, strong_validation]) of
        {ok, _} -> halt(0);
        _ -> refused()
    end;
source(#{mode := Mode} = Parsed, File, Args, own, false) ->
    source(Parsed, File, Args, Mode, false);
source(#{forms := Forms}, File, Args, Mode, false) ->
    Module = case Mode of
                 compile -> loaded(Forms, File, [report]);
                 debug -> debugged(loaded(Forms, File, [report, debug_info]));
                 interpret -> checked(Forms), loaded(Forms, File, [])
             end,
    run(Module, Args).

loaded(Forms, File, Options) ->
    case compile:forms(Forms, Options) of
        {ok, Module, Object} ->
            {module, Module} = code:load_binary(Module, File, Object),
            Module;
        _ ->
            refused()
    end.

-spec refused() -> no_return().
refused() -> throw("There were compilation errors.").

-spec debugged(module()) -> no_return().
debugged(_Module) ->
    throw(io_lib:format("Call to ~w:~w/~w in application ~w failed.\n", [debugger, start, 0, debugger])).

run(Module, Args) ->
    try
        Module:main(Args),
        halt(0)
    catch
        Class:Reason:Trace -> throw(exception(Class, Reason, Trace))
    end.

%% The processes of init stand below us, if the trace goes so far.
exception(Class, Reason, Trace) ->
    P = case lists:keyfind(encoding, 1, options()) of
            {encoding, unicode} -> "tP";
            _ -> "P"
        end,
    Format = fun(Term, Column) ->
        io_lib:format("~." ++ integer_to_list(Column) ++ P, [Term, ?DEPTH])
    end,
    Below = [{init, F, A, []} || {F, A} <- [{start_it, 1}, {start_em, 1}, {do_boot, 3}]],
    Own = fun(M, _F, _A) -> M =:= erl_eval orelse M =:= ?MODULE end,
    Depth = max(1, erlang:system_flag(backtrace_depth, ?FRAMES)),
    erl_error:format_exception(Class, Reason, lists:sublist(Trace ++ Below, Depth),
                               #{format_fun => Format, stack_trim_fun => Own}).

options() ->
    case io:getopts() of
        {error, _} -> [];
        Options -> Options
    end.

%% -- object code and archives

beam(Object, File, Args, CheckOnly) ->
    case beam_lib:chunks(Object, [exports]) of
        {ok, {Module, [{exports, Exports}]}} when CheckOnly ->
            lists:member({main, 1}, Exports) orelse no_main(Module),
            halt(0);
        {ok, {Module, _}} ->
            {module, Module} = code:load_binary(Module, File, Object),
            run(Module, Args);
        {error, beam_lib, Reason} when is_tuple(Reason) ->
            throw(element(1, Reason))
    end.

-spec no_main(module()) -> no_return().
no_main(Module) ->
    throw(lists:concat(["Function ", Module, ":main/1 is not exported"])).

%% Code is loaded from inside the archive: its top, and App/ebin for each folder in it.
archive(File, Args, CheckOnly) ->
    Top = filename:absname(File),
    ok = escript_source:archive(Top),
    case erl_prim_loader:list_dir(Top) of
        {ok, Names} ->
            code:add_patha(Top),
            [code:add_patha(filename:join([Top, Name, "ebin"])) || Name <- Names],
            Module = main_module(File),
            case code:ensure_loaded(Module) of
                {module, _} when CheckOnly ->
                    erlang:function_exported(Module, main, 1) orelse no_main(Module),
                    halt(0);
                {error, _} when CheckOnly ->
                    throw(lists:concat(["Cannot load module ", Module, " from archive"]));
                _ ->
                    run(Module, Args)
            end;
        error -> throw("Not an archive file")
    end.

main_module(File) ->
    case init:get_argument(escript) of
        {ok, [["main", Module]]} -> list_to_atom(Module);
        _ -> list_to_atom(filename:rootname(filename:basename(File)))
    end.

%% -- source: the forms of a module, with what a script need not say, and the mode

parse(File, #{body := Body, line := Line, second := Second}) ->
    Name = module_name(File),
    Encoding = epp:read_encoding_from_binary(Second),
    Macros = [{'MODULE', list_to_atom(Name), redefine}, {'MODULE_STRING', Name, redefine}],
    [FileForm | Forms0] = escript_source:forms(File, Body, Line, Encoding, Macros),
    {ModuleForm, Forms1} = case Forms0 of
                               [{attribute, _, module, _} = M | Rest] -> {M, Rest};
                               [{eof, _} = Nothing] -> {Nothing, []};
                               _ -> {{attribute, 1, module, list_to_atom(Name)}, Forms0}
                           end,
    Kept = [F || F <- Forms1, not is_native(F)],
    [] =:= faults(Kept, File) orelse refused(),
    Mode = lists:last([compile | [M || {attribute, _, mode, M} <- Kept]]),
    Exports = lists:append([E || {attribute, _, export, E} <- Kept]),
    Main = [{attribute, 0, export, [{main, 1}]} || not lists:member({main, 1}, Exports)],
    #{mode => Mode, forms => [FileForm, ModuleForm] ++ Main ++ Kept}.

is_native({attribute, _, mode, native}) -> true;
is_native(_) -> false.

%% The forms that cannot be, each told on standard error.
faults(Forms, File) ->
    [io:format(standard_error, "~ts:~ts: ~ts\n", [File, place(Place), Text])
     || Form <- Forms, {Place, Text} <- fault(Form)].

fault({error, {Place, Module, What}}) -> [{Place, Module:format_error(What)}];
fault({attribute, Place, mode, Mode}) ->
    [{Place, io_lib:format("illegal mode attribute: ~p", [Mode])}
     || not lists:member(Mode, [compile, interpret, debug])];
fault(_) -> [].

place({Line, Column}) -> io_lib:format("~w:~w", [Line, Column]);
place(Line) -> io_lib:format("~w", [Line]).

%% A name that no other module has.
module_name(File) ->
    {Mega, Seconds, Micro} = erlang:timestamp(),
    Base = [case C of $. -> $_; _ -> C end || C <- filename:basename(File)],
    Unique = erlang:unique_integer([positive]),
    lists:flatten(io_lib:format("~ts__escript__~w__~w__~w__~w", [Base, Mega, Seconds, Micro, Unique])).

%% What the interpreter looks at before it starts.
checked(Forms) ->
    case erl_lint:module(Forms) of
        {ok, Warnings} ->
            warn(Warnings);
        {error, Errors, Warnings} ->
            [tell(File, "", Info) || {File, Infos} <- Errors, Info <- Infos],
            warn(Warnings),
            refused()
    end.

warn(Warnings) ->
    [tell(File, "Warning: ", Info)
     || {File, Info} <- lists:usort([{F, Info} || {F, Infos} <- Warnings, Info <- Infos])].

tell(File, Kind, {Place, Module, What}) ->
    io:format(standard_error, "~ts:~ts: ~ts~ts\n", [File, place(Place), Kind, Module:format_error(What)]);
tell(File, Kind, {Module, What}) ->
    io:format(standard_error, "~ts: ~ts~ts\n", [File, Kind, Module:format_error(What)]).
