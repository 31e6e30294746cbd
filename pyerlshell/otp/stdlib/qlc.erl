%% Queries over lists, tables and other queries.
%%
%% qlc_pt makes of each comprehension a fun that gives its parts as funs. When a query runs, it is first
%% prepared: handles are found out, and for each comprehension whether keys can be looked up in a
%% table and which generators can be joined. Then it is a fold: every answer goes to a fun at once.
%% Only cursors go step by step, and each has a process for that.
%%
%% OTP: qlc
-module(qlc).
-moduledoc """
Queries.

`qlc:q([Template || Qualifier, ...])` is a query handle: it does nothing until it is evaluated, by `e/1,2`,
`fold/3,4` or with a cursor. Generators take their objects from lists, from tables (`ets:table/1,2`,
`dets:table/1,2`, `table/2`) and from other query handles. Where a filter says which keys are wanted, they
are looked up instead of walking through a table, and two generators can be joined. A module that uses
`q/1,2` must include `stdlib/include/qlc.hrl`.
""".

-export([parse_transform/2, parse_transform_info/0, transform_from_evaluator/2, q/1, q/2, eval/1, e/1,
         eval/2, e/2, fold/3, fold/4, cursor/1, cursor/2, next_answers/1, next_answers/2,
         delete_cursor/1, append/1, append/2, sort/1, sort/2, keysort/2, keysort/3, table/2, info/1,
         info/2, string_to_handle/1, string_to_handle/2, string_to_handle/3, format_error/1]).
-export_type([query_cursor/0, query_handle/0]).

-include("qlc_handles.hrl").

-opaque query_cursor() :: #qlc_cursor{}.
-opaque query_handle() :: #qlc_handle{}.

-doc false.
parse_transform(Forms, Options) -> qlc_pt:parse_transform(Forms, Options).

-doc false.
parse_transform_info() -> #{error_location => column}.

-doc false.
transform_from_evaluator(LC, Bindings) -> qlc_pt:transform_from_evaluator(LC, Bindings).

%%% Handles

-doc "A query handle of a list comprehension, which must be written down as the argument.".
q(Query) -> q(Query, []).

-doc """
A query handle of a list comprehension. Options: `unique` (each answer once), `cache` or
`{cache, ets | list | no}` (answers are kept if they are wanted again), `{max_lookup, N}`,
`{lookup, boolean() | any}` (keys must, or must not, be looked up) and
`{join, any | lookup | merge | nested_loop}`.
""".
q(#qlc_lc{} = Query, Options) ->
    case options(Options, [unique, cache, max_lookup, join, lookup]) of
        [Unique, Cache, Max, Join, Lookup] ->
            Opt = #qlc_opt{unique = Unique, cache = Cache, max_lookup = Max, join = Join,
                           lookup = Lookup},
            #qlc_handle{h = Query#qlc_lc{opt = Opt}};
        badarg -> error(badarg, [Query, Options])
    end;
q(Query, Options) -> error(badarg, [Query, Options]).

-doc "A query handle that gives the answers to several ones, one after the other.".
append(Handles) ->
    try [handle(Handle) || Handle <- Handles] of
        Known -> #qlc_handle{h = #qlc_append{hl = Known}}
    catch
        throw:badarg -> error(badarg, [Handles])
    end.

-doc "A query handle that gives the answers to one and then those to another.".
append(Handle1, Handle2) ->
    try #qlc_handle{h = #qlc_append{hl = [handle(Handle1), handle(Handle2)]}}
    catch throw:badarg -> error(badarg, [Handle1, Handle2])
    end.

-doc "A query handle that gives the answers in order.".
sort(Handle) -> sort(Handle, []).

-doc "A query handle that gives the answers in order. Options: `{order, ascending | descending | Fun}`,
`{unique, boolean()}`, and those of `file_sorter` for temporary files.".
sort(Handle, Options) ->
    try sorted(sort, Handle, Options)
    catch throw:badarg -> error(badarg, [Handle, Options])
    end.

-doc "A query handle that gives tuples in the order of an element, or of several.".
keysort(Keypos, Handle) -> keysort(Keypos, Handle, []).

-doc "A query handle that gives tuples in the order of an element, or of several; options as `sort/2`.".
keysort(Keypos, Handle, Options) ->
    try
        is_keypos(Keypos) orelse throw(badarg),
        sorted({keysort, Keypos}, Handle, Options)
    catch
        throw:badarg -> error(badarg, [Keypos, Handle, Options])
    end.

sorted(How, Handle, Options) ->
    Known = handle(Handle),
    case options(Options, [tmpdir, order, unique, compressed, size, no_files]) of
        [Dir, Order, Unique, Compressed | _] ->
            #qlc_handle{h = #qlc_sort{h = Known, keypos = How, unique = Unique, order = Order,
                                      compressed = Compressed, fs_opts = as_list(Options),
                                      tmpdir = Dir}};
        badarg -> throw(badarg)
    end.

is_keypos(N) when is_integer(N) -> N > 0;
is_keypos([_ | _] = Ns) ->
    try lists:all(fun(N) -> is_integer(N) andalso N > 0 end, Ns)
    catch error:_ -> false
    end;
is_keypos(_) -> false.

as_list(Options) when is_list(Options) -> Options;
as_list(Option) -> [Option].

-doc """
A query handle of a table. TraverseFun gives its objects: a list whose tail may be a fun of no arguments
that gives more. If it is a fun of one argument, that is a match specification. Options: `info_fun`,
`lookup_fun`, `pre_fun`, `post_fun`, `parent_fun`, `format_fun` and `{key_equality, '=:=' | '=='}`.
""".
table(Traverse, Options) when is_function(Traverse, 0); is_function(Traverse, 1) ->
    case options(Options, [pre_fun, post_fun, info_fun, format_fun, lookup_fun, parent_fun,
                           key_equality]) of
        [Pre, Post, Info, Format, Lookup, Parent, Equality] ->
            #qlc_handle{h = #qlc_table{trav_fun = Traverse, trav_MS = is_function(Traverse, 1),
                                       pre_fun = Pre, post_fun = Post, info_fun = Info,
                                       format_fun = Format, lookup_fun = Lookup,
                                       parent_fun = Parent, key_equality = Equality}};
        badarg -> error(badarg, [Traverse, Options])
    end;
