%% The text of an event: a template filled with what the event and its metadata hold.
%%
%% The default handler asks for the legacy header, "=ERROR REPORT==== 22-Nov-2026::09:18:58.294147 ===",
%% and several lines; without its settings an event is one line with an RFC 3339 time.
-module(logger_formatter).

-export([format/2, check_config/1]).

-moduledoc """
Makes text of events. The configuration has `template`, `single_line`, `max_size`, `depth`,
`chars_limit`, `time_designator`, `time_offset`, `report_cb`, `legacy_header`.
""".

-doc "The text of an event.".
format(#{level := Level, msg := Msg, meta := Meta0}, Given) when is_map(Given) ->
    Config = with_defaults(Given),
    Meta = add_header(Level, Meta0, Config),
    Template = chosen(maps:get(template, Config), Meta),
    MsgConfig = left_for_msg(Template, Level, Meta, Config),
    cut([case Part of
             msg -> msg(Msg, Meta, MsgConfig);
             _ -> part(Part, Level, Meta, Config)
         end || Part <- Template],
        maps:get(max_size, Config)).

%% The message may have as many characters as the rest leaves to it.
left_for_msg(_Template, _Level, _Meta, #{chars_limit := unlimited} = Config) -> Config;
left_for_msg(Template, Level, Meta, #{chars_limit := Limit} = Config) ->
    Rest = [part(Part, Level, Meta, Config) || Part <- Template, Part =/= msg],
    Config#{chars_limit := max(0, Limit - string:length(Rest))}.

with_defaults(Given) ->
    Config = maps:merge(#{chars_limit => unlimited, depth => error_logger:get_format_depth(),
                          max_size => unlimited, legacy_header => false,
                          error_logger_notice_header => info, single_line => true,
                          time_designator => $T, time_offset => default_offset()},
                        Given),
    maps:merge(#{template => default_template(Config)}, Config).

%% Local time, or UTC if sasl or stdlib is told so.
default_offset() ->
    case application:get_env(sasl, utc_log, application:get_env(stdlib, utc_log, false)) of
        true -> "Z";
        _ -> ""
    end.

default_template(#{legacy_header := true}) -> [[logger_formatter, header], "\n", msg, "\n"];
default_template(#{single_line := true}) -> [time, " ", level, ": ", msg, "\n"];
default_template(_) -> [time, " ", level, ":\n", msg, "\n"].

%% {Key, IfThere, IfNot} in a template becomes one of the two.
chosen(Template, Meta) ->
    lists:flatmap(fun({Key, There, Not}) ->
                          case value(Key, Meta) of
                              {ok, _} -> chosen(There, Meta);
                              error -> chosen(Not, Meta)
                          end;
                     (Part) -> [Part]
                  end, Template).

msg(Msg, Meta, #{single_line := true} = Config) -> one_line(message(Msg, Meta, Config));
msg(Msg, Meta, Config) -> message(Msg, Meta, Config).

part(level, Level, _Meta, _Config) -> atom_to_list(Level);
part(Key, _Level, Meta, Config) when is_atom(Key); is_atom(hd(Key)) ->
    case value(Key, Meta) of
        {ok, Value} -> value_text(Key, Value, Config);
        error -> ""
    end;
part(Text, _Level, _Meta, _Config) -> Text.

%% A list of keys goes into nested maps.
value(Key, Meta) when is_map_key(Key, Meta) -> {ok, map_get(Key, Meta)};
value([Key | Keys], Meta) when is_map_key(Key, Meta) -> value(Keys, map_get(Key, Meta));
value([], Value) -> {ok, Value};
value(_, _) -> error.

value_text(time, Time, #{time_offset := Offset, time_designator := Designator}) ->
    calendar:system_time_to_rfc3339(Time, [{unit, microsecond}, {offset, Offset},
                                           {time_designator, Designator}]);
value_text(mfa, {M, F, Args}, _Config) when is_list(Args) ->
    io_lib:format("~tw:~tw/~w", [M, F, length(Args)]);
value_text(mfa, {M, F, A}, _Config) -> io_lib:format("~tw:~tw/~w", [M, F, A]);
value_text(_, Value, _Config) when is_atom(Value) -> atom_to_list(Value);
value_text(_, Value, _Config) when is_integer(Value) -> integer_to_list(Value);
value_text(_, Value, _Config) when is_pid(Value) -> pid_to_list(Value);
value_text(_, Value, _Config) when is_reference(Value) -> ref_to_list(Value);
value_text(_, [_ | _] = Value, Config) ->
    try io_lib:printable_list(lists:flatten(Value)) of
        true -> Value;
        false -> io_lib:format(directive(Config), [Value])
    catch
        _:_ -> io_lib:format(directive(Config), [Value])
    end;
value_text(_, Value, Config) -> io_lib:format(directive(Config), [Value]).

directive(#{single_line := true}) -> "~0tp";
directive(_) -> "~tp".

%%% The header of old

add_header(Level, #{time := Time} = Meta, #{legacy_header := true} = Config) ->
    Ours = maps:get(logger_formatter, Meta, #{}),
    Title = maps:get(title, Ours, title(Level, Meta, Config)),
    Header = [$=, Title, "==== ", header_time(Time, Config), " ==="],
    Meta#{logger_formatter => Ours#{header => lists:flatten(Header)}};
add_header(_Level, Meta, _Config) ->
    Meta.

%% error_logger:info_msg logs a notice, and is shown as it always was.
title(notice, #{error_logger := _}, #{error_logger_notice_header := Level}) ->
    title(Level);
title(Level, _Meta, _Config) ->
    title(Level).

title(Level) ->
    [Letter - $a + $A || Letter <- atom_to_list(Level)] ++ " REPORT".

header_time(Time, #{time_offset := Offset}) ->
    Universal = erlang:posixtime_to_universaltime(Time div 1000000),
    IsUtc = is_utc(Offset),
    {{Year, Month, Day}, {Hour, Minute, Second}} =
        case IsUtc of
            true -> Universal;
            false -> erlang:universaltime_to_localtime(Universal)
        end,
    io_lib:format("~w-~s-~4w::~2..0w:~2..0w:~2..0w.~6..0w~s",
                  [Day, month(Month), Year, Hour, Minute, Second, Time rem 1000000,
                   case IsUtc of true -> " UTC"; false -> "" end]).

is_utc(0) -> true;
is_utc([Z]) when Z =:= $z; Z =:= $Z -> true;
is_utc([Sign | Rest]) when Sign =:= $+; Sign =:= $- -> lists:all(fun(C) -> C =:= $0 orelse C =:= $: end, Rest);
is_utc(_) -> false.

month(Month) ->
    element(Month, {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}).

%%% The message

message({string, Text}, _Meta, Config) ->
    format_text("~ts", [Text], Config);
message({report, Report}, Meta, Config) ->
    Callback = case {Config, Meta} of
                   {#{report_cb := Fun}, _} -> Fun;
                   {_, #{report_cb := Fun}} -> Fun;
                   _ -> fun logger:format_report/1
               end,
    report_text(Callback, Report, Config);
message({Format, Args}, _Meta, Config) ->
    format_text(Format, Args, Config).

report_text(Callback, Report, Config) when is_function(Callback, 2) ->
    P = directive(Config),
    try Callback(Report, maps:with([depth, chars_limit, single_line], Config)) of
        Text ->
            case is_text(Text) of
                true -> Text;
                false -> format_text("REPORT_CB/2 ERROR: " ++ P ++ "; Returned: " ++ P,
                                     [Report, Text], Config)
            end
    catch
        Class:Reason:Stack ->
            failed("REPORT_CB/2 CRASH: ", Report, {Class, Reason, Stack}, Config)
    end;
report_text(Callback, Report, Config) ->
    P = directive(Config),
    try Callback(Report) of
        {Format, Args} when is_list(Format), is_list(Args) ->
            format_text(Format, Args, Config);
        Other ->
            format_text("REPORT_CB/1 ERROR: " ++ P ++ "; Returned: " ++ P, [Report, Other], Config)
    catch
        Class:Reason:Stack ->
            failed("REPORT_CB/1 CRASH: ", Report, {Class, Reason, Stack}, Config)
    end.

failed(Title, Report, {Class, Reason, Stack}, Config) ->
    P = directive(Config),
    Why = {Class, Reason, logger:filter_stacktrace(logger_formatter, Stack)},
    format_text(Title ++ P ++ "; Reason: " ++ P, [Report, Why], Config).

is_text(Text) ->
    try unicode:characters_to_binary(Text) of
        Binary -> is_binary(Binary)
    catch
        _:_ -> false
    end.

format_text(Format, Args, Config) ->
    try
        build(Format, Args, Config)
    catch
        _:_ ->
            P = directive(Config),
            io_lib:format("FORMAT ERROR: " ++ P ++ " - " ++ P, [Format, Args])
    end.

build(Format, Args, #{single_line := false, depth := unlimited, chars_limit := unlimited}) ->
    io_lib:format(Format, Args);
build(Format, Args, Config) ->
    Parts = [adapt(Part, Config) || Part <- io_lib:scan_format(Format, Args)],
    case Config of
        #{chars_limit := Limit} when is_integer(Limit) ->
            io_lib:build_text(Parts, [{chars_limit, Limit}]);
        _ ->
            io_lib:build_text(Parts)
    end.

%% ~p without line breaks, and ~p and ~w with a depth.
adapt(#{control_char := C} = Part, #{single_line := true} = Config) when C =:= $p; C =:= $P ->
    limit(Part#{width => 0}, Config);
adapt(#{control_char := _} = Part, Config) ->
    limit(Part, Config);
adapt(Part, _Config) ->
    Part.

limit(#{control_char := C, args := Args} = Part, #{depth := Depth})
  when is_integer(Depth), C =:= $p orelse C =:= $w ->
    Part#{control_char := C - 32, args := Args ++ [Depth]};
limit(Part, _Config) ->
    Part.

%% Line breaks between the parts of a message become commas.
one_line(Text) ->
    joined(string:trim(unicode:characters_to_list(Text), both, " \r\n")).

joined([$,, $\r, $\n | Rest]) -> ", " ++ joined(after_spaces(Rest));
joined([$,, $\n | Rest]) -> ", " ++ joined(after_spaces(Rest));
joined([$\r, $\n | Rest]) -> ", " ++ joined(after_spaces(Rest));
joined([$\n | Rest]) -> ", " ++ joined(after_spaces(Rest));
joined([Character | Rest]) -> [Character | joined(Rest)];
joined([]) -> [].

after_spaces([$\s | Rest]) -> after_spaces(Rest);
after_spaces(Rest) -> Rest.

cut(Parts, unlimited) -> Parts;
cut(Parts, Size) ->
    Text = unicode:characters_to_list(Parts),
    case length(Text) > Size of
        false -> Text;
        true ->
            case lists:last(Text) of
                $\n -> lists:sublist(Text, Size - 4) ++ "...\n";
                _ -> lists:sublist(Text, Size - 3) ++ "..."
            end
    end.

%%% What may be configured

-doc "Is this configuration right? `ok` or `{error, Reason}`.".
check_config(Config) when is_map(Config) ->
    case [Item || Item <- maps:to_list(Config), not is_valid(Item)] of
        [] -> ok;
        [{template, Template} | _] ->
            {error, {invalid_formatter_template, logger_formatter, Template}};
        [Item | _] -> {error, {invalid_formatter_config, logger_formatter, Item}}
    end;
check_config(Config) ->
    {error, {invalid_formatter_config, logger_formatter, Config}}.

is_valid({Key, Limit}) when Key =:= chars_limit; Key =:= depth; Key =:= max_size ->
    Limit =:= unlimited orelse is_integer(Limit) andalso Limit > 0;
is_valid({Key, Flag}) when Key =:= single_line; Key =:= legacy_header -> is_boolean(Flag);
is_valid({error_logger_notice_header, Level}) -> lists:member(Level, [info, notice]);
is_valid({report_cb, Fun}) -> is_function(Fun, 1) orelse is_function(Fun, 2);
is_valid({template, Template}) -> is_template(Template);
is_valid({time_offset, Offset}) -> is_offset(Offset);
is_valid({time_designator, Character}) -> io_lib:printable_latin1_list([Character]);
is_valid(_) -> false.

is_template([Key | Rest]) when is_atom(Key) -> is_template(Rest);
is_template([[Key | _] = Keys | Rest]) when is_atom(Key) ->
    lists:all(fun is_atom/1, Keys) andalso is_template(Rest);
is_template([{Key, There, Not} | Rest]) when is_atom(Key); is_atom(hd(Key)) ->
    is_list(There) andalso is_template(There) andalso is_list(Not) andalso is_template(Not)
        andalso is_template(Rest);
is_template([Text | Rest]) when is_list(Text) ->
    io_lib:printable_unicode_list(Text) andalso is_template(Rest);
is_template(Rest) -> Rest =:= [].

%% "+HH:MM" and "-HH:MM", with one digit or two; "Z"; microseconds as an integer; local time is "".
is_offset(Offset) when is_integer(Offset) -> true;
is_offset(Offset) when Offset =:= ""; Offset =:= "Z"; Offset =:= "z" -> true;
is_offset([Sign | Time]) when Sign =:= $+; Sign =:= $- ->
    case io_lib:printable_latin1_list(Time) andalso string:split(Time, ":") of
        [Hours, Minutes] -> is_number_text(Hours) andalso is_number_text(Minutes);
        _ -> false
    end;
is_offset(_) -> false.

is_number_text(Text) ->
    length(Text) > 0 andalso length(Text) =< 2 andalso
        lists:all(fun(C) -> C >= $0 andalso C =< $9 end, Text).
