%% What the modules of disk_log share.

%% Where a chunk goes on: the process, the place behind the eight bytes at the beginning of a file
%% ({Number, Place} in a wrap log), and what was read already ([], or how much has to be read).
-record(continuation, {pid = self(), pos, b}).

%% The arguments of open/1.
-record(arg, {name = 0, version, file = none, repair = true, size = infinity, old_size = infinity,
              type = halt, format = internal, linkto = self(), head = none, mode = read_write,
              notify = false, quiet = false, options = []}).

%% A file that is written: what is kept back until there is more of it, and how much that is.
-record(out, {fd, name, cached = [], bytes = 0}).

-define(MAX_CHUNK, 65536).
-define(MAX_FILES, 65000).
-define(MAX_BYTES, ((1 bsl 64) - 1)).

%% A log. status: ok or {blocked, Queue}; count: items in it; error: what the owners were told last;
%% late: what went wrong when nobody waited.
-record(log, {name, file, type, format, mode, size, head = none, arg, owners = [], users = 0,
              status = ok, blocker = none, store, count = 0, full = false, error = ok, late = ok,
              version, parent, server, queue = []}).

%% Where a log writes. bytes: in the current file.
-record(halt, {out, bytes}).
%% files: how many there may be, or {Wanted, SoFar}; first: the size of an empty file; items: in the
%% current file; before: what was written before that, as a difference; overflows, earlier: since the
%% last info/1 and before it.
-record(wrap, {out, current, max, files, bytes, first, items, before, overflows = 0, earlier = 0}).
-record(rotate, {out, max, files, bytes, first}).
