%% Logging: who may log what, and the event that comes of it.
%%
%% An event is #{level, msg, meta}; msg is {string, Text}, {report, Report} or {Format, Args}. All work
%% is done by the process that logs: it makes the event, asks the filters, and calls the handlers.
-module(logger).

-export([emergency/1, emergency/2, emergency/3, alert/1, alert/2, alert/3,
         critical/1, critical/2, critical/3, error/1, error/2, error/3,
         warning/1, warning/2, warning/3, notice/1, notice/2, notice/3,
         info/1, info/2, info/3, debug/1, debug/2, debug/3, log/2, log/3, log/4]).
-export([allow/2, macro_log/3, macro_log/4, macro_log/5, compare_levels/2, timestamp/0,
         format_report/1, format_otp_report/1, filter_stacktrace/2, add_default_metadata/1]).
-export([set_process_metadata/1, update_process_metadata/1, unset_process_metadata/0,
         get_process_metadata/0]).
-export([get_config/0, get_primary_config/0, set_primary_config/1, set_primary_config/2,
         update_primary_config/1, get_proxy_config/0, set_proxy_config/1, update_proxy_config/1,
         get_handler_config/0, get_handler_config/1, get_handler_ids/0,
         set_handler_config/2, set_handler_config/3, update_handler_config/2,
         update_handler_config/3, update_formatter_config/2, update_formatter_config/3,
         add_handler/3, remove_handler/1, add_handlers/1, reconfigure/0,
         add_primary_filter/2, remove_primary_filter/1, add_handler_filter/3,
         remove_handler_filter/2, set_module_level/2, unset_module_level/0, unset_module_level/1,
         get_module_level/0, get_module_level/1, set_application_level/2,
         unset_application_level/1]).
-export([i/0, i/1, internal_log/2]).

-moduledoc """
Logs events. An event has a level, a message (a text, a format with arguments, or a report) and
metadata; filters choose what handlers get, which format it and write it.
""".

-compile({no_auto_import, [error/1, error/2, error/3]}).

%%% Logging

-doc "Logs that the system is unusable.".
emergency(What) -> log(emergency, What).
-doc "Logs that the system is unusable.".
emergency(What, Args) -> log(emergency, What, Args).
-doc "Logs that the system is unusable.".
emergency(What, Args, Meta) -> log(emergency, What, Args, Meta).
-doc "Logs that something must be done at once.".
alert(What) -> log(alert, What).
-doc "Logs that something must be done at once.".
alert(What, Args) -> log(alert, What, Args).
-doc "Logs that something must be done at once.".
alert(What, Args, Meta) -> log(alert, What, Args, Meta).
-doc "Logs a critical condition.".
critical(What) -> log(critical, What).
-doc "Logs a critical condition.".
critical(What, Args) -> log(critical, What, Args).
-doc "Logs a critical condition.".
critical(What, Args, Meta) -> log(critical, What, Args, Meta).
-doc "Logs an error.".
error(What) -> log(error, What).
-doc "Logs an error.".
error(What, Args) -> log(error, What, Args).
-doc "Logs an error.".
error(What, Args, Meta) -> log(error, What, Args, Meta).
-doc "Logs a warning.".
warning(What) -> log(warning, What).
-doc "Logs a warning.".
warning(What, Args) -> log(warning, What, Args).
-doc "Logs a warning.".
warning(What, Args, Meta) -> log(warning, What, Args, Meta).
-doc "Logs something normal but significant.".
notice(What) -> log(notice, What).
-doc "Logs something normal but significant.".
notice(What, Args) -> log(notice, What, Args).
-doc "Logs something normal but significant.".
notice(What, Args, Meta) -> log(notice, What, Args, Meta).
-doc "Logs something that is worth to be known.".
info(What) -> log(info, What).
-doc "Logs something that is worth to be known.".
info(What, Args) -> log(info, What, Args).
-doc "Logs something that is worth to be known.".
info(What, Args, Meta) -> log(info, What, Args, Meta).
-doc "Logs what helps to find a mistake.".
debug(What) -> log(debug, What).
-doc "Logs what helps to find a mistake.".
debug(What, Args) -> log(debug, What, Args).
-doc "Logs what helps to find a mistake.".
debug(What, Args, Meta) -> log(debug, What, Args, Meta).

