%% Only here: what the suites use of Common Test's module. The reference runs its own.
%%
%% The examples are those of OTP's documentation: of the module's source in OTP's tree, or of a file. Each is
%% evaluated, and its value matched with what the example shows; an exception is compared as text. What the
%% options say of the documentation itself (how much of it has no examples) is not looked at.
-module(ct_doctest).
-export([module/1, module/2, module/3, file/1, file/2, file/3]).

module(Module) -> module(Module, [], []).

module(Module, Options) -> module(Module, [], Options).

module(Module, Bindings, Options) ->
    Skipped = proplists:get_value(skip_tests, Options, []),
    verdict([Failure || {Entry, Text} <- documentation(Module),
                        not lists:member(Entry, Skipped),
                        Failure <- failures(Entry, Text, proplists:get_value(Entry, Bindings, []))]).

file(File) -> file(File, [], []).

file(File, Options) -> file(File, [], Options).

file(File, Bindings, _Options) ->
    {ok, Text} = file:read_file(File),
    verdict(failures(filename:basename(File), Text, Bindings)).

verdict([]) -> ok;
verdict(Failures) ->
    [io:format("~tp~n  ~ts~n  expected ~ts~n  ~ts~n", [Entry, Test, Expected, Why])
     || {Entry, Test, Expected, Why} <- Failures],
    {Entry, Test, _, _} = hd(Failures),
    error({length(Failures), errors, Entry, iolist_to_binary(io_lib:format("~ts", [Test]))}).

%% ------------------------------------------------------------------ what is documented, and how

documentation(Module) ->
    Tree = persistent_term:get(suite_otp_tree),
    Name = atom_to_list(Module) ++ ".erl",
    [Source | _] = lists:append([filelib:wildcard(filename:join([Tree, Place, Name]))
                                 || Place <- ["lib/*/src", "lib/*/src/*", "erts/preloaded/src"]]),
    Folder = filename:dirname(Source),
    Includes = [Folder, filename:join(Folder, "../include"), filename:join(Tree, "lib")],
    {ok, Forms} = epp:parse_file(Source, [{includes, Includes}]),
    entries(Forms, none, Folder).

entries([{attribute, _, moduledoc, Doc} | Forms], Text, Folder) ->
    [{moduledoc, T} || T <- text(Doc, Folder)] ++ entries(Forms, Text, Folder);
entries([{attribute, _, doc, Doc} | Forms], Text, Folder) ->
    case text(Doc, Folder) of
        [New] -> entries(Forms, New, Folder);
        [] -> entries(Forms, Text, Folder)
    end;
entries([Form | Forms], Text, Folder) when Text =/= none ->
    case entry(Form) of
        none -> entries(Forms, Text, Folder);
        Entry -> [{Entry, Text} | entries(Forms, none, Folder)]
    end;
entries([_ | Forms], none, Folder) -> entries(Forms, none, Folder);
entries([], _, _) -> [].

text({file, File}, Folder) ->
    {ok, Text} = file:read_file(filename:join(Folder, File)),
    [Text];
text(Text, _) when is_list(Text); is_binary(Text) -> [Text];
text(_, _) -> [].

entry({function, _, Name, Arity, _}) -> {function, Name, Arity};
entry({attribute, _, callback, {{Name, Arity}, _}}) -> {callback, Name, Arity};
entry({attribute, _, Kind, {Name, _, Variables}}) when Kind =:= type; Kind =:= opaque; Kind =:= nominal ->
    {type, Name, length(Variables)};
entry(_) -> none.

%% ------------------------------------------------------------------ blocks and their examples

failures(Entry, Text, Bindings) ->
    Lines = string:split(unicode:characters_to_list(Text), "\n", all),
    [Failure || Block <- blocks(Lines), Failure <- block(Entry, Block, Bindings)].

blocks([Line | Lines]) ->
    case string:trim(Line) of
        "```" ++ Language when Language =:= ""; Language =:= "erlang" ->
            {Block, Rest} = fenced(Lines),
            Indent = length(Line) - length(string:trim(Line, leading)),
            [[dedent(L, Indent) || L <- Block] | blocks(Rest)];
        "```" ++ _ ->
            {_, Rest} = fenced(Lines),
            blocks(Rest);
        _ ->
            blocks(Lines)
    end;
blocks([]) -> [].

fenced(Lines) ->
    {Block, Rest} = lists:splitwith(fun(L) -> string:trim(L) =/= "```" end, Lines),
    {Block, lists:nthtail(min(1, length(Rest)), Rest)}.

dedent([$\s | Line], N) when N > 0 -> dedent(Line, N - 1);
dedent(Line, _) -> Line.

block(Entry, Lines0, Bindings) ->
    Lines = lists:dropwhile(fun is_remark/1, Lines0),
    case Lines of
        ["-module(" ++ _ | _] -> define(lists:join($\n, Lines)), [];
        _ -> examples(Entry, tests(Lines), Bindings)
    end.

is_remark(Line) ->
    case string:trim(Line, leading) of
        "" -> true;
        [$% | _] -> true;
        _ -> false
    end.

