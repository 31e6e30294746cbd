#!/usr/bin/env escript
-record(r, {a, b = 2}).
-define(M, 5).
-include_lib("kernel/include/file.hrl").
-export([main/1]).
main(_) -> io:format("~p~n", [{#r{a = ?M}, #file_info{}}]), receive after 5 -> ok end.
