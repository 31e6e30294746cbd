-module(utf).
-export([f/0,g/0]).
f() -> "日本語".
g() -> <<"åäö"/utf8>>.
