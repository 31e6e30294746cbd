%% The standard handler: writes events to the console, or to a file.
%%
%% The console is the process `user'. The one who logs makes the text and goes on; the process
%% logger_std_h_default writes it. When that has much to do, the one who logs waits.
-module(logger_std_h).

-export([log/2, adding_handler/1, removing_handler/1, filesync/1, loop/0]).

-define(WRITER, logger_std_h_default).
-define(SYNC_MODE_QLEN, 10).

adding_handler(#{id := Id} = Handler) ->
    case file_name(Id, maps:get(config, Handler, #{})) of
        {error, _} = Error -> Error;
        Config -> {ok, Handler#{config => complete(Config)}}
    end.

file_name(_Id, #{type := Type} = Config) when Type =:= standard_io; Type =:= standard_error ->
    Config;
file_name(_Id, #{type := {device, _}} = Config) -> Config;
file_name(_Id, #{type := {file, Name}} = Config) -> Config#{type := file, file => Name};
file_name(_Id, #{type := {file, Name, _Modes}} = Config) -> Config#{type := file, file => Name};
file_name(Id, #{type := file} = Config) -> maps:merge(#{file => atom_to_list(Id)}, Config);
file_name(_Id, #{type := Type}) ->
    {error, {invalid_config, logger_std_h, #{type => Type}}};
file_name(_Id, #{file := _} = Config) -> Config#{type => file};
file_name(_Id, Config) -> Config#{type => standard_io}.

complete(Config) ->
    maps:merge(#{burst_limit_enable => true, burst_limit_max_count => 500,
                 burst_limit_window_time => 1000, drop_mode_qlen => 200, flush_qlen => 1000,
                 sync_mode_qlen => 10, overload_kill_enable => false,
                 overload_kill_mem_size => 3000000, overload_kill_qlen => 20000,
                 overload_kill_restart_after => 5000, filesync_repeat_interval => no_repeat},
               Config).

removing_handler(_Handler) -> ok.

filesync(_Id) ->
    write_and_wait(undefined, <<>>).

log(Event, #{formatter := {Formatter, FormatterConfig}} = Handler) ->
    Text = Formatter:format(Event, FormatterConfig),
    case unicode:characters_to_binary(Text) of
        Binary when is_binary(Binary) -> write(maps:get(config, Handler, #{}), Binary);
        _ -> write(maps:get(config, Handler, #{}), list_to_binary(io_lib:format("~tp~n", [Text])))
    end.

write(#{type := file, file := Name}, Text) ->
    file:write_file(Name, Text, [append]);
write(#{type := standard_error}, Text) -> write_to(standard_error, Text);
write(#{type := {device, Device}}, Text) -> write_to(Device, Text);
write(_, Text) -> write_to(console(), Text).

console() ->
    case whereis(user) of
        undefined -> standard_error;
        User -> User
    end.

%% The process `logger' has nothing better to do, and writes itself.
write_to(Device, Text) ->
    Self = self(),
    case whereis(logger) =/= Self andalso whereis(?WRITER) of
        Writer when is_pid(Writer), Writer =/= Self ->
            case process_info(Writer, message_queue_len) of
                {_, Length} when Length > ?SYNC_MODE_QLEN -> write_and_wait(Device, Text);
                _ -> Writer ! {write, Device, Text}, ok
            end;
        _ ->
            io:request(Device, {put_chars, unicode, Text})
    end.

write_and_wait(Device, Text) ->
    Writer = whereis(?WRITER),
    Ref = monitor(process, Writer),
    Writer ! {write, Device, Text, self(), Ref},
    receive
        {Ref, written} -> demonitor(Ref, [flush]), ok;
        {'DOWN', Ref, _, _, _} -> ok
    end.

%%% The process that writes

loop() ->
    receive
        {write, Device, Text} ->
            io:request(Device, {put_chars, unicode, Text}),
            loop();
        {write, Device, Text, From, Ref} ->
            io:request(Device, {put_chars, unicode, Text}),
            From ! {Ref, written},
            loop();
        _ ->
            loop()
    end.