table(Traverse, Options) -> error(badarg, [Traverse, Options]).

-doc "A query handle of the text of a list comprehension.".
string_to_handle(Text) -> string_to_handle(Text, []).

-doc "A query handle of the text of a list comprehension; options as `q/2`.".
string_to_handle(Text, Options) -> string_to_handle(Text, Options, erl_eval:new_bindings()).

-doc "A query handle of the text of a list comprehension in which some variables are bound.".
string_to_handle(Text, Options, Bindings) when is_list(Text) ->
    case options(Options, [unique, cache, max_lookup, join, lookup]) of
        badarg -> error(badarg, [Text, Options, Bindings]);
        [Unique, Cache, Max, Join, Lookup] ->
            case parsed(Text) of
                {ok, [Form]} ->
                    case checked(Form, Bindings) of
                        {ok, Query} ->
                            {value, LC, _} = erl_eval:expr(Query, Bindings),
                            Opt = #qlc_opt{unique = Unique, cache = Cache, max_lookup = Max,
                                           join = Join, lookup = Lookup},
                            #qlc_handle{h = LC#qlc_lc{opt = Opt}};
                        {not_ok, {error, _, Wrong}} -> {error, ?MODULE, Wrong}
                    end;
                {ok, _} -> error(badarg, [Text, Options, Bindings]);
                {error, Wrong} -> {error, ?MODULE, Wrong}
            end
    end;
string_to_handle(Text, Options, Bindings) -> error(badarg, [Text, Options, Bindings]).

%% Variables without a value are found here: funs of the query would find them much later.
checked(Form, Bindings) ->
    case erl_lint:exprs([Form], Bindings) of
        {error, [{_, [Wrong | _]} | _], _} -> {not_ok, {error, ?MODULE, Wrong}};
        {ok, _} -> qlc_pt:transform_expression(Form, Bindings)
    end.

parsed(Text) ->
    case erl_scan:string(Text, 1, [text]) of
        {ok, Tokens, _} -> erl_eval:extended_parse_exprs(Tokens);
        {error, Wrong, _} -> {error, Wrong}
    end.

