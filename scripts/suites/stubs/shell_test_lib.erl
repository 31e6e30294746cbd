%% Our stand-in for the driver of a terminal multiplexer: without one, the cases that drive it are
%% skipped one by one, not the whole suite.
-module(shell_test_lib).
-compile(export_all).
-compile(nowarn_export_all).

start_tmux(Config) -> Config.
stop_tmux(_) -> ok.
setup_tty(_) -> throw({skip, "drives a terminal"}).
stop_tty(_) -> ok.
