%% An event on its way: through the primary filters, then for each handler through its level and its
%% filters to Module:log(Event, Config).
%%
%% A filter or a handler that fails is taken out.
-module(logger_backend).

-export([log/1, log/2]).

log(Event) -> log(Event, logger_config:primary()).

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
            case logger:remove_handler(Id) of
                ok ->
                    logger_server:internal_log(error, {removed_failing_handler, Id}),
                    note(Event, [{logger, removed_failing_handler}, {handler, {Id, Module}},
                                 {log_event, Event}, {config, Handler},
                                 {reason, {Class, Reason, own(Stack)}}]);
                {error, {not_found, _}} -> ok;      % another process met the same failure
                {error, Why} -> note(Event, [{logger, remove_handler_failed}, {reason, Why}])
            end
    end.

%% A filter gives the event (changed or not), `stop', or `ignore', which leaves it to the next. When
%% one fails the default decides.
filtered([{_Id, {Fun, Extra}} = Filter | Filters], Event, Default, Owner) ->
    try Fun(Event, Extra) of
        ignore -> filtered(Filters, Event, Default, Owner);
        stop -> stop;
        #{level := _, msg := _, meta := _} = New -> filtered(Filters, New, log, Owner);
        Other -> failed(Filter, Event, Default, Owner, {bad_return_value, Other})
    catch
        Class:Reason:Stack -> failed(Filter, Event, Default, Owner, {Class, Reason, own(Stack)})
    end;
filtered([], Event, log, _Owner) -> Event;
filtered([], _Event, stop, _Owner) -> stop.

failed({Id, _} = Filter, Event, Default, Owner, Reason) ->
    case logger_server:remove_filter(Owner, Id) of
        ok ->
            logger_server:internal_log(error, {removed_failing_filter, Id}),
            note(Event, [{logger, removed_failing_filter}, {filter, Filter}, {owner, Owner},
                         {log_event, Event}, {reason, Reason}]);
        _ -> ok
    end,
    filtered([], Event, Default, Owner).

note(Event, Report) ->
    logger:allow(debug, ?MODULE) andalso
        logger_server:do_internal_log(debug, #{mfa => {?MODULE, log, 2}}, Event, [Report]),
    ok.

own(Stack) -> logger:filter_stacktrace(?MODULE, Stack).
