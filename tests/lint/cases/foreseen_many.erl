-module(foreseen_many).
-export([f0/0, f1/1, f2/0, f3/0, f4/1, f5/1, f6/0, f7/0, f8/0, f9/0, f10/0, f11/0, f12/0, f13/0, f14/0, f15/0, f16/0, f17/0, f18/1, f19/0, f20/1, f21/0, f22/1, f23/1, f24/0, f25/1, f26/0, f27/0, f28/1, f29/1, f30/1, f31/0, f32/1, f33/0, f34/0, f35/1, f36/0, f37/0, f38/1, f39/0, f40/0, f41/0, f42/0, f43/0, f44/1, f45/0, f46/0, f47/0, f48/1, f49/0, f50/0, f51/0, f52/0, f53/0, f54/1, f55/1, f56/0, f57/0, f58/0, f59/0, f60/1, f61/0, f62/0, f63/1, f64/1, f65/0, f66/0, f67/1, f68/0, f69/0]).
-compile([nowarn_match_alias_pats, nowarn_deprecated_catch, nowarn_unused_vars]).
-record(r, {a, b = 1}).
f0() ->
    self(),
    V1 = fun(X) -> <<(X):8>> end,
    ([false] andalso (#{a=>1})#r{b={}}).
f1(A) ->
    V0 = #{{a,b,c} => ([])#{a => [a|b]}},
    {(_ = 2)}.
f2() ->
    fun(X) -> if X -> X; <<"x">> -> false; true -> X end end,
    V1 = try (fun(X) -> X end)(<<1,2>>) catch throw:X1 -> (true / a) end,
    float((V1 -- [])).
f3() ->
    V0 = "",
    (V0 and {V0,true,V0}),
    (case "abc" of V0 when true -> V0 end =:= case V0 of _ -> ok end).
f4(A) ->
    V0 = case A of [#{a := ok}|[P62|_]] -> if A -> #{}; true -> #{a=>1} end end,
    V1 = case [A,false] of [A|#r{a=42}] when is_list(V0), V0 =/= [] -> a end,
    V1,
    (ok andalso <<(0)/float>>).
f5(A) ->
    V0 = ((A xor A) /= lists:reverse(A)),
    case case V0 of #r{a=_} = _ -> 2; {ok,1} -> V0; _ -> [1,2] end of [_|<<"x">>] -> "" end.
f6() ->
    V0 = if true -> [[1,2]] end,
    (42 orelse begin $a, V0 end).
f7() ->
    V0 = (fun(X) -> a end -- case #{} of [] -> 42; P52 when is_list(#{a=>1}), #{a=>1} =/= [] -> ok end),
    #r{a=case [1,2] of -1 when is_list(V0), V0 =/= [] -> 1; #r{a=V0} -> V0 end},
    V0,
    lists:reverse(try {ok,1} catch error:badarith -> V0 end).
f8() ->
    V0 = ((fun(X) -> a end)(<<"x">>) xor case 3.14 of _ -> 2; {ok,1} -> false; #r{a=a} -> [a|b] end),
    (tuple_to_list(V0) andalso [2,V0,a]),
    0,
    ((_ = $a) andalso V0).
f9() ->
    V0 = (#r{a=a} andalso (_Z91 = 42)),
    if is_atom(V0) -> fun(X) -> [] end end,
    #{true => V0}.
f10() ->
    (2)#r{b=1},
    {ok,1},
    {a,b,c},
    a.
f11() ->
    V0 = (_ = (a orelse ok)),
    (<<(#{}):8>>)#r.a,
    V2 = (fun(X) -> fun(X) -> X end end)(case V0 of {P32,{#{},_}} when true -> [] end),
    V2.
f12() ->
    if element(1,false) == a -> true; is_atom($a) -> [[a|b],{}] end,
    [1,2].
f13() ->
    V0 = ({"",<<1,2>>,[1,2]} == ok),
    V1 = case (V0 =:= 3.14) of {{},#r{a=_}} -> (ok - 2); #{} -> try V0 catch _:_ -> V0 end end,
    (_ = begin [1,2], [a|b] end),
    [begin {}, V0 end || Y <- [a], <<(V0):4/binary>>].
f14() ->
    (case true of #{a := #r{a=_}} when false -> <<"x">> end div if 2 > 1 -> <<1,2>>; true -> true end),
    (begin "", "" end =/= (false)#r{b=-1}),
    V2 = case (_ = {ok,1}) of [P34|#{a := ok}] -> (#{a=>1})#{a => {}} end,
    begin ({ok,1} = true), tl(true) end.
f15() ->
    V0 = #{{ok,1} => fun(X) -> a end},
    lists:reverse({}),
    case a of P63 when is_atom(V0) -> (3.14 or 1); P64 -> (V0 andalso 42) end.
f16() ->
    begin begin "abc", {ok,1} end, byte_size(ok) end,
    [("" rem <<1,2>>),try $a of "abc" -> {ok,1} catch throw:X1 -> 42 end,(a * "")],
    ([3.14 || Y <- #{}] andalso ["abc",{}]).
f17() ->
    V0 = case {<<"x">>,"abc"} of {} when length("") > 1 -> #{a=>1}; #{} -> fun(X) -> <<"x">> end end,
    #r{a=(V0 and V0)},
    [case {a,b,c} of 0 -> a; [_|<<1,2>>] = [1,2] -> #{}; V0 when element(1,{ok,1}) == a -> V0 end].
f18(A) ->
    V0 = A,
    V1 = #r{},
    begin [A], (not A) end,
    case (A /= #{a=>1}) of P3 when V0 -> <<(V1)>>; V1 -> V1; _ -> (#{a=>1})#r.a end.
f19() ->
    V0 = true,
    #{a=>1}.
f20(A) ->
    V0 = (if false -> A; is_atom(ok) -> A end == ({} == #{})),
    [$a || Y <- (_ = A)],
    A,
    (fun(X) -> case A of A -> <<"x">> end end)(case 3.14 of a when is_atom(A) -> false end).
f21() ->
    V0 = (([1,2] div 1) xor #{}),
    try (V0 =/= 2) of V0 -> (_Z3 = {ok,1}) catch error:badarith -> V0 end.
f22(A) ->
    (fun(X) -> <<1,2>> end)((A + <<"x">>)),
    ((_ = A) =:= if true -> 1 end),
    fun(X) -> (1 andalso A) end.
f23(A) ->
    lists:reverse(A),
    V1 = ({A,-1} * (3.14 - A)),
    "".
f24() ->
    V0 = (fun(X) -> [X,{ok,1},X] end)(begin 1, -1 end),
    V1 = ((a orelse V0) andalso V0),
    #{a => (not {a,b,c})}.
f25(A) ->
    V0 = is_atom(setelement(A,A,A)),
    V1 = #r{a=(fun(X) -> A end)(V0)},
    V2 = {#{1 => -1,[1,2] => ""}},
    {(#{a=>1} / 2)}.
f26() ->
    V0 = (fun(X) -> fun(X) -> 0 end end)(<<({ok,1})/float>>),
    V1 = (fun(X) -> case X of P87 -> V0 end end)((V0 andalso 3.14)),
    fun(X) -> size(ok) end.
f27() ->
    V0 = case begin #{}, {ok,1} end of P148 = _ -> case 1 of #{a := {ok,1}} when {a,b,c} -> #{} end; #{a := $a} -> (3.14)#{a => 0} end,
    V1 = [(Y andalso true) || Y <- (P149 = 0), (fun(X) -> "abc" end)(Y)],
    V2 = [fun(X) -> V0 end,case V0 of P150 when is_list(V0), V0 =/= [] -> V1 end],
    ((a andalso V1) == [V0]).
f28(A) ->
    begin length(A), [3.14,[]] end,
    A.
f29(A) ->
    V0 = (try [1,2] catch _:_ -> A end >= <<({})>>),
    V1 = (fun(X) -> (X andalso {}) end)(A),
    fun(X) -> fun(X) -> 1 end end,
    (not [V0 || Y <- V1]).
f30(A) ->
    is_tuple((not "abc")),
    A,
    if is_list(A), A =/= [] -> size(<<"x">>); true -> is_list(ok) end.
f31() ->
    atom_to_list(is_atom({ok,1})),
    V1 = (lists:reverse(2) andalso byte_size({ok,1})),
    V2 = case map_size(V1) of {} -> (V1 rem V1); $a when V1 =:= $a -> tuple_to_list(#{}) end,
    [#{3.14 => V1,"" => "abc"} || Y <- tuple_to_list(V1)].
f32(A) ->
    begin ({ok,1} -- A), (A ++ "abc") end,
    (fun(X) -> A end div [{},A]).
f33() ->
    V0 = case #{$a => #{}} of <<"x">> when <<"x">> -> (-1 -- <<"x">>); [[]|P4] -> (<<1,2>> or <<"x">>); #r{a=P5} when [a|b] > 1 -> <<($a):8>> end,
    if element(1,[1,2]) == a -> ({} andalso "abc"); true -> begin 0, $a end end.
f34() ->
    V0 = begin (_ = #{}), #r{} end,
    is_atom(begin V0, ok end).
f35(A) ->
    V0 = {fun(X) -> A end,(A * ""),begin A, <<1,2>> end},
    ({#{}} >= <<(A):8>>),
    if is_atom([a|b]) -> fun(X) -> 0 end end.
f36() ->
    ("" = {1,{a,b,c}}),
    integer_to_list((fun(X) -> {ok,1} end)($a)),
    (_ = (not {a,b,c})),
    [begin 3.14, <<"x">> end,(true orelse {a,b,c}),{a,b,c}].
f37() ->
    if 42 > 1 -> #{42 => a}; is_atom([a|b]) -> case true of {a,b,c} -> {a,b,c} end; true -> [[1,2],1,#{a=>1}] end,
    try (#r{a=_} = ok) of _ -> lists:append(2,<<1,2>>) catch error:badarith -> is_atom([1,2]) end.
f38(A) ->
    if [] =:= <<1,2>> -> (A)#r{b=A}; A > 1 -> #{}; true -> A end,
    (fun(X) -> ([1,2] bsl 2) end)(throw(A)),
    case try "" catch _:_ -> $a end of 42 -> (A / {}) end.
f39() ->
    V0 = (_ = <<"x">>),
    [size(Y) || Y <- try V0 of P69 -> true catch error:badarith -> "" end].
f40() ->
    V0 = -1,
    ((V0 bsl V0) /= case V0 of #{a := _} -> V0 end).
f41() ->
    [{a,$a},case false of P112 -> {ok,1}; {#{a := _},[1,2]} -> $a; -1 -> <<"x">> end],
    V1 = [<<("abc"):4/binary>>,(_Z70 = []),true],
    begin [Y || Y <- 2], #{$a => V1} end.
f42() ->
    V0 = (fun(X) -> (X orelse [1,2]) end)(error(ok)),
    case <<(V0):8>> of "" when element(1,V0) == a -> (<<1,2>> andalso ok); [1,2] when V0 =:= <<"x">> -> a; "" -> (fun(X) -> X end)(V0) end.
f43() ->
    (42 -- (a or $a)),
    ((_ = -1))#r.a.
f44(A) ->
    ("")#r{b=case {a,b,c} of _ -> A; #{a := P86} -> #{}; A -> 3.14 end},
    (2 bsl (A xor [])),
    maps:get((false /= ""),(A)#{a => A}).
f45() ->
    tuple_size((42 andalso <<1,2>>)),
    [{true} || Y <- 42, tuple_size(Y)],
    V2 = (_Z98 = size(0)),
    case if false -> V2; length(V2) > 1 -> 2 end of _ -> #r{a=[1,2]}; #r{a=V2} when V2 =:= <<"x">> -> [Y || Y <- V2] end.
f46() ->
    (fun(X) -> (0 >= X) end)(([a|b])#r.a),
    float($a),
    (_ = 0).
f47() ->
    V0 = ((false == 0) == #{{a,b,c} => {ok,1}}),
    (fun(X) -> #{a=>1} end)([a || Y <- [a|b], 0]).
f48(A) ->
    is_list(begin 1, false end),
    (fun(X) -> A end)((A < A)).
f49() ->
    V0 = error(max(#{a=>1},<<"x">>)),
    V1 = (_ = <<(V0)>>),
    V2 = tuple_to_list(V1),
    is_tuple((fun(X) -> V1 end)($a)).
f50() ->
    tl(([1,2] < 2)),
    V1 = {(ok >= 0),begin 2, a end},
    V1,
    (case V1 of "" -> V1 end - [#{},V1]).
f51() ->
    V0 = map_size(if false =:= {ok,1} -> ok; true -> true end),
    if true -> {0,V0}; length(V0) > 1 -> [V0,V0] end,
    V2 = [(fun(X) -> 0 end)({a,b,c})],
    if true -> (fun(X) -> V2 end)($a); true -> (not 42) end.
f52() ->
    try (fun(X) -> X end)(false) of {P26,[a|b]} -> {} catch error:badarith -> (_ = 0) end,
    V1 = ([P27|_] = begin #{}, <<1,2>> end),
    V1.
f53() ->
    ((2 < "") orelse if is_atom(0) -> 42; element(1,true) == a -> 0; true -> ok end),
    try {true,<<"x">>} catch throw:X1 -> ok end,
    (case {} of P41 -> $a; P42 when true -> {} end / <<"x">>),
    <<(([1,2])#r.a)/float>>.
f54(A) ->
    (#{42 => <<1,2>>,false => A} andalso {[],A}),
    ((0)#{a => #{a=>1}} orelse false),
    if element(1,A) == a -> case A of {{0,#{}},#r{a={ok,1}}} when [] > 1 -> A; P84 when is_atom(#{a=>1}) -> <<"x">> end; true -> lists:reverse(3.14) end.
f55(A) ->
    V0 = fun(X) -> round(X) end,
    <<(if false -> V0 end)/float>>,
    (is_list(1) or (fun(X) -> #{a=>1} end)(V0)).
f56() ->
    V0 = begin try {} catch throw:X1 -> #{a=>1} end, (_ = 0) end,
    begin self(), {V0,<<1,2>>} end,
    #r{},
    V0.
f57() ->
    fun(X) -> setelement(X,X,X) end,
    (case #{} of 1 when 1 =:= <<1,2>> -> {a,b,c} end >= float(42)).
f58() ->
    V0 = <<(try [a|b] catch throw:X1 -> -1 end)/binary>>,
    [Y || Y <- #r{a=ok}, is_tuple(Y)],
    (fun(X) -> X end -- hd(V0)).
f59() ->
    fun(X) -> (_Z41 = X) end,
    V1 = tuple_to_list(is_atom(false)),
    V2 = tuple_size([V1 || Y <- <<1,2>>, Y]),
    <<"x">>.
f60(A) ->
    is_map(({} bsl A)),
    (begin A, {ok,1} end andalso <<(A)/binary>>).
f61() ->
    hd((not 3.14)),
    (<<(42)>> xor ("abc" * #{})).
f62() ->
    -1,
    V1 = <<(try <<"x">> catch error:badarith -> true end):8>>,
    V2 = ([V1 || Y <- 3.14] -- [V1 || Y <- $a, #{a=>1}]),
    [(V2 < #{})].
f63(A) ->
    {ok},
    V1 = throw((A and [a|b])),
    ((V1 orelse V1) ++ ([1,2] band A)),
    (fun(X) -> A end)#{a => (A / V1)}.
f64(A) ->
    try case #{a=>1} of #{} -> A; a -> A; [_|P44 = _] -> A end of #r{a=P45} -> if A > 1 -> <<1,2>> end catch error:badarith -> (0 or A) end,
    V1 = ((<<"x">> xor A) rem [Y || Y <- true, Y]),
    is_function(#{a=>1},[{ok,1},A,2]).
f65() ->
    (fun(X) -> tuple_to_list(X) end)(begin {}, -1 end),
    V1 = {try {a,b,c} catch _:_ -> 3.14 end},
    <<(V1):8>>,
    [ok || Y <- [[1,2],-1,V1]].
f66() ->
    case ok of P121 -> byte_size("abc"); #r{a=P122} -> if true -> 1; true -> 3.14 end; P123 -> {true} end,
    V1 = try (#{} / 0) catch _:_ -> [0,a,{a,b,c}] end,
    (fun(X) -> try false catch throw:X1 -> X end end)((fun(X) -> X end)(42)).
f67(A) ->
    maps:get(case A of <<1,2>> -> A; 0 -> "abc" end,element(-1,A)),
    A,
    (abs(A) ++ is_list(#{})).
f68() ->
    V0 = [byte_size($a) || Y <- (-1 bsl false)],
    V1 = [(Y =:= #{a=>1}) || Y <- ({ok,1} * V0)],
    V2 = byte_size((<<1,2>>)#{a => V0}),
    #r{}.
f69() ->
    {ok,1},
    V1 = element(([a|b] bsl <<1,2>>),if element(1,1) == a -> [1,2]; length(ok) > 1 -> [a|b] end),
    ((V1)#r.a - <<(V1)/float>>),
    round(<<(V1)>>).
foo(X) -> X.
