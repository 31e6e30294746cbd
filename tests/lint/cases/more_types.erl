-module(more_types).
-export([f/1, g/1, h/1]).
-export_type([a/0, a/0, nosuch/1]).
-type a() :: {V :: integer(), fun((X, X) -> ok)}.
-nominal n() :: integer().
-opaque o(A) :: [A] | {A, A}.
-type m() :: #{a := integer(), b => X, X => Y}.
-type rec() :: more_types:a() | more_types:zip() | lists:foo(X) | #r{} | record().
-type un(X) :: X | {X} | [Y].
-type bits() :: <<_:_*8>> | <<>> | <<_:-1>>.
-type sz() :: 1..(1 bsl 3) | -1 | $a | a.
-record(r, {a = 1 :: foo(), b :: bar()}).
-spec f(integer()) -> bool(); (atom()) -> atom(T).
f(X) -> X.
-spec g(X) -> Y when X :: integer(), is_subtype(Y, Z).
-spec g(_) -> _.
g(X) -> X.
-spec h(crypto:hmac_state(), ssl:prf_random(), http_uri:uri()) -> ok.
-spec h(_) -> _.
h(X) -> X.
-type late() :: ok.
-callback later() -> ok.
-type late() :: ok.
