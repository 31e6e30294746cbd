#!/usr/bin/env escript
-mode(bad).
main(A) -> ok.
