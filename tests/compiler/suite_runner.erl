%% Runs the functions of a suite and describes what each did. The same file runs on the reference
%% (scripts/compiler-expectations) and under our compiler (test_suites.py).
-module(suite_runner).
-export([run/2, names/1, main/1, errors/1]).

run(Module, Name) ->
    try Module:Name() of
        Value -> Value
    catch
        Class:Reason:Stack -> {Class, Reason, frames(Stack)}
    end.

%% Down to this module, without the file and the texts.
frames([{?MODULE, _, _, _} | _]) -> [];
frames([{M, F, A, Where} | Rest]) -> [{M, F, A, line(Where)} | frames(Rest)];
frames([]) -> [].

line([{line, Line} | _]) -> Line;
line([_ | Rest]) -> line(Rest);
line([]) -> 0.

names(Module) ->
    [Name || {Name, 0} <- Module:module_info(exports), Name =/= module_info].

%% Only on the reference: writes File.expected beside each File.erl.
main(Files) ->
    lists:foreach(fun expect/1, Files).

expect(File) ->
    Base = filename:rootname(File),
    {ok, Module, Code} = compile:file(Base, [binary, return_errors, nowarn_export_all]),
    {module, Module} = code:load_binary(Module, File, Code),
    Lines = [io_lib:format("~w: ~tw~n", [Name, run(Module, Name)]) || Name <- lists:sort(names(Module))],
    ok = file:write_file(Base ++ ".expected", unicode:characters_to_binary(Lines)).

%% The same for modules that do not compile: a line for each error.
errors(Files) ->
    lists:foreach(fun refuse/1, Files).

refuse(File) ->
    Base = filename:rootname(File),
    {error, [{_, Errors}], _} = compile:file(Base, [binary, return_errors, {error_location, line}]),
    Lines = [io_lib:format("~w ~ts~n", [E, M:format_error(D)]) || {_, M, D} = E <- Errors],
    ok = file:write_file(Base ++ ".expected", Lines).
