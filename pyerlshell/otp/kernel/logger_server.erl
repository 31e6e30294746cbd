%% The process `logger', to which the runtime sends what it has to log: mostly the ends of processes
%% that crashed.
-module(logger_server).

-export([loop/0]).

%% What happened is told before what follows from it: a process that was linked to the one that
%% crashed may be about to print, too.
loop() ->
    process_flag(priority, high),
    serve().

serve() ->
    receive
        {log, Level, Format, Args, Meta} -> logger:log(Level, Format, Args, Meta), serve();
        {log, Level, What, Meta} -> logger:log(Level, What, Meta), serve();
        _ -> serve()
    end.
