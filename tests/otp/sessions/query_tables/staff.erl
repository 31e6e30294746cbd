-module(staff).
-include_lib("stdlib/include/qlc.hrl").
-export([load/0, names/1, paid/1, chiefs/0, first/1]).

-record(person, {id, name, pay, chief}).

load() ->
    ets:new(staff, [named_table, {keypos, #person.id}]),
    ets:insert(staff, [#person{id = I, name = N, pay = P, chief = C}
                       || {I, N, P, C} <- [{1, ann, 50, none}, {2, bob, 30, 1}, {3, cid, 40, 1},
                                           {4, dee, 20, 3}]]).

names(Id) ->
    qlc:e(qlc:q([N || #person{id = I, name = N} <- ets:table(staff), I =:= Id])).

paid(More) ->
    lists:sort(qlc:e(qlc:q([{P#person.name, P#person.pay} || P <- ets:table(staff),
                                                               P#person.pay > More]))).

chiefs() ->
    Q = qlc:q([{N, C} || #person{name = N, chief = I} <- ets:table(staff),
                         #person{id = J, name = C} <- ets:table(staff), I =:= J]),
    lists:sort(qlc:e(Q)).

first(N) ->
    C = qlc:cursor(qlc:sort(qlc:q([P#person.name || P <- ets:table(staff)]))),
    Names = qlc:next_answers(C, N),
    ok = qlc:delete_cursor(C),
    Names.
