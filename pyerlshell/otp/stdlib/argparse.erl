%% Command lines: options, positional arguments and subcommands, described by maps.
%%
%% The parser goes through the arguments with a map of what it knows: the options of the commands seen so far, the
%% positional arguments that are still to come, and the values found. A failure is thrown as
%% {Path, Argument, Value, Details}. argparse_help makes the help text.
%%
%% OTP: argparse
-module(argparse).
-moduledoc "Parsing of command lines: options, arguments, subcommands, and help about them.".
-export([run/3, parse/2, parse/3, help/1, help/2, validate/1, validate/2, format_error/1, format_error/2]).
-export_type([arg_type/0, argument_help/0, argument/0, command/0, handler/0, cmd_path/0, arg_map/0, args/0]).

-type arg_type() :: term().
-type argument_help() :: {unicode:chardata(), [unicode:chardata() | type | default] | fun(() -> unicode:chardata())}.
-type argument() :: #{name := atom() | string() | binary(), atom() => term()}.
-type command() :: #{atom() => term()}.
-type handler() :: term().
-type cmd_path() :: [string()].
-type arg_map() :: #{term() => term()}.
-type args() :: [string() | unicode:chardata()].

-doc "Check a command; the program's name. Fails with what is wrong in it.".
validate(Command) -> validate(Command, #{}).

-doc "As `validate/1`, with the options of `parse/3`.".
validate(Command, Options) ->
    Program = program(Options),
    is_list(Program)
        orelse erlang:error(badarg, [Command, Options], [{error_info, #{cause => #{2 => <<"progname is not valid">>}}}]),
    validate_command([{Program, Command}], prefixes(Options)),
    Program.

-doc "Parse arguments; {ok, values by names, the path of the command, the command}, or {error, Reason}.".
parse(Args, Command) -> parse(Args, Command, #{}).

-doc """
As `parse/2`. Options: `prefixes` (characters that begin options, `[$-]`), `default` (the value of arguments that are not
given), `progname`, and for help `command` and `columns`.
""".
parse(Args, Command, Options) ->
    Program = validate(Command, Options),
    Texts = [unicode:characters_to_list(Arg) || Arg <- Args],
    State = #{prefixes => prefixes(Options), default => maps:find(default, Options), values => #{}, path => [],
              command => Command, pos => [], short => #{}, long => #{}, numbers => true},
    try arguments(Texts, enter(Program, Command, State))
    catch throw:Reason -> {error, Reason}
    end.

-doc "The help text of a command.".
help(Command) -> help(Command, #{}).

-doc "As `help/1`; the option `command` is the path of a subcommand.".
help(Command, Options) ->
    Program = validate(Command, Options),
    argparse_help:text(Program, Command, Options).

-doc "Parse arguments and call the handler of the command; a wrong command line is told, and the node halts.".
run(Args, Command, Options) ->
    try parse(Args, Command, Options) of
        {ok, Values, [_ | Path], Found} ->
            handle(maps:get(handler, Found), Command, Values, Path);
        {error, Reason} ->
            io:format("error: ~ts~n", [format_error(Reason)]),
            io:format("~ts", [help(Command, Options#{command => tl(element(1, Reason))})]),
            erlang:halt(1)
    catch
        error:Reason:Stack ->
            io:format(erl_error:format_exception(error, Reason, Stack)),
            erlang:halt(1)
    end.

handle({Module, Name, Default}, Command, Values, Path) -> apply(Module, Name, in_order(Command, Path, Values, Default));
handle({Module, Name}, _, Values, _) when is_atom(Module), is_atom(Name) -> Module:Name(Values);
handle({Fun, Default}, Command, Values, Path) when is_function(Fun) -> apply(Fun, in_order(Command, Path, Values, Default));
handle(Fun, _, Values, _) when is_function(Fun, 1) -> Fun(Values).

in_order(Command, Path, Values, Default) ->
    Below = fun(Name, {#{commands := Subs}, Seen}) ->
                    Sub = maps:get(Name, Subs),
                    {Sub, Seen ++ own_arguments(Sub)}
            end,
    {_, All} = lists:foldl(Below, {Command, own_arguments(Command)}, Path),
    [maps:get(Name, Values, Default) || #{name := Name} <- All].

own_arguments(Command) -> maps:get(arguments, Command, []).

prefixes(Options) -> maps:from_list([{C, true} || C <- maps:get(prefixes, Options, [$-])]).

program(#{progname := Name}) when is_atom(Name) -> atom_to_list(Name);
program(#{progname := Name}) when is_binary(Name) -> binary_to_list(Name);
program(#{progname := Name}) -> Name;
program(_) ->
    {ok, [[Name]]} = init:get_argument(progname),
    Name.

%% Failures as text

-doc "The text of a reason that `parse/3` gave.".
format_error({Path, undefined, undefined, Details}) ->
    io_lib:format("~ts: ~ts", [words(Path), Details]);
format_error({Path, undefined, Value, Details}) ->
    io_lib:format("~ts: unknown argument: ~ts~ts", [words(Path), Value, Details]);
format_error({Path, #{name := Name}, undefined, Details}) ->
    io_lib:format("~ts: required argument missing: ~ts~ts", [words(Path), Name, Details]);
format_error({Path, #{name := Name}, Value, Details}) ->
    io_lib:format("~ts: invalid argument for ~ts: ~ts ~ts", [words(Path), Name, Value, Details]).

-doc "What is wrong with the description of a command, as `erl_error` asks for it.".
format_error({argparse, Kind, Path, Field, Reason}, [{_, _, [Entity], Info} | _]) ->
    #{cause := Cause} = proplists:get_value(error_info, Info, #{}),
    {General, Where} =
        case Kind of
            command -> {<<"command specification is invalid">>, ""};
            argument -> {"argument specification is invalid",
                         io_lib:format(", argument '~ts'", [maps:get(name, Entity, "")])}
        end,
    Format = case Kind of
                 command -> "command \"~ts\"~ts: invalid field '~ts', reason: ~ts";
                 argument -> "command \"~ts\"~ts, invalid field '~ts': ~ts"
             end,
    Cause#{general => General, 1 => io_lib:format("~tp", [Entity]),
           reason => io_lib:format(Format, [words(Path), Where, Field, Reason])}.

words(Path) -> lists:join(" ", Path).

%% Going through the arguments

%% A subcommand's options join those of the commands above it.
enter(Name, Command, #{path := Path} = State) ->
    lists:foldl(fun known/2, State#{command := Command, path := Path ++ [Name]}, own_arguments(Command)).

known(Arg, #{short := Short, long := Long, pos := Pos} = State) ->
    case {Arg, is_map_key(short, Arg) orelse is_map_key(long, Arg)} of
        {_, false} -> State#{pos := Pos ++ [Arg]};
        {#{short := S, long := L}, _} -> looks(S, L, State#{short := Short#{S => Arg}, long := Long#{L => Arg}});
        {#{short := S}, _} -> looks(S, none, State#{short := Short#{S => Arg}});
        {#{long := L}, _} -> looks(none, L, State#{long := Long#{L => Arg}})
    end.

%% Once an option looks like a number, -1 may be an option.
looks(Short, Long, #{numbers := true, prefixes := #{$- := _}} = State) ->
    State#{numbers := not ((is_integer(Short) andalso Short >= $0 andalso Short =< $9)
                           orelse (is_list(Long) andalso is_number_text(Long)))};
looks(_, _, State) ->
    State.

arguments([[C | Name] = Arg | Rest], #{prefixes := Prefixes} = State) when is_map_key(C, Prefixes) ->
    case option(Name, State) of
        {found, Option} -> take(Option, Rest, State);
        {found, Option, Value} -> take(Option, [Value | Rest], State);
        {flags, Flags} -> arguments([[C, F] || F <- Flags] ++ Rest, State);
        unknown ->
            case C =:= $- andalso maps:get(numbers, State) andalso is_number_text(Name) of
                true -> positional([Arg | Rest], State);
                false -> leftover([Arg | Rest], State)
            end
    end;
arguments([Arg | Rest], #{command := #{commands := Subs}} = State) when is_map_key(Arg, Subs) ->
    arguments(Rest, enter(Arg, maps:get(Arg, Subs), State));
arguments([_ | _] = Args, State) ->
    positional(Args, State);
arguments([], #{command := Command, path := Path} = State) ->
    map_size(maps:get(commands, Command, #{})) > 0 andalso not is_map_key(handler, Command)
        andalso throw({Path, undefined, undefined, <<"subcommand expected">>}),
    #{pos := Pos, short := Short, long := Long, values := Values} = State,
    Asked = [{true, Arg} || Arg <- Pos] ++ [{false, Arg} || Arg <- maps:values(Short) ++ maps:values(Long)],
    {ok, lists:foldl(fun({Needed, Arg}, Known) -> missing(Needed, Arg, Known, State) end, Values, Asked), Path, Command}.

%% `--long`, `--long=Value`, `-f`, `-fValue`, `-abc`.
option(Name, #{long := Long, short := Short}) ->
    case {Long, string:split(Name, "=")} of
        {#{Name := Option}, _} -> {found, Option};
        {_, [Before, Value]} when is_map_key(Before, Long) -> {found, maps:get(Before, Long), Value};
        _ -> flags(Name, Short)
    end.

flags([F], Short) when is_map_key(F, Short) ->
    {found, maps:get(F, Short)};
flags([F | Rest] = Name, Short) when is_map_key(F, Short) ->
    Front = lists:droplast(Name),
    Bundle = lists:all(fun(C) -> is_map_key(C, Short) end, Name)
        andalso not lists:any(fun(C) -> argparse_help:takes_argument(maps:get(C, Short)) end, Front),
    case Bundle of
        true -> {flags, Name};
        false -> {found, maps:get(F, Short), Rest}
    end;
flags(_, _) ->
    unknown.

positional([Arg | _], #{pos := [], path := Path}) -> throw({Path, undefined, Arg, <<>>});
positional(Args, #{pos := [Next | _]} = State) -> take(Next, Args, State).

%% An unknown option may be the beginning of what a positional argument takes all of.
leftover(Args, #{pos := [#{nargs := all} = Arg]} = State) ->
    store([], Args, listed(Arg), State);
leftover(Args, #{pos := [#{required := false} = Arg | Pos], values := Values} = State) ->
    case Arg of
        #{name := Name, default := Default} -> leftover(Args, State#{values := Values#{Name => Default}, pos := Pos});
        #{} -> leftover(Args, State#{pos := Pos})
    end;
leftover([Arg | _], #{path := Path}) ->
    throw({Path, undefined, Arg, <<>>}).

%% The value of an argument that was not given.
missing(_, #{name := Name}, Known, _) when is_map_key(Name, Known) -> Known;
missing(_, #{required := true} = Arg, _, #{path := Path}) -> throw({Path, Arg, undefined, <<>>});
missing(_, #{name := Name, default := Default}, Known, _) -> Known#{Name => Default};
missing(true, Arg, _, #{path := Path}) when not is_map_key(required, Arg) -> throw({Path, Arg, undefined, <<>>});
missing(_, #{name := Name}, Known, #{default := {ok, Default}}) -> Known#{Name => Default};
missing(_, _, Known, _) -> Known.

%% What an argument takes of the rest

take(#{nargs := N} = Arg, Rest, #{path := Path} = State) when is_integer(N) ->
    {Taken, Left} = values(N, Rest, State),
    length(Taken) < N
        andalso throw({Path, Arg, Rest, io_lib:format("expected ~b, found ~b argument(s)", [N, length(Taken)])}),
    store(Left, Taken, listed(Arg), State);
take(#{nargs := all} = Arg, Rest, State) ->
    store([], Rest, listed(Arg), State);
take(#{nargs := Kind} = Arg, Rest, #{path := Path} = State) when Kind =:= list; Kind =:= nonempty_list ->
    {Taken, Left} = values(-1, Rest, State),
    Taken =:= [] andalso Kind =:= nonempty_list andalso throw({Path, Arg, Rest, <<"expected argument">>}),
    store(Left, Taken, listed(Arg), State);
take(#{type := boolean} = Arg, ["true" | Rest], State) -> store(Rest, true, Arg#{type => raw}, State);
take(#{type := boolean} = Arg, ["false" | Rest], State) -> store(Rest, false, Arg#{type => raw}, State);
take(#{type := boolean} = Arg, Rest, State) -> store(Rest, undefined, Arg, State);
take(#{nargs := Maybe} = Arg, Rest, State) ->
    case {values(1, Rest, State), Maybe} of
        {{[Value], Left}, _} -> store(Left, Value, Arg, State);
        {{[], _}, {'maybe', Value}} -> store(Rest, Value, Arg, State);
        {{[], _}, 'maybe'} -> store(Rest, nothing(Arg), Arg#{type => raw}, State)
    end;
take(#{action := count} = Arg, Rest, State) -> store(Rest, undefined, Arg, State);
take(#{action := {Act, _}} = Arg, Rest, State) when Act =:= store; Act =:= append -> store(Rest, undefined, Arg, State);
take(Arg, [[C | _] = Value | Rest], #{prefixes := Prefixes, numbers := Numbers, path := Path} = State)
  when is_map_key(C, Prefixes), is_map_key(short, Arg) orelse is_map_key(long, Arg) ->
    case Numbers andalso is_number_text(Value) of
        true -> store(Rest, Value, Arg, State);
        false -> throw({Path, Arg, undefined, <<"expected argument">>})
    end;
take(Arg, [Value | Rest], State) ->
    store(Rest, Value, Arg, State);
take(Arg, [], #{path := Path}) ->
    throw({Path, Arg, undefined, <<"expected argument">>}).

%% At most N arguments (-1: any number) that are no options.
values(N, Rest, #{prefixes := Prefixes, numbers := Numbers}) ->
    {Front, Behind} = case N < 0 orelse length(Rest) =< N of
                          true -> {Rest, []};
                          false -> lists:split(N, Rest)
                      end,
    {Taken, Stopped} = lists:splitwith(fun([C | _] = Arg) when is_map_key(C, Prefixes) -> Numbers andalso is_number_text(Arg);
                                          (_) -> true
                                       end, Front),
    {Taken, Stopped ++ Behind}.

listed(Arg) -> Arg#{type => {list, maps:get(type, Arg, string)}}.

nothing(#{default := Default}) -> Default;
nothing(#{type := Type}) when is_map_key(Type, #{boolean => 1, integer => 1, float => 1, string => 1, binary => 1}) ->
    maps:get(Type, #{boolean => true, integer => 0, float => 0.0, string => "", binary => <<"">>});
nothing(_) -> undefined.

store(Rest, Given, #{name := Name} = Arg, #{values := Values} = State) ->
    Value = fun() -> convert(maps:get(type, Arg, string), Given, Arg, State) end,
    Before = fun(None) -> maps:get(Name, Values, None) end,
    New = case maps:get(action, Arg, store) of
              {store, Constant} when Given =:= undefined -> Constant;
              {append, Constant} when Given =:= undefined -> Before([]) ++ [Constant];
              append -> Before([]) ++ [Value()];
              extend ->
                  More = Value(),
                  Before([]) ++ More;
              count -> Before(0) + 1;
              _ -> Value()
          end,
    arguments(Rest, passed(Arg, State#{values := Values#{Name => New}})).

%% A positional argument is done with, unless it takes as many as come.
passed(Arg, #{pos := Pos} = State) ->
    Option = is_map_key(short, Arg) orelse is_map_key(long, Arg),
    Lasting = lists:member(maps:get(nargs, Arg, 1), [list, nonempty_list]),
    case Option orelse Lasting of
        true -> State;
        false -> State#{pos := tl(Pos)}
    end.

%% Types

convert({list, Type}, Given, Arg, State) -> [convert(Type, One, Arg, State) || One <- Given];
convert(raw, Given, _, _) -> Given;
convert(string, Given, _, _) -> Given;
convert({string, [First | _] = Choices}, Given, Arg, State) when is_list(First) ->
    one_of(Given, Choices, Given, Arg, State);
convert({string, Re}, Given, Arg, State) -> matching(re:run(Given, Re), Given, Arg, State);
convert({string, Re, Options}, Given, Arg, State) -> matching(re:run(Given, Re, Options), Given, Arg, State);
convert(integer, Given, Arg, State) -> integer(Given, Arg, State);
convert({integer, Limits}, Given, Arg, State) -> limited(integer(Given, Arg, State), Limits, Given, Arg, State);
convert(boolean, "true", _, _) -> true;
convert(boolean, undefined, _, _) -> true;
convert(boolean, "false", _, _) -> false;
convert(boolean, Given, Arg, State) -> refuse(<<"is not a boolean">>, Given, Arg, State);
convert(binary, Given, _, _) -> unicode:characters_to_binary(Given);
convert({binary, [First | _] = Choices}, Given, Arg, State) when is_binary(First) ->
    one_of(unicode:characters_to_binary(Given), Choices, Given, Arg, State);
convert({binary, Re}, Given, Arg, State) ->
    unicode:characters_to_binary(matching(re:run(Given, Re), Given, Arg, State));
convert({binary, Re, Options}, Given, Arg, State) ->
    unicode:characters_to_binary(matching(re:run(Given, Re, Options), Given, Arg, State));
convert(float, Given, Arg, State) -> float(Given, Arg, State);
convert({float, Limits}, Given, Arg, State) -> limited(float(Given, Arg, State), Limits, Given, Arg, State);
convert(atom, Given, Arg, State) -> existing(Given, Arg, State);
convert({atom, unsafe}, Given, _, _) -> list_to_atom(Given);
convert({atom, Choices}, Given, Arg, State) -> one_of(existing(Given, Arg, State), Choices, Given, Arg, State);
convert({custom, Fun}, Given, Arg, State) ->
    try Fun(Given)
    catch error:badarg -> refuse(<<"failed validation">>, Given, Arg, State)
    end.

refuse(Why, Given, Arg, #{path := Path}) -> throw({Path, Arg, Given, Why}).

one_of(Value, Choices, Given, Arg, State) ->
    lists:member(Value, Choices) orelse refuse(<<"is not one of the choices">>, Given, Arg, State),
    Value.

matching(match, Given, _, _) -> Given;
matching({match, _}, Given, _, _) -> Given;
matching(_, Given, Arg, State) -> refuse(<<"does not match">>, Given, Arg, State).

existing(Given, Arg, State) ->
    try list_to_existing_atom(Given)
    catch error:badarg -> refuse(<<"is not an existing atom">>, Given, Arg, State)
    end.

integer(Given, Arg, State) ->
    case string:to_integer(Given) of
        {Value, []} -> Value;
        _ -> refuse(<<"is not an integer">>, Given, Arg, State)
    end.

float(Given, Arg, State) ->
    case {string:to_float(Given), string:to_integer(Given)} of
        {{Value, []}, _} -> Value;
        {_, {Value, []}} -> Value;
        _ -> refuse(<<"is not a number">>, Given, Arg, State)
    end.

limited(Value, [], _, _, _) -> Value;
limited(Value, [{min, Least} | _], Given, Arg, State) when Value < Least ->
    refuse(<<"is less than accepted minimum">>, Given, Arg, State);
limited(Value, [{max, Most} | _], Given, Arg, State) when Value > Most ->
    refuse(<<"is greater than accepted maximum">>, Given, Arg, State);
limited(Value, [Choice | _] = Choices, Given, Arg, State) when is_number(Choice) ->
    one_of(Value, Choices, Given, Arg, State);
limited(Value, [_ | Limits], Given, Arg, State) ->
    limited(Value, Limits, Given, Arg, State).

is_number_text(Text) ->
    case {string:to_integer(Text), string:to_float(Text)} of
        {{_, []}, _} -> true;
        {_, {_, []}} -> true;
        _ -> false
    end.

%% Checking the description

-define(INVALID(Kind, Entity, Path, Field, Why),
        erlang:error({argparse, Kind, lists:reverse([N || {N, _} <- Path]), Field, Why}, [Entity],
                     [{error_info, #{cause => #{}}}])).

validate_command([{Name, Command} | Above] = Path, Prefixes) ->
    is_list(Name) andalso not is_map_key(hd(Name), Prefixes)
        orelse ?INVALID(command, Command, Above, commands, <<"command name must be a string not starting with option prefix">>),
    is_map(Command)
        orelse ?INVALID(command, Command, Path, commands, <<"expected command()">>),
    is_help(maps:get(help, Command, []))
        orelse ?INVALID(command, Command, Path, help, <<"must be a printable unicode list, or a command help template">>),
    is_map(maps:get(commands, Command, #{}))
        orelse ?INVALID(command, Command, Path, commands, <<"expected map of #{string() => command()}">>),
    is_handler(maps:get(handler, Command, optional))
        orelse ?INVALID(command, Command, Path, handler, <<"handler must be a valid callback, or an atom 'optional'">>),
    is_list(own_arguments(Command))
        orelse ?INVALID(command, Command, Path, arguments, <<"expected a list, [argument()]">>),
    lists:foreach(fun(Arg) -> validate_option(Path, Arg) end, own_arguments(Command)),
    lists:foldl(fun(Arg, Seen) -> distinct(Arg, Seen, Path) end, #{},
                lists:append([own_arguments(C) || {_, C} <- Path])),
    maps:foreach(fun(Sub, Its) -> validate_command([{Sub, Its} | Path], Prefixes) end, maps:get(commands, Command, #{})).

distinct(#{name := Name} = Arg, Seen, Path) ->
    Key = case Arg of
              #{short := Short} -> {short, Short};
              #{long := Long} -> {long, Long};
              #{} -> none
          end,
    case {Key, Seen} of
        {none, _} -> Seen;
        {{Kind, _}, #{Key := Other}} ->
            ?INVALID(argument, Arg, Path, Kind,
                     lists:concat([Kind, " conflicting with previously defined ", Kind, " for ", Other]));
        {_, _} -> Seen#{Key => Name}
    end.

is_handler(optional) -> true;
is_handler({M, F}) when is_atom(M), is_atom(F) -> true;
is_handler({M, F, _}) when is_atom(M), is_atom(F) -> true;
is_handler({F, _}) -> is_function(F);
is_handler(F) -> is_function(F, 1).

is_help(hidden) -> true;
is_help(Help) when is_binary(Help) -> true;
is_help(Help) when is_list(Help) ->
    io_lib:printable_unicode_list(Help)
        orelse lists:all(fun(Part) when is_atom(Part) -> lists:member(Part, [usage, commands, arguments, options]);
                            (Part) -> is_binary(Part) orelse io_lib:printable_unicode_list(Part)
                         end, Help);
is_help(_) -> false.

validate_option(Path, #{name := Name} = Arg) when is_atom(Name); is_list(Name); is_binary(Name) ->
    Checks = [{help, [], fun is_argument_help/1, <<"must be a string or valid help template">>},
              {long, [], fun io_lib:printable_unicode_list/1, <<"must be a printable string">>},
              {required, true, fun is_boolean/1, <<"must be a boolean">>},
              {short, $a, fun(C) -> io_lib:printable_unicode_list([C]) end, <<"must be a printable character">>}],
    case [{Field, Why} || {Field, Default, Check, Why} <- Checks, not Check(maps:get(Field, Arg, Default))] of
        [{Field, Why} | _] -> ?INVALID(argument, Arg, Path, Field, Why);
        [] -> ok
    end,
    case [{Field, Why} || Field <- [action, type, nargs], is_map_key(Field, Arg),
                          Why <- [field(Field, maps:get(Field, Arg), Arg)], Why =/= ok] of
        [] -> ok;
        [{action, Fault} | _] -> validate_action(Path, Arg, Fault);
        [{type, Fault} | _] -> validate_type(Path, Arg, Fault);
        [{nargs, Fault} | _] -> validate_args(Path, Arg, Fault)
    end;
validate_option(Path, Arg) ->
    ?INVALID(argument, Arg, Path, name, <<"argument must be a map containing 'name' field">>).

%% Stack traces tell by these which field it is.
validate_action(Path, Arg, Why) -> ?INVALID(argument, Arg, Path, action, Why).
validate_type(Path, Arg, Why) -> ?INVALID(argument, Arg, Path, type, Why).
validate_args(Path, Arg, Why) -> ?INVALID(argument, Arg, Path, nargs, Why).

is_argument_help(hidden) -> true;
is_argument_help({Short, _}) when not is_list(Short), not is_binary(Short) -> false;
is_argument_help({_, Parts}) when is_list(Parts) ->
    lists:all(fun(P) -> P =:= type orelse P =:= default orelse is_list(P) orelse is_binary(P) end, Parts);
is_argument_help({_, Fun}) -> is_function(Fun, 0);
is_argument_help(Help) -> is_list(Help) orelse is_binary(Help).

%% `ok`, or why the field is wrong.
field(action, extend, Arg) ->
    case Arg of
        #{nargs := N} when N =:= list; N =:= nonempty_list; N =:= all; is_integer(N) -> ok;
        #{type := {custom, _}} -> ok;
        #{} -> <<"extend action works only with lists">>
    end;
field(action, Action, _) when Action =:= store; Action =:= append; Action =:= count -> ok;
field(action, {Action, _}, _) when Action =:= store; Action =:= append -> ok;
field(nargs, N, _) when is_integer(N), N >= 1 -> ok;
field(nargs, N, _) when N =:= all; N =:= list; N =:= 'maybe'; N =:= nonempty_list -> ok;
field(nargs, {'maybe', _}, _) -> ok;
field(type, Type, _) when is_atom(Type) -> known(lists:member(Type, [boolean, integer, float, string, binary, atom]));
field(type, {atom, unsafe}, _) -> ok;
field(type, {custom, Fun}, _) -> known(is_function(Fun, 1));
field(type, {Number, Limits}, _) when Number =:= float; Number =:= integer ->
    Is = case Number of float -> fun is_float/1; integer -> fun is_integer/1 end,
    case [bad || {Kind, Value} <- Limits, Kind =/= min andalso Kind =/= max orelse not Is(Value)] of
        [] -> ok;
        _ -> <<"invalid validator">>
    end;
field(type, {atom, Choices}, _) when is_list(Choices) -> known(lists:all(fun is_atom/1, Choices));
field(type, {string, Re}, _) when is_list(Re) -> ok;
field(type, {string, Re, Options}, _) when is_list(Re), is_list(Options) -> ok;
field(type, {binary, Re}, _) when is_binary(Re) -> ok;
field(type, {binary, [First | _]}, _) when is_binary(First) -> ok;
field(type, {binary, Re, Options}, _) when is_binary(Re), is_list(Options) -> ok;
field(_, _, _) -> <<"unsupported">>.

known(true) -> ok;
known(false) -> <<"unsupported">>.
