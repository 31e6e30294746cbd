%% How the report browser shows reports: names on the left, values on the right of 79 columns.
-module(rb_text).

-export([list/3, show/3, usage/0]).

-define(WIDTH, 79).

%%% Lists

%% The reports of a type, or `all', in columns that are wide enough for all.
list(Device, Reports, Wanted) ->
    Rows = [{No, Type, lists:flatten(io_lib:format("~tw", [Who])), Date}
            || {No, Type, Who, Date, _, _} <- Reports],
    Wide = lists:max([8 | [string:length(Who) || {_, _, Who, _} <- Rows]]) + 1,
    Format = "~4s~20s ~" ++ integer_to_list(Wide) ++ "s~20s~n",
    io:format(Device, Format, ["No", "Type", "Process", "Date     Time"]),
    io:format(Device, Format, ["==", "====", "=======", "====     ===="]),
    DateWide = lists:max([13 | [length(Date) || {_, _, _, Date} <- Rows]]) + 1,
    Row = lists:concat(["~4w~20tw ~", Wide, "ts~", DateWide, "s~n"]),
    [io:format(Device, Row, tuple_to_list(Values))
     || {_, Type, _, _} = Values <- Rows, Wanted =:= all orelse Wanted =:= Type],
    ok.

%%% Reports

show(Device, Date, {_, {Kind, _Leader, {Pid, What, Report}}})
  when Kind =:= error_report; Kind =:= info_report; Kind =:= warning_report ->
    Title = case What of
                crash_report -> "CRASH";
                supervisor_report -> "SUPERVISOR";
                progress when Kind =:= info_report -> "PROGRESS";
                _ -> title(Kind)
            end,
    io:put_chars(Device, [header(Title, Pid, Date), body(What, Report), "\n"]);
show(Device, Date, {_, {Kind, _Leader, {Pid, Format, Args}}})
  when Kind =:= error; Kind =:= info_msg; Kind =:= warning_msg ->
    io:put_chars(Device, [header(title(Kind), Pid, Date), "\n"]),
    io:format(Device, Format, Args);
show(Device, Date, {_, {Kind, _Leader, Report}}) ->
    io:format(Device, "~nInfo type <~tw> ~s~n~tp", [Kind, Date, Report]);
show(Device, Date, Report) ->
    io:format(Device, "~nPrinting info of unknown type... ~s~n~tp", [Date, Report]).

title(Kind) when Kind =:= error_report; Kind =:= error -> "ERROR";
title(Kind) when Kind =:= info_report; Kind =:= info_msg -> "INFO";
title(_) -> "WARNING".

header(Title, Pid, Date) ->
    Text = lists:flatten(io_lib:format("~s REPORT  ~w", [Title, Pid])),
    ["\n", sides(Text, Date), lists:duplicate(?WIDTH, $=), "\n"].

body(crash_report, [Own | Neighbours]) ->
    [items("Crashing process", Own)
     | [["\n", items("Neighbour process", N)] || N <- lists:append(Neighbours)]];
body(supervisor_report, Report) ->
    Child = [case Item of {mfa, Value} -> {start_function, Value}; _ -> Item end
             || Item <- proplists:get_value(offender, Report, [])],
    [item(0, {"Reporting supervisor", proplists:get_value(supervisor, Report)}), "\n",
     items("Child process",
           [{Key, proplists:get_value(Key, Report)} || Key <- [errorContext, reason]] ++ Child)];
body(_, Report) when is_list(Report) ->
    case io_lib:char_list(Report) of
        true -> [Report, "\n"];
        false -> [item(0, Item) || Item <- Report]
    end;
body(_, Report) ->
    io_lib:format("~tp~n", [Report]).

items(Title, Items) ->
    [string:pad(Title, ?WIDTH), "\n" | [item(3, Item) || Item <- Items]].

%% A value that does not fit beside its name stands below it.
item(Indent, {Key, Value}) ->
    Name = [lists:duplicate(Indent, $\s), text(Key)],
    Text = text(Value),
    case string:length(Name) + string:length(Text) < ?WIDTH andalso not lists:member($\n, Text) of
        true -> sides(Name, Text);
        false ->
            [Name, "\n", lists:duplicate(9, $\s), io_lib:print(Value, 9, ?WIDTH, -1), "\n"]
    end;
item(Indent, Term) ->
    [lists:duplicate(Indent, $\s), text(Term), "\n"].

text(Text) ->
    case io_lib:char_list(Text) of
        true when Text =/= [] -> Text;
        _ -> lists:flatten(io_lib:format("~tw", [Text]))
    end.

sides(Left, Right) ->
    Room = max(?WIDTH - string:length(Left) - string:length(Right), 0),
    [Left, lists:duplicate(Room, $\s), Right, "\n"].

%%% Help

usage() ->
    ["\nReport Browser Tool - usage\n===========================\n",
     [[string:pad(Call, 19), "- ", lists:join(["\n", lists:duplicate(21, $\s)], Lines), "\n"]
      || {Call, Lines} <- calls()]].

calls() ->
    [{"rb:start()", ["start the rb_server with default options"]},
     {"rb:start(Options)",
      ["start it; Options are {start_log, File}, {max, N}, {report_dir, Dir},",
       "{type, Type | [Type]} and {abort_on_error, boolean()}"]},
     {"rb:h(), rb:help()", ["print this help"]},
     {"rb:list()", ["list all reports"]},
     {"rb:list(Type)",
      ["list all reports of a type: crash_report, supervisor_report, progress,",
       "error, error_report, info_msg, info_report, warning_msg, warning_report"]},
     {"rb:log_list()", ["list all reports, or those of a type, in the log"]},
     {"rb:grep(RegExp)", ["print reports that contain what a regular expression matches"]},
     {"rb:filter(Filters)",
      ["print reports that pass all filters: {Key, Value}, {Key, Value, no},",
       "{Key, RegExp, re}, {Key, RegExp, re, no}"]},
     {"rb:filter(F, Dates)",
      ["the same of some time: {From, To}, {From, from} or {To, to}",
       "with {{Y,M,D},{H,M,S}}"]},
     {"rb:rescan()", ["read the report files again, rb:rescan(Options) with new options"]},
     {"rb:show()", ["print all reports; rb:show(Number) one, rb:show(Type) those of a type"]},
     {"rb:start_log(File)", ["print reports to a file or an io device"]},
     {"rb:stop_log()", ["close the log file and print to standard_io"]},
     {"rb:stop", ["stop the rb_server"]}].
