-module(docs).
-moduledoc "a".
-moduledoc "b".
-export([a/0, b/0]).
-doc "x".
-doc "y".
a() -> ok.
-doc #{since => "1"}.
-doc hidden.
-doc false.
b() -> ok.
