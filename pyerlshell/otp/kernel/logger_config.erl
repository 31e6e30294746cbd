%% What logger is told to do: one map for the whole node.
%%
%% #{primary => Config, handlers => [Config, ...], modules => #{Module => Level}}. Nobody has changed
%% it in most nodes, so the default is made when it is asked for and stored only with a change.
-module(logger_config).

-export([all/0, reset/0, primary/0, set_primary/1, update_primary/1, allows/1, allows/2,
         level_number/1, console_handler/1]).
-export([handlers/0, handler/1, add_handler/3, remove_handler/1, set_handler/2, set_handler_key/3,
         update_handler/2, update_formatter/2, add_filter/3, remove_filter/2]).
-export([module_levels/0, module_levels/1, set_module_level/2, unset_module_level/0,
         unset_module_level/1]).

-define(LEVELS, [emergency, alert, critical, error, warning, notice, info, debug]).

%%% Levels

level_number(none) -> -1;
level_number(emergency) -> 0;
level_number(alert) -> 1;
level_number(critical) -> 2;
level_number(error) -> 3;
level_number(warning) -> 4;
level_number(notice) -> 5;
level_number(info) -> 6;
level_number(debug) -> 7;
level_number(all) -> 10.

allows(Level) ->
    #{level := Limit} = primary(),
    level_number(Level) =< level_number(Limit).

allows(Level, Module) ->
    case stored() of
        #{modules := #{Module := Limit}} -> level_number(Level) =< level_number(Limit);
        _ -> allows(Level)
    end.

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
    #{primary => #{level => default_level(), filter_default => log, filters => [],
                   metadata => #{}},
      handlers => [default_handler()],
      modules => #{}}.

default_level() ->
    application:get_env(kernel, logger_level, notice).

default_handler() ->
    Handler = console_handler([otp, sasl]),
    Handler#{id => default, module => logger_std_h, level => all,
             config => std_config(#{type => standard_io})}.

%% What writes to the console as error_logger did: events without a domain, and those of Domain.
console_handler(Domain) ->
    #{filter_default => stop,
      config => #{type => standard_io},
      filters => [{remote_gl, {fun logger_filters:remote_gl/2, stop}},
                  {domain, {fun logger_filters:domain/2, {log, super, Domain}}},
                  {no_domain, {fun logger_filters:domain/2, {log, undefined, []}}}],
      formatter => {logger_formatter, #{legacy_header => true, single_line => false}}}.

%% Our handler writes at once, so the protection against overload is for show.
std_config(Config) ->
    maps:merge(#{burst_limit_enable => true, burst_limit_max_count => 500,
                 burst_limit_window_time => 1000, drop_mode_qlen => 200, flush_qlen => 1000,
                 sync_mode_qlen => 10, overload_kill_enable => false,
                 overload_kill_mem_size => 3000000, overload_kill_qlen => 20000,
                 overload_kill_restart_after => 5000, filesync_repeat_interval => no_repeat},
               Config).

all() ->
    #{primary => primary(), handlers => handlers(), module_levels => module_levels(),
      proxy => #{burst_limit_enable => false, burst_limit_max_count => 500,
                 burst_limit_window_time => 1000, drop_mode_qlen => 1000, flush_qlen => 5000,
                 sync_mode_qlen => 500, overload_kill_enable => false,
                 overload_kill_mem_size => 3000000, overload_kill_qlen => 20000,
                 overload_kill_restart_after => 5000}}.

%%% The primary configuration

primary() ->
    maps:get(primary, stored()).

set_primary(Config) ->
    update_primary(maps:merge(maps:get(primary, default()), Config)).

