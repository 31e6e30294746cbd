%% The standard handler: writes events to the console, or to a file that may be rotated.
%%
%% The one who logs makes the text and goes on; a process writes it: logger_std_h_Id, for the handler
%% Id. That of the default handler is there from the beginning.
-module(logger_std_h).

-export([log/2, adding_handler/1, changing_config/3, removing_handler/1, filter_config/1,
         filesync/1, loop/0, text/2]).

-moduledoc """
The handler that writes to the terminal or to a file. Its configuration has `type`, `file`,
`modes`, `max_no_bytes`, `max_no_files`, `compress_on_rotate`, `filesync_repeat_interval` and the
limits against overload.
""".

-define(DEFAULT_NAME, logger_std_h_default).

%%% Callbacks of logger

adding_handler(#{id := Id} = Handler) ->
    case complete(Id, maps:get(config, Handler, #{})) of
        {ok, Config} -> start(Id, Handler#{config => Config});
        Error -> Error
    end.

start(default, #{config := #{type := Type}} = Handler) when Type =/= file ->
    case whereis(?DEFAULT_NAME) of
        undefined -> start_process(default, Handler);
        _ -> {ok, Handler}
    end;
start(Id, Handler) ->
    start_process(Id, Handler).

start_process(Id, #{config := Config} = Handler) ->
    Name = logger_h_server:name(?MODULE, Id),
    logger_h_server:stop(Name),
    case logger_h_server:start(Id, Name, Config) of
        {ok, _} -> {ok, Handler};
        Error -> Error
    end.

%% What it writes to cannot be changed.
changing_config(How, #{id := Id, config := Old}, #{config := Given} = New) ->
    Fixed = maps:with([type, file, modes], Old),
    Base = case How of
               set -> Fixed;
               update -> Old
           end,
    Wanted = maps:merge(Base, normal(maps:remove(olp, Given))),
    case maps:with([type, file, modes], Wanted) of
        Fixed ->
            case complete(Id, Wanted) of
                {ok, Config} ->
                    logger_h_server:set_options(logger_h_server:name(?MODULE, Id), Config),
                    {ok, New#{config => Config}};
                Error -> Error
            end;
        Other ->
            {error, {illegal_config_change, ?MODULE, Fixed, Other}}
    end;
changing_config(How, Old, New) ->
    changing_config(How, Old, New#{config => #{}}).

removing_handler(#{id := Id}) ->
    logger_h_server:stop(logger_h_server:name(?MODULE, Id)).

filter_config(#{config := Config} = Handler) -> Handler#{config => maps:remove(olp, Config)};
filter_config(Handler) -> Handler.

-doc "Has what was logged written to the device.".
filesync(Id) when is_atom(Id) ->
    try logger_h_server:filesync(logger_h_server:name(?MODULE, Id))
    catch exit:_ -> {error, handler_busy}
    end;
filesync(Id) -> {error, {badarg, {filesync, [Id]}}}.

%% The process `logger' must not wait for one that may wait for it, and writes itself.
log(Event, #{id := Id, formatter := Formatter, config := #{type := Type} = Options}) ->
    Text = text(Event, Formatter),
    case whereis(logger) of
        Self when Self =:= self(), Type =/= file ->
            logger_std_h_output:write(Text, element(2, logger_std_h_output:open(Options)));
        _ ->
            Name = logger_h_server:name(?MODULE, Id),
            case whereis(Name) of
                undefined when Id =:= default, Type =/= file ->
                    logger_std_h_output:write(Text, element(2, logger_std_h_output:open(Options)));
                _ -> logger_h_server:write(Name, Options, Text)
            end
    end,
    ok.

%% A formatter that fails does not keep the event from being seen.
text(Event, {Module, Config}) ->
    try Module:format(Event, Config) of
        Text -> encoded(Text)
    catch
        _:_ -> plain(Event, {"FORMATTER CRASH: ~tp", [maps:get(msg, Event)]})
    end.

encoded(Text) ->
    try unicode:characters_to_binary(Text) of
        Encoded when is_binary(Encoded) -> Encoded;
        _ -> faulty()
    catch
        _:_ -> faulty()
    end.

faulty() -> <<"FORMATTER ERROR: bad return value\n">>.

plain(Event, Msg) ->
    unicode:characters_to_binary(logger_formatter:format(Event#{msg := Msg}, #{})).

%% What the default handler's process becomes with its first message.
loop() ->
    Options = case logger_config:handler(default) of
                  {ok, #{module := ?MODULE, config := #{type := Type} = Config}} when Type =/= file ->
                      Config;
                  _ -> element(2, complete(default, #{type => standard_io}))
              end,
    logger_h_server:become(default, ?DEFAULT_NAME, Options).

%%% Configuration

%% {type, {file, Name}} and {type, {file, Name, Modes}} are older forms.
normal(#{type := {file, Name}} = Config) -> normal(Config#{type := file, file => Name});
normal(#{type := {file, Name, Modes}} = Config) ->
    normal(Config#{type := file, file => Name, modes => Modes});
normal(#{file := Name} = Config) ->
    maps:merge(#{type => file}, Config#{file := absolute(Name)});
normal(Config) -> Config.

absolute(Name) ->
    try filename:absname(Name)
    catch _:_ -> Name
    end.

complete(Id, Given) ->
    Config0 = maps:merge(#{type => standard_io}, normal(Given)),
    Config = maps:merge(defaults(Id, Config0), Config0),
    Own = maps:without(maps:keys(logger_config:overload_options()), Config),
    case [Item || Item <- lists:sort(maps:to_list(Own)), not is_valid(Item, Config)] of
        [] -> with_overload(Config);
        [{Key, Value} | _] -> {error, {invalid_config, ?MODULE, #{Key => Value}}}
    end.

with_overload(Config) ->
    Keys = maps:keys(logger_config:overload_options()),
    Full = fixed_modes(maps:merge(logger_config:overload_options(), Config)),
    case logger_h_server:check_options(maps:with(Keys, Full)) of
        ok -> {ok, Full};
        {error, {invalid_olp_levels, _}} = Error -> Error;
        {error, {invalid_olp_config, Item}} -> {error, {invalid_olp_config, Item}}
    end.

defaults(Id, #{type := file}) ->
    #{file => absolute(atom_to_list(Id)), modes => [raw, append], file_check => 0,
      max_no_bytes => infinity, max_no_files => 0, compress_on_rotate => false,
      filesync_repeat_interval => 5000};
defaults(_Id, _Config) -> #{filesync_repeat_interval => no_repeat}.

fixed_modes(#{modes := Modes0} = Config) ->
    Modes1 = case [Mode || Mode <- Modes0, lists:member(Mode, [write, append, exclusive])] of
                 [] -> [append | Modes0];
                 _ -> Modes0
             end,
    Modes2 = case lists:member(raw, Modes1) of
                 true -> Modes1;
                 false -> [raw | Modes1]
             end,
    Delayed = [Mode || Mode <- Modes2,
                       Mode =:= delayed_write orelse element(1, Mode) =:= delayed_write],
    Config#{modes := case Delayed of
                         [] -> [delayed_write | Modes2];
                         _ -> Modes2
                     end};
fixed_modes(Config) -> Config#{filesync_repeat_interval => no_repeat}.

is_valid({type, Type}, _) when Type =:= standard_io; Type =:= standard_error; Type =:= file -> true;
is_valid({type, {device, _}}, _) -> true;
is_valid({filesync_repeat_interval, Time}, _) ->
    Time =:= no_repeat orelse is_integer(Time) andalso Time > 0;
is_valid({file, Name}, #{type := file}) -> is_list(Name);
is_valid({modes, Modes}, #{type := file}) -> is_list(Modes);
is_valid({max_no_bytes, Size}, #{type := file}) ->
    Size =:= infinity orelse is_integer(Size) andalso Size > 0;
is_valid({max_no_files, N}, #{type := file}) -> is_integer(N) andalso N >= 0;
is_valid({compress_on_rotate, Flag}, #{type := file}) -> is_boolean(Flag);
is_valid({file_check, Time}, #{type := file}) -> is_integer(Time) andalso Time >= 0;
is_valid(_, _) -> false.
