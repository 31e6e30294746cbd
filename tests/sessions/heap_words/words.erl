-module(words).
-export([main/0]).

id(X) -> X.

%% The words of terms: flat, shared, and what they add to a table.
main() ->
    X = id(5), Y = id([1]),
    T = ets:new(t, []),
    [begin
         ets:delete_all_objects(T),
         Before = ets:info(T, memory),
         ets:insert(T, {1, E}),
         {erts_debug:flat_size(E), erts_debug:size(E), ets:info(T, memory) - Before}
     end || E <- terms(X, Y)].

terms(X, Y) ->
    Pid = <<131, 103, 119, 3, 97, 64, 98, 0, 0, 0, 17, 0, 0, 0, 42, 1>>,
    Ref = <<131, 114, 0, 3, 119, 3, 97, 64, 98, 1, 0, 0, 0, 42, 0, 0, 0, 43, 0, 0, 0, 44>>,
    [[], 42, [a | b], {}, {[]}, {a, [b, c]}, #{}, #{b => 2, c => 3},
     fun() -> ok end, fun() -> X end, fun() -> {X, Y} end, fun lists:sort/1,
     self(), make_ref(), atomics:new(1, []), binary_to_term(Pid), binary_to_term(Ref),
     id(<<>>), id(<<1, 2, 3>>), list_to_binary(lists:duplicate(64, 1)),
     list_to_binary(lists:duplicate(65, 1)), id(<<5:7>>), id(<<0:641>>),
     id(1) bsl 58, id(1) bsl 59, id(1) bsl 128, -(id(1) bsl 59) - 1, 1.0,
     [Y | Y], {Y, Y, Y}, "hello"
     | [maps:from_list([{I, I} || I <- lists:seq(1, N)]) || N <- [32, 33, 100, 1000, 4096]]].
