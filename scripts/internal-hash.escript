#!/usr/bin/env escript
%% The internal hash of some terms, as a real Erlang computes it:
%%     escript scripts/internal-hash.escript > tests/ets/internal_hash.txt

main(_) -> erts_debug:set_internal_state(available_internal_state,true),
 [io:format("~0kp = ~.16b~n",[T,erts_debug:get_internal_state({internal_hash,T})]) || T <- [0,1,-1,[],{},1.0,2.0,0.0,-0.0,1.5,-2.5,"a","abc","hello",[1],[1,2],[1,300],[300,1],[300,301|1],[300|2],["a","b"],[[]],[[],1],[{1},2],[{1},2|3],{1},{1,2},{1,2,3},{"a",1},{1,"abc"},{{1},{2,3}},<<>>,<<"a">>,<<"abc">>,<<"12345678">>,<<"123456789">>,<<"1234567890123456">>,<<"hello world, this is">>,<<1:3>>,<<"abcdefgh",1:3>>,<<"abcdefghijklmnopq",1:3>>,1 bsl 60,-(1 bsl 60),1 bsl 64, 1 bsl 70,1 bsl 128,(1 bsl 200) + 12345, -(1 bsl 130),#{},#{1=>2},#{1=>2,3=>4},#{"a"=>1.5},{[]},[1|2],[1,2|3],[{}],[300],[1,2,3,4,5],[1,2,3,4|5],[1000,1,2,3,4,5,1000],["abc",300,{1,[2]}|{4}]]].
