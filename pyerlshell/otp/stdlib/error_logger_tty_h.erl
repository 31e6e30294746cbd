%% An event handler of error_logger's that writes to the console.
-module(error_logger_tty_h).
-behaviour(gen_event).

-export([init/1, handle_event/2, handle_info/2, handle_call/2, terminate/2, code_change/3]).
-export([write_event/2, write_event/3]).

-record(state, {user, depth}).

init({[], {error_logger, Missed}}) ->
    {ok, State} = init([]),
    lists:foreach(fun(Event) -> write(Event, State) end, lists:reverse(Missed)),
    {ok, State};
init(_) ->
    User = whereis(user),
    is_pid(User) andalso link(User),
    is_pid(User) andalso group_leader(User, self()),
    {ok, #state{user = User, depth = error_logger:get_format_depth()}}.

handle_event({_Tag, Leader, _Details}, State) when node(Leader) =/= node() -> {ok, State};
handle_event(Event, State) ->
    write(Event, State),
    {ok, State}.

handle_info({'EXIT', User, _Reason}, #state{user = User}) -> remove_handler;
handle_info(_Msg, State) -> {ok, State}.

handle_call(_Request, State) -> {ok, {error, bad_query}, State}.

terminate(_Reason, _State) -> {error_logger_tty_h, []}.

code_change(_OldVsn, State, _Extra) -> {ok, State}.

write(Event, #state{depth = Depth}) ->
    write_event({erlang:universaltime(), Event}, io, {Depth, utf8}).

%% Module is io, which writes the text, or io_lib, which gives it.
write_event(TimedEvent, Module) -> write_event(TimedEvent, Module, {unlimited, utf8}).
write_event({Time, Event}, Module, {Depth, _Encoding}) ->
    case error_logger_text:text(Time, Event, Depth) of
        ignore -> ok;
        Text when Module =:= io -> io:put_chars(user, Text);
        Text -> Module:format("~ts", [Text])
    end;
write_event(TimedEvent, Module, _Depth) ->
    write_event(TimedEvent, Module, {unlimited, utf8}).
