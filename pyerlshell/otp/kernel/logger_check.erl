%% Is it a configuration? What is wrong is thrown, in the terms that logger's functions return.
-module(logger_check).

-export([primary/1, handler/2, formatter/1, filter/1, id/1, module/1, modules/1, level/1]).

primary(Config) when is_map(Config) ->
    lists:foreach(fun primary_item/1, lists:sort(maps:to_list(Config)));
primary(Config) ->
    throw({invalid_config, Config}).

primary_item({metadata, Meta}) when is_map(Meta) -> ok;
primary_item({Key, _} = Item) ->
    case is_common(Key) of
        true -> common(Item);
        false -> throw({invalid_primary_config, Item})
    end.

%% Handlers may have items of their own.
handler(Id, Config) when is_map(Config) ->
    id(Id),
    lists:foreach(fun handler_item/1, lists:sort(maps:to_list(Config)));
handler(_Id, Config) ->
    throw({invalid_config, Config}).

handler_item({formatter, Formatter}) -> formatter(Formatter);
handler_item({Key, _} = Item) -> is_common(Key) andalso common(Item).

is_common(Key) -> lists:member(Key, [level, filters, filter_default]).

common({level, Level}) -> level(Level);
common({filters, Filters}) -> filters(Filters);
common({filter_default, Default}) ->
    lists:member(Default, [log, stop]) orelse throw({invalid_filter_default, Default}).

level(Level) ->
    logger_config:is_level(Level) orelse throw({invalid_level, Level}).

filters([Filter | Filters]) ->
    filter(Filter),
    filters(Filters);
filters([]) -> ok;
filters(Filters) -> throw({invalid_filters, Filters}).

filter({Id, {Fun, _Extra}}) when is_atom(Id), is_function(Fun, 2) -> ok;
filter(Filter) -> throw({invalid_filter, Filter}).

%% A formatter's module may have a check of its own.
formatter({Module, Config}) ->
    module(Module),
    case check_formatter(Module, Config) of
        ok -> ok;
        {error, Error} -> throw(Error)
    end;
formatter(Formatter) -> throw({invalid_formatter, Formatter}).

check_formatter(Module, Config) ->
    try
        Module:check_config(Config)
    catch
        Class:Reason:Stack ->
            case {Class, Reason, Stack} of
                {error, undef, [{Module, check_config, [_], _} | _]} -> ok;
                _ ->
                    Own = logger:filter_stacktrace(?MODULE, Stack),
                    {error, {callback_crashed, {Class, Reason, Own}}}
            end
    end.

id(Id) -> is_atom(Id) orelse throw({invalid_id, Id}).

module(Module) -> is_atom(Module) orelse throw({invalid_module, Module}).

modules(Modules) ->
    is_list(Modules) andalso lists:all(fun is_atom/1, Modules)
        orelse throw({not_a_list_of_modules, Modules}).
