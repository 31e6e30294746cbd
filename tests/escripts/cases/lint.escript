#!/usr/bin/env escript
main(_) -> f(X).
f(X) -> Y.
