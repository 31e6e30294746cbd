%% An event on its way: through the primary filters, then for each handler through its level and its
%% filters to Module:log(Event, Config).
%%
%% A filter or a handler that fails is taken out, and a note of it is logged.
-module(logger_backend).

-export([log/2]).

log(Event, #{filters := Filters, filter_default := Default}) ->
    case filtered(Filters, Event, Default, primary) of
        stop -> ok;
        Passed -> lists:foreach(fun(Handler) -> call_handler(Handler, Passed) end,
                                logger_config:handlers())
    end.

call_handler(#{level := Limit, filters := Filters, filter_default := Default, id := Id} = Handler,
             #{level := Level} = Event) ->
    case logger_config:level_number(Level) =< logger_config:level_number(Limit) of
        true ->
            case filtered(Filters, Event, Default, Id) of
                stop -> ok;
                Passed -> call_log(Handler, Passed)
            end;
        false ->
            ok
    end.

call_log(#{module := Module, id := Id} = Handler, Event) ->
    try Module:log(Event, Handler) of
        _ -> ok
    catch
        Class:Reason:Stack ->
            logger_config:remove_handler(Id),
            logger:log(error, #{label => {removed_failing_handler, Id}, reason => {Class, Reason},
                                stacktrace => Stack})
    end.

%% A filter gives the event (changed or not), `stop', or `ignore', which leaves it to the next.
filtered([{Id, {Fun, Extra}} | Filters], Event, Default, Owner) ->
    try Fun(Event, Extra) of
        ignore -> filtered(Filters, Event, Default, Owner);
        stop -> stop;
        #{level := _, msg := _, meta := _} = New -> passed(Filters, New, Owner);
        Other -> filter_failed(Id, Owner, {bad_return_value, Other}),
                 filtered(Filters, Event, Default, Owner)
    catch
        Class:Reason ->
            filter_failed(Id, Owner, {Class, Reason}),
            filtered(Filters, Event, Default, Owner)
    end;
filtered([], Event, log, _Owner) -> Event;
filtered([], _Event, stop, _Owner) -> stop.

%% Once a filter wants it logged, the rest may still change or stop it.
passed(Filters, Event, Owner) ->
    filtered(Filters, Event, log, Owner).

filter_failed(Id, Owner, Reason) ->
    logger_config:remove_filter(Owner, Id),
    logger:log(error, #{label => {removed_failing_filter, Id}, reason => Reason}).
