-module(attrs).
-export([a/0]).
-export_type([t/0, u/1, t/0]).
-import(lists, [map/2, foldl/3]).
-import(lists2, [map/2]).
-import(foo, [length/1]).
-on_load(init/0).
-on_load(init2/1).
-compile({inline, [nope/1, {a, 0}]}).
-compile({nowarn_unused_function, [{gone, 2}]}).
-compile(nowarn_bif_clash).
-dialyzer({nowarn_function, [zz/1]}).
-dialyzer(strange).
-deprecated([{a, 0}, {b, 1}, c]).
-removed([{a, 0, "x"}]).
-vsn(1).
-type t() :: integer().
-opaque u(X) :: X.
a() -> map(fun(X) -> X end, []), fun map/2.
map(_, _) -> ok.
-export([b/0]).
-foo(bar).
b() -> ok.
