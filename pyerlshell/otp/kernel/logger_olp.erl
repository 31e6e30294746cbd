%% What can be asked of a handler's process: its limits, and what its handler keeps. The work is done
%% in logger_h_server.
-module(logger_olp).

-export([info/1, get_opts/1, set_opts/2, get_default_opts/0]).

info(Process) ->
    Options = logger_h_server:info(Process),
    Keys = maps:keys(get_default_opts()),
    State = maps:without(Keys, Options),
    (maps:with(Keys, Options))#{cb_state => State#{handler_state => State}}.

get_opts(logger_proxy) -> logger_config:proxy();
get_opts(Process) -> maps:with(maps:keys(get_default_opts()), logger_h_server:info(Process)).

set_opts(logger_proxy, Options) -> logger:update_proxy_config(Options);
set_opts(Process, Options) ->
    case logger_h_server:check_options(Options) of
        ok ->
            New = maps:merge(maps:remove(id, logger_h_server:info(Process)), Options),
            logger_h_server:set_options(Process, New);
        Error -> Error
    end.

get_default_opts() -> logger_config:overload_options().
