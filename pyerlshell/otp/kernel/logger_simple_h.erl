%% The handler of last resort: it writes events to the console in the form that the system
%% begins with. It has the one name, simple, and a process of its own.
%%
%% OTP: logger_simple_h
-module(logger_simple_h).

-export([adding_handler/1, removing_handler/1, log/2]).

-moduledoc """
A handler that prints events to the console, for when no other is there. It can be
added once, with the identifier `simple`.
""".

-define(FORM, #{legacy_header => true, single_line => false}).

%%% Callbacks of logger

-doc false.
adding_handler(#{id := simple} = Config) ->
    Starter = self(),
    {Pid, Monitor} = spawn_opt(fun() -> start(Starter) end, [link, monitor]),
    receive
        {Pid, started} ->
            demonitor(Monitor, [flush]),
            {ok, Config};
        {'DOWN', Monitor, process, Pid, Reason} ->
            {error, Reason}
    end.

start(Starter) ->
    try register(?MODULE, self()) of
        true ->
            unlink(Starter),
            Starter ! {self(), started},
            loop()
    catch
        error:badarg ->
            unlink(Starter),
            exit({already_registered, ?MODULE})
    end.

-doc false.
removing_handler(#{id := simple}) ->
    case whereis(?MODULE) of
        undefined ->
            ok;
        Pid ->
            Monitor = monitor(process, Pid),
            Pid ! stop,
            receive
                {'DOWN', Monitor, process, Pid, _} -> ok
            end
    end.

-doc false.
log(Event, _Config) ->
    case whereis(?MODULE) of
        undefined ->
            ok;
        Pid ->
            Pid ! {log, Event},
            ok
    end.

%%% The process

loop() ->
    receive
        {log, Event} ->
            Text = logger_std_h:text(Event, {logger_formatter, ?FORM}),
            io:put_chars(user, Text),
            loop();
        stop ->
            ok;
        _ ->
            loop()
    end.