update_primary(Changes) ->
    try
        maps:foreach(fun check_primary/2, Changes),
        Config = stored(),
        store(Config#{primary := maps:merge(maps:get(primary, Config), Changes)})
    catch
        throw:Error -> {error, Error}
    end.

check_primary(level, Level) -> check_level(Level);
check_primary(filter_default, Default) -> check_default(Default);
check_primary(filters, Filters) -> check_filters(Filters);
check_primary(metadata, Meta) when is_map(Meta) -> ok;
check_primary(metadata, Meta) -> throw({invalid_primary_metadata, Meta});
check_primary(Key, Value) -> throw({invalid_primary_config, {Key, Value}}).

check_level(Level) ->
    is_level(Level) orelse throw({invalid_level, Level}).

check_default(Default) ->
    lists:member(Default, [log, stop]) orelse throw({invalid_filter_default, Default}).

check_filters(Filters) when is_list(Filters) -> lists:foreach(fun check_filter/1, Filters);
check_filters(Filters) -> throw({invalid_filters, Filters}).

check_filter({_Id, {Fun, _Extra}}) when is_function(Fun, 2) -> ok;
check_filter(Filter) -> throw({invalid_filter, Filter}).

%%% Handlers

handlers() ->
    maps:get(handlers, stored()).

handler(Id) ->
    case [Config || #{id := HandlerId} = Config <- handlers(), HandlerId =:= Id] of
        [Config] -> {ok, Config};
        [] -> {error, {not_found, Id}}
    end.

add_handler(Id, Module, Given) when is_atom(Id), is_map(Given) ->
    try
        check_handler_module(Module),
        maps:foreach(fun check_handler/2, Given),
        Config = maps:merge(handler_defaults(Id, Module), Given),
        case handler(Id) of
            {ok, _} -> {error, {already_exist, Id}};
            {error, _} -> adding(Module, Config)
        end
    catch
        throw:Error -> {error, Error}
    end;
add_handler(Id, _Module, Given) when is_map(Given) ->
    {error, {invalid_id, Id}};
add_handler(_Id, _Module, Given) ->
    {error, {invalid_config, Given}}.

handler_defaults(Id, Module) ->
    #{id => Id, module => Module, level => all, filter_default => log, filters => [],
      formatter => {logger_formatter, #{}}}.

adding(Module, Config) ->
    case call_if_exported(Module, adding_handler, [Config], {ok, Config}) of
        {ok, Ready} ->
            Stored = stored(),
            store(Stored#{handlers := maps:get(handlers, Stored) ++ [Ready]});
        {error, Reason} ->
            {error, {handler_not_added, Reason}}
    end.

call_if_exported(Module, Function, Args, Default) ->
    case erlang:function_exported(Module, Function, length(Args)) of
        true -> apply(Module, Function, Args);
        false -> Default
    end.

check_handler_module(Module) when is_atom(Module) ->
    code:ensure_loaded(Module),
    erlang:function_exported(Module, log, 2)
        orelse throw({invalid_handler, {function_not_exported, {Module, log, 2}}});
check_handler_module(Module) -> throw({invalid_module, Module}).

check_handler(level, Level) -> check_level(Level);
check_handler(filter_default, Default) -> check_default(Default);
check_handler(filters, Filters) -> check_filters(Filters);
check_handler(formatter, {Module, Config}) when is_atom(Module), is_map(Config) -> ok;
check_handler(formatter, Formatter) -> throw({invalid_formatter, Formatter});
check_handler(Key, _) when is_atom(Key) -> ok;
check_handler(Key, Value) -> throw({invalid_handler_config, {Key, Value}}).

remove_handler(Id) ->
    case handler(Id) of
        {ok, #{module := Module} = Config} ->
            Stored = stored(),
            store(Stored#{handlers := lists:delete(Config, maps:get(handlers, Stored))}),
            call_if_exported(Module, removing_handler, [Config], ok),
            ok;
        Error ->
            Error
    end.

%% set replaces what was there, by defaults where nothing is given.
set_handler(Id, Given) ->
    change_handler(Id, Given, fun(#{module := Module} = Old) ->
                                      maps:merge(maps:merge(maps:with([config], Old),
                                                            handler_defaults(Id, Module)),
                                                 Given)
                              end).

set_handler_key(Id, config, Value) ->
    change_handler(Id, #{config => Value}, fun(Old) -> Old#{config => std_config(Value)} end);
set_handler_key(Id, Key, Value) ->
    update_handler(Id, #{Key => Value}).

%% update changes single keys, and of `config' single keys in it.
update_handler(Id, #{config := Changes} = Given) when is_map(Changes) ->
    Update = fun(Old) ->
                     New = maps:merge(maps:get(config, Old, #{}), Changes),
                     maps:merge(Old, Given#{config := New})
             end,
    change_handler(Id, Given, Update);
update_handler(Id, Given) ->
    change_handler(Id, Given, fun(Old) -> maps:merge(Old, Given) end).

update_formatter(Id, Changes) ->
    change_handler(Id, #{}, fun(#{formatter := {Module, Config}} = Old) ->
                                    Old#{formatter := {Module, maps:merge(Config, Changes)}}
                            end).

change_handler(Id, Given, Change) ->
    try
        maps:foreach(fun check_handler/2, Given),
        case handler(Id) of
            {ok, Old} -> replace_handler(Id, Change(Old));
            Error -> Error
        end
    catch
        throw:Thrown -> {error, Thrown}
    end.

replace_handler(Id, New) ->
    #{handlers := Handlers} = Stored = stored(),
    store(Stored#{handlers := [case Config of #{id := Id} -> New; _ -> Config end
                               || Config <- Handlers]}).

%%% Filters of the primary configuration and of handlers

add_filter(Where, Id, Filter) ->
    try
        check_filter({Id, Filter}),
        with_filters(Where, fun(Filters) ->
                                    lists:keymember(Id, 1, Filters)
                                        andalso throw({already_exist, Id}),
                                    Filters ++ [{Id, Filter}]
                            end)
    catch
        throw:Error -> {error, Error}
    end.

remove_filter(Where, Id) ->
    try
        with_filters(Where, fun(Filters) ->
                                    lists:keymember(Id, 1, Filters)
                                        orelse throw({not_found, Id}),
                                    lists:keydelete(Id, 1, Filters)
                            end)
    catch
        throw:Error -> {error, Error}
    end.

with_filters(primary, Change) ->
    update_primary(#{filters => Change(maps:get(filters, primary()))});
with_filters(Id, Change) ->
    case handler(Id) of
        {ok, #{filters := Filters}} -> update_handler(Id, #{filters => Change(Filters)});
        Error -> Error
    end.

%%% Levels of modules

module_levels() ->
    maps:to_list(maps:get(modules, stored())).

module_levels(Modules) ->
    [Item || {Module, _} = Item <- module_levels(), lists:member(Module, as_list(Modules))].

set_module_level(Modules, Level) ->
    case [Module || Module <- as_list(Modules), not is_atom(Module)] of
        [] ->
            case is_level(Level) of
                true -> add_module_levels(as_list(Modules), Level);
                false -> {error, {invalid_level, Level}}
            end;
        _ ->
            {error, {not_a_list_of_modules, Modules}}
    end.

add_module_levels(List, Level) ->
    #{modules := Levels} = Stored = stored(),
    store(Stored#{modules := maps:merge(Levels, #{Module => Level || Module <- List})}).

unset_module_level() ->
    store((stored())#{modules := #{}}).

unset_module_level(Modules) ->
    #{modules := Levels} = Stored = stored(),
    store(Stored#{modules := maps:without(as_list(Modules), Levels)}).

as_list(Modules) when is_list(Modules) -> Modules;
as_list(Module) -> [Module].
