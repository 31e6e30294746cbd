%% What the environment of kernel says about logger, done when the node starts, before anything of
%% the command line is evaluated.
%%
%%     {logger, [{handler, default, undefined},        no default handler but the simple one
%%               {handler, Id, Module, Config},        Id default: instead of the usual one
%%               {filters, log | stop, Filters},       those of the primary configuration
%%               {module_level, Level, Modules}, {proxy, Options}]}
%%     {logger_level, Level}, {logger_metadata, Map}
%%
%% OTP: logger (add_handlers/1), logger_config
-module(logger_setup).

-export([start/0, reconfigure/0]).

%% A node whose configuration is wrong does not start.
start() ->
    case configure() of
        ok -> [application_report:started(App, node()) || App <- [kernel, stdlib]], ok;
        {error, Reason} -> stop(Reason)
    end.

%% Everything anew, as it is when a node starts.
reconfigure() ->
    [logger:remove_handler(Id) || Id <- logger:get_handler_ids()],
    logger_config:reset(),
    configure().

configure() ->
    try
        Items = application:get_env(kernel, logger, []),
        is_list(Items) andalso lists:all(fun is_item/1, Items)
            orelse throw({error, {bad_config, {kernel, Items}}}),
        primary([Filters || {filters, _, _} = Filters <- Items]),
        default([Handler || Handler <- Items, element(1, Handler) =:= handler,
                            element(2, Handler) =:= default]),
        [added(Id, Module, Config) || {handler, Id, Module, Config} <- Items, Id =/= default],
        [checked(logger:set_module_level(Modules, Level)) || {module_level, Level, Modules} <- Items],
        [checked(logger:update_proxy_config(Options)) || {proxy, Options} <- Items],
        ok
    catch
        throw:{error, _} = Error -> Error
    end.

is_item({handler, default, undefined}) -> true;
is_item({handler, _Id, Module, Config}) -> is_atom(Module) andalso is_map(Config);
is_item({filters, Default, Filters}) ->
    (Default =:= log orelse Default =:= stop) andalso is_list(Filters);
is_item({module_level, Level, Modules}) -> logger_config:is_level(Level) andalso is_list(Modules);
is_item({proxy, Options}) -> is_map(Options);
is_item(_) -> false.

checked(ok) -> ok;
checked({error, Reason}) -> throw({error, {bad_config, Reason}}).

primary(Filters) ->
    Level = application:get_env(kernel, logger_level, notice),
    logger_config:is_level(Level) orelse throw({error, {bad_config, {kernel, {logger_level, Level}}}}),
    Metadata = application:get_env(kernel, logger_metadata, #{}),
    is_map(Metadata) orelse throw({error, {bad_config, {kernel, {logger_metadata, Metadata}}}}),
    Changed = case Filters of
                  [] -> #{};
                  [{filters, Default, List} | _] -> #{filter_default => Default, filters => List}
              end,
    checked(logger:update_primary_config(Changed#{level => Level, metadata => Metadata})).

default([]) ->
    ok;
default([{handler, default, undefined} | _]) ->
    logger:remove_handler(default),
    Usual = maps:remove(formatter, logger_config:console_handler([otp])),
    added(simple, logger_simple_h, maps:remove(config, Usual));
default([{handler, default, Module, Config} | _]) ->
    logger:remove_handler(default),
    Usual = maps:remove(config, logger_config:console_handler(logger_config:console_domain())),
    added(default, Module, maps:merge(Usual, Config)).

added(Id, Module, Config) ->
    case logger:add_handler(Id, Module, Config) of
        ok -> ok;
        {error, {handler_not_added, Reason}} -> not_added(Reason);
        {error, Reason} -> not_added(Reason)
    end.

not_added(Reason) -> throw({error, {bad_config, {handler, {kernel, Reason}}}}).

%%% The end

stop({bad_config, What} = Reason) ->
    io:put_chars(standard_error, faulty(What)),
    Start = {kernel, start, [normal, []]},
    Why = {bad_return, {Start, {'EXIT', {{badmatch, {error, Reason}}, []}}}},
    Failure = io_lib:format("~0tp", [{application_start_failure, kernel, Why}]),
    Text = io_lib:format("Kernel pid terminated (application_controller) (~0tp)",
                         [lists:flatten(Failure)]),
    halt(lists:flatten(Text)).

faulty({handler, Why}) -> io_lib:format("Invalid logger handler config: ~0tp~n", [Why]);
faulty({kernel, What}) -> io_lib:format("Invalid logger config: ~0tp~n", [What]);
faulty(What) -> io_lib:format("Invalid logger config: ~0tp~n", [What]).
