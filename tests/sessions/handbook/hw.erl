-module(hw).
-export([hello/0, greet/2, head/1, second/1, same/2, valid_time/1, heh_fine/0, oh_god/1, help_me/1,
         insert/2, beach/1, fac/1, len/1, tail_fac/1, duplicate/2, rev/1, sublist/2, zip/2, lenient_zip/2,
         quicksort/1, bestqsort/1, convert/1, map/2, incr/1, decr/1, fold/3, reverse2/1, filter2/2,
         throws/1, errors/1, exits/1, talk/0, sword/1, black_knight/1, whoa/0, im_impressed/0, catcher/2,
         one_or_two/1, return/1, has_value/2]).
-define(HOUR, 3600).

hello() -> io:format("Hello, world!~n").
greet(male, Name) -> io:format("Hello, Mr. ~s!~n", [Name]);
greet(female, Name) -> io:format("Hello, Mrs. ~s!~n", [Name]);
greet(_, Name) -> io:format("Hello, ~s!~n", [Name]).
head([H|_]) -> H.
second([_,X|_]) -> X.
same(X,X) -> true;
same(_,_) -> false.
valid_time({Date = {Y,M,D}, Time = {H,Min,S}}) ->
    io:format("The Date tuple (~p) says today is: ~p/~p/~p,~n",[Date,Y,M,D]),
    io:format("The time tuple (~p) indicates: ~p:~p:~p.~n", [Time,H,Min,S]);
valid_time(_) -> io:format("Stop feeding me wrong data!~n").
heh_fine() ->
    if 1 =:= 1 -> works end,
    if 1 =:= 2; 1 =:= 1 -> works end,
    if 1 =:= 2, 1 =:= 1 -> fails end.
oh_god(N) -> if N =:= 2 -> might_succeed; true -> always_does end.
help_me(Animal) ->
    Talk = if Animal == cat -> "meow";
              Animal == beef -> "mooo";
              Animal == dog -> "bark";
              Animal == tree -> "bark";
              true -> "fgdadfgna"
           end,
    {Animal, "says " ++ Talk ++ "!"}.
insert(X,[]) -> [X];
insert(X,Set) -> case lists:member(X,Set) of true -> Set; false -> [X|Set] end.
beach(Temperature) ->
    case Temperature of
        {celsius, N} when N >= 20, N =< 45 -> 'favorable';
        {kelvin, N} when N >= 293, N =< 318 -> 'scientifically favorable';
        {fahrenheit, N} when N >= 68, N =< 113 -> 'favorable in the US';
        _ -> 'avoid beach'
    end.
fac(N) when N == 0 -> 1;
fac(N) when N > 0 -> N*fac(N-1).
len([]) -> 0;
len([_|T]) -> 1 + len(T).
tail_fac(N) -> tail_fac(N,1).
tail_fac(0,Acc) -> Acc;
tail_fac(N,Acc) when N > 0 -> tail_fac(N-1,N*Acc).
duplicate(0,_) -> [];
duplicate(N,Term) when N > 0 -> [Term|duplicate(N-1,Term)].
rev([]) -> [];
rev([H|T]) -> rev(T)++[H].
sublist(_,0) -> [];
sublist([],_) -> [];
sublist([H|T],N) when N > 0 -> [H|sublist(T,N-1)].
zip([],[]) -> [];
zip([X|Xs],[Y|Ys]) -> [{X,Y}|zip(Xs,Ys)].
lenient_zip([],_) -> [];
lenient_zip(_,[]) -> [];
lenient_zip([X|Xs],[Y|Ys]) -> [{X,Y}|lenient_zip(Xs,Ys)].
quicksort([]) -> [];
quicksort([Pivot|Rest]) ->
    {Smaller, Larger} = partition(Pivot,Rest,[],[]),
    quicksort(Smaller) ++ [Pivot] ++ quicksort(Larger).
partition(_,[], Smaller, Larger) -> {Smaller, Larger};
partition(Pivot, [H|T], Smaller, Larger) ->
    if H =< Pivot -> partition(Pivot, T, [H|Smaller], Larger);
       H > Pivot -> partition(Pivot, T, Smaller, [H|Larger])
    end.
bestqsort([]) -> [];
bestqsort(L=[_|_]) -> bestqsort(L, []).
bestqsort([], Acc) -> Acc;
bestqsort([Pivot|Rest], Acc) -> bestqsort_partition(Pivot, Rest, {[], [Pivot], []}, Acc).
bestqsort_partition(_, [], {Smaller, Equal, Larger}, Acc) ->
    bestqsort(Smaller, Equal ++ bestqsort(Larger, Acc));
bestqsort_partition(Pivot, [H|T], {Smaller, Equal, Larger}, Acc) ->
    if H < Pivot -> bestqsort_partition(Pivot, T, {[H|Smaller], Equal, Larger}, Acc);
       H > Pivot -> bestqsort_partition(Pivot, T, {Smaller, Equal, [H|Larger]}, Acc);
       H == Pivot -> bestqsort_partition(Pivot, T, {Smaller, [H|Equal], Larger}, Acc)
    end.
convert(Day) ->
    case Day of monday -> 1; tuesday -> 2; Other -> {error, Other} end.
map(_, []) -> [];
map(F, [H|T]) -> [F(H)|map(F,T)].
incr(X) -> X + 1.
decr(X) -> X - 1.
fold(_, Start, []) -> Start;
fold(F, Start, [H|T]) -> fold(F, F(H,Start), T).
reverse2(L) -> fold(fun(X,Acc) -> [X|Acc] end, [], L).
filter2(Pred, L) ->
    F = fun(X,Acc) -> case Pred(X) of true -> [X|Acc]; false -> Acc end end,
    lists:reverse(fold(F, [], L)).
throws(F) -> try F() of _ -> ok catch Throw -> {throw, caught, Throw} end.
errors(F) -> try F() of _ -> ok catch error:Error -> {error, caught, Error} end.
exits(F) -> try F() of _ -> ok catch exit:Exit -> {exit, caught, Exit} end.
sword(1) -> throw(slice);
sword(2) -> erlang:error(cut_arm);
sword(3) -> exit(cut_leg);
sword(4) -> throw(punch);
sword(5) -> exit(cross_bridge).
talk() -> "blah blah".
black_knight(Attack) when is_function(Attack, 0) ->
    try Attack() of
        _ -> "None shall pass."
    catch
        throw:slice -> "It is but a scratch.";
        error:cut_arm -> "I've had worse.";
        exit:cut_leg -> "Come on you pansy!";
        _:_ -> "Just a flesh wound."
    end.
whoa() ->
    try talk(), _Knight = "None shall Pass!", _Doubles = [N*2 || N <- lists:seq(1,100)],
        throw(up), _WillReturnThis = tequila
    of
        tequila -> "hey this worked!"
    catch Exception:Reason -> {caught, Exception, Reason}
    end.
im_impressed() ->
    try talk(), throw(up), notreached
    catch Exception:Reason -> {caught, Exception, Reason}
    after io:format("cleanup~n") end.
catcher(X,Y) -> case catch X/Y of {'EXIT', {badarith,_}} -> "uh oh"; N -> N end.
one_or_two(1) -> return;
one_or_two(2) -> throw(return).
return(X) -> catch one_or_two(X).
has_value(_, {node, 'nil'}) -> false;
has_value(Val, {node, {_, Val, _, _}}) -> true;
has_value(Val, {node, {_, _, Left, Right}}) ->
    case has_value(Val, Left) of true -> true; false -> has_value(Val, Right) end.
