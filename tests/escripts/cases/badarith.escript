#!/usr/bin/env escript
main(_) -> 1 + a.
