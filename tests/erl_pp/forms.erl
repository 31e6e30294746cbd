-module(f).
-export([a/1, b/2]).
-import(lists, [map/2]).
-vsn("1").
-behaviour(gen_server).
-record(p, {a, b = 1, c :: integer(), d = [] :: [atom()]}).
-record(q, {}).
-record(r, {aaaaaaaaaaaaaaaaaaaaaaaaaaaa = 1, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, cccccccccccccccccccc = "x"}).
-type t() :: a | b | {c, integer()} | [atom()] | #{k => v, z := 1..10}.
-type t2(X) :: list(X) | nonempty_list(X) | [X, ...].
-opaque o() :: fun((integer(), atom()) -> ok) | fun() | fun((...) -> term()).
-type bin() :: binary() | <<_:8>> | <<_:_*8>> | <<_:8, _:_*16>> | <<>>.
-type rt() :: #p{} | #p{a :: integer()} | m:t() | 'quoted atom' | $a | -1 | 1 + 2 | tuple() | {} | map() | #{}.
-type long() :: aaaaaaaaaaaaaaaaaaaaaaa | bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb | cccccccccccccccccccccccccccccc | d.
-spec a(X) -> Y when X :: integer(), Y :: atom().
a(X) when X > 1 -> ok;
a(_) -> b(1, 2), c.
-spec b(integer(), integer()) -> ok; (atom(), atom()) -> no.
b(1, X) -> X;
b(_, _) -> no.
-callback init(Args :: term()) -> {ok, State :: term()} | ignore.
-callback long_callback_name(Aaaaaaaaaaaaaaaaaaaaaaaaaaa :: integer(), Bbbbbbbbbbbbbbbbbbbbbbbb :: integer()) -> ok.
-compile(export_all).
-compile([nowarn_unused_vars, inline]).
-optional_callbacks([init/1]).
-on_load(a/0).
-nominal n() :: integer().
-foo({a, "str", [1,2,3]}).
-export_type([t/0]).
aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa(bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, ccccccccccccccccccccccccccccc) -> ok.
