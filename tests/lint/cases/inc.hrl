-record(from_header, {a, b = zip()}).
-type header_type() :: undefined_in_header().
-type header_unused() :: integer().
header_unused(X) -> Y = X, undefined_here(X).
-export([header_unused/1, nowhere/0]).
