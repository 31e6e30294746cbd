-module(includes).
-export([a/1]).
-include("inc.hrl").
-include("nofile.hrl").
-export([b/0]).
-ifdef(X).
-define(Y, 1).
a(X) -> ?UNDEFINED, ?LINE, ?Y.
-endif.
a(X) -> #from_header{a = 1}.
-file("generated.yrl", 100).
b() -> X.
c() -> {ok,
  undefined_c(1),
	tab(Y)}.
