%% The process behind a handler that writes: it takes texts and has them written, and protects the
%% node against more of them than it can write.
%%
%% The one who logs looks at the length of this process's queue: from sync_mode_qlen on it waits until its
%% text is written, from drop_mode_qlen on its text is dropped. Within burst_limit_window_time at
%% most burst_limit_max_count texts are written. With flush_qlen texts waiting all are thrown away, and
%% with overload_kill_enable the handler is taken out for a while when there are overload_kill_qlen, or
%% overload_kill_mem_size bytes.
-module(logger_h_server).
-behaviour(gen_server).

-export([start/3, stop/1, write/3, filesync/1, set_options/2, info/1, reset/1, check_options/1, name/2]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2]).
-export([become/3]).

%% out: what logger_std_h_output writes to
-record(state, {id, name, options, out, dropping = false, window, count = 0, synced = true}).

name(Module, Id) -> list_to_atom(atom_to_list(Module) ++ "_" ++ atom_to_list(Id)).

start(Id, Name, Options) ->
    gen_server:start({local, Name}, ?MODULE, {Id, Name, Options}, []).

%% For a process that is there already.
become(Id, Name, Options) ->
    {ok, State} = init({Id, Name, Options}),
    gen_server:enter_loop(?MODULE, [], State, {local, Name}).

stop(Name) ->
    case whereis(Name) of
        undefined -> ok;
        Pid ->
            Ref = monitor(process, Pid),
            try gen_server:call(Pid, stop, infinity)
            catch exit:_ -> ok
            end,
            receive {'DOWN', Ref, _, _, _} -> ok end
    end.

%% Options are those of the handler, which the one who logs has at hand.
write(Name, Options, Text) ->
    case whereis(Name) of
        undefined -> ok;
        Pid when Pid =:= self() -> ok;
        Pid ->
            #{sync_mode_qlen := Sync, drop_mode_qlen := Drop} = Options,
            case process_info(Pid, message_queue_len) of
                {_, Length} when Length >= Drop -> gen_server:cast(Pid, dropped);
                {_, Length} when Length >= Sync -> call(Pid, {write, Text});
                _ -> gen_server:cast(Pid, {write, Text})
            end
    end.

call(Pid, Request) ->
    try gen_server:call(Pid, Request, infinity)
    catch exit:_ -> ok
    end.

filesync(Name) -> gen_server:call(Name, filesync, infinity).
set_options(Name, Options) -> gen_server:call(Name, {set_options, Options}, infinity).
info(Name) -> gen_server:call(Name, info, infinity).
reset(Name) -> gen_server:call(Name, reset, infinity).

%%% Options

