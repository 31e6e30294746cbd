%% Which words are reserved, as a fun that a scanner asks: made of another such fun by features that
%% are switched on and off. A helper of the module erl_features.
-module(erl_features_words).
-export([init/2, update/4]).

%% {ok, {Features, Fun}} after the orders {feature, Name, enable | disable} among some options.
init(Options, Fun) ->
    Orders = [{Name, How} || {feature, Name, How} <- Options, How =:= enable orelse How =:= disable],
    case [Name || {Name, _} <- Orders, Name =/= all, not configurable(Name)] of
        [] -> {ok, lists:foldl(fun order/2, {erl_features:enabled(), Fun}, Orders)};
        Unknown -> {error, {erl_features, {invalid_features, Unknown}}}
    end.

%% The same after one order more.
update(How, Name, Features, Fun) ->
    case configurable(Name) of
        true -> {ok, switch(How, Name, {Features, Fun})};
        false -> {error, {erl_features, {invalid_features, [Name]}}}
    end.

configurable(Name) -> lists:member(Name, erl_features:configurable()).

order({all, How}, State) ->
    lists:foldl(fun(Name, Before) -> switch(How, Name, Before) end, State, erl_features:configurable());
order({Name, How}, State) -> switch(How, Name, State).

switch(How, Name, {Features, Fun}) ->
    Words = erl_features:keywords(Name),
    Reserved = How =:= enable,
    Others = lists:delete(Name, Features),
    New = case {Reserved, lists:member(Name, Features)} of
              {true, true} -> Features;
              {true, false} -> [Name | Others];
              {false, _} -> Others
          end,
    {New, fun(Word) ->
              case lists:member(Word, Words) of
                  true -> Reserved;
                  false -> Fun(Word)
              end
          end}.
