%% What erlc hands to the compiler of a kind of file.
-record(options, {includes = [] :: [file:filename()], outdir = "." :: file:filename(),
                  output_type = undefined :: atom(), defines = [] :: [atom() | {atom(), _}],
                  warning = 1 :: non_neg_integer(), verbose = false :: boolean(),
                  optimize = 999, specific = [] :: [_], outfile = "" :: file:filename(),
                  cwd :: file:filename()}).
