%% Alarms: an event manager with a simple handler that keeps the list of alarms and logs each change.
-module(alarm_handler).
-behaviour(gen_event).

-export([start_link/0, set_alarm/1, clear_alarm/1, get_alarms/0, add_alarm_handler/1,
         add_alarm_handler/2, delete_alarm_handler/1]).
-export([init/1, handle_event/2, handle_info/2, handle_call/2, terminate/2]).

-moduledoc """
Keeps the alarms that are set. An alarm is `{AlarmId, Description}`; another handler may be
swapped in for the simple one.
""".

%% Start the event manager with the simple handler.
start_link() ->
    case gen_event:start_link({local, ?MODULE}) of
        {ok, Pid} ->
            gen_event:add_handler(?MODULE, ?MODULE, []),
            {ok, Pid};
        Error -> Error
    end.

%% An alarm is {Id, Description}.
-doc "Sets an alarm: the event `{set_alarm, {AlarmId, Description}}`.".
set_alarm(Alarm) -> gen_event:notify(?MODULE, {set_alarm, Alarm}).
-doc "Clears an alarm: the event `{clear_alarm, AlarmId}`.".
clear_alarm(Id) -> gen_event:notify(?MODULE, {clear_alarm, Id}).

%% The alarms that are set, by the handler that this module is; another may have replaced it.
-doc "The alarms that are set, as the simple handler knows them.".
get_alarms() -> gen_event:call(?MODULE, ?MODULE, get_alarms).

%% Add a handler to the event manager.
add_alarm_handler(Module) when is_atom(Module) -> gen_event:add_handler(?MODULE, Module, []).
add_alarm_handler(Module, Args) when is_atom(Module) ->
    gen_event:add_handler(?MODULE, Module, Args).
%% Take a handler out of the event manager.
delete_alarm_handler(Module) when is_atom(Module) ->
    gen_event:delete_handler(?MODULE, Module, []).

init(_) -> {ok, []}.

handle_event({set_alarm, Alarm}, Alarms) ->
    error_logger:info_report([{alarm_handler, {set, Alarm}}]),
    {ok, [Alarm | Alarms]};
handle_event({clear_alarm, Id}, Alarms) ->
    error_logger:info_report([{alarm_handler, {clear, Id}}]),
    {ok, lists:keydelete(Id, 1, Alarms)};
handle_event(_, Alarms) ->
    {ok, Alarms}.

handle_info(_, Alarms) -> {ok, Alarms}.

handle_call(get_alarms, Alarms) -> {ok, Alarms, Alarms};
handle_call(_, Alarms) -> {ok, {error, bad_query}, Alarms}.

%% Who takes our place gets the alarms.
terminate(swap, Alarms) -> {alarm_handler, Alarms};
terminate(_, _) -> ok.
