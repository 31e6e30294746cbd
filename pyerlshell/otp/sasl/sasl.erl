%% The application sasl: alarms and releases.
-module(sasl).
-behaviour(application).
-behaviour(supervisor).

-export([start/2, stop/1, init/1]).

start(_Type, []) ->
    case application:get_env(sasl, sasl_error_logger) of
        {ok, Type} when Type =/= tty, Type =/= false, not is_tuple(Type) ->
            {error, {bad_sasl_error_logger, Type}};
        _ -> supervisor:start_link({local, sasl_sup}, ?MODULE, [])
    end.

stop(_State) -> ok.

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
