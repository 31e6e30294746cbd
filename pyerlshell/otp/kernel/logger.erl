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
-export([i/0, i/1]).

-compile({no_auto_import, [error/1, error/2, error/3]}).

%%% Logging

emergency(What) -> log(emergency, What).
emergency(What, Args) -> log(emergency, What, Args).
emergency(What, Args, Meta) -> log(emergency, What, Args, Meta).
alert(What) -> log(alert, What).
alert(What, Args) -> log(alert, What, Args).
alert(What, Args, Meta) -> log(alert, What, Args, Meta).
critical(What) -> log(critical, What).
critical(What, Args) -> log(critical, What, Args).
critical(What, Args, Meta) -> log(critical, What, Args, Meta).
error(What) -> log(error, What).
error(What, Args) -> log(error, What, Args).
error(What, Args, Meta) -> log(error, What, Args, Meta).
warning(What) -> log(warning, What).
warning(What, Args) -> log(warning, What, Args).
warning(What, Args, Meta) -> log(warning, What, Args, Meta).
notice(What) -> log(notice, What).
notice(What, Args) -> log(notice, What, Args).
notice(What, Args, Meta) -> log(notice, What, Args, Meta).
info(What) -> log(info, What).
info(What, Args) -> log(info, What, Args).
info(What, Args, Meta) -> log(info, What, Args, Meta).
debug(What) -> log(debug, What).
debug(What, Args) -> log(debug, What, Args).
debug(What, Args, Meta) -> log(debug, What, Args, Meta).

