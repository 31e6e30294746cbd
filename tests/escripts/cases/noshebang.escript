% first line is lost
main(_) -> io:format("~p~n", [?LINE]), x:y().
