%% The application sasl: alarms and releases.
-module(sasl).
-behaviour(application).
-behaviour(supervisor).

-export([start/2, stop/1, init/1]).

start(_Type, []) ->
    Files = report_files(),
    log_to(Files),
    case supervisor:start_link({local, sasl_sup}, ?MODULE, []) of
        {ok, Pid} -> {ok, Pid, Files};
        Error ->
            stop(Files),
            Error
    end.

stop(none) -> ok;
stop(_Files) -> error_logger:delete_report_handler(log_mf_h).

%% Reports go to a ring of files too, if all three parameters say so.
report_files() ->
    Checks = [{error_logger_mf_dir, fun(V) -> is_list(V) orelse V =:= false end},
              {error_logger_mf_maxbytes, fun is_integer/1},
              {error_logger_mf_maxfiles, fun(V) -> is_integer(V) andalso V > 0 andalso V < 256 end}],
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

log_to(none) -> ok;
log_to({Dir, Bytes, Files}) ->
    #{level := Level} = logger:get_primary_config(),
    logger:compare_levels(info, Level) =:= lt andalso logger:set_primary_config(level, info),
    error_logger:add_report_handler(log_mf_h, log_mf_h:init(Dir, Bytes, Files, fun is_ours/1)).

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
