#!/usr/bin/env escript
main(_) -> f(1
f(X) -> X.
