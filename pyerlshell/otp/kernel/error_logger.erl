%% The interface to logging that came before logger: messages and reports of three kinds, and event
%% handlers that get them.
%%
%% With the first report handler an event manager of this name starts, and this module becomes a
%% handler of logger's that passes events on: {Tag, GroupLeader, {Pid, Format | Type, Args | Report}}.
-module(error_logger).

-export([error_msg/1, error_msg/2, format/2, error_report/1, error_report/2,
         warning_msg/1, warning_msg/2, warning_report/1, warning_report/2, warning_map/0,
         info_msg/1, info_msg/2, info_report/1, info_report/2]).
-export([tty/1, logfile/1, add_report_handler/1, add_report_handler/2, delete_report_handler/1,
         which_report_handlers/0, get_format_depth/0, limit_term/1, report_to_format/1, start/0,
         start_link/0, stop/0]).
-export([adding_handler/1, removing_handler/1, log/2]).

-moduledoc "The interface to reports before logger; it goes to logger.".

-doc "Reports an error: a format and its arguments.".
error_msg(Format) -> error_msg(Format, []).
-doc "Reports an error: a format and its arguments.".
error_msg(Format, Args) -> message(error, error_msg, Format, Args, error).
-doc "As error_msg/2.".
format(Format, Args) -> error_msg(Format, Args).

-doc "Reports a warning: a format and its arguments.".
warning_msg(Format) -> warning_msg(Format, []).
-doc "Reports a warning: a format and its arguments.".
warning_msg(Format, Args) -> message(warning, warning_msg, Format, Args, warning_msg).

-doc "Reports something that is worth to be known: a format and its arguments.".
info_msg(Format) -> info_msg(Format, []).
-doc "Reports something that is worth to be known: a format and its arguments.".
info_msg(Format, Args) -> message(notice, info_msg, Format, Args, info_msg).

-doc "Reports an error: a term, perhaps of a type.".
error_report(Report) -> error_report(std_error, Report).
-doc "Reports an error: a term, perhaps of a type.".
error_report(Type, Report) -> report(error, error_report, std_error, Type, Report).

-doc "Reports a warning: a term, perhaps of a type.".
warning_report(Report) -> warning_report(std_warning, Report).
-doc "Reports a warning: a term, perhaps of a type.".
warning_report(Type, Report) -> report(warning, warning_report, std_warning, Type, Report).

-doc "Reports something that is worth to be known: a term, perhaps of a type.".
info_report(Report) -> info_report(std_info, Report).
-doc "Reports something that is worth to be known: a term, perhaps of a type.".
info_report(Type, Report) -> report(notice, info_report, std_info, Type, Report).

-doc "What a warning is shown as: `warning`, `info` or `error`.".
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