log(Level, What) -> do_log(Level, What, #{}).
log(Level, What, Meta) when is_map(Meta) -> do_log(Level, What, Meta);
log(Level, What, Args) -> do_log(Level, {What, Args}, #{}).
log(Level, What, Args, Meta) -> do_log(Level, {What, Args}, Meta).

do_log(Level, What, Meta) ->
    case logger_config:allows(Level) of
        true -> do_log_allowed(Level, What, Meta);
        false -> ok
    end.

%% The macros of logger.hrl ask allow/2 first, for the level may be set for the module.
allow(Level, Module) ->
    logger_config:allows(Level, Module).

macro_log(Location, Level, What) -> macro_log(Location, Level, What, #{}).
macro_log(Location, Level, What, Meta) when is_map(Meta) ->
    do_log_allowed(Level, What, maps:merge(Location, Meta));
macro_log(Location, Level, What, Args) ->
    do_log_allowed(Level, {What, Args}, Location).
macro_log(Location, Level, What, Args, Meta) ->
    do_log_allowed(Level, {What, Args}, maps:merge(Location, Meta)).

do_log_allowed(Level, {Fun, Arg}, Meta) when is_function(Fun, 1) ->
    try Fun(Arg) of
        ignore -> ok;
        What -> do_log_allowed(Level, What, Meta)
    catch
        Class:Reason ->
            do_log_allowed(Level, {"LAZY_FUN CRASH: ~tp; Reason: ~tp",
                                   [{Fun, Arg}, {Class, Reason}]}, Meta)
    end;
do_log_allowed(Level, {Format, Args}, Meta)
  when is_list(Args), is_list(Format) orelse is_binary(Format) orelse is_atom(Format) ->
    send_event(Level, {as_text(Format), Args}, Meta);
do_log_allowed(Level, Report, Meta) when is_map(Report); tuple_size(hd(Report)) =:= 2 ->
    send_event(Level, {report, Report}, Meta);
do_log_allowed(Level, Text, Meta) when is_list(Text); is_binary(Text) ->
    send_event(Level, {string, Text}, Meta).

as_text(Format) when is_atom(Format) -> atom_to_list(Format);
as_text(Format) -> Format.

send_event(Level, Msg, Meta) ->
    #{metadata := NodesMeta} = Primary = logger_config:primary(),
    Full = add_default_metadata(maps:merge(maps:merge(NodesMeta, process_metadata()), Meta)),
    logger_backend:log(#{level => Level, msg => Msg, meta => Full}, Primary).

add_default_metadata(Meta) ->
    maps:merge(#{pid => self(), gl => group_leader(), time => timestamp()}, Meta).

timestamp() ->
    erlang:system_time(microsecond).

compare_levels(Level, Level) -> eq;
compare_levels(Level1, Level2) ->
    case logger_config:level_number(Level1) < logger_config:level_number(Level2) of
        true -> gt;
        false -> lt
    end.

%%% Metadata of the process

set_process_metadata(Meta) when is_map(Meta) -> put('$logger_metadata$', Meta), ok;
set_process_metadata(Meta) -> erlang:error(badarg, [Meta]).

update_process_metadata(Meta) when is_map(Meta) ->
    set_process_metadata(maps:merge(process_metadata(), Meta));
update_process_metadata(Meta) -> erlang:error(badarg, [Meta]).

unset_process_metadata() -> erase('$logger_metadata$'), ok.

get_process_metadata() -> get('$logger_metadata$').

process_metadata() ->
    case get_process_metadata() of
        undefined -> #{};
        Meta -> Meta
    end.

%%% How a report is shown when it brings no callback of its own: {Format, Args}

format_report(Report) when is_map(Report), map_size(Report) > 0 ->
    format_report(maps:to_list(Report));
format_report([]) -> {"~tp", [[]]};
format_report(Report) when is_map(Report) -> {"~tp", [[]]};
format_report([_ | _] = Report) ->
    case {is_text(Report), length_of(Report)} of
        {true, _} -> {"~ts", [Report]};
        {false, improper} -> {"~tp", [Report]};
        {false, _} ->
            {Formats, Args} = lists:unzip([report_line(Item) || Item <- Report]),
            {lists:append(lists:join("\n", Formats)), lists:append(Args)}
    end;
format_report(Report) ->
    {"~tp", [Report]}.

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

get_config() -> logger_config:all().
get_primary_config() -> logger_config:primary().
set_primary_config(Config) -> logger_config:set_primary(Config).
set_primary_config(Key, Value) -> logger_config:update_primary(#{Key => Value}).
update_primary_config(Config) -> logger_config:update_primary(Config).

get_proxy_config() -> maps:get(proxy, get_config()).
set_proxy_config(_) -> ok.
update_proxy_config(_) -> ok.

get_handler_ids() -> [Id || #{id := Id} <- logger_config:handlers()].
get_handler_config() -> logger_config:handlers().
get_handler_config(Id) -> logger_config:handler(Id).

set_handler_config(Id, Config) -> logger_config:set_handler(Id, Config).
set_handler_config(Id, Key, Value) -> logger_config:set_handler_key(Id, Key, Value).
update_handler_config(Id, Config) -> logger_config:update_handler(Id, Config).
update_handler_config(Id, Key, Value) -> logger_config:update_handler(Id, #{Key => Value}).

update_formatter_config(Id, Config) -> logger_config:update_formatter(Id, Config).
update_formatter_config(Id, Key, Value) -> logger_config:update_formatter(Id, #{Key => Value}).

add_handler(Id, Module, Config) -> logger_config:add_handler(Id, Module, Config).
remove_handler(Id) -> logger_config:remove_handler(Id).
add_handlers(_) -> ok.
reconfigure() -> logger_config:reset().

add_primary_filter(Id, Filter) -> logger_config:add_filter(primary, Id, Filter).
remove_primary_filter(Id) -> logger_config:remove_filter(primary, Id).
add_handler_filter(HandlerId, Id, Filter) -> logger_config:add_filter(HandlerId, Id, Filter).
remove_handler_filter(HandlerId, Id) -> logger_config:remove_filter(HandlerId, Id).

set_module_level(Modules, Level) -> logger_config:set_module_level(Modules, Level).
unset_module_level() -> logger_config:unset_module_level().
unset_module_level(Modules) -> logger_config:unset_module_level(Modules).
get_module_level() -> logger_config:module_levels().
get_module_level(Modules) -> logger_config:module_levels(Modules).

set_application_level(App, Level) ->
    with_modules(App, fun(Modules) -> set_module_level(Modules, Level) end).
unset_application_level(App) ->
    with_modules(App, fun(Modules) -> unset_module_level(Modules) end).

with_modules(App, Fun) ->
    case application:get_key(App, modules) of
        {ok, Modules} -> Fun(Modules);
        undefined -> {error, {not_loaded, App}}
    end.

i() ->
    [i(What) || What <- [primary, handlers, proxy, modules]],
    ok.

i(primary) -> io:format("Primary configuration: ~n~tp~n", [get_primary_config()]);
i(handlers) -> io:format("Handler configuration: ~n~tp~n", [get_handler_config()]);
i(proxy) -> io:format("Proxy configuration: ~n~tp~n", [get_proxy_config()]);
i(modules) -> io:format("Level set per module: ~n~tp~n", [get_module_level()]);
i(HandlerId) -> io:format("Handler configuration: ~n~tp~n", [get_handler_config(HandlerId)]).
