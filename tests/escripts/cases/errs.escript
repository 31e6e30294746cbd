#!/usr/bin/env escript
main(_) -> io:format(standard_error, "err~n", []), error({a,b}).
