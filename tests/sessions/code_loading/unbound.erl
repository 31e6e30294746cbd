-module(unbound).
-export([f/0]).
	f() -> {"åäö", X}.
