%% The process `logger': it makes all changes to the configuration, one after the other, and logs what
%% the runtime sends it, which is mostly the ends of processes that crashed.
%%
%% A handler's callbacks run in a process of their own, for which the server waits; so that may not ask
%% for changes of handlers, and makes others itself.
-module(logger_server).
-behaviour(gen_server).

-export([add_handler/3, remove_handler/1, add_filter/2, remove_filter/2, set/2, set/3, update/2,
         update/3, update_formatter/2, set_module_level/2, unset_module_level/0,
         unset_module_level/1]).
-export([loop/0, init/1, handle_call/3, handle_cast/2, handle_info/2]).
-export([do_internal_log/4, internal_log/2]).

%%% What is asked for is checked before it is sent

add_handler(Id, Module, Config) ->
    checked(fun() ->
                    logger_check:id(Id),
                    logger_check:module(Module),
                    logger_check:handler(Id, Config)
            end, {add_handler, Id, Module, Config}).

remove_handler(Id) -> request({remove_handler, Id}).

add_filter(Owner, Filter) ->
    checked(fun() -> logger_check:filter(Filter) end, {add_filter, Owner, Filter}).

remove_filter(Owner, FilterId) -> request({remove_filter, Owner, FilterId}).

set(Owner, Config) -> change(set, Owner, Config).
set(Owner, Key, Value) -> change_key(set, Owner, Key, Value).
update(Owner, Config) -> change(update, Owner, Config).
update(Owner, Key, Value) -> change_key(update, Owner, Key, Value).

change(How, Owner, Config) ->
    checked(fun() -> check(Owner, Config) end, {change_config, How, Owner, Config}).

change_key(How, Owner, Key, Value) ->
    checked(fun() -> check(Owner, #{Key => Value}) end, {change_config, How, Owner, Key, Value}).

check(primary, Config) -> logger_check:primary(Config);
check(proxy, Config) -> is_map(Config) orelse throw({invalid_config, Config});
check(Id, Config) -> logger_check:handler(Id, Config).

update_formatter(Id, Config) when is_map(Config) -> request({update_formatter_config, Id, Config});
update_formatter(_Id, Config) -> {error, {invalid_formatter_config, Config}}.

set_module_level(Modules, Level) ->
    checked(fun() -> logger_check:modules(Modules), logger_check:level(Level) end,
            {set_module_level, Modules, Level}).

unset_module_level() -> request({unset_module_level, all}).
unset_module_level(Modules) ->
    checked(fun() -> logger_check:modules(Modules) end, {unset_module_level, Modules}).

checked(Check, Request) ->
    try Check() of
        _ -> request(Request)
    catch
        throw:Error -> {error, Error}
    end.

request(Request) ->
    Changes = [add_handler, remove_handler, add_filter, remove_filter, change_config],
    IsCallback = get('$logger_cb_process') =:= true,
    case IsCallback andalso lists:member(element(1, Request), Changes) of
        true -> {error, {attempting_syncronous_call_to_self, Request}};
        false ->
            case whereis(logger) of
                Server when is_pid(Server), Server =/= self(), not IsCallback ->
                    gen_server:call(Server, Request, infinity);
                _ ->
                    handle(Request)
            end
    end.

%%% The process

%% What it becomes with its first message.
loop() ->
    {ok, State} = init([]),
    gen_server:enter_loop(?MODULE, [], State, {local, logger}).

init(_) ->
    process_flag(trap_exit, true),
    {ok, []}.

handle_call(Request, _From, State) ->
    {reply, handle(Request), State}.

handle_cast(_, State) -> {noreply, State}.

handle_info({log, Level, Format, Args, Meta}, State) ->
    logger:log(Level, Format, Args, Meta),
    {noreply, State};
handle_info({log, Level, What, Meta}, State) ->
    logger:log(Level, What, Meta),
    {noreply, State};
handle_info(Msg, State) ->
    Level = case Msg of {'EXIT', _, _} -> debug; _ -> info end,
    internal(Level, #{}, [{logger, got_unexpected_message}, {process, logger}, {message, Msg}]),
    {noreply, State}.

%%% Changes

handle({add_handler, Id, Module, Given}) ->
    case logger_config:handler(Id) of
        {ok, _} -> {error, {already_exist, Id}};
        {error, _} -> new_handler(Module, maps:merge(default_handler(Id, Module), Given))
    end;
handle({remove_handler, Id}) ->
    with_handler(Id, fun(#{module := Module} = Config) ->
                             in_callback(Module, removing_handler, [Config], ok),
                             logger_config:delete_handler(Id)
                     end);
handle({add_filter, Owner, {FilterId, _} = Filter}) ->
    with_filters(Owner, fun(Filters) ->
                                case lists:keymember(FilterId, 1, Filters) of
                                    true -> {error, {already_exist, FilterId}};
                                    false -> {ok, [Filter | Filters]}
                                end
                        end);
handle({remove_filter, Owner, FilterId}) ->
    with_filters(Owner, fun(Filters) ->
                                case lists:keymember(FilterId, 1, Filters) of
                                    true -> {ok, lists:keydelete(FilterId, 1, Filters)};
                                    false -> {error, {not_found, FilterId}}
                                end
                        end);
handle({change_config, set, primary, Config}) ->
    logger_config:put_primary(maps:merge(logger_config:default_primary(), Config));
handle({change_config, update, primary, Config}) ->
    logger_config:put_primary(maps:merge(logger_config:primary(), Config));
handle({change_config, set, proxy, Config}) ->
    change_proxy(maps:merge(logger_config:default_proxy(), Config));
handle({change_config, update, proxy, Config}) ->
    change_proxy(maps:merge(logger_config:proxy(), Config));
handle({change_config, How, Id, Given}) ->
    with_handler(Id, fun(#{module := Module} = Old) ->
                             Base = case How of
                                        set -> default_handler(Id, Module);
                                        update -> Old
                                    end,
                             change_handler(How, Old, maps:merge(Base, Given))
                     end);
handle({change_config, How, Owner, Key, Value}) when Owner =:= primary; Owner =:= proxy ->
    _ = How,
    handle({change_config, update, Owner, #{Key => Value}});
handle({change_config, How, Id, Key, Value}) ->
    with_handler(Id, fun(Old) -> change_handler(How, Old, Old#{Key => Value}) end);
handle({update_formatter_config, Id, Changes}) ->
    with_handler(Id, fun(#{formatter := {Module, Old}} = Config) ->
                             Formatter = {Module, maps:merge(Old, Changes)},
                             try logger_check:formatter(Formatter) of
                                 _ -> logger_config:put_handler(Config#{formatter => Formatter})
                             catch
                                 throw:Error -> {error, Error}
                             end
                     end);
handle({set_module_level, Modules, Level}) -> logger_config:put_module_levels(Modules, Level);
handle({unset_module_level, all}) -> logger_config:delete_module_levels();
handle({unset_module_level, Modules}) -> logger_config:delete_module_levels(Modules);
handle(_) -> {error, badarg}.

with_handler(Id, Fun) ->
    case logger_config:handler(Id) of
        {ok, Config} -> Fun(Config);
        Error -> Error
    end.

with_filters(primary, Change) ->
    #{filters := Filters} = Primary = logger_config:primary(),
    case Change(Filters) of
        {ok, New} -> logger_config:put_primary(Primary#{filters := New});
        Error -> Error
    end;
with_filters(Id, Change) ->
    with_handler(Id, fun(#{filters := Filters} = Config) ->
                             case Change(Filters) of
                                 {ok, New} -> logger_config:put_handler(Config#{filters := New});
                                 Error -> Error
                             end
                     end).

default_handler(Id, Module) ->
    #{id => Id, module => Module, level => all, filter_default => log, filters => [],
      formatter => {logger_formatter, #{}}}.

new_handler(Module, Config) ->
    case in_callback(Module, adding_handler, [Config], {ok, Config}) of
        {ok, Ready} ->
            case erlang:function_exported(Module, log, 2) of
                true -> logger_config:put_handler(Ready);
                false -> {error, {invalid_handler, {function_not_exported, {Module, log, 2}}}}
            end;
        {error, Reason} ->
            {error, {handler_not_added, Reason}}
    end.

change_handler(How, #{id := Id, module := Module} = Old, New) ->
    case maps:with([id, module], New) of
        #{id := Id, module := Module} ->
            case in_callback(Module, changing_config, [How, Old, New], {ok, New}) of
                {ok, Ready} -> logger_config:put_handler(Ready);
                Error -> Error
            end;
        Other ->
            Keys = [Key || Key := Value <- Other, Value =/= maps:get(Key, Old)],
            {error, {illegal_config_change, maps:with(Keys, Old), maps:with(Keys, New)}}
    end.

change_proxy(Config) ->
    case logger_h_server:check_options(Config) of
        ok -> logger_config:put_proxy(Config);
        Error -> Error
    end.

%%% Callbacks

in_callback(Module, Function, Args, Default) ->
    Tag = make_ref(),
    {Pid, Monitor} = spawn_monitor(fun() ->
                                           put('$logger_cb_process', true),
                                           exit({Tag, callback(Module, Function, Args, Default)})
                                   end),
    receive
        {'DOWN', Monitor, process, Pid, {Tag, Result}} -> Result;
        {'DOWN', Monitor, process, Pid, Reason} ->
            internal(error, #{}, [{logger, process_exited}, {process, Pid}, {reason, Reason}]),
            {error, {logger_process_exited, Pid, Reason}}
    end.

%% A callback that is not there does not matter. changing_config/2 is the older form.
callback(Module, Function, Args, Default) ->
    try
        apply(Module, Function, Args)
    catch
        Class:Reason:Stack ->
            case {Class, Reason, Stack} of
                {error, undef, [{Module, Function, Args, _} | _]} when length(Args) =:= 3 ->
                    callback(Module, Function, tl(Args), Default);
                {error, undef, [{Module, Function, Args, _} | _]} ->
                    Default;
                _ ->
                    Why = {Class, Reason, logger:filter_stacktrace(?MODULE, Stack)},
                    internal(error, #{}, [{logger, callback_crashed}, {process, logger},
                                          {reason, Why}]),
                    {error, {callback_crashed, Why}}
            end
    end.

%%% What logger has to say about itself

internal(Level, Event, Report) ->
    case logger:allow(Level, ?MODULE) of
        true -> do_internal_log(Level, #{mfa => {?MODULE, handle, 1}}, Event, [Report]);
        false -> ok
    end.

%% Goes the same way as any event, but to no handler that it is about. Event is the event during
%% which it happened, or an empty map.
do_internal_log(Level, Location, Event, Data) ->
    Meta0 = logger:add_default_metadata(Location),
    Meta = case Event of
               #{meta := #{gl := Leader}} -> Meta0#{gl := Leader};
               _ -> Meta0
           end,
    case Data of
        [Report] -> logger_backend:log(#{level => Level, msg => {report, Report}, meta => Meta});
        [Format, Args] ->
            logger_backend:log(#{level => Level, msg => {Format, Args}, meta => Meta})
    end.

%% Where nothing else may work any more.
internal_log(Level, What) ->
    erlang:display_string("Logger - " ++ atom_to_list(Level) ++ ": "),
    erlang:display(What).