handle(#qlc_handle{h = Handle}) -> Handle;
handle(List) when is_list(List) -> List;
handle(_) -> throw(badarg).

%%% Evaluating

-doc "The answers to a query.".
e(Handle) -> eval(Handle, []).

-doc "The answers to a query; options as `eval/2`.".
e(Handle, Options) -> eval(Handle, Options).

-doc "The answers to a query.".
eval(Handle) -> eval(Handle, []).

-doc """
The answers to a query. Options: `unique_all` and `cache_all`, as `unique` and `cache` of every
comprehension in it, `{max_list_size, N}`, `{tmpdir, Dir}`, `{tmpdir_usage, Usage}`.
""".
eval(Handle, Options) ->
    case options(Options, [unique_all, cache_all, tmpdir, max_list_size, tmpdir_usage]) of
        [Unique, Cache | _] ->
            try handle(Handle) of
                List when is_list(List), not Unique -> List;
                Known ->
                    answered(Known, Unique, Cache, fun(Answer, Answers) -> [Answer | Answers] end, [],
                             fun answers/3)
            catch
                throw:badarg -> error(badarg, [Handle, Options])
            end;
        badarg -> error(badarg, [Handle, Options])
    end.

-doc "Call a fun with each answer to a query and what the call before gave.".
fold(Fun, Acc, Handle) -> fold(Fun, Acc, Handle, []).

-doc "Call a fun with each answer to a query and what the call before gave; options as `eval/2`.".
fold(Fun, Acc, Handle, Options) ->
    case options(Options, [unique_all, cache_all, tmpdir, max_list_size, tmpdir_usage]) of
        [Unique, Cache | _] ->
            try handle(Handle) of
                Known -> answered(Known, Unique, Cache, Fun, Acc, fun run/3)
            catch
                throw:badarg -> error(badarg, [Fun, Acc, Handle, Options])
            end;
        badarg -> error(badarg, [Fun, Acc, Handle, Options])
    end.

answers(List, _, _) when is_list(List) -> List;
answers(Prepared, Fun, Acc) -> lists:reverse(run(Prepared, Fun, Acc)).

%% What a table gives instead of objects is the result.
answered(Handle, Unique, Cache, Fun, Acc, Finish) ->
    try
        Prepared = prepared(Handle, {Unique, Cache, outer}),
        with_tables(Prepared, undefined, fun() -> Finish(Prepared, Fun, Acc) end)
    catch
        throw:{?MODULE, no_objects, Other} -> Other
    end.

%% Tables are told before the first of them is read and after the last.
with_tables(Prepared, Parent, Run) ->
    Tables = tables(Prepared),
    Told = make_ref(),
    put(Told, []),
    try
        [begin
             begun(Table, Parent),
             put(Told, [Table | get(Told)])
         end || Table <- Tables],
        Run()
    after
        forget_cache(),
        Begun = lists:reverse(erase(Told)),
        [Post() || #qlc_table{post_fun = Post} <- Begun, is_function(Post)]
    end.

begun(#qlc_table{pre_fun = undefined}, _) -> ok;
begun(#qlc_table{pre_fun = Pre, parent_fun = ParentFun}, Parent) ->
    Pre([{parent_value, parent_value(ParentFun, Parent)}, {stop_fun, stop_fun(Parent)}]).

stop_fun(undefined) -> undefined;
stop_fun(Parent) ->
    Cursor = #qlc_cursor{c = {self(), Parent}},
    fun() -> delete_cursor(Cursor) end.

parent_value(undefined, _) -> undefined;
parent_value(Fun, undefined) -> Fun();
parent_value(Fun, Parent) ->
    Parent ! {self(), {parent_fun, Fun}},
    receive
        {Parent, {value, Value}} -> Value;
        {Parent, {caught, Class, Reason, Stack}} -> erlang:raise(Class, Reason, Stack)
    end.

tables(List) when is_list(List) -> [];
tables({append, Parts}) -> lists:append([tables(Part) || Part <- Parts]);
tables({sort, Part, _}) -> tables(Part);
tables({unique, Part}) -> tables(Part);
tables({optional, Part, _, _}) -> tables(Part);
tables(#tab{table = Table}) -> [Table];
tables(#lc{quals = Quals}) -> lists:append([tables(From) || #gen{from = From} <- Quals]).

%%% Preparing

%% All is {UniqueAll, CacheAll, Place}: outer is where answers are wanted only once.
prepared(List, {Unique, _, _}) when is_list(List) -> unique(Unique, List);
prepared(#qlc_append{hl = Handles}, {Unique, Cache, Place}) ->
    unique(Unique, {append, [prepared(Handle, {false, Cache, Place}) || Handle <- Handles]});
prepared(#qlc_sort{keypos = {keysort, _}, order = Order}, _) when is_function(Order) ->
    error({badarg, order});
prepared(#qlc_sort{h = Handle, keypos = sort} = Sort, {UniqueAll, _, _} = All) ->
    Part = prepared(Handle, setelement(3, All, outer)),
    Unique = Sort#qlc_sort.unique orelse UniqueAll,
    case Unique andalso is_unique(Part) of
        true ->
            Options = [O || O <- Sort#qlc_sort.fs_opts, O =/= unique, O =/= {unique, true}],
            {sort, Part, Sort#qlc_sort{unique = false, fs_opts = Options}};
        false -> {sort, Part, Sort#qlc_sort{unique = Unique}}
    end;
prepared(#qlc_sort{h = Handle} = Sort, All) ->
    {sort, prepared(Handle, setelement(3, All, outer)), Sort};
prepared(#qlc_table{} = Table, {Unique, _, _}) ->
    unique(Unique andalso not has_unique_objects(Table), #tab{table = Table});
prepared(#qlc_lc{lc = Fun, opt = #qlc_opt{} = Opt} = LC, {UniqueAll, CacheAll, Place} = All) ->
    {Quals, Template, Joins, Source, Bindings, WholeFun} =
        case Fun() of
            {qlc_code, A, B, C, D, E, F} -> {A, B, C, D, E, F};
            _ -> error({unsupported_qlc_handle, #qlc_handle{h = LC}})
        end,
    Whole = value(WholeFun),
    Unique = Opt#qlc_opt.unique orelse UniqueAll,
    %% What a match specification does needs no unique objects.
    Inner = case Whole of
                none -> All;
                {Same, [], Same} -> All;
                _ -> setelement(1, All, false)
            end,
    Found = [prepared_qual(N, Qual, Opt, setelement(3, Inner, place(N)))
             || {N, Qual} <- lists:enumerate(Quals)],
    Lookups = [N || #gen{number = N, from = From} <- Found, is_looked_up(From)],
    Join = joined(Joins, Found, Lookups, Opt),
    checked(Found, Joins, Lookups, Join, Opt),
    Kept = case Join of
               {_, _, I, _, J, _} -> cache(Opt#qlc_opt.cache, CacheAll, place(min(I, J)));
               none -> false
           end,
    Prepared = #lc{quals = Found, template = Template, source = Source, join = Join, kept = Kept,
                   bindings = Bindings, whole = Whole, opt = Opt#qlc_opt{unique = false, cache = false}},
    with_options(Prepared, Unique, cache(Opt#qlc_opt.cache, CacheAll, Place));
prepared(Other, _) -> error({unsupported_qlc_handle, #qlc_handle{h = Other}}).

place(1) -> outer;
place(_) -> inner.

cache(_, _, outer) -> false;
cache(false, CacheAll, _) -> CacheAll;
cache(Cache, _, _) -> Cache.

with_options(#lc{} = LC, false, false) -> by_table(LC);
with_options(#lc{whole = {Same, [], Same}} = LC, Unique, Cache) ->
    plain(LC#lc{opt = (LC#lc.opt)#qlc_opt{unique = Unique, cache = Cache}});
with_options(#lc{whole = {_, _, _}, quals = [#gen{from = From} | _], opt = Opt} = LC, Unique, Cache) ->
    case From of
        [] -> [];
        _ when is_list(From); is_record(From, tab) -> {optional, by_table(LC), Unique, Cache};
        _ -> LC#lc{opt = Opt#qlc_opt{unique = Unique, cache = Cache}}
    end;
with_options(#lc{opt = Opt} = LC, Unique, Cache) ->
    LC#lc{opt = Opt#qlc_opt{unique = Unique, cache = Cache}}.

%% [X || X <- Query] is as unique as the query.
plain(#lc{whole = {Head, [], Head}, opt = #qlc_opt{unique = true, cache = false} = Opt,
          quals = [#gen{from = From} = Gen]} = LC) when is_atom(Head), Head =/= '_' ->
    case From of
        {unique, Part} -> LC#lc{quals = [Gen#gen{from = Part}]};
        _ ->
            case is_unique(From) of
                true -> LC#lc{opt = Opt#qlc_opt{unique = false}};
                false -> LC
            end
    end;
plain(LC) -> LC.

has_unique_objects(#qlc_table{info_fun = Info}) ->
    is_function(Info) andalso Info(is_unique_objects) =:= true.

%% Every answer comes once anyway.
is_unique({unique, _}) -> true;
is_unique({optional, _, Unique, _}) -> Unique;
is_unique(#lc{opt = #qlc_opt{unique = Unique}}) -> Unique;
is_unique({sort, Part, #qlc_sort{unique = Unique, keypos = Keypos}}) ->
    Unique andalso Keypos =:= sort orelse is_unique(Part);
is_unique(#tab{table = Table, whole = false}) -> has_unique_objects(Table);
is_unique(_) -> false.

value(none) -> none;
value(Fun) -> try Fun() catch _:_ -> none end.

%% If a table can do all by a match specification, it does.
by_table(#lc{quals = [#gen{from = []} | _]}) -> [];
by_table(#lc{whole = {Same, [], Same}, quals = [#gen{from = List}]})
  when is_list(List), is_atom(Same), Same =/= '_' -> List;
by_table(#lc{whole = {Head, Guards, Body},
             quals = [#gen{from = #tab{lookup = none, table = #qlc_table{trav_MS = true}} = Tab} | _]}) ->
    case {Head, Guards} of
        {Body, []} when is_atom(Head), Head =/= '_' -> Tab#tab{spec = none};
        _ -> Tab#tab{spec = [{Head, guards(Guards), [Body]}], whole = true}
    end;
by_table(LC) -> LC.

guards([]) -> [true];
guards(Guards) -> [Guard || {_, Guard} <- Guards].

unique(false, Prepared) -> Prepared;
unique(true, Prepared) -> {unique, Prepared}.

is_looked_up(#tab{lookup = {_, _}}) -> true;
is_looked_up({unique, Part}) -> is_looked_up(Part);
is_looked_up(_) -> false.

prepared_qual(_, {filter, _} = Filter, _, _) -> Filter;
prepared_qual(N, {generator, Fun, Match, Constants, SpecFun}, Opt, All) ->
    Handle = try handle(Fun())
             catch throw:badarg -> error(badarg)
             end,
    Prepared = case prepared(Handle, All) of
                   #tab{whole = true} = Tab -> Tab;
                   #tab{} = Tab -> with_constants(Tab, Constants, SpecFun, Opt);
                   {unique, #tab{} = Tab} -> {unique, with_constants(Tab, Constants, SpecFun, Opt)};
                   Other -> Other
               end,
    #gen{number = N, from = Prepared, match = Match, cache = cache_key(N, Handle, All)}.

%% Answers of an inner generator are kept if its own options say so.
cache_key(1, _, _) -> none;
cache_key(_, #qlc_lc{opt = #qlc_opt{cache = Cache}}, _) when Cache =/= false -> make_ref();
cache_key(_, #qlc_sort{}, _) -> make_ref();
cache_key(_, Handle, {_, CacheAll, _})
  when CacheAll =/= false, is_record(Handle, qlc_lc) orelse is_record(Handle, qlc_append) -> make_ref();
cache_key(_, _, _) -> none.

with_constants(#tab{table = Table} = Tab, Constants, SpecFun, #qlc_opt{lookup = Lookup} = Opt) ->
    Spec = value(SpecFun),
    case Lookup =/= false andalso keys(Table, Constants, Opt) of
        {Position, Keys, Used} -> Tab#tab{lookup = {Position, Keys}, used = Used, spec = Spec};
        _ -> Tab#tab{spec = Spec}
    end.

keys(#qlc_table{lookup_fun = undefined}, _, _) -> none;
keys(#qlc_table{info_fun = undefined}, _, _) -> none;
keys(#qlc_table{info_fun = Info, key_equality = Equality} = Table, Constants, Opt) ->
    Positions = [Info(keypos) | indices(Info(indices))],
    keys_at(Positions, Table, Equality, Constants, Opt#qlc_opt.max_lookup).

indices(List) when is_list(List) -> List;
indices(_) -> [].

keys_at([Position | Positions], Table, Equality, Constants, Max) ->
    Sets = [{Keys, Test} || {Column, Operator, Fun, Test} <- Constants, Column =:= Position,
                            Keys <- values(Fun), are_keys(Operator, Equality, Keys)],
    case lists:unzip(Sets) of
        {[], []} -> keys_at(Positions, Table, Equality, Constants, Max);
        {[First | Others], Used} ->
            Keys = lists:usort(lists:foldl(fun both/2, First, Others)),
            case Max < 0 orelse length(Keys) =< Max of
                true -> {Position, Keys, Used};
                false -> none
            end
    end;
keys_at([], _, _, _, _) -> none.

both(Keys1, Keys2) -> [Key || Key <- Keys1, lists:any(fun(Other) -> Other == Key end, Keys2)].

values(Fun) -> try [Fun()] catch _:_ -> [] end.

%% `==' finds 1.0 where 1 is wanted, but a table whose keys are compared with `=:=' does not.
are_keys('==', '=:=', Keys) -> not lists:any(fun has_number/1, Keys);
are_keys(_, _, _) -> true.

has_number(Term) when is_number(Term); is_map(Term) -> true;
has_number([Head | Tail]) -> has_number(Head) orelse has_number(Tail);
has_number(Term) when is_tuple(Term) -> has_number(tuple_to_list(Term));
has_number(_) -> false.

%%% Joins

joined(_, _, _, #qlc_opt{join = nested_loop}) -> none;
joined(Joins, Gens, Lookups, #qlc_opt{join = How}) ->
    Possible = [Join || {I, _, J, _, _} = Join <- Joins, not lists:member(I, Lookups),
                        not lists:member(J, Lookups)],
    ByKey = case How of
                merge -> [];
                _ -> lists:append([key_joins(Join, Gens) || Join <- Possible])
            end,
    case {ByKey, Possible} of
        {[First | _], _} -> First;
        {[], [{I, ColI, J, ColJ, Operator} | _]} when How =/= lookup ->
            {merge, Operator, I, ColI, J, ColJ};
        _ -> none
    end.

key_joins({I, ColI, J, ColJ, Operator}, Gens) ->
    [{lookup, Operator, A, ColA, B, ColB}
     || {A, ColA, B, ColB} <- [{I, ColI, J, ColJ}, {J, ColJ, I, ColI}],
        #gen{number = N, from = From} <- Gens, N =:= A, has_keys(From, ColA, Operator)].

has_keys(#tab{table = #qlc_table{lookup_fun = Lookup, info_fun = Info, key_equality = Equality}},
         Column, Operator) when is_function(Lookup), is_function(Info) ->
    (Operator =:= '=:=' orelse Equality =:= '==')
        andalso lists:member(Column, [Info(keypos) | indices(Info(indices))]);
has_keys(_, _, _) -> false.

checked(_, [], _, _, #qlc_opt{join = Wanted}) when Wanted =:= merge; Wanted =:= lookup ->
    error(no_join_to_carry_out, [{join, Wanted}]);
checked(_, _, _, none, #qlc_opt{join = Wanted}) when Wanted =:= merge; Wanted =:= lookup ->
    error(cannot_carry_out_join, [Wanted]);
checked(_, _, [], _, #qlc_opt{lookup = true}) -> error(no_lookup_to_carry_out, [{lookup, true}]);
checked(_, _, _, _, _) -> ok.

%%% Running

run(List, Fun, Acc) when is_list(List) -> elements(List, Fun, Acc);
run({append, Parts}, Fun, Acc) -> lists:foldl(fun(Part, A) -> run(Part, Fun, A) end, Acc, Parts);
run({sort, Part, Sort}, Fun, Acc) -> lists:foldl(Fun, Acc, in_order(all(Part), Sort));
run({unique, Part}, Fun, Acc) -> once(Part, Fun, Acc);
run({optional, Part, true, _}, Fun, Acc) -> once(Part, Fun, Acc);
run({optional, Part, false, _}, Fun, Acc) -> run(Part, Fun, Acc);
run(#tab{} = Tab, Fun, Acc) -> objects(found(Tab), Fun, Acc);
run(#lc{opt = #qlc_opt{unique = true} = Opt} = LC, Fun, Acc) ->
    once(LC#lc{opt = Opt#qlc_opt{unique = false}}, Fun, Acc);
run(#lc{quals = Quals, template = Template, join = Join}, Fun, Acc) ->
    quals(Quals, {}, #{}, Join, fun(Env, A) -> Fun(Template(Env), A) end, Acc).

all(List) when is_list(List) -> List;
all(Part) -> lists:reverse(run(Part, fun(Answer, Answers) -> [Answer | Answers] end, [])).

once(Part, Fun, Acc0) ->
    Step = fun(Answer, {Seen, Acc}) when is_map_key(Answer, Seen) -> {Seen, Acc};
              (Answer, {Seen, Acc}) -> {Seen#{Answer => []}, Fun(Answer, Acc)}
           end,
    {_, Result} = run(Part, Step, {#{}, Acc0}),
    Result.

%% Which objects a table gives.
found(#tab{lookup = {_, []}}) -> [];
found(#tab{table = #qlc_table{lookup_fun = Lookup}, lookup = {Position, Keys}}) ->
    Lookup(Position, Keys);
found(#tab{table = #qlc_table{trav_fun = Traverse, trav_MS = true}, spec = none}) ->
    Traverse([{'$1', [], ['$1']}]);
found(#tab{table = #qlc_table{trav_fun = Traverse, trav_MS = true}, spec = Spec}) -> Traverse(Spec);
found(#tab{table = #qlc_table{trav_fun = Traverse}}) -> Traverse().

%% A list may end in a fun that gives more.
elements([], _, Acc) -> Acc;
elements([Element | Elements], Fun, Acc) -> elements(Elements, Fun, Fun(Element, Acc));
elements(More, Fun, Acc) when is_function(More, 0) -> objects(More(), Fun, Acc);
elements(Other, _, _) -> error({badfun, Other}).

objects([], _, Acc) -> Acc;
objects([Object | Objects], Fun, Acc) -> objects(Objects, Fun, Fun(Object, Acc));
objects(More, Fun, Acc) when is_function(More, 0) -> objects(More(), Fun, Acc);
objects(Other, _, _) -> throw({?MODULE, no_objects, Other}).

%% Fixed: the objects that a join has chosen for later generators.
quals([], Env, _, _, Fun, Acc) -> Fun(Env, Acc);
quals([{filter, Test} | Quals], Env, Fixed, Join, Fun, Acc) ->
    case Test(Env) of
        true -> quals(Quals, Env, Fixed, Join, Fun, Acc);
        {true, More} when is_tuple(More) -> quals(Quals, More, Fixed, Join, Fun, Acc);
        false -> Acc;
        Other -> error({bad_filter, Other})
    end;
quals([#gen{number = N, match = Match} = Gen | Quals], Env, Fixed, Join, Fun, Acc0) ->
    Go = fun(Object, Now, Acc) ->
                 case Match(Object, Env) of
                     false -> Acc;
                     Next -> quals(Quals, Next, Now, Join, Fun, Acc)
                 end
         end,
    case {Fixed, Join} of
        {#{N := Object}, _} -> Go(Object, Fixed, Acc0);
        {_, {_, _, I, _, J, _}} when N =:= min(I, J) ->
            #gen{} = Other = lists:keyfind(max(I, J), #gen.number, Quals),
            pairs(Join, Gen, Other, fun(Object, Number, Chosen, Acc) ->
                                            Go(Object, Fixed#{Number => Chosen}, Acc)
                                    end, Acc0);
        _ -> kept(Gen, fun(Object, Acc) -> Go(Object, Fixed, Acc) end, Acc0)
    end.

kept(#gen{from = From, cache = none}, Fun, Acc) -> run(From, Fun, Acc);
kept(#gen{from = From, cache = Key}, Fun, Acc) ->
    lists:foldl(Fun, Acc, remembered(Key, fun() -> all(From) end)).

%% What was computed in this query already.
remembered(Key, Compute) ->
    Known = case get({?MODULE, cache}) of
                undefined -> #{};
                Map -> Map
            end,
    case Known of
        #{Key := Value} -> Value;
        #{} ->
            Value = Compute(),
            Now = case get({?MODULE, cache}) of
                      undefined -> #{};
                      Later -> Later
                  end,
            put({?MODULE, cache}, Now#{Key => Value}),
            Value
    end.

forget_cache() -> erase({?MODULE, cache}).

%% Each pair of objects with the same value: Fun(ObjectOfFirst, NumberOfOther, ObjectOfOther, Acc).
pairs({lookup, _, I, _, _, ColJ} = Join, Gen, Other, Fun, Acc0) ->
    {Looked, Walked} = case Gen#gen.number of
                           I -> {Gen, Other};
                           _ -> {Other, Gen}
                       end,
    #gen{from = #tab{table = #qlc_table{lookup_fun = Lookup}}} = Looked,
    Column = element(4, Join),
    Step = fun(Object, Acc) when tuple_size(Object) >= ColJ ->
                   Found = Lookup(Column, [element(ColJ, Object)]),
                   objects(Found, fun(Key, A) -> pair(I, Gen, Key, Object, Other, Fun, A) end, Acc);
              (_, Acc) -> Acc
           end,
    run(Walked#gen.from, Step, Acc0);
pairs({merge, _, I, ColI, J, ColJ}, #gen{number = N} = Gen, Other, Fun, Acc) ->
    {Col1, Col2} = case N of
                       I -> {ColI, ColJ};
                       J -> {ColJ, ColI}
                   end,
    {Left, Right} = remembered({merge, Gen#gen.match, Other#gen.match},
                               fun() -> {by_column(Col1, Gen), by_column(Col2, Other)} end),
    merged(Left, Right, Col1, Col2,
           fun(Object, Partner, A) -> Fun(Object, Other#gen.number, Partner, A) end, Acc).

pair(I, #gen{number = I}, Key, Object, #gen{number = N}, Fun, Acc) -> Fun(Key, N, Object, Acc);
pair(_, _, Key, Object, #gen{number = N}, Fun, Acc) -> Fun(Object, N, Key, Acc).

by_column(Column, #gen{from = From}) ->
    lists:keysort(Column, [Object || Object <- all(From), is_tuple(Object), tuple_size(Object) >= Column]).

merged([Object | Objects] = Left, Right0, Col1, Col2, Fun, Acc) ->
    Value = element(Col1, Object),
    case lists:dropwhile(fun(Other) -> element(Col2, Other) < Value end, Right0) of
        [] -> Acc;
        [First | _] = Right when element(Col2, First) == Value ->
            {Same, _} = lists:splitwith(fun(Other) -> element(Col1, Other) == Value end, Left),
            {Partners, Rest} = lists:splitwith(fun(Other) -> element(Col2, Other) == Value end, Right),
            Done = lists:foldl(fun(One, A) ->
                                       lists:foldl(fun(Two, B) -> Fun(One, Two, B) end, A, Partners)
                               end, Acc, Same),
            merged(lists:nthtail(length(Same), Left), Rest, Col1, Col2, Fun, Done);
        Right -> merged(Objects, Right, Col1, Col2, Fun, Acc)
    end;
merged([], _, _, _, _, Acc) -> Acc.

%%% Sorting

in_order(Answers, #qlc_sort{keypos = sort, order = Order, unique = Unique}) ->
    case {Order, Unique} of
        {ascending, false} -> lists:sort(Answers);
        {ascending, true} -> lists:usort(Answers);
        {descending, false} -> lists:reverse(lists:sort(Answers));
        {descending, true} -> lists:reverse(lists:usort(Answers));
        {Fun, false} -> lists:sort(Fun, Answers);
        {Fun, true} -> lists:usort(Fun, Answers)
    end;
in_order(Answers, #qlc_sort{keypos = {keysort, Keypos}, order = ascending, unique = Unique})
  when is_integer(Keypos) ->
    case Unique of
        true -> lists:ukeysort(Keypos, Answers);
        false -> lists:keysort(Keypos, Answers)
    end;
in_order(Answers, #qlc_sort{keypos = {keysort, Keypos}, order = Order, unique = Unique}) ->
    Keyed = [{key_of(Keypos, Answer), Answer} || Answer <- Answers],
    Sorted = case Order of
                 ascending -> lists:keysort(1, Keyed);
                 descending -> lists:reverse(lists:keysort(1, lists:reverse(Keyed)))
             end,
    [Answer || {_, Answer} <- case Unique of
                                  true -> first_of_each(Sorted);
                                  false -> Sorted
                              end].

key_of(Keypos, Tuple) when is_integer(Keypos) -> element(Keypos, Tuple);
key_of(Keypos, Tuple) -> [element(N, Tuple) || N <- Keypos].

first_of_each([{Key1, _} = First, {Key2, _} | Rest]) when Key1 == Key2 -> first_of_each([First | Rest]);
first_of_each([First | Rest]) -> [First | first_of_each(Rest)];
first_of_each([]) -> [].

%%% Cursors

-doc "A cursor: answers to a query are fetched when they are wanted.".
cursor(Handle) -> cursor(Handle, []).

-doc "A cursor; options as `eval/2`, and `{spawn_options, Options}` for the process that evaluates.".
cursor(Handle, Options) ->
    case options(Options, [unique_all, cache_all, tmpdir, spawn_options, max_list_size, tmpdir_usage]) of
        [Unique, Cache, _, Spawn | _] ->
            try handle(Handle) of
                Known -> started(Known, {Unique, Cache, outer}, spawn_options(Spawn))
            catch
                throw:badarg -> error(badarg, [Handle, Options])
            end;
        badarg -> error(badarg, [Handle, Options])
    end.

spawn_options(default) -> [link];
spawn_options(Options) -> lists:delete(monitor, [link | lists:delete(link, Options)]).

started(Handle, All, Options) ->
    Owner = self(),
    Pid = spawn_opt(fun() -> cursor_process(Owner, Handle, All) end, Options),
    case serve_until(Pid) of
        ok -> #qlc_cursor{c = {Pid, Owner}};
        {caught, throw, {?MODULE, no_objects, Other}, _} -> Other;
        {caught, Class, Reason, Stack} -> erlang:raise(Class, Reason, Stack)
    end.

%% The process may want a parent_fun to be called here.
serve_until(Pid) ->
    receive
        {Pid, {parent_fun, Fun}} ->
            Pid ! {self(), try {value, Fun()}
                           catch Class:Reason:Stack -> {caught, Class, Reason, Stack}
                           end},
            serve_until(Pid);
        {Pid, Answer} -> Answer
    end.

cursor_process(Owner, Handle, All) ->
    process_flag(trap_exit, true),
    Ref = monitor(process, Owner),
    try
        Prepared = prepared(Handle, All),
        with_tables(Prepared, Owner,
                    fun() ->
                            Owner ! {self(), ok},
                            put({?MODULE, started}, true),
                            wanted(Owner, Ref),
                            run(Prepared, fun(Answer, _) -> given(Owner, Ref, Answer) end, ok),
                            put({?MODULE, finished}, true)
                    end),
        no_more(Owner, Ref)
    catch
        throw:{?MODULE, stop} ->
            Owner ! {self(), stopped},
            ok;
        throw:{?MODULE, no_objects, Other} ->
            Owner ! {self(), {other, Other}},
            ok;
        throw:{?MODULE, owner_gone} -> ok;
        Class:Reason:Stack ->
            Owner ! {self(), {caught, Class, Reason, Stack}},
            ok
    end.

%% Wait until the owner wants an answer.
wanted(Owner, Ref) ->
    receive
        {Owner, more} -> ok;
        {Owner, stop} -> throw({?MODULE, stop});
        {'DOWN', Ref, process, _, _} -> throw({?MODULE, owner_gone});
        {'EXIT', Owner, _} -> throw({?MODULE, owner_gone});
        {'EXIT', _, Reason} when Reason =:= kill; Reason =:= shutdown -> throw({?MODULE, owner_gone});
        Other ->
            unexpected(Other),
            wanted(Owner, Ref)
    end.

unexpected(Message) ->
    error_logger:error_msg("The qlc cursor ~w received an unexpected message:\n~tp\n", [self(), Message]).

given(Owner, Ref, Answer) ->
    Owner ! {self(), {answer, Answer}},
    wanted(Owner, Ref).

no_more(Owner, Ref) ->
    Owner ! {self(), no_more},
    receive
        {Owner, more} -> no_more(Owner, Ref);
        {Owner, stop} -> Owner ! {self(), stopped};
        {'DOWN', Ref, process, _, _} -> ok;
        {'EXIT', _, _} -> ok;
        Other ->
            unexpected(Other),
            no_more(Owner, Ref)
    end.

-doc "The next ten answers of a cursor.".
next_answers(Cursor) -> next_answers(Cursor, 10).

-doc "The next answers of a cursor: N of them, or `all_remaining`.".
next_answers(#qlc_cursor{c = {_, Owner}} = Cursor, N) when Owner =/= self() ->
    error(not_cursor_owner, [Cursor, N]);
next_answers(#qlc_cursor{c = {Pid, _}}, all_remaining) -> next(Pid, -1, []);
next_answers(#qlc_cursor{c = {Pid, _}}, N) when is_integer(N), N > 0 -> next(Pid, N, []);
next_answers(Cursor, N) -> error(badarg, [Cursor, N]).

next(_, 0, Answers) -> lists:reverse(Answers);
next(Pid, N, Answers) ->
    Ref = monitor(process, Pid),
    Pid ! {self(), more},
    receive
        {Pid, Reply} -> demonitor(Ref, [flush]);
        {'DOWN', Ref, process, _, Reason} -> Reply = {down, Reason}
    end,
    case Reply of
        {answer, Answer} -> next(Pid, N - 1, [Answer | Answers]);
        no_more -> lists:reverse(Answers);
        {parent_fun, Fun} ->
            Pid ! {self(), {value, Fun()}},
            next(Pid, N, Answers);
        {other, Other} -> Other;
        {caught, Class, Why, Stack} -> erlang:raise(Class, Why, Stack);
        {down, _} ->
            receive {'EXIT', Pid, _} -> ok
            after 0 -> ok
            end,
            error({qlc_cursor_pid_no_longer_exists, Pid})
    end.

-doc "Delete a cursor. Only its owner can.".
delete_cursor(#qlc_cursor{c = {_, Owner}} = Cursor) when Owner =/= self() ->
    error(not_cursor_owner, [Cursor]);
delete_cursor(#qlc_cursor{c = {Pid, _}}) ->
    Ref = monitor(process, Pid),
    unlink(Pid),
    receive
        {'EXIT', Pid, _} -> ok
    after 0 -> ok
    end,
    Pid ! {self(), stop},
    receive
        {Pid, stopped} ->
            demonitor(Ref, [flush]),
            ok;
        {'DOWN', Ref, process, _, _} -> ok
    end;
delete_cursor(Cursor) -> error(badarg, [Cursor]).

%%% Options: a badarg, or the values of the keys in order

options(Given, Keys) when is_list(Given) ->
    try options(Given, Keys, [])
    catch error:_ -> badarg
    end;
options(Given, Keys) -> options([Given], Keys).

options([], [], Values) -> lists:reverse(Values);
options(_, [], _) -> badarg;
options(Given, [Key | Keys], Values) ->
    {Value, Left} = case lists:member(Key, Given) of
                        true -> {valid(Key, true), lists:delete(Key, Given)};
                        false ->
                            case lists:keytake(Key, 1, Given) of
                                {value, {_, Wanted}, Others} -> {valid(Key, Wanted), Others};
                                false -> {{ok, default(Key)}, Given}
                            end
                    end,
    case Value of
        {ok, Known} -> options(Left, Keys, [Known | Values]);
        badarg -> badarg
    end.

valid(Key, undefined) when Key =:= format_fun; Key =:= info_fun; Key =:= lookup_fun;
                           Key =:= parent_fun; Key =:= post_fun; Key =:= pre_fun -> {ok, undefined};
valid(Key, Fun) when Key =:= info_fun; Key =:= pre_fun; Key =:= format_fun ->
    is_valid(is_function(Fun, 1), Fun);
valid(Key, Fun) when Key =:= post_fun; Key =:= parent_fun -> is_valid(is_function(Fun, 0), Fun);
valid(lookup_fun, Fun) -> is_valid(is_function(Fun, 2), Fun);
valid(max_lookup, infinity) -> {ok, -1};
valid(Key, N) when Key =:= max_lookup; Key =:= max_list_size ->
    is_valid(is_integer(N) andalso N >= 0, N);
valid(key_equality, X) -> one_of(X, ['==', '=:=']);
valid(join, X) -> one_of(X, [any, nested_loop, merge, lookup]);
valid(lookup, X) -> one_of(X, [true, false, any]);
valid(tmpdir_usage, X) -> one_of(X, [allowed, not_allowed, info_msg, warning_msg, error_msg]);
valid(Key, ets) when Key =:= cache; Key =:= cache_all -> {ok, true};
valid(Key, no) when Key =:= cache; Key =:= cache_all -> {ok, false};
valid(Key, X) when Key =:= cache; Key =:= cache_all -> one_of(X, [true, false, list]);
valid(Key, X) when Key =:= unique; Key =:= unique_all; Key =:= flat -> one_of(X, [true, false]);
valid(spawn_options, default) -> {ok, default};
valid(spawn_options, Options) -> is_valid(is_integer(catch length(Options)), Options);
valid(format, X) -> one_of(X, [string, abstract_code, debug]);
valid(n_elements, infinity) -> {ok, infinity};
valid(n_elements, N) -> is_valid(is_integer(N) andalso N > 0, N);
valid(depth, infinity) -> {ok, infinity};
valid(depth, N) -> is_valid(is_integer(N) andalso N >= 0, N);
valid(order, X) -> is_valid(is_function(X, 2) orelse X =:= ascending orelse X =:= descending, X);
valid(compressed, true) -> {ok, [compressed]};
valid(compressed, false) -> {ok, []};
valid(tmpdir, Dir) -> {ok, Dir};
valid(size, N) -> is_valid(is_integer(N) andalso N > 0, N);
valid(no_files, N) -> is_valid(is_integer(N) andalso N > 1, N);
valid(_, _) -> badarg.

is_valid(true, Value) -> {ok, Value};
is_valid(false, _) -> badarg.

one_of(Value, Values) -> is_valid(lists:member(Value, Values), Value).

default(max_lookup) -> -1;
default(Key) when Key =:= join; Key =:= lookup -> any;
default(key_equality) -> '=:=';
default(spawn_options) -> default;
default(flat) -> true;
default(format) -> string;
default(Key) when Key =:= n_elements; Key =:= depth -> infinity;
default(max_list_size) -> 524288;
default(tmpdir_usage) -> allowed;
default(Key) when Key =:= cache; Key =:= cache_all; Key =:= unique; Key =:= unique_all -> false;
default(order) -> ascending;
default(compressed) -> [];
default(tmpdir) -> "";
default(size) -> 524288;
default(no_files) -> 16;
default(_) -> undefined.

%%% What a query will do

-doc "How a query will be evaluated, as Erlang text.".
info(Handle) -> info(Handle, []).

-doc """
How a query will be evaluated. Options: those of `eval/2`, `{flat, boolean()}`, `{format, string |
abstract_code}`, `{n_elements, N}` and `{depth, N}`, which shorten lists and terms.
""".
info(Handle, Options) ->
    case options(Options, [unique_all, cache_all, flat, format, n_elements, depth, tmpdir,
                           max_list_size, tmpdir_usage]) of
        [Unique, Cache, Flat, Format, N, Depth | _] ->
            try handle(Handle) of
                Known ->
                    Prepared = prepared(Known, {Unique, Cache, outer}),
                    case Format of
                        string -> qlc_info:text(qlc_info:form(Prepared, Flat, N, Depth));
                        abstract_code -> qlc_info:code(qlc_info:form(Prepared, Flat, N, Depth));
                        debug -> qlc_info:debug(Prepared, N, Depth)
                    end
            catch
                throw:badarg -> error(badarg, [Handle, Options])
            end;
        badarg -> error(badarg, [Handle, Options])
    end.

%%% Texts

-doc "What an error means, as text.".
format_error(not_a_query_list_comprehension) ->
    io_lib:format("argument is not a query list comprehension", []);
format_error({used_generator_variable, Name}) ->
    io_lib:format("generated variable ~w must not be used in list expression", [Name]);
format_error(binary_generator) -> io_lib:format("cannot handle binary generators", []);
format_error(too_complex_join) ->
    io_lib:format("cannot handle join of three or more generators efficiently", []);
format_error(too_many_joins) -> io_lib:format("cannot handle more than one join efficiently", []);
format_error(nomatch_pattern) -> io_lib:format("pattern cannot possibly match", []);
format_error(nomatch_filter) -> io_lib:format("filter evaluates to 'false'", []);
format_error({Line, Module, Reason}) when is_integer(Line) ->
    io_lib:format("~w: ~ts~n", [Line, lists:flatten(Module:format_error(Reason))]);
format_error({{Line, Column}, Module, Reason}) ->
    io_lib:format("~w:~w: ~ts~n", [Line, Column, lists:flatten(Module:format_error(Reason))]);
format_error({bad_object, File}) ->
    io_lib:format("the temporary file \"~ts\" holding answers is corrupt", [File]);
format_error(bad_object) -> io_lib:format("the keys could not be extracted from some term", []);
format_error({file_error, File, Reason}) ->
    io_lib:format("\"~ts\": ~tp~n", [File, file:format_error(Reason)]);
format_error({premature_eof, File}) ->
    io_lib:format("\"~ts\": end-of-file was encountered inside some binary term", [File]);
format_error({tmpdir_usage, Why}) -> io_lib:format("temporary file was needed for ~w~n", [Why]);
format_error({error, Module, Reason}) -> Module:format_error(Reason);
format_error(Error) -> io_lib:format("~tp~n", [Error]).
