-module(flags).
-export([main/0]).
main() ->
  io:format("~p~n",[erlang:system_info(max_heap_size)]),
  io:format("~p~n",[erlang:system_flag(max_heap_size, #{size=>1000,kill=>false})]),
  io:format("~p~n",[erlang:system_info(max_heap_size)]),
  io:format("~p~n",[erlang:system_flag(max_heap_size, 2000)]),
  io:format("~p~n",[erlang:system_info(max_heap_size)]),
  io:format("~p~n",[erlang:system_info(garbage_collection)]),
  io:format("~p~n",[[erlang:system_flag(min_heap_size, 1000), erlang:system_info(min_heap_size), erlang:system_flag(fullsweep_after, 10), erlang:system_info(fullsweep_after),erlang:system_flag(min_bin_vheap_size, 1000), erlang:system_info(min_bin_vheap_size)]]),
  P = spawn(fun() -> receive x -> ok end end),
  io:format("~p~n",[process_info(P,[max_heap_size,min_heap_size,fullsweep_after,min_bin_vheap_size,garbage_collection])]),
  Q = spawn_opt(fun() -> receive x -> ok end end,[{max_heap_size,#{size => 5000,kill => true}},{fullsweep_after,3}]),
  io:format("~p~n",[process_info(Q,[max_heap_size,min_heap_size,fullsweep_after])]),
  io:format("~p~n",[process_info(self(),[max_heap_size,min_heap_size,fullsweep_after])]),
  io:format("~p~n",[try erlang:system_flag(max_heap_size, 100) catch C:R -> {C,R} end]),
  erlang:system_flag(max_heap_size,#{size=>0,kill=>true,include_shared_binaries=>false,error_logger=>true}),
  io:format("~p~n",[erlang:system_info(max_heap_size)]).
