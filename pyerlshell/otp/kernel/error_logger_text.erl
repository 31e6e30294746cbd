%% The text of an event of error_logger, for the handlers that write to a file and to the console:
%% a header with the time, and the message or report.
-module(error_logger_text).

-export([text/3]).

%% Time is universal. `ignore' for events of other kinds.
text(Time, Event, Depth) ->
    case parts(Event) of
        ignore -> ignore;
        {Title, Pid, Formats} ->
            [header(Time, Title), at_node(Pid), [body(Format, Args, Depth) || {Format, Args} <- Formats]]
    end.

parts({error, _, {Pid, Format, Args}}) -> {"ERROR REPORT", Pid, [{Format, Args}]};
parts({info_msg, _, {Pid, Format, Args}}) -> {"INFO REPORT", Pid, [{Format, Args}]};
parts({warning_msg, _, {Pid, Format, Args}}) -> {"WARNING REPORT", Pid, [{Format, Args}]};
parts({error_report, _, {Pid, std_error, Report}}) -> {"ERROR REPORT", Pid, report(Report)};
parts({info_report, _, {Pid, std_info, Report}}) -> {"INFO REPORT", Pid, report(Report)};
parts({warning_report, _, {Pid, std_warning, Report}}) -> {"WARNING REPORT", Pid, report(Report)};
parts(_) -> ignore.

report(Report) when is_list(Report) ->
    Flat = lists:flatten(Report),
    case Flat =/= [] andalso io_lib:printable_list(Flat) of
        true -> [{"~ts\n", [Report]}];
        false -> [report_line(Item) || Item <- Report]
    end;
report(Report) ->
    [{"~tp\n", [Report]}].

report_line({Tag, Value}) -> {"    ~tp: ~tp\n", [Tag, Value]};
report_line(Item) -> {"    ~tp\n", [Item]}.

at_node(Pid) when is_pid(Pid), node(Pid) =/= node() ->
    ["** at node ", atom_to_list(node(Pid)), " **\n"];
at_node(_) -> [].

body(Format, Args, Depth) ->
    try
        limited(Format, Args, Depth)
    catch
        _:_ -> limited("ERROR: ~tp - ~tp\n", [Format, Args], Depth)
    end.

limited(Format, Args, unlimited) -> io_lib:format(Format, Args);
limited(Format, Args, Depth) ->
    io_lib:build_text([limit(Part, Depth) || Part <- io_lib:scan_format(Format, Args)]).

limit(#{control_char := C, args := Args} = Part, Depth) when C =:= $p; C =:= $w ->
    Part#{control_char := C - $a + $A, args := Args ++ [Depth]};
limit(Part, _Depth) -> Part.

header(Time, Title) ->
    {{{Year, Month, Day}, {Hour, Minute, Second}}, Zone} =
        case wants_utc() of
            true -> {Time, "UTC "};
            false -> {calendar:universal_time_to_local_time(Time), ""}
        end,
    io_lib:format("\n=~ts==== ~w-~s-~w::~2..0w:~2..0w:~2..0w ~s===\n",
                  [Title, Day, month(Month), Year, Hour, Minute, Second, Zone]).

wants_utc() ->
    application:get_env(sasl, utc_log, application:get_env(stdlib, utc_log, false)) =:= true.

month(Month) ->
    element(Month, {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}).
