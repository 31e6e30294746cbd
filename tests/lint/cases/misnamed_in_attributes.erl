-module(misnamed_in_attributes).
-export([f/2, g/1, t/0]).
-export_type(no_arity).
-export_type(undefined_type/0).
-compile({inline, [{f,3},{f,2},{f,a},{1,foo}]}).
-on_load({42,0}).
-compile([{nowarn_deprecated_function, [{erlang,now,-1},{3,now,-1}]}]).
-export_record(42).
f(A, B) -> {A, B}.
g(A) -> {A}.
t() -> X = {foo}, {erlang,is_record}(X, foo), {erlang,is_record}(X, foo, 1).
