%% The .app files of applications, read for releases: every key that is there must be right, and some
%% must be there.
-module(systools_app).

-export([read/4, read_term/1]).

-include("systools.hrl").

-define(ITEMS, [vsn, id, description, modules, registered, applications, optional_applications,
                included_applications, mod, start_phases, env, maxT, maxP]).

%% The description of Name (a string) in version Vsn from the first folder of Path that has it.
%% Included: [{App, [Inner]}], what a release says instead of included_applications.
%% {ok, #application{}} or {error, Reason}.
read(Name, Vsn, Path, Included) -> read(Name, Vsn, Path, Included, none).

%% The last argument is what was wrong with the first file that cannot be used.
read(Name, Vsn, [Folder | Path], Included, Fault) ->
    File = filename:join(Folder, Name ++ ".app"),
    case filelib:is_regular(File) andalso read_term(File) of
        {ok, Term} ->
            case description(Term, File, Vsn, Included) of
                {error, {no_valid_version, {Vsn, Other}}} ->
                    Found = {no_valid_version, {{"should be", Vsn}, {"found file", File, Other}}},
                    read(Name, Vsn, Path, Included, first(Fault, Found));
                Result -> Result
            end;
        {error, {parse, _, {Line, _, What}}} ->
            read(Name, Vsn, Path, Included, first(Fault, {parse_error, {File, Line, What}}));
        _ ->
            read(Name, Vsn, Path, Included, Fault)
    end;
read(Name, _Vsn, [], _Included, none) -> {error, {not_found, Name ++ ".app"}};
read(_Name, _Vsn, [], _Included, Fault) -> {error, Fault}.

first(none, Fault) -> Fault;
first(Fault, _) -> Fault.

description({application, Name, Given}, File, Vsn, Included) when is_atom(Name), is_list(Given) ->
    Known = Given ++ [{modules, node_config:modules(Name)} || is_ours(Name, File)],
    try #{Item => item(Item, lists:keyfind(Item, 1, Known)) || Item <- ?ITEMS} of
        #{vsn := Vsn} = Items ->
            case included(Name, map_get(included_applications, Items), Included) of
                {ok, Inner} -> {ok, application(Name, Items, Inner, filename:dirname(File))};
                {error, Others} -> {error, {override_include, Others}}
            end;
        #{vsn := Other} -> {error, {no_valid_version, {Vsn, Other}}}
    catch
        throw:Fault -> {error, {Fault, {application, Name, Given}}}
    end;
description(Other, _File, _Vsn, _Included) ->
    {error, {badly_formatted_application, Other}}.

application(Name, Items, Inner, Folder) ->
    #application{name = Name, vsn = map_get(vsn, Items), id = map_get(id, Items),
                 description = map_get(description, Items),
                 modules = map_get(modules, Items),
                 uses = map_get(applications, Items),
                 optional = map_get(optional_applications, Items), includes = Inner,
                 regs = map_get(registered, Items), mod = map_get(mod, Items),
                 start_phases = map_get(start_phases, Items), env = map_get(env, Items),
                 maxT = map_get(maxT, Items), maxP = map_get(maxP, Items), dir = Folder}.

%% The applications that come with pyerlshell have the modules that are there.
is_ours(Name, File) ->
    node_config:modules(Name) =/= [] andalso code:lib_dir(Name) =:= filename:dirname(File).

included(Name, Specified, Included) ->
    case lists:keyfind(Name, 1, Included) of
        {_, Wanted} ->
            case [App || App <- Wanted, not lists:member(App, Specified)] of
                [] -> {ok, Wanted};
                Others -> {error, Others}
            end;
        false -> {ok, Specified}
    end.

item(Item, false) ->
    case maps:find(Item, #{optional_applications => [], included_applications => [], mod => [],
                           env => [], id => [], start_phases => undefined, maxT => infinity,
                           maxP => infinity}) of
        {ok, Default} -> Default;
        error -> throw({missing_param, Item})
    end;
item(Item, {Item, Value}) ->
    case is_item(Item, Value) of
        true -> without_doubles(Item, Value);
        false when Item =:= mod -> throw({missing_param, mod});
        false -> throw({bad_param, Item})
    end;
item(Item, _) -> throw({missing_param, Item}).

is_item(mod, Value) -> Value =:= [] orelse (is_tuple(Value) andalso tuple_size(Value) =:= 2
                                            andalso is_atom(element(1, Value)));
is_item(start_phases, undefined) -> true;
is_item(Item, Value) when Item =:= vsn; Item =:= id; Item =:= description ->
    io_lib:char_list(Value);
is_item(Item, Value) when Item =:= start_phases; Item =:= env ->
    is_list(Value) andalso lists:all(fun(Pair) -> is_tuple(Pair) andalso tuple_size(Pair) =:= 2
                                     end, Value);
is_item(Item, Value) when Item =:= maxT; Item =:= maxP ->
    Value =:= infinity orelse is_integer(Value) andalso Value > 0;
is_item(_, Value) ->
    is_list(Value) andalso lists:all(fun is_atom/1, Value).

without_doubles(Item, [First | _] = Names) when is_atom(First) ->
    case Names -- lists:uniq(Names) of
        [] -> Names;
        Doubles -> throw({dupl_entry, Item, Doubles})
    end;
without_doubles(_, Value) -> Value.

%% The first term of a file, in the encoding that it names.
read_term(File) ->
    case file:open(File, [read]) of
        {ok, Device} ->
            ok = io:setopts(Device, [{encoding, encoding(File)}]),
            Result = io:read(Device, '', 1),
            file:close(Device),
            case Result of
                {ok, Term, _} -> {ok, Term};
                {error, {_, erl_scan, _}, _} -> {error, {read, File}};
                {error, Fault, _} -> {error, {parse, File, Fault}};
                _ -> {error, {read, File}}
            end;
        {error, Reason} -> {error, {open, File, Reason}}
    end.

encoding(File) ->
    case epp:read_encoding(File) of
        none -> utf8;
        Encoding -> Encoding
    end.
