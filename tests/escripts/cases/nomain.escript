#!/usr/bin/env escript
f(_) -> f(1).
