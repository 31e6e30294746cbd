%% The application sasl: alarms and releases.
-module(sasl).
-behaviour(application).
-behaviour(supervisor).

-export([start/2, stop/1, init/1]).

start(_Type, []) ->
    Logs = {report_log(), report_files()},
    log_to(Logs),
    case supervisor:start_link({local, sasl_sup}, ?MODULE, []) of
        {ok, Pid} -> {ok, Pid, Logs};
        Error ->
            stop(Logs),
            Error
    end.

stop({Log, Files}) ->
    Log =:= none orelse logger:remove_handler(sasl),
    Files =:= none orelse error_logger:delete_report_handler(log_mf_h),
    ok.

%% As before OTP 21: crash, supervisor and progress reports have a handler of their own, if kernel's
%% logger_sasl_compatible says so.
report_log() ->
    case application:get_env(kernel, logger_sasl_compatible, false) of
        true ->
            Type = case application:get_env(sasl, sasl_error_logger, tty) of
                       false -> none;
                       tty -> standard_io;
                       {file, File} when is_list(File) -> {file, File};
                       {file, File, Modes} when is_list(File), is_list(Modes) ->
                           {file, File, Modes};
                       Other -> exit({bad_config, {sasl, {sasl_logger_dest, Other}}})
                   end,
            Level = case application:get_env(sasl, errlog_type, all) of
                        error -> error;
                        Known when Known =:= progress; Known =:= all -> info;
                        Wrong -> exit({bad_config, {sasl, {errlog_type, Wrong}}})
                    end,
            case Type of
                none -> none;
                _ -> {Type, Level}
            end;
        _ -> none
    end.

%% Reports go to a ring of files too, if all three parameters say so.
report_files() ->
    Checks = [{error_logger_mf_dir, fun(V) -> is_list(V) orelse V =:= false end},
              {error_logger_mf_maxbytes, fun is_integer/1},
              {error_logger_mf_maxfiles,
               fun(V) -> is_integer(V) andalso V > 0 andalso V < 256 end}],
    Values = [case application:get_env(sasl, Par) of
                  {ok, Value} ->
                      Is(Value) orelse exit({bad_config, {sasl, {Par, Value}}}),
                      {Par, Value};
                  undefined -> {Par, undefined}
              end || {Par, Is} <- Checks],
    case [Par || {Par, Value} <- Values, Value =:= undefined orelse Value =:= false] of
        [] -> list_to_tuple([Value || {_, Value} <- Values]);
        Missing when length(Missing) =:= 3 -> none;
        [Par | _] -> exit({missing_config, {sasl, Par}})
    end.

log_to({Log, Files}) ->
    case Log of
        none -> ok;
        {Type, Level} ->
            Level =:= info andalso allow_progress(),
            ok = logger:add_handler(
                   sasl, logger_std_h,
                   #{level => Level, filter_default => stop, config => #{type => Type},
                     filters => [{remote_gl, {fun logger_filters:remote_gl/2, stop}},
                                 {sasl_domain,
                                  {fun logger_filters:domain/2, {log, equal, [otp, sasl]}}}],
                     formatter => {logger_formatter,
                                   #{legacy_header => true, single_line => false}}})
    end,
    case Files of
        none -> ok;
        {Dir, Bytes, Count} ->
            allow_progress(),
            Args = log_mf_h:init(Dir, Bytes, Count, fun is_ours/1),
            error_logger:add_report_handler(log_mf_h, Args)
    end.

allow_progress() ->
    #{level := Level} = logger:get_primary_config(),
    logger:compare_levels(info, Level) =:= lt andalso logger:set_primary_config(level, info).

is_ours({_Type, Leader, _}) when node(Leader) =/= node() -> false;
is_ours(_) -> true.

init([]) ->
    Safe = #{id => sasl_safe_sup,
             start => {supervisor, start_link, [{local, sasl_safe_sup}, ?MODULE, safe]},
             type => supervisor, shutdown => infinity, modules => [?MODULE]},
    Releases = #{id => release_handler, start => {release_handler, start_link, []},
                 shutdown => 2000, modules => []},
    {ok, {#{strategy => one_for_one, intensity => 0, period => 1}, [Safe, Releases]}};
init(safe) ->
    Alarms = #{id => alarm_handler, start => {alarm_handler, start_link, []},
               shutdown => 2000, modules => dynamic},
    {ok, {#{strategy => one_for_one, intensity => 4, period => 3600}, [Alarms]}}.
