%% The process `logger', to which the runtime sends what it has to log: mostly the ends of processes
%% that crashed.
-module(logger_server).

-export([loop/0]).

loop() ->
    receive
        {log, Level, Format, Args, Meta} -> logger:log(Level, Format, Args, Meta), loop();
        {log, Level, What, Meta} -> logger:log(Level, What, Meta), loop();
        _ -> loop()
    end.
