%% What can be asked of a handler's process: its limits, and what its handler keeps. The work is done
%% in logger_h_server.
-module(logger_olp).

-export([info/1, reset/1, get_opts/1, set_opts/2, get_default_opts/0]).

%% The limits and the state of the process, as whoever looks for the cause of a loss wants them.
info(Process) ->
    Options = logger_h_server:info(Process),
    #{id := Id, module := Module, log_state := Log} = Options,
    Limits = maps:keys(get_default_opts()),
    Interval = maps:get(filesync_repeat_interval, Options),
    (maps:with(Limits, Options))#{
        id => Process,
        module => logger_h_server,
        cb_state => #{id => Id, module => Module, filesync_repeat_interval => Interval,
                      handler_state => Log}}.

%% Counts of what was logged begin anew.
reset(Process) -> logger_h_server:reset(Process).

get_opts(logger_proxy) -> logger_config:proxy();
get_opts(Process) -> maps:with(maps:keys(get_default_opts()), logger_h_server:info(Process)).

set_opts(logger_proxy, Options) -> logger:update_proxy_config(Options);
set_opts(Process, Options) ->
    case logger_h_server:check_options(Options) of
        ok ->
            Known = maps:without([id, module, log_state], logger_h_server:info(Process)),
            logger_h_server:set_options(Process, maps:merge(Known, Options));
        Error -> Error
    end.

get_default_opts() -> logger_config:overload_options().
