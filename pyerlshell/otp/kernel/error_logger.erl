%% The interface to logging that came before logger: messages and reports of three kinds.
-module(error_logger).

-export([error_msg/1, error_msg/2, format/2, error_report/1, error_report/2,
         warning_msg/1, warning_msg/2, warning_report/1, warning_report/2, warning_map/0,
         info_msg/1, info_msg/2, info_report/1, info_report/2]).
-export([tty/1, logfile/1, add_report_handler/1, add_report_handler/2, delete_report_handler/1,
         which_report_handlers/0, get_format_depth/0, limit_term/1, report_to_format/1, start/0,
         start_link/0, stop/0]).

error_msg(Format) -> error_msg(Format, []).
error_msg(Format, Args) -> message(error, error_msg, Format, Args, error).
format(Format, Args) -> error_msg(Format, Args).

warning_msg(Format) -> warning_msg(Format, []).
warning_msg(Format, Args) -> message(warning, warning_msg, Format, Args, warning_msg).

info_msg(Format) -> info_msg(Format, []).
info_msg(Format, Args) -> message(notice, info_msg, Format, Args, info_msg).

error_report(Report) -> error_report(std_error, Report).
error_report(Type, Report) -> report(error, error_report, std_error, Type, Report).

warning_report(Report) -> warning_report(std_warning, Report).
warning_report(Type, Report) -> report(warning, warning_report, std_warning, Type, Report).

info_report(Report) -> info_report(std_info, Report).
info_report(Type, Report) -> report(notice, info_report, std_info, Type, Report).

warning_map() -> warning.

message(Level, Label, Format, Args, Tag) ->
    logger:log(Level, #{label => {error_logger, Label}, format => Format, args => Args},
               #{report_cb => fun error_logger:report_to_format/1, error_logger => #{tag => Tag}}).

%% Reports of a type of the user's own are for handlers that know it; the console does not show them.
report(Level, Tag, Type, Type, Report) ->
    logger:log(Level, #{label => {error_logger, Tag}, report => Report},
               #{report_cb => fun error_logger:report_to_format/1,
                 error_logger => #{tag => Tag, type => Type}});
report(Level, Tag, _, Type, Report) ->
    logger:log(Level, #{label => {error_logger, Tag}, report => Report},
               #{report_cb => fun error_logger:report_to_format/1, domain => [Type],
                 error_logger => #{tag => Tag, type => Type}}).

report_to_format(#{label := {error_logger, _}, format := Format, args := Args}) ->
    try io_lib:format(Format, Args) of
        _ -> {Format, Args}
    catch
        _:_ -> {"ERROR: ~tp - ~tp", [Format, Args]}
    end;
report_to_format(#{label := {error_logger, _}, report := Report}) ->
    logger:format_report(Report);
report_to_format(Report) ->
    logger:format_report(Report).

tty(true) ->
    case logger:get_handler_config(default) of
        {ok, _} -> ok;
        _ -> logger:add_handler(default, logger_std_h, maps:without([id, module], default()))
    end;
tty(false) ->
    logger:remove_handler(default),
    ok.

default() ->
    #{formatter => {logger_formatter, #{legacy_header => true, single_line => false}}}.

logfile({open, File}) ->
    logger:add_handler(error_logger, logger_std_h,
                       (default())#{config => #{type => {file, File}}});
logfile(close) ->
    logger:remove_handler(error_logger);
logfile(filename) ->
    case logger:get_handler_config(error_logger) of
        {ok, #{config := #{file := File}}} -> File;
        _ -> {error, no_log_file}
    end.

add_report_handler(Handler) -> add_report_handler(Handler, []).
add_report_handler(_Handler, _Args) -> {error, not_supported}.
delete_report_handler(_Handler) -> {error, module_not_found}.
which_report_handlers() -> [].

start() -> ok.
start_link() -> ignore.
stop() -> ok.

get_format_depth() -> unlimited.

limit_term(Term) -> Term.
