%% Writes what became of tests as XML files, one for each member of the outermost group.
%%
%% A suite is a member of the outermost group: the tests anywhere below it are its cases. What is no
%% character in XML 1.0 is left out; bytes that are no UTF-8 count as Latin-1.
-module(eunit_surefire).

-moduledoc """
Reports of `m:eunit` in the XML format of Surefire, which many build servers read.

`eunit:test(Tests, [{report, {eunit_surefire, [{dir, Dir}]}}])` writes a file `TEST-Name.xml` into
`Dir` for each module or other member of `Tests`.
""".

-behaviour(eunit_listener).

-export([start/0, start/1]).
-export([init/1, handle_begin/3, handle_end/3, handle_cancel/3, terminate/2]).

-record(case_, {name, title = "", result, time = 0, output = ""}).
-record(suite, {name, time = 0, cases = []}).

-define(DEPTH, 100).
-define(IS_ASSERTION(Name),
        (Name =:= assertion_failed orelse Name =:= assertMatch_failed
         orelse Name =:= assertEqual_failed orelse Name =:= assertException_failed
         orelse Name =:= assertCmd_failed orelse Name =:= assertCmdOutput_failed)).

-doc false.
start() -> start([]).

-doc false.
start(Options) -> eunit_listener:start(?MODULE, Options).