check_options(Options) ->
    case [Item || Item <- lists:sort(maps:to_list(Options)), not is_valid(Item)] of
        [] ->
            Limits = [sync_mode_qlen, drop_mode_qlen, flush_qlen],
            #{sync_mode_qlen := Sync, drop_mode_qlen := Drop, flush_qlen := Flush} =
                maps:merge(logger_config:overload_options(), Options),
            case Sync =< Drop andalso Drop =< Flush andalso Drop > 1 of
                true -> ok;
                false -> {error, {invalid_olp_levels, maps:with(Limits, Options)}}
            end;
        [{Key, Value} | _] -> {error, {invalid_olp_config, #{Key => Value}}}
    end.

is_valid({burst_limit_enable, Flag}) -> is_boolean(Flag);
is_valid({overload_kill_enable, Flag}) -> is_boolean(Flag);
is_valid({overload_kill_restart_after, infinity}) -> true;
is_valid({sync_mode_qlen, N}) -> is_integer(N) andalso N >= 0;
is_valid({Key, N}) ->
    maps:is_key(Key, logger_config:overload_options()) andalso is_integer(N) andalso N >= 0.

%%% The process

init({Id, Name, Options}) ->
    process_flag(trap_exit, true),
    case logger_std_h_output:open(Options#{id => Id}) of
        {ok, Out} ->
            State = #state{id = Id, name = Name, options = Options, out = Out},
            {ok, sync_later(State)};
        {error, Reason} -> {error, Reason}
    end.

handle_call({write, Text}, _From, State) ->
    written(Text, State, fun(New) -> {reply, ok, New} end);
handle_call(filesync, _From, #state{out = Out} = State) ->
    {reply, ok, State#state{out = logger_std_h_output:sync(Out), synced = true}};
handle_call({set_options, Options}, _From, #state{out = Out} = State) ->
    {reply, ok, State#state{options = Options, out = logger_std_h_output:change(Options, Out)}};
handle_call(info, _From, #state{id = Id, options = Options} = State) ->
    {reply, maps:merge(Options#{id => Id}, log_state(Options)), State};
handle_call(reset, _From, State) ->
    {reply, ok, State#state{window = undefined, count = 0, dropping = false}};
handle_call(stop, _From, State) ->
    {stop, normal, ok, State};
handle_call(_, _From, State) ->
    {reply, {error, unknown_request}, State}.

handle_cast({write, Text}, State) -> written(Text, State, fun(New) -> {noreply, New} end);
handle_cast(dropped, #state{dropping = false} = State) ->
    {noreply, notify("Handler ~p switched from ~p to ~p mode", [State#state.id, async, drop],
                     State#state{dropping = true})};
handle_cast(_, State) -> {noreply, State}.

handle_info(filesync, #state{synced = true} = State) -> {noreply, sync_later(State)};
handle_info(filesync, #state{out = Out} = State) ->
    {noreply, sync_later(State#state{out = logger_std_h_output:sync(Out), synced = true})};
handle_info(Message, #state{out = Out} = State) ->
    {noreply, State#state{out = logger_std_h_output:message(Message, Out)}}.

terminate(_Reason, #state{out = Out}) ->
    logger_std_h_output:close(Out).

%% What the handler of this process is, and what it writes to.
log_state(#{type := Type} = Options) when Type =:= wrap; Type =:= halt ->
    Log = maps:with([type, file, max_no_bytes, max_no_files], Options),
    #{module => logger_disk_log_h, log_state => #{log_opts => Log}};
log_state(Options) ->
    Others = [filesync_repeat_interval | maps:keys(logger_config:overload_options())],
    #{module => logger_std_h,
      log_state => (maps:without(Others, Options))#{file_ctrl_pid => self()}}.

sync_later(#state{options = #{filesync_repeat_interval := Millis}} = State)
  when is_integer(Millis) ->
    erlang:send_after(Millis, self(), filesync),
    State;
sync_later(State) ->
    State.

%%% Writing, within limits

written(Text, #state{options = Options} = State, Go) ->
    {_, Length} = process_info(self(), message_queue_len),
    case load(Length, Options) of
        kill ->
            restart_later(State),
            {stop, {shutdown, {overloaded, Length, memory()}}, State};
        flush ->
            N = flush(0),
            Go(notify("Handler ~p flushed ~w log events", [State#state.id, N], State));
        ok ->
            {MayWrite, New} = within_burst(State),
            Go(calm(Length, case MayWrite of
                                true -> output(Text, New);
                                false -> New
                            end))
    end.

load(Length, #{overload_kill_enable := true, overload_kill_qlen := Limit,
               overload_kill_mem_size := Size} = Options) ->
    case Length > Limit orelse memory() > Size of
        true -> kill;
        false -> load(Length, Options#{overload_kill_enable := false})
    end;
load(Length, #{flush_qlen := Limit}) when Length >= Limit -> flush;
load(_Length, _Options) -> ok.

memory() -> element(2, process_info(self(), memory)).

%% Everything is thrown away but requests other than texts; who waits for one is told it is written.
flush(N) ->
    receive
        {'$gen_cast', {write, _}} -> flush(N + 1);
        {'$gen_cast', dropped} -> flush(N);
        {'$gen_call', From, {write, _}} ->
            gen_server:reply(From, ok),
            flush(N + 1)
    after 0 ->
        N
    end.

within_burst(#state{options = #{burst_limit_enable := false}} = State) ->
    {true, State};
within_burst(#state{window = Start, count = Count,
                    options = #{burst_limit_max_count := Max,
                                burst_limit_window_time := Time}} = State) ->
    Now = erlang:monotonic_time(millisecond),
    case Start =/= undefined andalso Now - Start =< Time of
        true -> {Count < Max, State#state{count = Count + 1}};
        false when Start =:= undefined -> {true, State#state{window = Now, count = 1}};
        false -> {true, State#state{window = Now, count = 0}}
    end.

calm(Length, #state{dropping = true, id = Id, options = #{sync_mode_qlen := Sync}} = State)
  when Length < Sync ->
    notify("Handler ~p switched from ~p to ~p mode", [Id, drop, async],
           State#state{dropping = false});
calm(_Length, State) ->
    State.

output(Text, #state{out = Out} = State) ->
    State#state{out = logger_std_h_output:write(Text, Out), synced = false}.

%% A note of the handler's own, in the form that its formatter gives.
notify(Format, Args, #state{id = Id} = State) ->
    Event = #{level => notice, msg => {Format, Args}, meta => #{time => logger:timestamp()}},
    Formatter = case logger_config:handler(Id) of
                    {ok, #{formatter := Chosen}} -> Chosen;
                    _ -> {logger_formatter, #{}}
                end,
    output(logger_std_h:text(Event, Formatter), State).

%% The handler is taken out now, and put in again when it has had its rest.
restart_later(#state{id = Id, options = #{overload_kill_restart_after := Rest}}) ->
    case logger_config:handler(Id) of
        {ok, #{module := Module} = Config} ->
            spawn(fun() ->
                          logger:remove_handler(Id),
                          case Rest of
                              infinity -> ok;
                              _ ->
                                  timer:sleep(Rest),
                                  logger:add_handler(Id, Module, maps:without([id, module], Config))
                          end
                  end);
        _ -> ok
    end.
