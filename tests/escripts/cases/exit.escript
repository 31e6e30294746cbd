#!/usr/bin/env escript
main(_) -> exit(oops).
