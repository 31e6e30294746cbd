-module(otherfile).
-behaviour(gen_server).
-export([f/1]).
-record(r, {a}).
-type t() :: integer().
-file("gen.yrl", 5).
-record(r2, {a}).
-spec f(integer()) -> ok.
f(X) -> Y = 2, erlang:now().
g() -> ok.
-export([z/1]).
-file("back.erl", 7).
h() -> ok.
