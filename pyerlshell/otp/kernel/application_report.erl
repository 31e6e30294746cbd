%% What is logged of applications: that one has started (progress), that one has come to its end.
-module(application_report).

-export([started/2, exited/3, format_log/1, format_log/2]).

started(App, Node) ->
    logger:log(info,
               #{label => {application_controller, progress},
                 report => [{application, App}, {started_at, Node}]},
               #{domain => [otp, sasl], mfa => {application_controller, info_started, 2},
                 report_cb => fun application_controller:format_log/2,
                 logger_formatter => #{title => "PROGRESS REPORT"},
                 error_logger => #{tag => info_report, type => progress,
                                   report_cb => fun application_controller:format_log/1}}).

exited(App, Reason, Type) ->
    logger:log(notice,
               #{label => {application_controller, exit},
                 report => [{application, App}, {exited, Reason}, {type, Type}]},
               #{domain => [otp], mfa => {application_controller, info_exited, 3},
                 report_cb => fun application_controller:format_log/2,
                 error_logger => #{tag => info_report, type => std_info,
                                   report_cb => fun application_controller:format_log/1}}).

%% For handlers of error_logger: a format and its arguments.
format_log(Log) -> gen_report:format_log(Log, fun parts/2).

format_log(Log, Config) -> gen_report:format_log(Log, Config, fun parts/2).

parts(#{report := Report}, #{single_line := true}) ->
    [lists:join(". ", [[title(Key), ": ", {term, Value}] || {Key, Value} <- Report]), "."];
parts(#{report := Report}, _) ->
    [["    ", atom_to_list(Key), ": ", {term, Value}, "~n"] || {Key, Value} <- Report].

title(application) -> "Application";
title(started_at) -> "Started at";
title(exited) -> "Exited";
title(type) -> "Type".
