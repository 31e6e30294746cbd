%% The handler that writes events to a log of disk_log, whose name is that of the handler.
%%
%% OTP: logger_disk_log_h
-module(logger_disk_log_h).
-moduledoc """
A handler for `logger` that writes events to a disk log.

Its configuration, in `config`: `file`, `type` (`wrap` or `halt`), `max_no_files`, `max_no_bytes`,
`filesync_repeat_interval`, and the limits that all handlers have. Where it writes to cannot be changed
while it is there.
""".

-export([log/2, adding_handler/1, changing_config/3, removing_handler/1, filter_config/1, filesync/1]).
-export([open/1, write/2, sync/1, close/1, handle_info/3]).

-define(FIXED, [type, file, max_no_files, max_no_bytes]).

%% An open log: what was told last about writing, about syncing and by the log itself.
-record(log, {name, options, written = ok, synced = ok, status = ok}).

%%% Callbacks of logger

-doc false.
adding_handler(#{id := Id} = Handler) ->
    case complete(Id, maps:get(config, Handler, #{})) of
        {ok, Config} ->
            Name = logger_h_server:name(?MODULE, Id),
            logger_h_server:stop(Name),
            case logger_h_server:start(Id, Name, Config) of
                {ok, _} -> {ok, Handler#{config => Config}};
                Error -> Error
            end;
        Error -> Error
    end.

-doc false.
changing_config(How, #{id := Id, config := Old}, #{config := Given} = New) ->
    Fixed = maps:with(?FIXED, Old),
    Base = case How of
               set -> Fixed;
               update -> Old
           end,
    Wanted = maps:merge(Base, maps:remove(olp, Given)),
    case maps:with(?FIXED, Wanted) of
        Fixed ->
            case complete(Id, Wanted) of
                {ok, Config} ->
                    logger_h_server:set_options(logger_h_server:name(?MODULE, Id), Config),
                    {ok, New#{config => Config}};
                Error -> Error
            end;
        Other ->
            Differs = [Key || Key <- maps:keys(Other), maps:find(Key, Fixed) =/= maps:find(Key, Other)],
            {error, {illegal_config_change, ?MODULE, maps:with(Differs, Fixed), maps:with(Differs, Other)}}
    end;
changing_config(How, Old, New) ->
    changing_config(How, Old, New#{config => #{}}).

-doc false.
removing_handler(#{id := Id}) -> logger_h_server:stop(logger_h_server:name(?MODULE, Id)).

-doc false.
filter_config(#{config := Config} = Handler) -> Handler#{config => maps:remove(olp, Config)};
filter_config(Handler) -> Handler.

-doc "Write what was logged to the disk.".
filesync(Id) when is_atom(Id) ->
    try logger_h_server:filesync(logger_h_server:name(?MODULE, Id))
    catch exit:_ -> {error, handler_busy}
    end;
filesync(Id) -> {error, {badarg, {filesync, [Id]}}}.

-doc false.
log(#{meta := #{handler := Id}}, #{id := Id}) -> ok;  % what it has to say of its own log
log(Event, #{id := Id, formatter := Formatter, config := Options}) ->
    Name = logger_h_server:name(?MODULE, Id),
    logger_h_server:write(Name, Options, logger_std_h:text(with_callback(Event), Formatter)),
    ok.

%% A formatter finds what makes text of a report.
with_callback(#{msg := {report, _}, meta := Meta} = Event) when not is_map_key(report_cb, Meta) ->
    Event#{meta := Meta#{report_cb => fun logger:format_otp_report/1}};
with_callback(Event) -> Event.

%%% Configuration

complete(Id, Given) ->
    Config = maps:merge(defaults(Id, maps:get(type, Given, wrap)), Given),
    Own = maps:without(maps:keys(logger_config:overload_options()), Config),
    case [Item || Item <- lists:sort(maps:to_list(Own)), not is_valid(Item)] of
        [] -> with_overload(Config);
        [{Key, Value} | _] -> {error, {invalid_config, ?MODULE, #{Key => Value}}}
    end.

with_overload(Config) ->
    Limits = logger_config:overload_options(),
    Full = maps:merge(Limits, Config),
    case logger_h_server:check_options(maps:with(maps:keys(Limits), Full)) of
        ok -> {ok, Full};
        Error -> Error
    end.

defaults(Id, Type) ->
    {ok, Dir} = file:get_cwd(),
    {Files, Bytes} = case Type of
                         halt -> {undefined, infinity};
                         _ -> {10, 1048576}
                     end,
    #{file => filename:join(Dir, Id), type => Type, max_no_files => Files, max_no_bytes => Bytes,
      filesync_repeat_interval => 5000}.

is_valid({file, File}) -> is_list(File);
is_valid({type, Type}) -> Type =:= wrap orelse Type =:= halt;
is_valid({max_no_files, N}) -> N =:= undefined orelse is_integer(N) andalso N > 0;
is_valid({max_no_bytes, N}) -> N =:= infinity orelse is_integer(N) andalso N > 0;
is_valid({filesync_repeat_interval, Time}) ->
    Time =:= no_repeat orelse is_integer(Time) andalso Time > 0;
is_valid(_) -> false.

%%% The log, in the process of the handler

-doc false.
open(#{id := Name, file := File, type := Type, max_no_bytes := Bytes, max_no_files := Files} = Options) ->
    Size = case Type of
               halt -> Bytes;
               wrap -> {Bytes, Files}
           end,
    case filelib:ensure_dir(File) of
        ok ->
            case disk_log:open([{name, Name}, {file, File}, {size, Size}, {type, Type},
                                {linkto, self()}, {repair, false}, {format, external},
                                {notify, true}, {quiet, true}, {mode, read_write}]) of
                {ok, Name} -> {ok, #log{name = Name, options = maps:with(?FIXED, Options)}};
                Error -> Error
            end;
        Error -> Error
    end.

-doc false.
write(Text, #log{name = Name, written = Last} = Log) ->
    Log#log{written = told({Name, log, Log#log.options}, disk_log:blog(Name, Text), Last)}.

-doc false.
sync(#log{name = Name, synced = Last} = Log) ->
    Log#log{synced = told({Name, filesync, Log#log.options}, disk_log:sync(Name), Last)}.

-doc false.
close(#log{name = Name}) ->
    _ = disk_log:sync(Name),
    _ = disk_log:close(Name),
    ok.

%% What a log tells its owners.
-doc false.
handle_info(_, {disk_log, _, Name, What}, #log{status = Last} = Log)
  when What =:= full; element(1, What) =:= truncated; element(1, What) =:= blocked_log;
       element(1, What) =:= error_status ->
    _ = What =:= Last orelse report(Name, "Handler ~p: disk log ~p: ~p", [Name, Name, What]),
    Log#log{status = What};
handle_info(_, _, Log) -> Log.

report(Name, Format, Args) ->
    logger:log(error, Format, Args, #{domain => [otp, logger], handler => Name}).

%% A fault is told once.
told(_, ok, _) -> ok;
told(_, Same, Same) -> Same;
told(What, Fault, _) ->
    report(element(1, What), "Handler ~p: ~p", [What, Fault]),
    Fault.
