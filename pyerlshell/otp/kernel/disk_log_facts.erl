%% What disk_log:info/1 tells of a log.
%%
%% OTP: disk_log (do_info)
-module(disk_log_facts).
-moduledoc false.

-export([facts/1]).

-include("disk_log.hrl").

facts(#log{name = Name, file = File, type = Type, format = Format, count = Count, owners = Owners,
           users = Users, mode = Mode, status = Status, head = Head} = Log) ->
    {More, New} = facts_of(Log),
    Heads = [{head, case Head of
                        {ok, Bytes} -> Bytes;
                        _ -> Head
                    end} || Mode =:= read_write],
    {[{name, Name}, {file, File}, {type, Type}, {format, Format}, {size, current_size(Log)},
      {items, Count}, {owners, Owners}, {users, Users}] ++ Heads
     ++ [{mode, Mode}, {status, Status}, {node, node()}] ++ More, New}.

current_size(#log{type = halt, size = Size}) -> Size;
current_size(Log) -> disk_log_files:wanted_size(Log).

facts_of(#log{mode = read_only} = Log) -> {[], Log};
facts_of(#log{type = halt, full = Full, count = Count} = Log) ->
    {[{full, Full}, {no_written_items, Count}], Log};
facts_of(#log{type = rotate, store = #rotate{bytes = Bytes}, count = Count} = Log) ->
    {[{no_current_bytes, Bytes}, {no_items, Count}], Log};
facts_of(#log{type = wrap, count = Count,
              store = #wrap{bytes = Bytes, items = Items, before = Before, current = Current,
                            overflows = New, earlier = Earlier} = Store} = Log) ->
    {[{no_current_bytes, Bytes}, {no_current_items, Items}, {no_items, Count},
      {no_written_items, Items + Before}, {current_file, Current},
      {no_overflows, {Earlier + New, New}}],
     Log#log{store = Store#wrap{overflows = 0, earlier = Earlier + New}}}.
