%% An event handler of error_logger's that writes to a file.
-module(error_logger_file_h).
-behaviour(gen_event).

-export([init/1, handle_event/2, handle_info/2, handle_call/2, terminate/2, code_change/3]).

-record(state, {device, name, depth}).

%% The file's name, or with what the handler before this one left when it was swapped out.
init({Name, {error_logger, Missed}}) ->
    case init(Name) of
        {ok, State} ->
            lists:foreach(fun(Event) -> write(Event, State) end, lists:reverse(Missed)),
            {ok, State};
        Error -> Error
    end;
init(Name) ->
    process_flag(trap_exit, true),
    case file:open(Name, [write, {encoding, utf8}]) of
        {ok, Device} ->
            {ok, #state{device = Device, name = Name, depth = error_logger:get_format_depth()}};
        Error -> Error
    end.

handle_event({_Tag, Leader, _Details}, State) when node(Leader) =/= node() -> {ok, State};
handle_event(Event, State) ->
    write(Event, State),
    {ok, State}.

handle_info({'EXIT', Device, _Reason}, #state{device = Device}) -> remove_handler;
handle_info(_Msg, State) -> {ok, State}.

handle_call(filename, #state{name = Name} = State) -> {ok, Name, State};
handle_call(_Request, State) -> {ok, {error, bad_query}, State}.

terminate(_Reason, #state{device = Device}) -> file:close(Device).

code_change(_OldVsn, State, _Extra) -> {ok, State}.

write(Event, #state{device = Device, depth = Depth}) ->
    case error_logger_text:text(erlang:universaltime(), Event, Depth) of
        ignore -> ok;
        Text -> io:put_chars(Device, Text)
    end.
