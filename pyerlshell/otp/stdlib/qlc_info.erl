%% How a prepared query will be evaluated, as Erlang code.
%%
%% Inner queries get names, V1, V2 and so on, in a begin ... end; {flat, false} has them where they are
%% used. What has no abstract form, and what a table says as text, is {special, Anno, Text}.
%%
%% OTP: qlc (info/2)
-module(qlc_info).
-moduledoc false.

-include("qlc_handles.hrl").

-export([form/4, text/1, code/1, debug/3]).

-record(how, {flat, elements, depth}).

form(Prepared, Flat, Elements, Depth) ->
    How = #how{flat = Flat, elements = Elements, depth = Depth},
    put(?MODULE, []),
    Form = query(Prepared, How),
    case lists:reverse(erase(?MODULE)) of
        [] -> Form;
        Named -> {block, 1, [{match, 1, {var, 1, Name}, Inner} || {Name, Inner} <- Named] ++ [Form]}
    end.

text(Form) -> lists:flatten(erl_pp:expr(printable(Form), [])).

%% The same as a term, for tests: patterns, filters and templates in the external format.
debug(Prepared, Elements, Depth) ->
    debug(Prepared, #how{flat = false, elements = Elements, depth = Depth}).

debug(List, _) when is_list(List) -> {list, List};
debug({append, Parts}, How) -> {append, [debug(Part, How) || Part <- Parts]};
debug({unique, Part}, How) ->
    Var = term_to_binary({var, 1, 'SQV'}),
    {qlc, Var, [{generate, Var, debug(Part, How)}], [{unique, true}]};
debug({optional, Part, Unique, Cache}, How) ->
    Var = term_to_binary({var, 1, 'SQV'}),
    {qlc, Var, [{generate, Var, debug(Part, How)}], options(#qlc_opt{unique = Unique, cache = Cache})};
debug({sort, List, _}, _) when length(List) < 2 -> {list, List};
debug({sort, Part, #qlc_sort{keypos = sort, fs_opts = Options}}, How) ->
    {sort, debug(Part, How), Options};
debug({sort, Part, #qlc_sort{keypos = {keysort, Keypos}, fs_opts = Options}}, How) ->
    {keysort, debug(Part, How), Keypos, Options};
debug(#tab{table = #qlc_table{format_fun = undefined}}, _) -> {table, {'$MOD', '$FUN', []}};
debug(#tab{} = Tab, How) -> {table, told(Tab, How)};
debug(#lc{whole = {Head, _, Head}, opt = Opt, quals = [#gen{from = From}]} = LC, How)
  when is_atom(Head), Head =/= '_' ->
    case options(Opt) of
        [] -> debug(From, How);
        Options -> debug_full(LC, Options, How)
    end;
debug(#lc{whole = Whole, opt = Opt, quals = Quals} = LC, How) ->
    case {options(Opt), Whole, Quals} of
        {[], {_, _, _}, [#gen{from = From} | _]} ->
            case specified(From) of
                {true, Used, Always} -> {list, debug(From, How), spec(Whole, Used, Always)};
                false -> debug_full(LC, [], How)
            end;
        {Options, _, _} -> debug_full(LC, Options, How)
    end.

debug_full(#lc{source = Source, bindings = Bindings, quals = Quals} = LC, Options, How) ->
    {lc, _, Template, SourceQuals} = bound(binary_to_term(Source), Bindings),
    Parts = lists:zip3(lists:seq(1, length(Quals)), Quals, SourceQuals),
    {Infos, Left} = debug_join(LC, Parts, Options, How),
    {qlc, term_to_binary(Template), Infos, Left}.

debug_join(#lc{join = none}, Parts, Options, How) -> {[debug_qual(Part, How) || Part <- Parts], Options};
debug_join(#lc{join = {Kind, Operator, I, ColI, J, ColJ} = Join, kept = Kept}, Parts, Options, How) ->
    {First, Second} = {min(I, J), max(I, J)},
    Joined = [debug_side(N, Col, Kind, I, Parts, How) || {N, Col} <- [{I, ColI}, {J, ColJ}]],
    In = case Kind of
             lookup -> lists:reverse(Joined);
             merge when I =:= First -> Joined;
             merge -> lists:reverse(Joined)
         end,
    Op = case Kind of
             lookup -> Operator;
             merge -> '=='
         end,
    Filter = term_to_binary({op, 1, Op, {var, 1, 'G1'}, {var, 1, 'G2'}}),
    Pair = term_to_binary({cons, 1, {var, 1, 'G1'}, {var, 1, 'G2'}}),
    Inner = {qlc, Pair, In ++ [Filter], [{join, Kind} | options(#qlc_opt{cache = Kept})]},
    {[case N of
          First -> {generate, Pair, Inner};
          _ -> debug_qual(Part, How)
      end || {N, _, Source} = Part <- Parts, N =/= Second, not is_joining(Join, Source, Parts)],
     Options}.

debug_side(N, Column, Kind, I, Parts, How) ->
    {_, #gen{from = From}, {_, _, Pattern, _}} = lists:keyfind(N, 1, Parts),
    Var = term_to_binary({var, 1, 'G1'}),
    case Kind of
        lookup when N =:= I -> {generate, Var, debug(From, How)};
        lookup -> {generate, Var, debug_selected(Pattern, debug(From, How))};
        merge -> {generate, Var, debug_selected(Pattern, {keysort, debug(From, How), Column, []})}
    end.

debug_selected({var, _, _}, Info) -> Info;
debug_selected(Pattern, Info) ->
    P0 = {var, 1, 'P0'},
    {qlc, term_to_binary(P0), [{generate, term_to_binary({match, 1, P0, Pattern}), Info}], []}.

debug_qual({_, {filter, _}, Form}, _) -> term_to_binary(Form);
debug_qual({_, #gen{from = From}, {_, _, Pattern, _}}, How) ->
    {generate, term_to_binary(Pattern), debug(From, How)}.

%% A variable is printed as it stands.
printable({special, Anno, Text}) -> {var, Anno, list_to_atom(Text)};
printable(Form) when is_tuple(Form) -> list_to_tuple(printable(tuple_to_list(Form)));
printable([Form | Forms]) -> [printable(Form) | printable(Forms)];
printable(Other) -> Other.

%% Only code: texts are parsed.
code({special, Anno, Text}) -> {string, Anno, Text};
code(Form) when is_tuple(Form) -> list_to_tuple(code(tuple_to_list(Form)));
code([Form | Forms]) -> [code(Form) | code(Forms)];
code(Other) -> Other.

%% An inner query: its name, if it is to have one.
inner(Prepared, How) ->
    Form = query(Prepared, How),
    case is_query(Form) andalso How#how.flat of
        true -> named(Form);
        false -> Form
    end.

named(Form) ->
    Names = get(?MODULE),
    Name = list_to_atom("V" ++ integer_to_list(length(Names) + 1)),
    put(?MODULE, [{Name, Form} | Names]),
    {var, 1, Name}.

is_query({call, _, {remote, _, {atom, _, qlc}, {atom, _, q}}, _}) -> true;
is_query(_) -> false.

query(List, How) when is_list(List) -> list(List, How);
query({append, Parts}, How) ->
    call(qlc, append, [list_form([inner(Part, How) || Part <- Parts])]);
query({unique, Part}, How) ->
    comprehension({var, 1, 'SQV'}, [{generate, 1, {var, 1, 'SQV'}, inner(Part, How)}],
                  [{unique, true}]);
query({optional, Part, Unique, Cache}, How) ->
    comprehension({var, 1, 'SQV'}, [{generate, 1, {var, 1, 'SQV'}, inner(Part, How)}],
                  options(#qlc_opt{unique = Unique, cache = Cache}));
query({sort, [_] = List, _}, How) -> list(List, How);
query({sort, [], _}, How) -> list([], How);
query({sort, Part, #qlc_sort{keypos = sort, fs_opts = Options}}, How) ->
    call(qlc, sort, [inner(Part, How), abstract(Options)]);
query({sort, Part, #qlc_sort{keypos = {keysort, Keypos}, fs_opts = Options}}, How) ->
    call(qlc, keysort, [abstract(Keypos), inner(Part, How), abstract(Options)]);
query(#tab{} = Tab, How) -> table(Tab, How);
query(#lc{opt = Opt} = LC, How) ->
    case options(Opt) of
        [] -> simple(LC, How);
        Options -> full(LC, Options, How)
    end.

options(#qlc_opt{unique = Unique, cache = Cache}) ->
    [{cache, case Cache of
                 true -> ets;
                 list -> list
             end} || Cache =/= false] ++ [{unique, true} || Unique].

%% One generator without anything else is what it generates; with a match specification that is run.
simple(#lc{whole = {Head, _, Head}, quals = [#gen{from = From}]}, How)
  when is_atom(Head), Head =/= '_' -> query(From, How);
simple(#lc{whole = {_, _, _} = Whole, quals = [#gen{from = From} | _]} = LC, How) ->
    case specified(From) of
        {true, Used, Always} ->
            Spec = abstract(spec(Whole, Used, Always)),
            call(ets, match_spec_run, [query(From, How), call(ets, match_spec_compile, [Spec])]);
        false -> full(LC, [], How)
    end;
simple(LC, How) -> full(LC, [], How).

%% The specification without the filters that are not needed any more.
spec({Head, Guards, Body}, Used, Always) ->
    case [Guard || {N, Guard} <- Guards, not lists:member(N, Used)] of
        [] -> [{Head, Always, [Body]}];
        Left -> [{Head, Left, [Body]}]
    end.

specified(List) when is_list(List) -> {true, [], [true]};
specified(#tab{lookup = {_, _}, used = Used}) -> {true, Used, []};
specified(_) -> false.

full(#lc{source = Source, bindings = Bindings, quals = Quals, join = Join, kept = Kept}, Options, How) ->
    {lc, _, Template, SourceQuals} = bound(binary_to_term(Source), Bindings),
    Parts = lists:zip3(lists:seq(1, length(Quals)), Quals, SourceQuals),
    Forms = joined(Join, Parts, options(#qlc_opt{cache = Kept}), How),
    comprehension(Template, Forms, Options).

comprehension(Template, Quals, []) -> call(qlc, q, [{lc, 1, Template, Quals}]);
comprehension(Template, Quals, Options) ->
    call(qlc, q, [{lc, 1, Template, Quals}, abstract(Options)]).

joined(none, Parts, _, How) -> [qualifier(Part, How) || Part <- Parts];
joined({_, _, I, _, J, _} = Join, Parts, Options, How) ->
    {First, Second} = {min(I, J), max(I, J)},
    Kept = [Part || {N, _, Source} = Part <- Parts, N =/= Second, not is_joining(Join, Source, Parts)],
    [case N of
         First -> joining(Join, Parts, Options, How);
         _ -> qualifier(Part, How)
     end || {N, _, _} = Part <- Kept].

%% A filter that says no more than the join is left out where it is `=:=' and keys are looked up.
is_joining({lookup, _, I, ColI, J, ColJ}, {op, _, '=:=', Left, Right}, Parts) ->
    Sides = lists:sort([Left, Right]),
    Sides =:= lists:sort([column(I, ColI, Parts), column(J, ColJ, Parts)]);
is_joining(_, _, _) -> false.

column(N, Column, Parts) ->
    {_, _, {_, _, Pattern, _}} = lists:keyfind(N, 1, Parts),
    case Pattern of
        {tuple, _, Elements} -> lists:nth(Column, Elements);
        _ -> none
    end.

joining({How1, Operator, I, ColI, J, ColJ}, Parts, Options, How) ->
    {First, Second} = {min(I, J), max(I, J)},
    {_, #gen{from = From1}, {_, _, Pattern1, _}} = lists:keyfind(First, 1, Parts),
    {_, #gen{from = From2}, {_, _, Pattern2, _}} = lists:keyfind(Second, 1, Parts),
    {Col1, Col2} = case I of
                       First -> {ColI, ColJ};
                       _ -> {ColJ, ColI}
                   end,
    G1 = {var, 1, 'G1'},
    G2 = {var, 1, 'G2'},
    %% As the reference has it, the filter names the columns crosswise.
    Quals = case How1 of
                lookup when I =:= First ->
                    [{generate, 1, G2, selected(Pattern2, query(From2, How), How)},
                     {generate, 1, G1, query(From1, How)},
                     {op, 1, Operator, element_of(Col2, G1), element_of(Col1, G2)}];
                lookup ->
                    [{generate, 1, G1, selected(Pattern1, query(From1, How), How)},
                     {generate, 1, G2, query(From2, How)},
                     {op, 1, Operator, element_of(Col1, G2), element_of(Col2, G1)}];
                merge ->
                    [{generate, 1, G1, selected(Pattern1, by_column(Col1, From1, How), How)},
                     {generate, 1, G2, selected(Pattern2, by_column(Col2, From2, How), How)},
                     {op, 1, '==', element_of(Col1, G1), element_of(Col2, G2)}]
            end,
    Form = comprehension({cons, 1, G1, G2}, Quals, [{join, How1} | Options]),
    Inner = case How#how.flat of
                true -> named(Form);
                false -> Form
            end,
    {generate, 1, {cons, 1, Pattern1, Pattern2}, Inner}.

element_of(Column, Var) -> {call, 1, {atom, 1, element}, [{integer, 1, Column}, Var]}.

by_column(Column, From, How) ->
    call(qlc, keysort, [abstract(Column), inner(From, How), {nil, 1}]).

%% The objects that a pattern matches.
selected(Pattern, Form, How) ->
    P0 = {var, 1, 'P0'},
    Query = comprehension(P0, [{generate, 1, {match, 1, P0, Pattern}, Form}], []),
    case How#how.flat of
        true -> named(Query);
        false -> Query
    end.

qualifier({_, {filter, _}, Form}, _) -> Form;
qualifier({_, #gen{from = From}, {Kind, _, Pattern, _}}, How) ->
    {Kind, 1, Pattern, inner(From, How)}.

%% Variables from outside are replaced by their values.
bound(Form, []) -> Form;
bound({var, _, Name} = Var, Bindings) ->
    case lists:keyfind(Name, 1, Bindings) of
        {_, Value} -> abstract(Value);
        false -> Var
    end;
bound(Form, Bindings) when is_tuple(Form) -> list_to_tuple(bound(tuple_to_list(Form), Bindings));
bound([Form | Forms], Bindings) -> [bound(Form, Bindings) | bound(Forms, Bindings)];
bound(Other, _) -> Other.

%%% Tables and terms

table(#tab{table = #qlc_table{format_fun = undefined}}, _) ->
    {call, 1, {remote, 1, {atom, 1, '$MOD'}, {atom, 1, '$FUN'}}, []};
table(Tab, How) -> said(told(Tab, How)).

told(#tab{table = #qlc_table{format_fun = Fun}} = Tab, #how{elements = N, depth = Depth}) ->
    Element = fun(Term) -> shorter(Term, Depth) end,
    case Tab of
        #tab{lookup = {Position, Keys}} ->
            told(Fun, {lookup, Position, Keys, N, Element}, {lookup, Position, Keys});
        #tab{spec = Spec, whole = true} -> told(Fun, {match_spec, Spec}, {match_spec, Spec});
        _ -> told(Fun, {all, N, Element}, all)
    end.

%% Old format funs do not know about the elements.
told(Fun, What, Old) ->
    try Fun(What)
    catch error:function_clause -> Fun(Old)
    end.

said({Module, Function, Args}) when is_atom(Module), is_atom(Function), is_list(Args) ->
    call(Module, Function, [term(Arg) || Arg <- Args]);
said(Form) when is_tuple(Form) -> Form;
said(Text0) ->
    Text = lists:flatten(io_lib:format("~ts", [Text0])),
    case parsed(Text) of
        {ok, [Form]} -> Form;
        _ -> {special, 1, Text}
    end.

parsed(Text) ->
    case erl_scan:string(Text ++ ".") of
        {ok, Tokens, _} -> erl_parse:parse_exprs(Tokens);
        _ -> error
    end.

term(Term) ->
    try abstract(Term)
    catch error:_ -> {special, 1, lists:flatten(io_lib:write(Term))}
    end.

list(List, #how{elements = N, depth = Depth}) ->
    case N =/= infinity andalso N < length(List) of
        true ->
            Some = [term(shorter(Term, Depth)) || Term <- lists:sublist(List, N)],
            lists:foldr(fun(Form, Tail) -> {cons, 1, Form, Tail} end, {atom, 1, '...'}, Some);
        false when Depth =:= infinity -> term(List);
        false -> list_form([term(shorter(Term, Depth)) || Term <- List])
    end.

shorter(Term, infinity) -> Term;
shorter(Term, Depth) when Depth =< 1, is_tuple(Term) orelse is_list(Term) orelse is_map(Term),
                          Term =/= [], Term =/= {} -> '...';
shorter(_, 0) -> '...';
shorter(Term, Depth) when is_tuple(Term) ->
    list_to_tuple([shorter(Part, Depth - 1) || Part <- tuple_to_list(Term)]);
shorter([Head | Tail], Depth) when is_list(Tail) -> [shorter(Part, Depth - 1) || Part <- [Head | Tail]];
shorter(Term, _) -> Term.

abstract(Term) ->
    try erl_parse:abstract(Term, 1)
    catch error:_ -> pieces(Term)
    end.

pieces(Tuple) when is_tuple(Tuple) -> {tuple, 1, [pieces(Part) || Part <- tuple_to_list(Tuple)]};
pieces([Head | Tail]) -> {cons, 1, pieces(Head), pieces(Tail)};
pieces(Term) ->
    try erl_parse:abstract(Term, 1)
    catch error:_ -> {special, 1, lists:flatten(io_lib:write(Term))}
    end.

list_form(Forms) -> lists:foldr(fun(Form, Tail) -> {cons, 1, Form, Tail} end, {nil, 1}, Forms).

call(Module, Name, Args) -> {call, 1, {remote, 1, {atom, 1, Module}, {atom, 1, Name}}, Args}.
