%% Includes the parse transform that replaces ets:fun2ms/1 and dbg:fun2ms/1 by match specifications.
-compile({parse_transform, ms_transform}).
