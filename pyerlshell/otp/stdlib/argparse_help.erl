%% The help text of a command: its usage, subcommands, arguments and options in two columns, lines wrapped.
%%
%% OTP: argparse
-module(argparse_help).
-moduledoc false.
-export([text/3, takes_argument/1]).

%% Does an option need an argument behind it?
takes_argument(#{nargs := 'maybe'}) -> false;
takes_argument(#{nargs := {'maybe', _}}) -> false;
takes_argument(#{nargs := _}) -> true;
takes_argument(Arg) ->
    lists:member(maps:get(action, Arg, store), [store, append]) andalso maps:get(type, Arg, string) =/= boolean.

text(Program, Root, Options) ->
    Prefix = hd(maps:get(prefixes, Options, "-")),
    Path = case maps:get(command, Options, [Program]) of
               [Program | Rest] -> Rest;
               Other -> Other
           end,
    {Command, Args} = found(Path, Root, maps:get(arguments, Root, [])),
    Shown = [A || A <- Args, maps:get(help, A, []) =/= hidden],
    {Flagged, Positional} = lists:partition(fun is_option/1, Shown),
    Opts = [option(A, Prefix) || A <- Flagged],
    Poss = [{io_lib:format("~ts", [maps:get(name, A)]), description(A)} || A <- Positional],
    All = maps:get(commands, Command, #{}),
    Subs = [{Name, maps:get(help, All_, "")} || Name := All_ <- maps:iterator(All, ordered), maps:get(help, All_, "") =/= hidden],
    Widths = [min(24, string:length(N)) || {N, _, _, _} <- Opts] ++ [string:length(N) || {N, _} <- Poss],
    Longest = lists:max([0 | Widths]),
    Usage = [joined(Path)] ++ [short(All)] ++ [flags(Prefix, lists:append([F || {_, _, F, _} <- Opts]))]
        ++ [lists:append([U || {_, _, _, U} <- Opts])] ++ [[usage(A) || A <- Positional]],
    Parts = #{usage => {Program, lists:append(Usage)},
              commands => {lists:max([Longest | [string:length(N) || {N, _} <- Subs]]), Subs},
              arguments => {Longest, Poss}, options => {Longest, [{N, D} || {N, D, _, _} <- Opts]}},
    Width = maps:get(columns, Options, 80),
    lists:append([part(Part, Parts, Width) || Part <- template(own_help(Path, Command), Parts)]).

found([], Command, Args) ->
    {Command, Args};
found([Name | Rest], Command, Args) ->
    Sub = maps:get(Name, maps:get(commands, Command)),
    found(Rest, Sub, Args ++ maps:get(arguments, Sub, [])).

own_help([], #{help := hidden}) -> "";
own_help(_, Command) ->
    case maps:get(help, Command, "") of
        hidden -> "";
        Help when is_binary(Help) -> unicode:characters_to_list(Help);
        Help -> Help
    end.

is_option(Arg) -> is_map_key(short, Arg) orelse is_map_key(long, Arg).

%% The parts in their order: as the command's help has them, or the usual ones that are not empty.
template(Help, Parts) ->
    case Help =:= "" orelse io_lib:printable_unicode_list(Help) of
        false ->
            Help;
        true ->
            ["Usage:\n", usage, "\n"]
                ++ lists:append([["\n", Help ++ "\n"] || Help =/= ""])
                ++ lists:append([[Title, Part] || {Title, Part} <- [{"\nSubcommands:\n", commands},
                                                                    {"\nArguments:\n", arguments},
                                                                    {"\nOptional arguments:\n", options}],
                                                  element(2, maps:get(Part, Parts)) =/= []])
    end.

joined([]) -> [];
joined(Path) -> [lists:append(lists:join(" ", Path))].

short(Subs) when map_size(Subs) =:= 0 -> [];
short(Subs) when map_size(Subs) < 4 ->
    ["{" ++ lists:append(lists:join("|", lists:sort(maps:keys(Subs)))) ++ "}"];
short(_) -> ["<command>"].

flags(_, []) -> [];
flags(Prefix, Flags) -> [unicode:characters_to_list(io_lib:format("[~tc~ts]", [Prefix, Flags]))].

%% {its names, what is said of it, [its flag if it takes no argument], how the usage shows it}
option(Arg, Prefix) ->
    Takes = takes_argument(Arg),
    Needed = maps:get(required, Arg, false) =:= true,
    Long = [[Prefix | L] || #{long := L} <- [Arg]],
    Short = [[Prefix, S] || #{short := S} <- [Arg]],
    Shown = case {Long, Takes, Needed} of
                {[], _, _} -> [];
                {[L], true, _} -> [value(Needed, [L, " "], Arg)];
                {[L], false, true} -> [L];
                {[L], false, false} -> [io_lib:format("[~ts]", [L])]
            end,
    All = [value(Needed, [S, " "], Arg) || S <- Short, Takes] ++ Shown,
    Usage = case Arg of
                #{help := {Text, _}} -> [Text];
                #{} -> All
            end,
    {lists:join(", ", Short ++ Long), description(Arg), [S || #{short := S} <- [Arg], not Takes], Usage}.

usage(#{help := {Text, _}}) -> Text;
usage(Arg) -> value(maps:get(required, Arg, true), "", Arg).

value(true, Before, #{name := Name} = Arg) -> io_lib:format("~ts<~ts>~ts", [Before, Name, dots(Arg)]);
value(false, Before, Arg) -> io_lib:format("[~ts]", [value(true, Before, Arg)]).

dots(#{nargs := N}) when N =:= list; N =:= all; N =:= nonempty_list -> "...";
dots(_) -> "".

description(#{help := {_, Fun}}) when is_function(Fun, 0) -> Fun();
description(#{help := {_, Parts}} = Arg) ->
    [case P of type -> type(Arg); default -> default(Arg); _ -> P end || P <- Parts];
description(#{name := Name} = Arg) ->
    Text = maps:get(help, Arg, io_lib:format("~ts", [Name])),
    case {Text, type(Arg), default(Arg)} of
        {"", "", Default} -> Default;
        {"", Type, ""} -> Type;
        {_, "", ""} -> Text;
        {_, "", Default} -> [Text, " , default: ", Default];
        {_, Type, ""} -> [Text, " (", Type, ")"];
        {"", Type, Default} -> [Type, ", default: ", Default];
        {_, Type, Default} -> [Text, " (", Type, "), default: ", Default]
    end.

default(#{default := D}) when is_list(D); is_binary(D); is_atom(D) -> io_lib:format("~ts", [D]);
default(#{default := D}) -> io_lib:format("~tp", [D]);
default(_) -> "".

type(#{type := Type}) -> type_text(Type);
type(_) -> "".

type_text(boolean) -> "";
type_text(integer) -> "int";
type_text(atom) -> "existing atom";
type_text({atom, unsafe}) -> "atom";
type_text(Type) when is_atom(Type) -> io_lib:format("~ts", [Type]);
type_text({atom, Choices}) -> choice([atom_to_list(C) || C <- Choices]);
type_text({integer, [First | _] = Choices}) when is_integer(First) -> choice([integer_to_list(C) || C <- Choices]);
type_text({float, [First | _] = Choices}) when is_number(First) -> choice([io_lib:format("~g", [C]) || C <- Choices]);
type_text({Number, Limits}) when Number =:= integer; Number =:= float ->
    Name = type_text(Number),
    case {proplists:get_value(min, Limits), proplists:get_value(max, Limits)} of
        {undefined, undefined} -> io_lib:format("~s", [Name]);
        {Min, undefined} -> io_lib:format("~s >= ~tp", [Name, Min]);
        {undefined, Max} -> io_lib:format("~s <= ~tp", [Name, Max]);
        {Min, Max} -> io_lib:format("~tp <= ~s <= ~tp", [Min, Name, Max])
    end;
type_text({string, Re, _}) when not is_list(hd(Re)) -> io_lib:format("string re: ~ts", [Re]);
type_text({string, Re}) when not is_list(hd(Re)) -> io_lib:format("string re: ~ts", [Re]);
type_text({binary, Re}) when is_binary(Re) -> io_lib:format("binary re: ~ts", [Re]);
type_text({binary, Re, _}) when is_binary(Re) -> io_lib:format("binary re: ~ts", [Re]);
type_text({Text, Choices}) when Text =:= string, is_list(Choices); Text =:= binary, is_list(Choices) -> choice(Choices);
type_text(_) -> "".

choice(Texts) -> io_lib:format("choice: ~ts", [lists:join(", ", Texts)]).

%% Parts as lines

part(usage, #{usage := {Program, []}}, _) ->
    io_lib:format("  ~ts", [Program]);
part(usage, #{usage := {Program, Words}}, Width) ->
    Indent = string:length(Program),
    Lines = wrapped(Words, Width - Indent, 0, [], []),
    io_lib:format("  ~ts~ts", [Program, lists:join(["\n" | lists:duplicate(Indent + 3, $\s)], Lines)]);
part(Part, Parts, Width) when is_map_key(Part, Parts) ->
    {Longest, Rows} = maps:get(Part, Parts),
    Format = io_lib:format("  ~~-~bts ~~ts~n", [Longest]),
    [io_lib:format(Format, [Name, paragraphs(Text, Longest + 3, Width)]) || {Name, Text} <- Rows];
part(Text, _, Width) ->
    paragraphs(Text, 0, Width).

paragraphs(Text, Indent, Width) ->
    Lines = lists:append([paragraph(Line, Width - Indent) || Line <- string:split(Text, "\n", all)]),
    lists:join(["\n" | lists:duplicate(Indent, $\s)], Lines).

paragraph([], _) ->
    [[]];
paragraph(Line, Width) ->
    [First | Words] = string:split(Line, " ", all),
    wrapped(Words, Width, string:length(First), First, []).

wrapped([], _, _, [], Lines) -> lists:reverse(Lines);
wrapped([], _, _, Line, Lines) -> lists:reverse([Line | Lines]);
wrapped([Word | Words], Width, Length, Line, Lines) ->
    More = string:length(Word),
    case Length + 1 + More > Width of
        true -> wrapped(Words, Width, More, Word, [Line | Lines]);
        false -> wrapped(Words, Width, Length + 1 + More, [Line, <<" ">>, Word], Lines)
    end.