define(Text) ->
    {ok, Tokens, _} = erl_scan:string(lists:flatten(Text)),
    {ok, Module, Code} = compile:forms(forms(Tokens), [binary]),
    {module, Module} = code:load_binary(Module, "nofile", Code).

forms([]) -> [];
forms(Tokens) ->
    {Form, [Dot | Rest]} = lists:splitwith(fun(T) -> element(1, T) =/= dot end, Tokens),
    {ok, Parsed} = erl_parse:parse_form(Form ++ [Dot]),
    [Parsed | forms(Rest)].

%% {Input, what is shown} for each prompt.
tests(Lines) ->
    case prompt(Lines) of
        {First, Rest} ->
            {More, Behind} = lists:splitwith(fun is_continued/1, Rest),
            {Shown, Next} = lists:splitwith(fun(L) -> prompt([L]) =:= none end, Behind),
            [{[First | More], Shown} | tests(Next)];
        none ->
            []
    end.

prompt([Line | Lines]) ->
    case re:run(Line, "^[0-9]+>\\s(.*)", [unicode, {capture, [1], list}]) of
        {match, [Input]} -> {Input, Lines};
        nomatch -> none
    end;
prompt([]) -> none.

is_continued([C | _]) -> C =:= $\s orelse C =:= $%;
is_continued([]) -> false.

examples(Entry, [{Input0, Shown0} | Tests], Bindings) ->
    Input = lists:flatten(lists:join($\n, Input0)),
    Shown = string:trim(lists:flatten(lists:join($\n, Shown0))),
    try example(Input, Shown, Bindings) of
        New -> examples(Entry, Tests, New)
    catch
        throw:Why -> [{Entry, Input, Shown, Why}]
    end;
examples(_, [], _) -> [].

example(Input, "** " ++ _ = Shown, Bindings) ->
    Expected = lists:flatten(lists:join($\n, [L || L <- string:split(Shown, "\n", all), not is_remark(L)])),
    try erl_eval:exprs(parsed(Input), Bindings) of
        {value, Value, _} -> throw(io_lib:format("value ~tp", [Value]))
    catch
        Class:Reason:Stack ->
            Actual = exception(Class, Reason, Stack),
            string:prefix(Actual, Expected) =/= nomatch orelse throw(Actual),
            Bindings
    end;
example(Input, Shown, Bindings0) ->
    try erl_eval:exprs(parsed(Input), Bindings0) of
        {value, Value, Bindings} -> matched(Value, Shown, Bindings)
    catch
        Class:Reason:Stack when Class =/= throw -> throw(exception(Class, Reason, Stack))
    end.

matched(_, "", Bindings) -> Bindings;
matched(Value, Shown, Bindings) ->
    Actual = lists:flatten(io_lib:format("~tp", [Value])),
    try erl_eval:exprs(parsed(Shown ++ "\n = DoctestValue."), erl_eval:add_binding('DoctestValue', Value, Bindings)) of
        {value, _, New} -> erl_eval:del_binding('DoctestValue', New)
    catch
        _:_ when Actual =:= Shown -> Bindings;
        _:_ -> throw(["value ", Actual])
    end.

%% In what is shown `...` stands for anything, and `=>` associates as the shell prints it.
parsed(Text) ->
    case erl_scan:string(Text, {1, 1}) of
        {ok, Tokens, _} ->
            case erl_eval:extended_parse_exprs(pattern(Tokens)) of
                {ok, Expressions} -> Expressions;
                {error, {_, Module, What}} -> throw(Module:format_error(What))
            end;
        {error, {_, Module, What}, _} -> throw(Module:format_error(What))
    end.

pattern(Tokens) ->
    case lists:keymember('DoctestValue', 3, Tokens) of
        true -> shown(Tokens);
        false -> Tokens
    end.

shown([{'...', L}, {'>>', _} = End | Rest]) -> [{var, L, '_'}, {'/', L}, {atom, L, binary}, End | shown(Rest)];
shown([{',', L}, {'...', _}, {']', _} = End | Rest]) -> [{'|', L}, {var, L, '_'}, End | shown(Rest)];
shown([{'...', L} | Rest]) -> [{var, L, '_'} | shown(Rest)];
shown([{'=>', L} | Rest]) -> [{':=', L} | shown(Rest)];
shown([Token | Rest]) -> [Token | shown(Rest)];
shown([]) -> [].

exception(Class, Reason, Stack) ->
    Frames = [{M, F, A, lists:keydelete(line, 1, Info)} || {M, F, A, Info} <- lists:sublist(Stack, 2)],
    Print = fun(Term, I) ->
        io_lib_pretty:print(Term, [{column, I}, {line_length, 120}, {depth, 30}, {line_max_chars, 100},
                                   {strings, true}, {encoding, unicode}])
    end,
    Text = erl_error:format_exception(Class, Reason, Frames,
                                      #{column => 4, stack_trim_fun => fun(M, _, _) -> M =:= erl_eval end,
                                        format_fun => Print}),
    "** " ++ string:trim(lists:flatten(Text), trailing).
