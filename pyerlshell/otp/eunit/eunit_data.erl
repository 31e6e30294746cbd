%% What the representation of tests means, item by item: a test or a group of items.
%%
%% An item is a map with `kind', and of the rest what was said of it:
%%     test:  f, location, line; desc, timeout
%%     group: tests, options; desc, timeout, order, spawn, context
%% A group that holds nothing but one item is joined with it where they say different things; where
%% they cannot be joined, order and timeout are handed down. For that, one looks two items ahead.
-module(eunit_data).

-export([iter_init/3, iter_next/1, iter_id/1, enter_context/3]).
-export([get_module_tests/2, parse_command_line/2]).

-include("eunit_names.hrl").
-include_lib("kernel/include/file.hrl").

-define(SPACES, [$\t, $\n, 11, 12, $\r, $\s, 133, 8206, 8207, 8232, 8233, [$\r, $\n]]).
-define(DEFAULT_PROCESS, spawn).
-define(IS_TEXT(T), (is_list(T) orelse is_binary(T))).

-record(iter, {tests, id, options, pos = 0}).

iter_init(Tests, Id, Options) ->
    #iter{tests = Tests, id = Id, options = Options}.

%% The path of the item that came last.
iter_id(#iter{id = Id, pos = Pos}) -> Id ++ [Pos].

iter_next(#iter{tests = Tests, options = Options, pos = Pos} = Iter) ->
    case next(Tests, Options) of
        none -> none;
        {Item, Rest} -> {Item, Iter#iter{tests = Rest, pos = Pos + 1}}
    end.

next(Tests, Options) ->
    case eunit_lib:dlist_next(Tests) of
        [] ->
            none;
        [T | Rest] ->
            case parse(T, Options) of
                {data, Meant} -> next([Meant | Rest], Options);
                Item -> {Item, Rest}
            end
    end.

%% -- one representation: an item, or {data, what it stands for}

parse(M, O) when is_atom(M) -> parse({module, M}, O);
parse(T, O) when is_list(T) ->
    eunit_lib:is_string(T) orelse bad_test(T),
    path(T, O);
parse({generator, F, {M, N, A}} = T, _O) when is_function(F), is_atom(M), is_atom(N), is_integer(A) ->
    is_function(F, 0) orelse bad_test(T),
    case eunit_test:run_testfun(F) of
        {ok, Tests} ->
            eunit_lib:is_not_test(Tests) andalso throw({bad_generator, {{M, N, A}, Tests}}),
            {data, Tests};
        {error, Exception} ->
            throw({generator_failed, {{M, N, A}, Exception}})
    end;
parse(T, O) when is_tuple(T), tuple_size(T) > 2, ?IS_TEXT(element(1, T)) ->
    parse({element(1, T), erlang:delete_element(1, T)}, O);
parse({Title, Tests} = T, O) when is_list(Title) ->
    eunit_lib:is_string(Title) orelse bad_test(T),
    parse({unicode:characters_to_binary(Title), Tests}, O);
parse({Title, Tests}, O) when is_binary(Title) -> group(#{tests => Tests, desc => Title}, O);
parse(T, O) when is_tuple(T), tuple_size(T) > 0 -> tagged(element(1, T), T, O);
parse(T, _O) -> simple(T).

tagged(inorder, {_, Tests}, O) -> group(#{tests => Tests, order => inorder}, O);
tagged(inparallel, {_, Tests}, O) -> parse({inparallel, 0, Tests}, O);
tagged(inparallel, {_, N, Tests}, O) when is_integer(N), N >= 0 ->
    group(#{tests => Tests, order => {inparallel, N}}, O);
tagged(timeout, {_, Seconds, Tests}, O) when is_number(Seconds), Seconds >= 0 ->
    group(#{tests => Tests, timeout => round(Seconds * 1000)}, O);
tagged(spawn, {_, Tests}, O) -> group(#{tests => Tests, spawn => local}, O);
tagged(spawn, {_, Node, Tests}, O) when is_atom(Node) ->
    group(#{tests => Tests, spawn => {remote, Node}}, O);
tagged(with, {_, X, Funs} = T, _O) when is_list(Funs) ->
    {data, [distributed(F, X, T) || F <- Funs]};
tagged(generator, {_, F}, O) when is_function(F) ->
    parse({generator, F, erlang:fun_info_mfa(F)}, O);
tagged(generator, {_, M, F}, O) when is_atom(M), is_atom(F) ->
    parse({generator, eunit_test:mf_wrapper(M, F), {M, F, 0}}, O);
tagged(setup, T, O) -> setup(T, O);
tagged(foreach, T, O) -> foreach(T, O);
tagged(foreachx, T, O) -> foreachx(T, O);
tagged(node, {_, Node, Tests}, O) when is_atom(Node) -> tagged(node, {node, Node, "", Tests}, O);
tagged(node, {_, Node, Args, Tests} = T, O) when is_atom(Node) ->
    eunit_lib:is_string(Args) orelse bad_test(T),
    setup(on_node(Node, Args, Tests), O);
tagged(module, {_, M}, O) when is_atom(M) ->
    {data, {"module '" ++ atom_to_list(M) ++ "'", get_module_tests(M, O)}};
tagged(application, {_, App}, O) when is_atom(App) -> application(App, O);
tagged(application, {_, App, Info} = T, _O) when is_atom(App) ->
    Modules = proplists:get_value(modules, Info, shipped(App)),
    (is_list(Modules) andalso lists:all(fun is_atom/1, Modules)) orelse bad_test(T),
    {data, {"application '" ++ atom_to_list(App) ++ "'", Modules}};
tagged(file, {_, File} = T, _O) when is_list(File) ->
    eunit_lib:is_string(File) orelse bad_test(T),
    {data, {"file \"" ++ File ++ "\"", file_tests(File)}};
tagged(dir, {_, Dir} = T, _O) when is_list(Dir) ->
    eunit_lib:is_string(Dir) orelse bad_test(T),
    {data, {"directory \"" ++ Dir ++ "\"", folder_tests(Dir)}};
tagged(_, T, _O) -> simple(T).

simple({Line, F}) when is_integer(Line), Line >= 0 -> (simple(F))#{line => Line};
simple({{M, F, A} = Place, Test}) when is_atom(M), is_atom(F), is_integer(A) ->
    (simple(Test))#{location => Place};
simple({test, M, F}) when is_atom(M), is_atom(F) ->
    #{kind => test, f => eunit_test:mf_wrapper(M, F), location => {M, F, 0}};
simple({M, F}) when is_atom(M), is_atom(F) -> simple({test, M, F});
simple(F) when is_function(F, 0) -> #{kind => test, f => F, location => erlang:fun_info_mfa(F)};
simple(T) -> bad_test(T).

-spec bad_test(term()) -> no_return().
bad_test(T) -> throw({bad_test, T}).

distributed(F, X, T) ->
    is_function(F, 1) orelse bad_test(T),
    {erlang:fun_info_mfa(F), fun() -> F(X) end}.

%% -- fixtures

setup({setup, S, I}, O) when is_function(S); is_list(S) ->
    setup({setup, ?DEFAULT_PROCESS, S, I}, O);
setup({setup, S, C, I}, O) when is_function(S), is_function(C) ->
    setup({setup, ?DEFAULT_PROCESS, S, C, I}, O);
setup({setup, P, S, I}, O) when is_function(S) ->
    setup({setup, P, S, fun nothing/1, I}, O);
setup({setup, P, Steps, I} = T, O) when is_list(Steps) ->
    is_steps(Steps) orelse bad_test(T),
    {S, C} = eunit_test:multi_setup(Steps),
    setup({setup, P, S, C, I}, O);
setup({setup, _, S, C, I} = T, O) when is_function(S), is_function(C) ->
    fixture(T, instantiator(I, T), O);
setup(T, _O) ->
    simple(T).

instantiator(I, _T) when is_function(I, 1) -> I;
instantiator(Test, _T) when is_function(Test, 0) -> fun(_) -> Test end;
instantiator(I, T) when is_function(I) -> bad_test(T);
instantiator({with, Funs}, _T) when is_list(Funs) -> fun(R) -> {with, R, Funs} end;
instantiator(Tests, _T) -> fun(_) -> Tests end.

%% A plain test is always run where it is run by default.
fixture({setup, P, S, C, I} = T, Instantiate, O) ->
    is_function(S, 0) andalso is_function(C, 1) orelse bad_test(T),
    Process = case P of
                  _ when is_function(I, 0) -> ?DEFAULT_PROCESS;
                  local -> P;
                  spawn -> P;
                  {spawn, Node} when is_atom(Node) -> P;
                  _ -> bad_test(T)
              end,
    group(#{tests => Instantiate, context => {S, C, Process}}, O).

is_steps(Steps) ->
    lists:all(fun({Tag, S, C}) -> is_atom(Tag) andalso is_function(S, 0) andalso is_function(C, 1);
                 ({Tag, S}) -> is_atom(Tag) andalso is_function(S, 0);
                 (_) -> false
              end,
              Steps).

nothing(_) -> ok.

foreach({foreach, S, Tests}, O) when is_function(S), is_list(Tests) ->
    foreach({foreach, S, fun nothing/1, Tests}, O);
foreach({foreach, S, C, Tests}, O) when is_function(S), is_function(C), is_list(Tests) ->
    foreach({foreach, ?DEFAULT_PROCESS, S, C, Tests}, O);
foreach({foreach, P, S, Tests}, O) when is_function(S), is_list(Tests) ->
    foreach({foreach, P, S, fun nothing/1, Tests}, O);
foreach({foreach, P, S, C, Tests} = T, _O) when is_function(S), is_function(C), is_list(Tests) ->
    is_function(S, 0) andalso is_function(C, 1) orelse bad_test(T),
    {data, [{setup, P, S, C, I} || I <- Tests]};
foreach(T, _O) ->
    simple(T).

foreachx({foreachx, S, Pairs}, O) when is_function(S), is_list(Pairs) ->
    foreachx({foreachx, S, fun(_, _) -> ok end, Pairs}, O);
foreachx({foreachx, S, C, Pairs}, O) when is_function(S), is_function(C), is_list(Pairs) ->
    foreachx({foreachx, ?DEFAULT_PROCESS, S, C, Pairs}, O);
foreachx({foreachx, P, S, Pairs}, O) when is_function(S), is_list(Pairs) ->
    foreachx({foreachx, P, S, fun(_, _) -> ok end, Pairs}, O);
foreachx({foreachx, P, S, C, Pairs} = T, _O) when is_function(S), is_function(C), is_list(Pairs) ->
    is_function(S, 1) andalso is_function(C, 2) orelse bad_test(T),
    case Pairs of
        [] ->
            {data, []};
        [{X, I} | Rest] when is_function(I, 2) ->
            {data, [{setup, P, fun() -> S(X) end, fun(R) -> C(X, R) end, fun(R) -> I(X, R) end},
                    {foreachx, P, S, C, Rest}]};
        _ ->
            bad_test(T)
    end;
foreachx(T, _O) ->
    simple(T).

%% Run the members of a group that has a fixture.
enter_context({Setup, Cleanup, Process}, Instantiate, Run) ->
    Inside = case Process of
                 local -> Run;
                 spawn -> fun(Tests) -> Run({spawn, Tests}) end;
                 {spawn, Node} -> fun(Tests) -> Run({spawn, Node, Tests}) end
             end,
    eunit_test:enter_context(Setup, Cleanup, Instantiate, Inside).

%% -- groups that hold one item

group(G, O) -> joined(G#{kind => group, options => O}, O).

joined(#{context := _} = G, _O) -> G;
joined(#{tests := Tests} = G, O) ->
    {First, Rest} = ahead(Tests, O),
    case ahead(Rest, O) of
        {none, _} -> around(First, G, O);
        _ -> G
    end.

ahead(Tests, O) ->
    case next(Tests, O) of
        none -> {none, []};
        Found -> Found
    end.

around(none, G, _O) ->
    G;
around(#{kind := test} = Test, G, _O) ->
    Said = maps:with([desc, timeout], G),
    case not is_map_key(spawn, G) andalso are_different(Said, Test) of
        true -> maps:merge(Test, Said);
        false -> timeout_down(Test, G)
    end;
around(#{kind := group} = Inner, G, O) ->
    Said = maps:with([desc, timeout, order, spawn, context], G),
    case are_different(Said, Inner) of
        true -> joined(maps:merge(Inner, Said), O);
        false -> order_down(Inner, timeout_down(Inner, G))
    end.

are_different(Said, Inner) ->
    map_size(maps:intersect(Said, Inner)) =:= 0.

timeout_down(Inner, #{timeout := Ms, tests := Tests} = G) when not is_map_key(timeout, Inner) ->
    maps:remove(timeout, G#{tests := {timeout, Ms div 1000, Tests}});
timeout_down(_, G) -> G.

order_down(Inner, #{order := Order, tests := Tests} = G) when not is_map_key(order, Inner) ->
    Ordered = case Order of
                  inorder -> {inorder, Tests};
                  {inparallel, N} -> {inparallel, N, Tests}
              end,
    maps:remove(order, G#{tests := Ordered});
order_down(_, G) -> G.

%% -- modules

%% The tests that a module exports, and those of its companion Module_tests.
get_module_tests(Module, O) ->
    try Module:module_info(exports) of
        Exports ->
            Tests = own_tests(Module, Exports) ++ companion(Module, O),
            case lists:member({?WRAPPER, 1}, Exports) of
                true -> {generator, fun() -> Module:?WRAPPER(Tests) end};
                false -> Tests
            end
    catch
        error:undef -> throw({module_not_found, Module})
    end.

own_tests(Module, Exports) ->
    lists:append([own_test(Module, F, atom_to_list(F)) || {F, 0} <- Exports]).

own_test(Module, F, Name) ->
    case {lists:suffix(?TEST_SUFFIX, Name), lists:suffix(?GENERATOR_SUFFIX, Name)} of
        {true, _} -> [{test, Module, F}];
        {_, true} -> [{generator, Module, F}];
        _ -> []
    end.

companion(Module, O) ->
    Name = atom_to_list(Module),
    Other = Name ++ ?MODULE_SUFFIX,
    case lists:suffix(?MODULE_SUFFIX, Name) orelse proplists:get_bool(exact_execution, O) of
        true ->
            [];
        false ->
            Companion = list_to_atom(Other),
            try get_module_tests(Companion, O) of
                Tests -> [{"module '" ++ Other ++ "'", Tests}]
            catch
                throw:{module_not_found, Companion} -> []
            end
    end.

%% -- files, folders, applications

%% A folder, or else a file.
path(Path, O) ->
    try tagged(dir, {dir, Path}, O)
    catch
        throw:{file_read_error, {Reason, _, _}} when Reason =:= enotdir; Reason =:= enoent ->
            tagged(file, {file, Path}, O)
    end.

application(App, O) ->
    try tagged(file, {file, atom_to_list(App) ++ ".app"}, O)
    catch
        throw:{file_read_error, {enoent, _, _}} ->
            case code:lib_dir(App) of
                {error, _} -> throw({application_not_found, App});
                Dir -> tagged(dir, {dir, with_ebin(Dir)}, O)
            end
    end.

%% The modules of an application that comes with the system are not in its file.
shipped(App) ->
    case application:get_key(App, modules) of
        {ok, [_ | _] = Modules} -> [M || M <- Modules, code:ensure_loaded(M) =:= {module, M}];
        _ -> undefined
    end.

with_ebin(Dir) ->
    Ebin = filename:join(Dir, "ebin"),
    case filelib:is_dir(Ebin) of
        true -> Ebin;
        false -> Dir
    end.

file_tests(File) ->
    case is_object(File) of
        true -> object_tests(found(File));
        false -> eunit_lib:consult_file(File)
    end.

is_object(File) -> filename:extension(File) =:= code:objfile_extension().

%% In the current folder, or else in the code path.
found(File) ->
    case file:read_file_info(File) of
        {ok, #file_info{type = regular}} ->
            File;
        _ ->
            case code:where_is_file(File) of
                non_existing -> File;
                Path -> Path
            end
    end.

object_tests(File) -> object_tests(module_of(File), File).

object_tests(Module, File) ->
    Load = fun() ->
        code:purge(Module),
        {module, Module} = code:load_abs(filename:rootname(File)),
        ok
    end,
    {setup, Load, {module, Module}}.

module_of(File) ->
    case beam_lib:info(File) of
        {error, _, _} -> throw({file_read_error, {undefined, "extracting module name failed", File}});
        Info -> proplists:get_value(module, Info)
    end.

%% The modules of a folder but for companions of others, which come with these.
folder_tests(Dir) ->
    Files = [filename:join(Dir, F) || F <- eunit_lib:list_dir(Dir), is_object(F)],
    Modules = maps:from_list([{module_of(F), F} || F <- Files]),
    Companions = [list_to_atom(Name ++ ?MODULE_SUFFIX)
                  || M <- maps:keys(Modules), Name <- [atom_to_list(M)],
                     not lists:suffix(?MODULE_SUFFIX, Name)],
    [object_tests(M, F) || M := F <- maps:without(Companions, Modules)].

%% -- nodes

%% A node of its own for the tests, stopped behind them.
on_node(Node, Args, Tests) ->
    Start = fun() ->
        {Name, Host} = eunit_lib:split_node(Node),
        Alive = alive(Name),
        Paths = lists:append([["-pa", Dir] || Dir <- code:get_path()]),
        case peer:start_link(#{name => Name, host => atom_to_list(Host),
                               args => Paths ++ arguments(Args)}) of
            {ok, Peer, Started} -> {Peer, Started, Alive};
            {error, Reason} -> throw({peer_start, Reason})
        end
    end,
    Stop = fun({Peer, _, Alive}) ->
        peer:stop(Peer),
        Alive andalso net_kernel:stop(),
        ok
    end,
    {setup, Start, Stop, for_node(Tests)}.

%% Whether this node had to be made a part of a net.
alive(Name) ->
    case node() of
        nonode@nohost ->
            Own = list_to_atom(atom_to_list(Name) ++ "_master"),
            case net_kernel:start(Own, #{name_domain => shortnames}) of
                {ok, _} -> true;
                {error, Reason} -> throw({net_kernel_start, Reason})
            end;
        _ ->
            false
    end.

for_node(I) when is_function(I, 1) -> fun({_, Node, _}) -> I(Node) end;
for_node({with, Funs}) when is_list(Funs) -> fun({_, Node, _}) -> {with, Node, Funs} end;
for_node(Tests) -> Tests.

arguments([]) -> [];
arguments(Args) ->
    case io_lib:printable_unicode_list(Args) of
        true ->
            parse_command_line(Args, []);
        false ->
            lists:all(fun io_lib:printable_unicode_list/1, Args) orelse throw({badarg, Args}),
            Args
    end.

%% Words, and what stands between quotes, where a backslash takes the next character as it is; a quote
%% without its fellow is a character.
parse_command_line(Line, Before) ->
    case string:trim(Line) of
        "" ->
            lists:reverse(Before);
        [Quote | Rest] when Quote =:= $"; Quote =:= $' ->
            {Word, After} = quoted(Rest, Quote, []),
            parse_command_line(After, [Word | Before]);
        Rest ->
            {Word, After} = string:take(Rest, ?SPACES, true),
            parse_command_line(After, [Word | Before])
    end.

quoted([Quote | Rest], Quote, Word) -> {lists:reverse(Word), Rest};
quoted([$\\, C | Rest], Quote, Word) -> quoted(Rest, Quote, [C | Word]);
quoted([C | Rest], Quote, Word) -> quoted(Rest, Quote, [C | Word]);
quoted([], Quote, Word) -> {[Quote | lists:reverse(Word)], []}.
