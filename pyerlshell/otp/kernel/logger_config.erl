%% What logger is told to do: one map for the whole node.
%%
%% #{primary => Config, handlers => [Config, ...], modules => #{Module => Level}, proxy => Options};
%% the handler added last stands first. Nobody has changed it in most nodes, so the default is made
%% when it is asked for and stored only with a change. Changes go through logger_server.
-module(logger_config).

-export([all/0, reset/0, primary/0, put_primary/1, default_primary/0, proxy/0, put_proxy/1,
         default_proxy/0, allows/1, allows/2, is_level/1, level_number/1, overload_options/0,
         console_handler/1, console_domain/0]).
-export([handlers/0, handler_ids/0, handler/1, put_handler/1, delete_handler/1]).
-export([module_levels/0, module_levels/1, put_module_levels/2, delete_module_levels/0,
         delete_module_levels/1]).

-define(LEVELS, [emergency, alert, critical, error, warning, notice, info, debug]).

%%% Levels

-define(NUMBERS, #{none => -1, emergency => 0, alert => 1, critical => 2, error => 3, warning => 4, notice => 5,
                   info => 6, debug => 7, all => 10}).

level_number(Level) -> map_get(Level, ?NUMBERS).

allows(Level) ->
    #{level := Limit} = primary(),
    less_or_equal_level(Level, level_number(Limit)).

allows(Level, Module) ->
    case stored() of
        #{modules := #{Module := Limit}} -> less_or_equal_level(Level, level_number(Limit));
        _ -> allows(Level)
    end.

less_or_equal_level(Level, Number) when is_map_key(Level, ?NUMBERS) ->
    level_number(Level) =< Number.

is_level(Level) ->
    lists:member(Level, [none, all | ?LEVELS]).

%%% The map

stored() ->
    case node_config:get(logger, undefined) of
        undefined -> default();
        Stored -> Stored
    end.

store(Config) ->
    node_config:put(logger, Config),
    ok.

reset() ->
    node_config:erase(logger),
    ok.

default() ->
    Primary = default_primary(),
    #{primary => Primary#{level := application:get_env(kernel, logger_level, notice)},
      handlers => [default_handler()],
      modules => #{},
      proxy => default_proxy()}.

default_handler() ->
    Handler = console_handler(console_domain()),
    Handler#{id => default, module => logger_std_h, level => all,
             config => maps:merge(overload_options(), #{type => standard_io,
                                                        filesync_repeat_interval => no_repeat})}.

%% Reports about processes go to sasl's own handler if they shall be as they were before OTP 21.
console_domain() ->
    case application:get_env(kernel, logger_sasl_compatible, false) of
        true -> [otp];
        _ -> [otp, sasl]
    end.

%% What writes to the console as error_logger did: events without a domain, and those of Domain.
console_handler(Domain) ->
    #{filter_default => stop,
      config => #{type => standard_io},
      filters => [{remote_gl, {fun logger_filters:remote_gl/2, stop}},
                  {domain, {fun logger_filters:domain/2, {log, super, Domain}}},
                  {no_domain, {fun logger_filters:domain/2, {log, undefined, []}}}],
      formatter => {logger_formatter, #{legacy_header => true, single_line => false}}}.

%% How a handler's process protects itself against too many events.
overload_options() ->
    #{burst_limit_enable => true, burst_limit_max_count => 500,
      burst_limit_window_time => 1000, drop_mode_qlen => 200, flush_qlen => 1000,
      sync_mode_qlen => 10, overload_kill_enable => false,
      overload_kill_mem_size => 3000000, overload_kill_qlen => 20000,
      overload_kill_restart_after => 5000}.

all() ->
    #{primary => primary(), handlers => handlers(), module_levels => module_levels(),
      proxy => proxy()}.

default_primary() ->
    #{level => notice, filter_default => log, filters => [], metadata => #{}}.

primary() ->
    maps:get(primary, stored()).

put_primary(Primary) ->
    store((stored())#{primary := Primary}).

default_proxy() ->
    (overload_options())#{burst_limit_enable := false, drop_mode_qlen := 1000,
                          flush_qlen := 5000, sync_mode_qlen := 500}.

proxy() ->
    maps:get(proxy, stored()).

put_proxy(Proxy) ->
    store((stored())#{proxy := Proxy}).

%%% Handlers

handlers() ->
    maps:get(handlers, stored()).

handler_ids() ->
    lists:sort([Id || #{id := Id} <- handlers()]).

handler(Id) ->
    case [Config || #{id := HandlerId} = Config <- handlers(), HandlerId =:= Id] of
        [Config] -> {ok, Config};
        [] -> {error, {not_found, Id}}
    end.

put_handler(#{id := Id} = New) ->
    #{handlers := Handlers} = Stored = stored(),
    Changed = case lists:any(fun(#{id := Other}) -> Other =:= Id end, Handlers) of
                  true -> [case Old of #{id := Id} -> New; _ -> Old end || Old <- Handlers];
                  false -> [New | Handlers]
              end,
    store(Stored#{handlers := Changed}).

delete_handler(Id) ->
    #{handlers := Handlers} = Stored = stored(),
    store(Stored#{handlers := [Config || #{id := Other} = Config <- Handlers, Other =/= Id]}).

%%% Levels of modules

module_levels() ->
    lists:sort(maps:to_list(maps:get(modules, stored()))).

module_levels(Modules) ->
    [Item || {Module, _} = Item <- module_levels(), lists:member(Module, Modules)].

put_module_levels(Modules, Level) ->
    #{modules := Levels} = Stored = stored(),
    store(Stored#{modules := maps:merge(Levels, #{Module => Level || Module <- Modules})}).

delete_module_levels() ->
    store((stored())#{modules := #{}}).

delete_module_levels(Modules) ->
    #{modules := Levels} = Stored = stored(),
    store(Stored#{modules := maps:without(Modules, Levels)}).
