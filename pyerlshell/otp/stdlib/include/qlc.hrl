%% Query list comprehensions are made into query handles.
-compile({parse_transform, qlc}).
