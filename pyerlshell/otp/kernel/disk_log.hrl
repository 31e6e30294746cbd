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