%% The state is the folder and, by number, the suites.
-doc false.
init(Options) ->
    Dir = proplists:get_value(dir, Options, "."),
    made(filelib:ensure_dir(Dir)),
    made(file:make_dir(Dir)),
    receive {start, _Run} -> {Dir, #{}} end.

made({error, Reason}) when Reason =/= eexist -> throw({error, Reason});
made(_) -> ok.

-doc false.
handle_begin(_Type, Data, {Dir, Suites} = St) ->
    case proplists:get_value(id, Data) of
        [N] -> {Dir, Suites#{N => #suite{name = proplists:get_value(desc, Data)}}};
        _ -> St
    end.

-doc false.
handle_end(group, Data, St) ->
    case proplists:get_value(id, Data) of
        [] -> St;
        Id -> changed(Id, fun(S) -> S#suite{time = proplists:get_value(time, Data)} end, St)
    end;
handle_end(test, Data, St) ->
    Result = case proplists:get_value(status, Data) of
                 {error, Exception} -> failure(Exception);
                 Other -> Other
             end,
    Case = #case_{name = place(Data), title = title(Data), result = Result,
                  time = proplists:get_value(time, Data),
                  output = proplists:get_value(output, Data)},
    added(Case, Data, St).

%% Of a group nothing is told but a fixture that failed.
-doc false.
handle_cancel(group, Data, St) ->
    Id = proplists:get_value(id, Data),
    case proplists:get_value(reason, Data) of
        {abort, {What, Exception}} when What =:= setup_failed; What =:= cleanup_failed ->
            Step = case What of
                       setup_failed -> "setup";
                       cleanup_failed -> "cleanup"
                   end,
            Name = lists:flatten(io_lib:format("fixture ~s ~w", [Step, Id])),
            added(#case_{name = Name, title = title(Data), result = failure(Exception)}, Data, St);
        _ ->
            St
    end;
handle_cancel(test, Data, St) ->
    Result = {skipped, proplists:get_value(reason, Data)},
    added(#case_{name = place(Data), title = title(Data), result = Result}, Data, St).

-doc false.
terminate({ok, _Totals}, {Dir, Suites}) ->
    [write(Suite, Dir) || {_, Suite} <- lists:sort(maps:to_list(Suites))],
    ok;
terminate({error, _Reason}, _St) ->
    ok.

added(Case, Data, St) ->
    changed(proplists:get_value(id, Data),
            fun(#suite{cases = Cases} = S) -> S#suite{cases = [Case | Cases]} end,
            St).

changed([N | _], Change, {Dir, Suites}) ->
    {Dir, maps:update_with(N, Change, Suites)}.

failure({error, {Name, _}, _} = Exception) when ?IS_ASSERTION(Name) -> {failed, Exception};
failure(Exception) -> {aborted, Exception}.

place(Data) ->
    {Module, Function, _} = proplists:get_value(source, Data),
    lists:flatten(io_lib:format("~ts:~w ~ts", [Module, proplists:get_value(line, Data), Function])).

title(Data) ->
    case proplists:get_value(desc, Data) of
        undefined -> "";
        Title when is_binary(Title) -> binary_to_list(Title);
        Title -> Title
    end.

%% -- files

write(#suite{name = Name} = Suite, Dir) ->
    File = filename:join(Dir, "TEST-" ++ file_name(Name) ++ ".xml"),
    case file:open(File, [write, {encoding, utf8}]) of
        {ok, Device} ->
            try io:put_chars(Device, xml(Suite))
            after file:close(Device)
            end;
        Error ->
            throw(Error)
    end.

file_name(Name) when is_binary(Name) -> file_name(binary_to_list(Name));
file_name("module '" ++ Name) -> file_name(Name);
file_name(Name) -> lists:append([file_char(C) || C <- Name]).

file_char($\s) -> "_";
file_char(C) when C =:= $/; C =:= $\\ -> ":";
file_char(C) when C < $!; C > $~; C =:= $'; C =:= $" -> "";
file_char(C) -> [C].

xml(#suite{name = Name, time = Time, cases = Cases}) ->
    Count = fun(Kind) -> length([C || #case_{result = R} = C <- Cases, kind(R) =:= Kind]) end,
    ["<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n",
     tag("testsuite", [{"tests", integer_to_list(length(Cases))},
                       {"failures", integer_to_list(Count(failed))},
                       {"errors", integer_to_list(Count(aborted))},
                       {"skipped", integer_to_list(Count(skipped))},
                       {"time", seconds(Time)},
                       {"name", escaped(Name, attribute)}]), ">\n",
     [xml_case(Case) || Case <- lists:reverse(Cases)],
     "</testsuite>\n"].

kind(ok) -> passed;
kind(Result) -> element(1, Result).

tag(Name, Attributes) ->
    ["<", Name, [[" ", Key, "=\"", Value, "\""] || {Key, Value} <- Attributes]].

xml_case(#case_{name = Name, title = Title, result = Result, time = Time, output = Output}) ->
    Whole = case Title of
                "" -> escaped(Name, attribute);
                _ -> [escaped(Name, attribute), " (", escaped(Title, attribute), ")"]
            end,
    ["  ", tag("testcase", [{"time", seconds(Time)}, {"name", Whole}]), ">\n",
     xml_result(Result),
     "    <system-out>", escaped(Output, text), "\n    </system-out>\n  </testcase>\n"].

xml_result(ok) -> "";
xml_result({failed, {error, {Name, _}, _} = Exception}) ->
    told("failure", Name, ["::", eunit_lib:format_exception(Exception, ?DEPTH)]);
xml_result({aborted, {Class, _, _} = Exception}) ->
    told("error", Class, ["::", eunit_lib:format_exception(Exception, ?DEPTH)]);
xml_result({skipped, {abort, Fault}}) when is_tuple(Fault) ->
    told("skipped", element(1, Fault), eunit_lib:format_error(Fault));
xml_result({skipped, timeout}) ->
    ["    ", tag("skipped", [{"type", "timeout"}]), "/>\n"];
xml_result({skipped, {timeout, #{stacktrace := Trace}}}) ->
    told("skipped", timeout, eunit_lib:format_stacktrace(Trace));
xml_result({skipped, {Kind, Term}}) when is_atom(Kind) ->
    told("skipped", Kind, io_lib:write(Term));
xml_result({skipped, Term}) ->
    told("skipped", unknown, io_lib:write(Term)).

told(Tag, Kind, Text) ->
    ["    ", tag(Tag, [{"type", escaped(atom_to_list(Kind), attribute)}]), ">\n",
     escaped(Text, text), "    </", Tag, ">\n"].

seconds(Ms) -> io_lib:format("~w.~3..0w", [Ms div 1000, Ms rem 1000]).

%% -- characters

escaped(Text, Where) when is_binary(Text) -> escaped(binary_to_list(Text), Where);
escaped(Text, Where) -> [character(C, Where) || C <- characters(lists:flatten(Text))].

character($<, _) -> "&lt;";
character($>, _) -> "&gt;";
character($&, _) -> "&amp;";
character($", attribute) -> "&quot;";
character(C, _) when C < $\s, C =/= $\n, C =/= $\r, C =/= $\t -> "";
character(C, _) -> C.

characters(Text) ->
    try unicode:characters_to_list(list_to_binary(Text)) of
        Chars when is_list(Chars) -> Chars;
        _ -> unicode:characters_to_list(list_to_binary(Text), latin1)
    catch
        error:badarg -> Text
    end.