-doc """
Logs an event of a level: a text or report, or a format with arguments, and metadata; a fun gives
the message only if it is wanted.
""".
log(Level, What) -> do_log(Level, What, #{}).
-doc """
Logs an event of a level: a text or report, or a format with arguments, and metadata; a fun gives
the message only if it is wanted.
""".
log(Level, What, Meta) when is_map(Meta) -> do_log(Level, What, Meta);
log(Level, What, Args) -> do_log(Level, {What, Args}, #{}).
-doc """
Logs an event of a level: a text or report, or a format with arguments, and metadata; a fun gives
the message only if it is wanted.
""".
log(Level, What, Args, Meta) -> do_log(Level, {What, Args}, Meta).

do_log(Level, What, #{mfa := {Module, _, _}} = Meta) ->
    case logger_config:allows(Level, Module) of
        true -> do_log_allowed(#{}, Level, What, Meta);
        false -> ok
    end;
do_log(Level, What, Meta) ->
    case logger_config:allows(Level) of
        true -> do_log_allowed(#{}, Level, What, Meta);
        false -> ok
    end.

%% The macros of logger.hrl ask allow/2 first, for the level may be set for the module.
-doc "Is an event of this level of this module wanted?".
allow(Level, Module) ->
    logger_config:allows(Level, Module).

-doc "What the macros of logger.hrl call.".
macro_log(Location, Level, What) -> macro_log(Location, Level, What, #{}).
-doc "What the macros of logger.hrl call.".
macro_log(Location, Level, What, Meta) when is_map(Meta) ->
    do_log_allowed(Location, Level, What, Meta);
macro_log(Location, Level, What, Args) ->
    do_log_allowed(Location, Level, {What, Args}, #{}).
-doc "What the macros of logger.hrl call.".
macro_log(Location, Level, What, Args, Meta) ->
    do_log_allowed(Location, Level, {What, Args}, Meta).

%% What a fun gives may come with metadata: {What, Meta}.
do_log_allowed(Location, Level, {Fun, Arg} = Lazy, Meta) when is_function(Fun, 1) ->
    try Fun(Arg) of
        {What, #{} = More} -> log_lazy(Location, Level, What, maps:merge(Meta, More), Lazy);
        What -> log_lazy(Location, Level, What, Meta, Lazy)
    catch
        Class:Reason ->
            do_log_allowed(Location, Level, {"LAZY_FUN CRASH: ~tp; Reason: ~tp",
                                             [Lazy, {Class, Reason}]}, Meta)
    end;
do_log_allowed(Location, Level, {Format, Args}, Meta)
  when is_map(Meta), is_list(Args), is_list(Format) orelse is_binary(Format) ->
    send_event(Location, Level, {Format, Args}, Meta);
do_log_allowed(Location, Level, {Format, Args}, Meta)
  when is_map(Meta), is_list(Args), is_atom(Format) ->
    send_event(Location, Level, {atom_to_list(Format), Args}, Meta);
do_log_allowed(Location, Level, Report, Meta)
  when is_map(Meta), is_map(Report) orelse is_tuple(hd(Report)) ->
    send_event(Location, Level, {report, Report}, Meta);
do_log_allowed(Location, Level, Text, Meta) when is_map(Meta), is_list(Text) orelse is_binary(Text) ->
    send_event(Location, Level, {string, Text}, Meta).

log_lazy(_Location, _Level, ignore, _Meta, _Lazy) -> ok;
log_lazy(Location, Level, {Format, Args}, Meta, _Lazy)
  when is_list(Args), is_list(Format) orelse is_binary(Format) orelse is_atom(Format) ->
    do_log_allowed(Location, Level, {Format, Args}, Meta);
log_lazy(Location, Level, What, Meta, _Lazy)
  when is_map(What); is_list(What); is_binary(What) ->
    do_log_allowed(Location, Level, What, Meta);
log_lazy(Location, Level, Other, Meta, Lazy) ->
    do_log_allowed(Location, Level, {"LAZY_FUN ERROR: ~tp; Returned: ~tp", [Lazy, Other]}, Meta).

%% Of metadata, what is said later counts: where it is logged, the node's, the process's, the call's.
send_event(Location, Level, Msg, Meta) ->
    #{metadata := NodesMeta} = Primary = logger_config:primary(),
    Full = lists:foldl(fun(New, Old) -> maps:merge(Old, New) end, Location,
                       [NodesMeta, process_metadata(), Meta]),
    logger_backend:log(#{level => Level, msg => Msg, meta => add_default_metadata(Full)}, Primary).

add_default_metadata(Meta) ->
    maps:merge(#{pid => self(), gl => group_leader(), time => timestamp()}, Meta).

-doc "The time for the key `time` of metadata: microseconds since 1970.".
timestamp() ->
    erlang:system_time(microsecond).

-doc "Is a level more severe (`gt`), less (`lt`), or the same (`eq`)?".
compare_levels(Level1, Level2) ->
    case logger_config:is_level(Level1) andalso logger_config:is_level(Level2) of
        true when Level1 =:= Level2 -> eq;
        true ->
            case logger_config:level_number(Level1) < logger_config:level_number(Level2) of
                true -> gt;
                false -> lt
            end;
        false ->
            erlang:error(badarg, [Level1, Level2])
    end.

%%% Metadata of the process

-doc "Sets metadata for all events that this process logs.".
set_process_metadata(Meta) when is_map(Meta) -> put('$logger_metadata$', Meta), ok;
set_process_metadata(Meta) -> erlang:error(badarg, [Meta]).

-doc "Changes metadata for all events that this process logs.".
update_process_metadata(Meta) when is_map(Meta) ->
    set_process_metadata(maps:merge(process_metadata(), Meta));
update_process_metadata(Meta) -> erlang:error(badarg, [Meta]).

-doc "Takes back set_process_metadata/1.".
unset_process_metadata() -> erase('$logger_metadata$'), ok.

-doc "The metadata of this process.".
get_process_metadata() -> get('$logger_metadata$').

process_metadata() ->
    case get_process_metadata() of
        undefined -> #{};
        Meta -> Meta
    end.

%%% How a report is shown when it brings no callback of its own: {Format, Args}

-doc "The format and arguments of a report.".
format_report(Report) when is_map(Report), map_size(Report) > 0 ->
    format_report(maps:to_list(Report));
format_report([]) -> {"~tp", [[]]};
format_report(Report) when is_map(Report) -> {"~tp", [[]]};
format_report([_ | _] = Report) ->
    case {is_text(Report), length_of(Report)} of
        {true, _} -> {"~ts", [Report]};
        {false, improper} -> {"~tp", [Report]};
        {false, _} when hd(Report) =:= [] -> format_report_empty(Report);
        {false, _} ->
            {Formats, Args} = lists:unzip([report_line(Item) || Item <- Report]),
            {lists:append(lists:join("\n", Formats)), lists:append(Args)}
    end;
format_report(Report) ->
    {"~tp", [Report]}.

%% Nothing but empty lists is an empty report.
format_report_empty(Report) ->
    case lists:all(fun(Item) -> Item =:= [] end, Report) of
        true -> {"~tp", [[]]};
        false ->
            {Formats, Args} = lists:unzip([report_line(Item) || Item <- Report]),
            {lists:append(lists:join("\n", Formats)), lists:append(Args)}
    end.

report_line({Key, [_ | _] = Value}) ->
    case is_text(Value) of
        true -> {"    ~tp: ~ts", [Key, Value]};
        false -> {"    ~tp: ~tp", [Key, Value]}
    end;
report_line({Key, Value}) -> {"    ~tp: ~tp", [Key, Value]};
report_line(Item) -> {"    ~tp", [Item]}.

format_otp_report(#{label := _, report := Report}) -> format_report(Report);
format_otp_report(Report) -> format_report(Report).

is_text(List) ->
    try io_lib:printable_unicode_list(List)
    catch _:_ -> false
    end.

length_of(List) ->
    try length(List)
    catch error:badarg -> improper
    end.

filter_stacktrace(Module, Stack) ->
    lists:takewhile(fun(Frame) -> element(1, Frame) =/= Module end, Stack).

%%% Configuration

-doc "All configurations.".
get_config() -> logger_config:all().
-doc "The configuration that holds for all events.".
get_primary_config() -> logger_config:primary().
-doc "Sets the configuration that holds for all events, or one key of it.".
set_primary_config(Config) -> logger_server:set(primary, Config).
-doc "Sets the configuration that holds for all events, or one key of it.".
set_primary_config(Key, Value) -> logger_server:set(primary, Key, Value).
-doc "Changes the configuration that holds for all events.".
update_primary_config(Config) -> logger_server:update(primary, Config).

-doc "The configuration of the proxy that takes events of other nodes.".
get_proxy_config() -> logger_config:proxy().
-doc "Sets the configuration of the proxy.".
set_proxy_config(Config) -> logger_server:set(proxy, Config).
-doc "Changes the configuration of the proxy.".
update_proxy_config(Config) -> logger_server:update(proxy, Config).

-doc "The handlers that there are.".
get_handler_ids() -> logger_config:handler_ids().
-doc "The configuration of one handler, or of all.".
get_handler_config() -> [shown(Config) || Config <- logger_config:handlers()].
-doc "The configuration of one handler, or of all.".
get_handler_config(Id) ->
    case logger_config:handler(Id) of
        {ok, Config} -> {ok, shown(Config)};
        Error -> Error
    end.

%% A handler may hide what is its own in its configuration.
shown(#{module := Module} = Config) ->
    case erlang:function_exported(Module, filter_config, 1) of
        true ->
            try Module:filter_config(Config)
            catch _:_ -> Config
            end;
        false -> Config
    end.

-doc "Sets the configuration of a handler, or one key of it; other keys get their defaults.".
set_handler_config(Id, Config) -> logger_server:set(Id, Config).
-doc "Sets the configuration of a handler, or one key of it; other keys get their defaults.".
set_handler_config(Id, Key, Value) -> logger_server:set(Id, Key, Value).
-doc "Changes the configuration of a handler, or one key of it; other keys stay.".
update_handler_config(Id, Config) -> logger_server:update(Id, Config).
-doc "Changes the configuration of a handler, or one key of it; other keys stay.".
update_handler_config(Id, Key, Value) -> logger_server:update(Id, Key, Value).

-doc "Changes the configuration of a handler's formatter.".
update_formatter_config(Id, Config) -> logger_server:update_formatter(Id, Config).
-doc "Changes the configuration of a handler's formatter.".
update_formatter_config(Id, Key, Value) -> logger_server:update_formatter(Id, #{Key => Value}).

-doc "Adds a handler: its id, its callback module, its configuration.".
add_handler(Id, Module, Config) -> logger_server:add_handler(Id, Module, Config).
-doc "Removes a handler.".
remove_handler(Id) -> logger_server:remove_handler(Id).

%% The handlers that an application's environment asks for.
-doc "Adds the handlers of an application's configuration.".
add_handlers(kernel) -> ok;
add_handlers(App) when is_atom(App) ->
    case application:get_env(App, logger) of
        undefined -> ok;
        {ok, Items} -> add_handlers([Item || {handler, _, _, _} = Item <- Items], App)
    end;
add_handlers(Items) when is_list(Items) ->
    add_handlers([Item || {handler, _, _, _} = Item <- Items], logger).

add_handlers([{handler, Id, Module, Config} | Items], App) ->
    case add_handler(Id, Module, Config) of
        ok -> add_handlers(Items, App);
        {error, Reason} -> {error, {bad_config, {handler, {App, Reason}}}}
    end;
add_handlers([], _App) -> ok.

-doc "Sets all up again as kernel's configuration says.".
reconfigure() -> logger_setup:reconfigure().

-doc "Adds a filter that all events go through.".
add_primary_filter(Id, Filter) -> logger_server:add_filter(primary, {Id, Filter}).
-doc "Removes a filter that all events go through.".
remove_primary_filter(Id) -> logger_server:remove_filter(primary, Id).
-doc "Adds a filter to a handler.".
add_handler_filter(HandlerId, Id, Filter) -> logger_server:add_filter(HandlerId, {Id, Filter}).
-doc "Removes a filter from a handler.".
remove_handler_filter(HandlerId, Id) -> logger_server:remove_filter(HandlerId, Id).

-doc "Sets from which level on events of modules are logged.".
set_module_level(Module, Level) when is_atom(Module) -> set_module_level([Module], Level);
set_module_level(Modules, Level) -> logger_server:set_module_level(Modules, Level).
-doc "Takes back set_module_level/2.".
unset_module_level() -> logger_server:unset_module_level().
-doc "Takes back set_module_level/2.".
unset_module_level(Module) when is_atom(Module) -> unset_module_level([Module]);
unset_module_level(Modules) -> logger_server:unset_module_level(Modules).
-doc "The levels that were set for modules.".
get_module_level() -> logger_config:module_levels().
-doc "The levels that were set for modules.".
get_module_level(Module) when is_atom(Module) -> get_module_level([Module]);
get_module_level(Modules) -> logger_config:module_levels(Modules).

internal_log(Level, What) -> logger_server:internal_log(Level, What).

-doc "Sets from which level on events of an application's modules are logged.".
set_application_level(App, Level) ->
    with_modules(App, fun(Modules) -> set_module_level(Modules, Level) end).
-doc "Takes back set_application_level/2.".
unset_application_level(App) ->
    with_modules(App, fun(Modules) -> unset_module_level(Modules) end).

with_modules(App, Fun) ->
    case application:get_key(App, modules) of
        {ok, Modules} -> Fun(Modules);
        undefined -> {error, {not_loaded, App}}
    end.

%%% What is configured, for people

-doc "Prints the configuration, or a part of it.".
i() ->
    lists:foreach(fun i/1, [primary, handlers, proxy, modules]).

-doc "Prints the configuration, or a part of it.".
i(primary) ->
    #{level := Level, filters := Filters, filter_default := Default} = get_primary_config(),
    io:format("Primary configuration: ~n"),
    io:format("    Level: ~tp~n    Filter Default: ~tp~n", [Level, Default]),
    io:format("~ts", [["    Filters: \n", filters_text(Filters, "        ")]]);
i(handlers) ->
    io:format("Handler configuration: ~n"),
    lists:foreach(fun print_handler/1, sorted_handlers());
i(proxy) ->
    io:format("Proxy configuration: ~n~ts", [items_text(get_proxy_config(), "    ")]);
i(modules) ->
    Text = case get_module_level() of
               [] -> "    (none)\n";
               Levels ->
                   [io_lib:format("    Module: ~tp~n    Level: ~tp~n~n", [Module, Level])
                    || {Module, Level} <- Levels]
           end,
    io:format("Level set per module: ~n~ts", [Text]);
i(HandlerId) ->
    case get_handler_config(HandlerId) of
        {ok, Config} ->
            io:format("Handler configuration: ~n"),
            print_handler(Config);
        Error -> Error
    end.

sorted_handlers() ->
    [Config || Id <- get_handler_ids(), {ok, Config} <- [get_handler_config(Id)]].

print_handler(#{id := Id, module := Module, level := Level, filters := Filters,
                filter_default := Default, formatter := {FModule, FConfig}} = Config) ->
    Rest = maps:without([id, module, level, filters, filter_default, formatter, config], Config),
    io:format("~ts",
              [[io_lib:format("    Id: ~tp~n        Module: ~tp~n        Level:  ~tp~n"
                              "        Formatter:~n            Module: ~tp~n"
                              "            Config:~n", [Id, Module, Level, FModule]),
                items_text(FConfig, "                "),
                io_lib:format("        Filter Default: ~tp~n        Filters:~n", [Default]),
                filters_text(Filters, "            "),
                [["        Handler Config:\n", items_text(Own, "            ")]
                 || #{config := Own} <- [Config]],
                [["        Custom Config:\n", items_text(Rest, "            ")]
                 || map_size(Rest) > 0]]]).

filters_text([], Indent) -> [Indent, "(none)\n"];
filters_text(Filters, Indent) ->
    [io_lib:format("~sId: ~tp~n~s    Fun: ~tp~n~s    Arg: ~tp~n",
                   [Indent, Id, Indent, Fun, Indent, Arg])
     || {Id, {Fun, Arg}} <- Filters].

items_text(Config, Indent) when is_map(Config), map_size(Config) > 0 ->
    [io_lib:format("~s~tp: ~tp~n", [Indent, Key, Value])
     || {Key, Value} <- lists:sort(maps:to_list(Config))];
items_text(Config, Indent) when is_map(Config) -> [Indent, "[]\n"];
items_text(Config, Indent) -> io_lib:format("~s~tp~n", [Indent, Config]).
