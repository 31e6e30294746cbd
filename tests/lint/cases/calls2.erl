-module(calls2).
-export([a/1]).
-on_load(a/1).
-compile(inline).
-nifs([{a, 1}]).
a(X) -> erlang:load_nif(X, X), qlc:q([Y || Y <- X]), apply(X, X, X), X:X(), '':foo(), 'a b':c(), ' ':d(), "x":e(), erlang:is_record(X, zz), erlang:'+'(1, a), is_record(X, zz), catch X.
