%% The text of the reports that behaviours log about themselves.
%%
%% A report is written as a list of parts, which are fragments of a format and {term, Term}; how terms are printed
%% (depth, characters, one line or many) is what the log handler's formatter asks for.
-module(gen_report).

-export([format_log/2, format_log/3, as_format/2, config/1, no_handle_info/3]).
-export([client/1, client_parts/2, fix_undef/1, label/3, is_silent/2]).

%% What a behaviour's format_log/1 and format_log/2 return; Parts(Report, Config) makes the parts of its report.
format_log(Report, Parts) ->
    as_format(Parts(Report, config(#{})), fun io_lib:limit_term/2).

format_log(Report, Config0, Parts) ->
    Config = config(Config0),
    format(Parts(Report, Config), Config).

%% A callback module was sent a message, and has no handle_info/2.
no_handle_info(Behaviour, Module, Msg) ->
    logger:log(warning,
               #{label => {Behaviour, no_handle_info}, module => Module, message => Msg},
               #{domain => [otp],
                 mfa => told_by(Behaviour),
                 report_cb => fun Behaviour:format_log/2,
                 error_logger => #{tag => warning_msg, report_cb => fun Behaviour:format_log/1}}).

told_by(gen_event) -> {gen_event, server_update, 4};
told_by(gen_server) -> {gen_server, try_handle_info, 3};
told_by(gen_fsm) -> {gen_fsm, handle_msg, 8}.

config(Config) ->
    maps:merge(#{chars_limit => unlimited, depth => unlimited, single_line => false,
                 encoding => utf8},
               Config).

format(Parts, Config) ->
    {Formats, Args} = lists:unzip([part(Part, Config) || Part <- lists:flatten([Parts])]),
    case Config of
        #{chars_limit := Limit} when is_integer(Limit) ->
            io_lib:format(lists:append(Formats), lists:append(Args), [{chars_limit, Limit}]);
        _ ->
            io_lib:format(lists:append(Formats), lists:append(Args))
    end.

%% The same as a format and its arguments, cut by Limit to the depth that error_logger has.
as_format(Parts, Limit) ->
    Depth = error_logger:get_format_depth(),
    Config = config(#{depth => Depth}),
    {Formats, Args} = lists:unzip([part(limited(Part, Depth, Limit), Config)
                                   || Part <- lists:flatten([Parts])]),
    {lists:append(Formats), lists:append(Args)}.

limited({each, Terms}, Depth, Limit) when is_integer(Depth) ->
    {each, [Limit(Term, Depth) || Term <- Terms]};
limited({Kind, Term}, Depth, Limit) when is_integer(Depth), Kind =/= text ->
    {Kind, Limit(Term, Depth)};
limited(Part, _Depth, _Limit) -> Part.

part({write, Term}, _Config) -> {"~w", [Term]};
part({each, Terms}, Config) -> part({term, Terms}, Config);
part({plain, Term}, _Config) -> {"~p", [Term]};
part({text, Text}, _Config) -> {"~ts", [Text]};
part({term, Term}, #{depth := unlimited} = Config) -> {directive("p", Config), [Term]};
part({term, Term}, #{depth := Depth} = Config) -> {directive("P", Config), [Term, Depth]};
part(Character, _Config) when is_integer(Character) -> {[Character], []}.

directive(P, Config) ->
    Width = case Config of #{single_line := true} -> "0"; _ -> "" end,
    Modifier = case Config of #{encoding := latin1} -> ""; _ -> "t" end,
    "~" ++ Width ++ Modifier ++ P.

%% Ends that nobody needs to hear of.
is_silent(exit, normal) -> true;
is_silent(exit, shutdown) -> true;
is_silent(exit, {shutdown, _}) -> true;
is_silent(_, _) -> false.

%% A label set by proc_lib:set_label/1 is shown only when there is one.
label(_Before, undefined, _After) -> [];
label(Before, Label, After) -> [Before, {term, Label}, After].

%% What the client that waits for an answer is doing.
client(undefined) ->
    undefined;
client({From, _Tag}) ->
    client(From);
client(From) when is_pid(From), node(From) =/= node() ->
    {From, remote};
client(From) when is_pid(From) ->
    case process_info(From, [current_stacktrace, registered_name]) of
        undefined -> {From, dead};
        [{_, Stack}, {_, []}] -> {From, {From, Stack}};
        [{_, Stack}, {_, Name}] -> {From, {Name, Stack}}
    end;
client(_) ->
    undefined.

client_parts(undefined, _) -> [];
client_parts({From, dead}, #{single_line := true}) ->
    [" Client ", {plain, From}, " is dead."];
client_parts({From, remote}, #{single_line := true}) ->
    [" Client ", {plain, From}, " is remote on node ", {plain, node(From)}, "."];
client_parts({_, {Name, Stack}}, #{single_line := true}) ->
    [" Client ", {term, Name}, " stacktrace: ", {term, lists:sublist(Stack, 4)}, "."];
client_parts({From, dead}, _) -> ["** Client ", {plain, From}, " is dead~n"];
client_parts({From, remote}, _) ->
    ["** Client ", {plain, From}, " is remote on node ", {plain, node(From)}, "~n"];
client_parts({_, {Name, Stack}}, _) ->
    ["** Client ", {term, Name}, " stacktrace~n** ", {term, Stack}, "~n"].

%% `undef' is said more plainly: is the module missing, or only the function?
fix_undef({undef, [{M, F, Args, _} | _] = Stack} = Reason) ->
    case code:is_loaded(M) of
        false ->
            {'module could not be loaded', Stack};
        _ ->
            Arity = if is_list(Args) -> length(Args); true -> Args end,
            case erlang:function_exported(M, F, Arity) of
                true -> Reason;
                false -> {'function not exported', Stack}
            end
    end;
fix_undef(Reason) ->
    Reason.
