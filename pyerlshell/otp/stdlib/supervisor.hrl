%% One child. pid is undefined while it does not run, {restarting, OldPid} while it is being tried
%% again; in a simple_one_for_one supervisor the one child is the pattern for all.
-record(child, {pid = undefined, id, mfargs, restart_type, significant, shutdown, child_type,
                modules = []}).
