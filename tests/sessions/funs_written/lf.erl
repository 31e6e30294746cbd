-module(lf).
-export([t/1,u/1]).
t(F) -> try F(4) catch C:R:S -> {C,R,S} end.
u(F) -> X = F(4), {X}.
