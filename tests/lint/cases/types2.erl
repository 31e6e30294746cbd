-module(types2).
-export([f/1, g/2]).
-type a() :: b() | undefined_t().
-type b() :: [c(integer())].
-type c(X) :: {X, Y}.
-type a() :: integer().
-type unused(T) :: T.
-type string() :: binary().
-opaque op() :: 1..0.
-type bo() :: bool().
-type rng() :: 5..1 | 1 .. 1 | <<_:8, _:_*3>>.
-record(r, {a :: a(), b :: nosuch()}).
-type rec() :: #r{a :: integer(), c :: atom()} | #q{}.
-spec f(X) -> X.
-spec f(Y) -> Y.
-spec nofun(integer()) -> op().
-spec lists:foo() -> ok.
-spec g(X, Y) -> Z when X :: Y, Z :: W.
-callback cb(integer()) -> ok.
-callback cb(integer()) -> ok.
-optional_callbacks([cb/1, other/2, cb/1]).
f(X) -> X.
g(X, _) -> X.
-spec h(A :: integer(), B) -> fun((...) -> B).
h(X, _) -> X.
