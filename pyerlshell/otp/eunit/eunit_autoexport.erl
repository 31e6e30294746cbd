%% A parse transform that exports a module's tests, and adds test/0 where there is none.
%%
%% Tests are functions without arguments whose names end in _test, _test_ or _exported_, (the options
%% eunit_test_suffix, eunit_generator_suffix and eunit_export_suffix name others), and eunit_wrapper_/1.
-module(eunit_autoexport).

-export([parse_transform/2, is_test/3]).

-include("eunit_names.hrl").

parse_transform(Forms, Options) ->
    case lists:splitwith(fun(F) -> not is_module(F) end, Forms) of
        {_, []} ->
            Forms;
        {Before, [{attribute, _, module, Declared} = Module | After]} ->
            {Own, Added} = own_test(name(Declared), Forms),
            Exports = Own ++ lists:usort([NA || {function, _, N, A, _} <- Forms,
                                                NA <- [{N, A}], is_test(N, A, Options)]),
            Before ++ [Module, {attribute, erl_anno:new(0), export, Exports} | After] ++ Added
    end.

is_module({attribute, _, module, _}) -> true;
is_module(_) -> false.

name({Name, _Parameters}) -> Name;
name(Name) -> Name.

%% What is exported and added for test/0.
own_test(Module, Forms) ->
    case [F || {function, _, test, 0, _} = F <- Forms] of
        [] ->
            L = erl_anno:new(0),
            Call = {call, L, {remote, L, {atom, L, eunit}, {atom, L, test}}, [{atom, L, Module}]},
            {[{test, 0}],
             [{attribute, L, doc, false}, {function, L, test, 0, [{clause, L, [], [], [Call]}]}]};
        _ ->
            {[], []}
    end.

%% Whether the function is one of those that eunit looks for or calls.
is_test(?WRAPPER, 1, _Options) -> true;
is_test(Name, 0, Options) ->
    Text = atom_to_list(Name),
    lists:any(fun({Key, Default}) ->
                      lists:suffix(proplists:get_value(Key, Options, Default), Text)
              end,
              [{eunit_test_suffix, ?TEST_SUFFIX},
               {eunit_generator_suffix, ?GENERATOR_SUFFIX},
               {eunit_export_suffix, ?EXPORT_SUFFIX}]);
is_test(_, _, _) -> false.
%% 
