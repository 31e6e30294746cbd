%% Nobody listens to the figures that some cases report.
-module(ct_event).
-export([notify/1]).

notify(_) -> ok.
