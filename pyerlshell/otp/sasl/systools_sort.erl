%% Applications in the order of their start: after all that they use or include.
-module(systools_sort).

-export([by_dependency/1]).

-include("systools.hrl").

by_dependency(Apps) ->
    {Done, Circles, Missing} = lists:foldl(fun({Id, _}, State) -> visit(Id, [], Apps, State) end,
                                           {[], [], []}, Apps),
    case {systools_lib:unique(Circles), systools_lib:unique(Missing)} of
        {[], []} -> [{Id, App} || Id <- lists:reverse(Done), {Other, App} <- Apps, Other =:= Id];
        {[], Undefined} -> throw({error, {undefined_applications, Undefined}});
        {Circular, []} -> throw({error, {circular_dependencies, Circular}});
        {Circular, Undefined} ->
            throw({error, {apps, [{circular_dependencies, Circular},
                                  {undefined_applications, Undefined}]}})
    end.

%% Below: those that wait for this one.
visit({Name, _} = Id, Below, Apps, {Done, _, _} = State) ->
    case lists:member(Id, Done) orelse lists:member(Id, Below) of
        true -> State;
        false ->
            {_, #application{uses = Uses, includes = Includes, optional = Optional}} =
                lists:keyfind(Id, 1, Apps),
            Visit = fun(Needed, Sofar) -> needed(Needed, Name, Id, [Id | Below], Apps, Sofar) end,
            {NewDone, Circles, Missing} = lists:foldl(Visit, State, Uses ++ Includes),
            {[Id | NewDone], Circles, Missing -- Optional}
    end.

needed(Needed, Name, Id, Below, Apps, {Done, Circles, Missing} = State) ->
    case [{Other, App} || {{N, _} = Other, App} <- Apps, N =:= Needed] of
        [{Other, #application{includes = Inner}} | _] ->
            Including = lists:member(Name, Inner),
            case lists:member(Other, Below) of
                true when Including -> State;
                true -> {Done, [Id, Other | Circles], Missing};
                false when Including -> State;
                false -> visit(Other, Below, Apps, State)
            end;
        [] -> {Done, Circles, [Needed | Missing]}
    end.
