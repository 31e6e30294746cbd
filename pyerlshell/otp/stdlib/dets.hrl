%% What the modules of dets have in common.

%% Where a walk stands: what was read already (or eof), and where to go on.
-record(dets_cont, {what, no_objs, bin, alloc, tab, proc, match_program}).

-record(open_args, {file, type = set, keypos = 1, repair = true, min_no_slots = default,
                    max_no_slots = default, ram_file = false, delayed_write = {3000, 14000},
                    auto_save = 180000, access = read_write, debug = false}).

%% A table. mode: new_dirty, dirty, saved or {error, Reason}; fixed: false or {Since, [{Pid, Times}]};
%% updates: how many since the last thought of saving; writing: is there a timer for the cache.
-record(table, {ref, fd, name, args, mode = saved, fixed = false, updates = 0, writing = false,
                parent, server}).
