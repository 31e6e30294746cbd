-module(docs_hidden).
-moduledoc "x".
-moduledoc #{since => foo, authors => [a], format => "text/markdown", other => b}.
-export([f/1, g/1, h/2]).
-export_type([t/0, u/1, w/0]).
-doc hidden.
-type t() :: a.
-doc false.
-type u(X) :: [X].
-doc hidden.
-type v() :: w().
-doc hidden.
-type w() :: b.
-type x() :: v().
-doc hidden.
-type notused() :: b.
-doc hidden.
-callback cb(integer()) -> ok.
-doc "cb2".
-callback cb2(t()) -> ok.
-doc #{since => 1.0, equiv => g/1, deprecated => "x"}.
-spec f(t()) -> x().
f(X) -> X.
-doc #{equiv => foo, group => <<"a">>}.
-spec g(u(integer())) -> ok.
g(_) -> ok.
-doc hidden.
h(_, _) -> ok.
priv() -> ok.
