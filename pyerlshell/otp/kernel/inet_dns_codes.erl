%% The numbers of the domain name system, their names, and how the data of each type of resource
%% record is laid out: one table for both directions.
%%
%% OTP: inet_dns; RFC 1035, 1876, 2782, 3403, 7553, 8659
-module(inet_dns_codes).

-export([number/2, name/2, layout/1]).

-moduledoc false.

-define(TYPES, [{a, 1}, {ns, 2}, {md, 3}, {mf, 4}, {cname, 5}, {soa, 6}, {mb, 7}, {mg, 8}, {mr, 9},
                {null, 10}, {wks, 11}, {ptr, 12}, {hinfo, 13}, {minfo, 14}, {mx, 15}, {txt, 16},
                {aaaa, 28}, {loc, 29}, {srv, 33}, {naptr, 35}, {opt, 41}, {spf, 99}, {uinfo, 100},
                {uid, 101}, {gid, 102}, {unspec, 103}, {tsig, 250}, {ixfr, 251}, {axfr, 252},
                {mailb, 253}, {maila, 254}, {any, 255}, {uri, 256}, {caa, 257}]).
-define(CLASSES, [{in, 1}, {chaos, 3}, {hs, 4}, {none, 254}, {any, 255}]).
-define(OPCODES, [{query, 0}, {iquery, 1}, {status, 2}, {notify, 4}, {update, 5}]).

%% The number of a name; a number stands for itself.
number(Kind, Name) ->
    case lists:keyfind(Name, 1, table(Kind)) of
        {_, Number} -> Number;
        false when is_integer(Name) -> Name;
        false -> error({case_clause, Name})
    end.

%% The name of a number, or the number where it has none.
name(Kind, Number) ->
    case lists:keyfind(Number, 2, table(Kind)) of
        {Name, _} -> Name;
        false -> Number
    end.

table(type) -> ?TYPES;
table(class) -> ?CLASSES;
table(opcode) -> ?OPCODES.

%% How the data of a type are laid out: the fields of a tuple, one field (`{only, Field}'), `texts',
%% `loc', or `bytes'. A field is a number (`{bits, N}', `{signed, N}'), a name that may be compressed
%% or not (`name', `plain_name'), a counted text (`text', `lower', `utf8') or all the rest (`rest',
%% `some_rest', `bytes').
layout(a) -> lists:duplicate(4, {bits, 8});
layout(aaaa) -> lists:duplicate(8, {bits, 16});
layout(wks) -> [address, {bits, 8}, bytes];
layout(soa) -> [name, name, {bits, 32}, {signed, 32}, {signed, 32}, {signed, 32}, {bits, 32}];
layout(hinfo) -> [text, text];
layout(minfo) -> [name, name];
layout(mx) -> [{bits, 16}, name];
layout(srv) -> [{bits, 16}, {bits, 16}, {bits, 16}, name];
layout(naptr) -> [{bits, 16}, {bits, 16}, lower, lower, utf8, plain_name];
layout(uri) -> [{bits, 16}, {bits, 16}, some_rest];
layout(caa) -> [{bits, 8}, tag, rest];
layout(loc) -> loc;
layout(Type) when Type =:= txt; Type =:= spf -> texts;
layout(Type)
  when Type =:= ns; Type =:= md; Type =:= mf; Type =:= cname; Type =:= mb; Type =:= mg; Type =:= mr;
       Type =:= ptr ->
    {only, name};
layout(Type) when Type =:= null; Type =:= opt; is_integer(Type) -> bytes.
