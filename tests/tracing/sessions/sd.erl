-module(sd).
-export([go/1, errs/0]).
go(Ts) ->
    {ok, Tr} = dbg:get_tracer(),
    seq_trace:set_system_tracer(Tr),
    P = spawn(fun() -> receive {From, M} -> seq_trace:print("in p"), From ! {got, M} end end),
    seq_trace:set_token(label, 5), [seq_trace:set_token(F, true) || F <- [send, 'receive', print | Ts]],
    P ! {self(), hi},
    receive {got, hi} -> ok end,
    seq_trace:print({a, tuple}),
    seq_trace:set_token([]),
    seq_trace:set_system_tracer(false),
    timer:sleep(50).
errs() -> [catch_(F) || F <- [
  fun() -> seq_trace:set_token(foo, true) end,
  fun() -> seq_trace:set_token(send, 1) end,
  fun() -> seq_trace:set_token(label, "x") end,
  fun() -> seq_trace:get_token() end,
  fun() -> seq_trace:set_token(serial, {3,4}) end,
  fun() -> seq_trace:get_token() end,
  fun() -> seq_trace:set_token(serial, x) end,
  fun() -> seq_trace:set_token(bad) end,
  fun() -> seq_trace:set_token({1,2}) end,
  fun() -> seq_trace:get_token(foo) end,
  fun() -> [{F, seq_trace:get_token(F)} || F <- [label, serial, send, 'receive', print, timestamp, monotonic_timestamp, strict_monotonic_timestamp]] end,
  fun() -> seq_trace:set_system_tracer(foo) end,
  fun() -> seq_trace:set_token([]) end,
  fun() -> seq_trace:get_token(label) end,
  fun() -> seq_trace:print("x") end,
  fun() -> seq_trace:set_token(send, false) end,
  fun() -> seq_trace:get_token() end,
  fun() -> seq_trace:reset_trace() end,
  fun() -> seq_trace:get_token() end,
  fun() -> erlang:seq_trace(foo, 1) end,
  fun() -> erlang:seq_trace_info(foo) end,
  fun() -> erlang:seq_trace_info(1) end,
  fun() -> erlang:seq_trace_print(x) end,
  fun() -> erlang:seq_trace_print(1, x) end,
  fun() -> erlang:seq_trace_print(a, x) end
 ]].
catch_(F) -> R = try F() catch C:E:S -> {C,E,setelement(4,hd(S),[])} end, R.