report_to_format(#{label := {error_logger, _}, report := Report}) when is_map(Report) ->
    {"~tp\n", [Report]};
report_to_format(#{label := {error_logger, _}, format := Format, args := Args}) ->
    try io_lib:scan_format(Format, Args) of
        _ -> {Format, Args}
    catch
        _:_ -> {"ERROR: ~tp - ~tp", [Format, Args]}
    end;
report_to_format(Report) ->
    logger:format_otp_report(Report).

%%% Report handlers: callback modules of the event manager

-doc "Adds an event handler that gets the reports.".
add_report_handler(Module) when is_atom(Module) -> add_report_handler(Module, []).
-doc "Adds an event handler that gets the reports.".
add_report_handler(Module, Args) when is_atom(Module) ->
    _ = logger:add_handler(error_logger, error_logger, #{level => info, filter_default => log}),
    gen_event:add_handler(error_logger, Module, Args).

%% When the last is gone, so is the manager.
-doc "Deletes an event handler.".
delete_report_handler(Module) when is_atom(Module) ->
    case whereis(error_logger) of
        undefined -> ok;
        _ ->
            Result = gen_event:delete_handler(error_logger, Module, []),
            gen_event:which_handlers(error_logger) =:= []
                andalso logger:remove_handler(error_logger),
            Result
    end.

which_report_handlers() ->
    case whereis(error_logger) of
        undefined -> [];
        _ -> gen_event:which_handlers(error_logger)
    end.

-doc "Writes reports to a file: `{open, File}`, `close`, or `filename`.".
logfile({open, File}) ->
    case lists:member(error_logger_file_h, which_report_handlers()) of
        true -> {error, allready_have_logfile};
        false -> add_report_handler(error_logger_file_h, File)
    end;
logfile(close) ->
    case whereis(error_logger) of
        undefined -> {error, module_not_found};
        _ ->
            case gen_event:delete_handler(error_logger, error_logger_file_h, normal) of
                {error, _} = Error -> Error;
                _ -> ok
            end
    end;
logfile(filename) ->
    case lists:member(error_logger_file_h, which_report_handlers()) of
        true -> gen_event:call(error_logger, error_logger_file_h, filename);
        false -> {error, no_log_file}
    end.

%% The console is logger's default handler, as long as that writes to it; otherwise one of our own.
-doc "Shows reports at the terminal, or no longer.".
tty(true) ->
    case lists:member(error_logger_tty_h, which_report_handlers()) of
        true -> ok;
        false ->
            case logger:get_handler_config(default) of
                {ok, #{module := logger_std_h, config := #{type := standard_io}}} ->
                    _ = logger:remove_handler_filter(default, error_logger_tty_false);
                _ ->
                    _ = logger:add_handler(error_logger_tty_true, logger_std_h,
                                           logger_config:console_handler([otp]))
            end,
            ok
    end;
tty(false) ->
    _ = delete_report_handler(error_logger_tty_h),
    _ = logger:remove_handler(error_logger_tty_true),
    case logger:get_handler_config(default) of
        {ok, #{module := logger_std_h, config := #{type := standard_io}}} ->
            Filter = {fun(_, _) -> stop end, ok},
            _ = logger:add_handler_filter(default, error_logger_tty_false, Filter);
        _ -> ok
    end,
    ok.

%%% The event manager

start() ->
    case whereis(error_logger) of
        undefined ->
            %% What its handlers print goes to the node's console, whoever happens to start it.
            Own = group_leader(),
            group_leader(consoles_leader(Own), self()),
            Result = gen_event:start({local, error_logger}, options()),
            group_leader(Own, self()),
            case Result of
                {ok, _} -> ok;
                Error -> Error
            end;
        _ -> ok
    end.

start_link() ->
    gen_event:start_link({local, error_logger}, options()).

options() -> [{spawn_opt, [{message_queue_data, off_heap}]}].

consoles_leader(Own) ->
    case whereis(user) of
        undefined -> Own;
        User -> User
    end.

stop() ->
    case whereis(error_logger) of
        undefined -> ok;
        _ -> gen_event:stop(error_logger, {shutdown, stopped}, infinity)
    end.

%%% A handler of logger's

adding_handler(#{id := error_logger} = Config) ->
    case start() of
        ok -> {ok, Config};
        Error -> Error
    end.

removing_handler(#{id := error_logger}) ->
    stop(),
    ok.

%% Only what says how it is to be shown to handlers of old is passed on.
log(#{level := Level, msg := Msg, meta := #{error_logger := #{tag := Tag} = Ours} = Meta}, _Config) ->
    case event(Msg, Ours, Meta) of
        ignore -> ok;
        {What, Details} -> notify(Level, Tag, What, Details, Meta)
    end;
log(_Event, _Config) ->
    ok.

event({report, #{label := _, report := Report}}, #{type := Type}, _Meta) -> {Type, Report};
event({report, Report}, #{type := Type}, _Meta) -> {Type, Report};
event({report, #{label := _, format := Format, args := Args}}, _Ours, _Meta) -> {Format, Args};
event({report, Report}, Ours, Meta) ->
    Default = maps:get(report_cb, Meta, fun logger:format_report/1),
    as_format(maps:get(report_cb, Ours, Default), Report);
event({Format, Args}, _Ours, _Meta) when is_list(Format), is_list(Args) -> {Format, Args};
event(_Msg, _Ours, _Meta) -> ignore.

as_format(Callback, Report) when is_function(Callback, 1) ->
    try Callback(Report) of
        {Format, Args} when is_list(Format), is_list(Args) -> {Format, Args};
        Other -> {"REPORT_CB ERROR: ~tp; Returned: ~tp", [Report, Other]}
    catch
        Class:Reason:Stack ->
            {"REPORT_CB CRASH: ~tp; Reason: ~tp", [Report, {Class, Reason, Stack}]}
    end;
as_format(Callback, Report) ->
    Config = #{depth => get_format_depth(), chars_limit => unlimited, single_line => false},
    try Callback(Report, Config) of
        Text when is_list(Text); is_binary(Text) -> {"~ts", [Text]};
        Other -> {"REPORT_CB ERROR: ~tp; Returned: ~tp", [Report, Other]}
    catch
        Class:Reason -> {"REPORT_CB CRASH: ~tp; Reason: ~tp", [Report, {Class, Reason}]}
    end.

notify(Level, Tag, What, Details, #{pid := Pid, gl := Leader, error_logger := Ours}) ->
    {SentTag, SentWhat} = case Level of
                              warning -> as_mapped(warning_map(), Tag, What);
                              _ -> {Tag, What}
                          end,
    From = case Ours of #{emulator := true} -> emulator; _ -> Pid end,
    gen_event:notify(error_logger, {SentTag, Leader, {From, SentWhat, Details}}).

%% Warnings may be shown as errors or as information.
as_mapped(error, warning_msg, What) -> {error, What};
as_mapped(error, warning_report, std_warning) -> {error_report, std_error};
as_mapped(error, warning_report, What) -> {error_report, What};
as_mapped(info, warning_msg, What) -> {info_msg, What};
as_mapped(info, warning_report, std_warning) -> {info_report, std_info};
as_mapped(info, warning_report, What) -> {info_report, What};
as_mapped(_, Tag, What) -> {Tag, What}.

%%% How deep terms are printed

-doc "How deep terms in reports are printed: a number, or `unlimited`.".
get_format_depth() ->
    case application:get_env(kernel, error_logger_format_depth, unlimited) of
        Depth when is_integer(Depth) -> max(10, Depth);
        unlimited -> unlimited
    end.

limit_term(Term) ->
    case get_format_depth() of
        unlimited -> Term;
        Depth -> io_lib:limit_term(Term, Depth)
    end.
