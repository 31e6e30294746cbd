%% Our stand-in for Common Test's interface to a test case, the same on both systems.
-module(ct).
-compile(export_all).
-compile(nowarn_export_all).

fail(Reason) -> exit({test_case_failed, Reason}).
fail(Format, Args) -> exit({test_case_failed, lists:flatten(io_lib:format(Format, Args))}).

log(Format) -> log(Format, []).
log(Format, Args) when is_list(Args) -> write(Format, Args);
log(_Category, Format) -> write(Format, []).
log(Category, Importance, Format) when is_atom(Category), is_integer(Importance) -> write(Format, []);
log(Category, Format, Args) when is_atom(Category) -> write(Format, Args);
log(Format, Args, _Options) -> write(Format, Args).
log(_Category, _Importance, Format, Args) -> write(Format, Args).
log(_Category, _Importance, Format, Args, _Options) -> write(Format, Args).

pal(Format) -> log(Format).
pal(Format, Args) -> log(Format, Args).
pal(A, B, C) -> log(A, B, C).
pal(A, B, C, D) -> log(A, B, C, D).
pal(A, B, C, D, E) -> log(A, B, C, D, E).
print(Format) -> log(Format).
print(Format, Args) -> log(Format, Args).
print(A, B, C) -> log(A, B, C).
print(A, B, C, D) -> log(A, B, C, D).

write(Format, Args) ->
    try io:format(Format ++ "~n", Args) catch _:_ -> ok end,
    ok.

comment(_) -> ok.
comment(_, _) -> ok.
make_priv_dir() -> ok.
timetrap(_) -> ok.
get_timetrap_info() -> {infinity, {false, 1}}.
sleep({hours, H}) -> timer:sleep(H * 3600000);
sleep({minutes, M}) -> timer:sleep(M * 60000);
sleep({seconds, S}) -> timer:sleep(S * 1000);
sleep(Ms) -> timer:sleep(trunc(Ms)).
get_config(_) -> undefined.
get_config(_, Default) -> Default.
get_config(_, Default, _) -> Default.
require(_) -> ok.
require(_, _) -> ok.
get_progname() -> "erl".
get_verbosity(_) -> undefined.
set_verbosity(_) -> ok.
get_status() -> no_tests_running.
notify(_, _) -> ok.
remaining_test_procs() -> {[], self(), []}.
capture_start() -> suite_io:capture(true).
capture_stop() -> suite_io:capture(false).
capture_get() -> suite_io:captured().
capture_get(_) -> suite_io:captured().
abort_current_testcase(Reason) -> exit({testcase_aborted, Reason}).
