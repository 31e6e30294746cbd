%% Logs: terms or bytes, written one after the other to files.
%%
%% Each open log is a process that has the current file. A halt log is one file; a wrap log is some
%% files that are filled in turn; a rotate log is one file that is packed and put aside when it is
%% full. Requests to a blocked log wait in its queue.
%%
%% OTP: disk_log
-module(disk_log).
-moduledoc """
Logs on disk.

What is logged is written at the end of a file. A `halt` log is a single file, a `wrap` log is a number
of files of limited size that are used in turn, a `rotate` log a file that is compressed and put aside when
it is full. The format is `internal` for terms, which can be read with `chunk/2,3`, or `external` for bytes.
Logs are opened with `open/1` and closed with `close/1` by each of their owners and users.
""".

-include("disk_log.hrl").

-export([start/0, istart_link/1, init/2, log/2, log_terms/2, blog/2, blog_terms/2, alog/2,
         alog_terms/2, balog/2, balog_terms/2, close/1, sync/1, open/1, truncate/1, truncate/2,
         btruncate/2, reopen/2, reopen/3, breopen/3, inc_wrap_file/1, next_file/1, change_size/2,
         change_notify/3, change_header/2, chunk/2, chunk/3, bchunk/2, bchunk/3, chunk_step/3,
         chunk_info/1, block/1, block/2, unblock/1, info/1, format_error/1, all/0, pid2name/1,
         ichunk_end/2, system_continue/3, system_terminate/4, system_code_change/4]).
-export_type([continuation/0]).
-deprecated([{inc_wrap_file, 1, "use disk_log:next_file/1 instead"}]).
-removed([{accessible_logs, 0, "use disk_log:all/0 instead"},
          {lclose, 1, "use disk_log:close/1 instead"},
          {lclose, 2, "use disk_log:close/1 instead"}]).

-opaque continuation() :: #continuation{}.

%%% Clients

-doc """
Open a log, or make it; the caller becomes an owner of it.

Options: `{name, Log}`, `{file, Name}`, `{type, halt | wrap | rotate}`, `{format, internal | external}`,
`{size, Bytes | infinity | {Bytes, Files}}`, `{mode, read_write | read_only}`,
`{repair, true | false | truncate}`, `{head, Head}` or `{head_func, {M, F, A}}`, `{notify, boolean()}`,
`{linkto, Pid | none}`, `{quiet, boolean()}`.
""".
open(Options) -> disk_log_server:open(disk_log_args:arguments(Options, #arg{options = Options})).

-doc "Log a term, and wait until it is taken.".
log(Log, Term) -> ask(Log, {log, internal, [term_to_binary(Term)]}).

-doc "Log bytes.".
blog(Log, Bytes) -> ask(Log, {log, external, [iolist_to_binary(Bytes)]}).

-doc "Log terms.".
log_terms(Log, Terms) -> ask(Log, {log, internal, terms2bins(Terms)}).

-doc "Log bytes, several items.".
blog_terms(Log, Items) -> ask(Log, {log, external, make_binary_list(Items)}).

-doc "Log a term, without waiting.".
alog(Log, Term) -> tell(Log, {alog, internal, [term_to_binary(Term)]}).

-doc "Log terms, without waiting.".
alog_terms(Log, Terms) -> tell(Log, {alog, internal, terms2bins(Terms)}).

-doc "Log bytes, without waiting.".
balog(Log, Bytes) -> tell(Log, {alog, external, [iolist_to_binary(Bytes)]}).

-doc "Log bytes, several items, without waiting.".
balog_terms(Log, Items) -> tell(Log, {alog, external, make_binary_list(Items)}).

terms2bins([Term | Terms]) -> [term_to_binary(Term) | terms2bins(Terms)];
terms2bins([]) -> [].

make_binary_list([Item | Items]) -> [iolist_to_binary(Item) | make_binary_list(Items)];
make_binary_list([]) -> [].

-doc "Give up a log. Its files are closed when nobody has it any more.".
close(Log) -> ask(Log, close).

-doc "Write what was logged to the disk.".
sync(Log) -> ask(Log, sync).

-doc "Remove all items.".
truncate(Log) -> ask(Log, {truncate, none, truncate, 1}).

-doc "Remove all items; the log begins with Head then.".
truncate(Log, Head) -> ask(Log, {truncate, {ok, term_to_binary(Head)}, truncate, 2}).

-doc "Remove all items; the log begins with some bytes then.".
btruncate(Log, Head) -> ask(Log, {truncate, {ok, iolist_to_binary(Head)}, btruncate, 2}).

-doc "Rename the file of a log and go on with an empty one.".
reopen(Log, File) -> ask(Log, {reopen, File, none, reopen, 2}).

-doc "Rename the file of a log and go on with one that begins with Head.".
reopen(Log, File, Head) -> ask(Log, {reopen, File, {ok, term_to_binary(Head)}, reopen, 3}).

-doc "Rename the file of a log and go on with one that begins with some bytes.".
breopen(Log, File, Head) -> ask(Log, {reopen, File, {ok, iolist_to_binary(Head)}, breopen, 3}).

-doc "Go on with the next file of a wrap log.".
inc_wrap_file(Log) -> ask(Log, inc_wrap_file).

-doc "Go on with the next file of a wrap log or a rotate log.".
next_file(Log) -> ask(Log, next_file).

-doc "Change the size of a log.".
change_size(Log, Size) -> ask(Log, {change_size, Size}).

-doc "Change whether an owner is told what happens to a log.".
change_notify(Log, Owner, Notify) -> ask(Log, {change_notify, Owner, Notify}).

-doc "Change what new files of a log begin with: `{head, Head}` or `{head_func, {M, F, A}}`.".
change_header(Log, Head) -> ask(Log, {change_header, Head}).

-doc "Block a log: others wait until it is unblocked.".
block(Log) -> block(Log, true).

-doc "Block a log. Others wait, or are refused if Queue is false.".
block(Log, Queue) -> ask(Log, {block, Queue}).

-doc "Unblock a log.".
unblock(Log) -> ask(Log, unblock).

-doc "Facts about a log.".
info(Log) -> ask(Log, info).

-doc "The open logs.".
all() -> disk_log_server:all().

-doc "The log that a process has.".
pid2name(Pid) ->
    disk_log_server:start(),
    case ets:lookup(disk_log_pids, Pid) of
        [{_, Log}] -> {ok, Log};
        [] -> undefined
    end.

-doc "Some terms of a log: `start` gives the first ones, what comes with them the next.".
chunk(Log, Continuation) -> chunk(Log, Continuation, infinity).

-doc "At most N terms of a log.".
chunk(Log, Continuation, infinity) -> terms(some(Log, Continuation, ?MAX_CHUNK), Log);
chunk(Log, Continuation, N) when is_integer(N), N > 0 -> terms(some(Log, Continuation, N), Log).

-doc "As `chunk/2`, but terms are left as they are in the file.".
bchunk(Log, Continuation) -> bchunk(Log, Continuation, infinity).

-doc "As `chunk/3`, but terms are left as they are in the file.".
bchunk(Log, Continuation, infinity) -> in_order(some(Log, Continuation, ?MAX_CHUNK));
bchunk(Log, Continuation, N) when is_integer(N), N > 0 -> in_order(some(Log, Continuation, N)).

some(Log, start, N) -> ask(Log, {chunk, 0, [], N});
some(_, #continuation{pid = Pid, pos = Place, b = Bytes}, N) -> request(Pid, {chunk, Place, Bytes, N});
some(_, _, _) -> {error, {badarg, continuation}}.

in_order({#continuation{} = Next, Items}) -> {Next, lists:reverse(Items)};
in_order({#continuation{} = Next, Items, Bad}) -> {Next, lists:reverse(Items), Bad};
in_order(Other) -> Other.

-doc false.
ichunk_end(Reply, Log) -> terms(Reply, Log).

%% A log that is written has no bad items; in one that is only read they are left out.
terms({#continuation{pos = Place} = Next, Items}, Log) ->
    try {Next, [binary_to_term(Item) || Item <- lists:reverse(Items)]}
    catch
        error:_ ->
            {file, File} = lists:keyfind(file, 1, info(Log)),
            {error, {corrupt_log_file, case Place of
                                           {Number, _} -> disk_log_1:file(File, Number);
                                           _ -> File
                                       end}}
    end;
terms({#continuation{} = Next, Items, Bad}, _) -> good_terms(lists:reverse(Items), Next, Bad, []);
terms(Other, _) -> Other.

good_terms([Item | Items], Next, Bad, Terms) ->
    try binary_to_term(Item) of
        Term -> good_terms(Items, Next, Bad, [Term | Terms])
    catch
        error:_ -> {back(Items, Next), lists:reverse(Terms), Bad + byte_size(Item)}
    end;
good_terms([], Next, 0, Terms) -> {Next, lists:reverse(Terms)};
good_terms([], Next, Bad, Terms) -> {Next, lists:reverse(Terms), Bad}.

%% Behind a bad item the rest is read again.
back(Items, #continuation{pos = Place, b = Bytes} = Next) ->
    Left = case is_binary(Bytes) of
               true -> byte_size(Bytes);
               false -> 0
           end,
    Size = Left + lists:sum([byte_size(Item) + 8 || Item <- Items]),
    Next#continuation{b = [], pos = case Place of
                                        {Number, At} -> {Number, At - Size};
                                        At -> At - Size
                                    end}.

-doc "A continuation some files further in a wrap log.".
chunk_step(Log, start, Step) when is_integer(Step) -> ask(Log, {chunk_step, 0, Step});
chunk_step(_, #continuation{pid = Pid, pos = Place}, Step) when is_integer(Step) ->
    request(Pid, {chunk_step, Place, Step});
chunk_step(_, _, Step) when is_integer(Step) -> {error, {badarg, continuation}}.

-doc "Where a continuation comes from.".
chunk_info(#continuation{pid = Pid}) -> [{node, node(Pid)}];
chunk_info(Other) -> {error, {no_continuation, Other}}.

ask(Log, Request) ->
    case disk_log_server:get_log_pid(Log) of
        undefined -> {error, no_such_log};
        Pid -> request(Pid, Request)
    end.

tell(Log, Message) ->
    case disk_log_server:get_log_pid(Log) of
        undefined -> {error, no_such_log};
        Pid ->
            Pid ! Message,
            ok
    end.

request(Pid, Request) ->
    Ref = monitor(process, Pid),
    Pid ! {request, self(), Ref, Request},
    receive
        {Ref, Reply} ->
            demonitor(Ref, [flush]),
            Reply;
        {'DOWN', Ref, process, _, _} ->
            {error, no_such_log}
    end.

%%% Texts

-doc "What an error means, as text.".
format_error({error, Module, Error}) -> Module:format_error(Error);
format_error({error, Reason}) -> format_error(Reason);
format_error({Node, {error, _} = Error}) -> io_lib:format("~p: ", [Node]) ++ format_error(Error);
format_error({badarg, Arg}) ->
    io_lib:format("The argument ~p is missing, not recognized or not wellformed~n", [Arg]);
format_error({size_mismatch, Old, Size}) ->
    io_lib:format("The given size ~p does not match the size ~p found on the disk log size file~n",
                  [Size, Old]);
format_error({read_only_mode, Log}) ->
    io_lib:format("The disk log ~tp has been opened read-only, but the requested operation needs "
                  "read-write access~n", [Log]);
format_error({format_external, Log}) ->
    io_lib:format("The requested operation can only be applied on internally formatted disk logs, "
                  "but ~tp is externally formatted~n", [Log]);
format_error({blocked_log, Log}) ->
    io_lib:format("The blocked disk log ~tp does not queue requests, or the log has been blocked "
                  "by the calling process~n", [Log]);
format_error({full, Log}) -> io_lib:format("The halt log ~tp is full~n", [Log]);
format_error({not_blocked, Log}) -> io_lib:format("The disk log ~tp is not blocked~n", [Log]);
format_error({not_owner, Pid}) ->
    io_lib:format("The pid ~tp is not an owner of the disk log~n", [Pid]);
format_error({not_blocked_by_pid, Log}) ->
    io_lib:format("The disk log ~tp is blocked, but only the blocking pid can unblock a disk log~n",
                  [Log]);
format_error({new_size_too_small, Log, Size}) ->
    io_lib:format("The current size ~p of the halt log ~tp is greater than the requested new "
                  "size~n", [Size, Log]);
format_error({halt_log, Log}) -> io_lib:format("The halt log ~tp cannot be wrapped~n", [Log]);
format_error({same_file_name, Log}) ->
    io_lib:format("Current and new file name of the disk log ~tp are the same~n", [Log]);
format_error({arg_mismatch, Option, Known, Value}) ->
    io_lib:format("The value ~tp of the disk log option ~p does not match the current value ~tp~n",
                  [Value, Option, Known]);
format_error({name_already_open, Log}) ->
    io_lib:format("The disk log ~tp has already opened another file~n", [Log]);
format_error({open_read_write, Log}) ->
    io_lib:format("The disk log ~tp has already been opened read-write~n", [Log]);
format_error({open_read_only, Log}) ->
    io_lib:format("The disk log ~tp has already been opened read-only~n", [Log]);
format_error({not_internal_wrap, Log}) ->
    io_lib:format("The requested operation cannot be applied since ~tp is not an internally "
                  "formatted disk log~n", [Log]);
format_error(no_such_log) -> io_lib:format("There is no disk log with the given name~n", []);
format_error(Down) when Down =:= nonode; Down =:= nodedown ->
    io_lib:format("There seems to be no node up that can handle the request~n", []);
format_error({corrupt_log_file, File}) ->
    io_lib:format("The disk log file \"~ts\" contains corrupt data~n", [File]);
format_error({need_repair, File}) ->
    io_lib:format("The disk log file \"~ts\" has not been closed properly and needs repair~n", [File]);
format_error({not_a_log_file, File}) ->
    io_lib:format("The file \"~ts\" is not a wrap log file~n", [File]);
format_error({invalid_header, Header}) ->
    io_lib:format("The disk log header is not wellformed: ~p~n", [Header]);
format_error(end_of_log) ->
    io_lib:format("An attempt was made to step outside a not yet full wrap log~n", []);
format_error({invalid_index_file, File}) ->
    io_lib:format("The wrap log index file \"~ts\" cannot be used~n", [File]);
format_error({no_continuation, Bad}) ->
    io_lib:format("The term ~p is not a chunk continuation~n", [Bad]);
format_error({file_error, File, Reason}) ->
    io_lib:format("\"~ts\": ~tp~n", [File, file:format_error(Reason)]);
format_error(Error) -> io_lib:format("~tp~n", [Error]).

%%% Called by the processes of logs and by sys

-doc false.
start() -> disk_log_server:start().

-doc false.
istart_link(Server) -> {ok, proc_lib:spawn_link(?MODULE, init, [self(), Server])}.

-doc false.
init(Parent, Server) -> disk_log_process:init(Parent, Server).

-doc false.
system_continue(Parent, Debug, Log) -> disk_log_process:system_continue(Parent, Debug, Log).

-doc false.
system_terminate(Reason, Parent, Debug, Log) ->
    disk_log_process:system_terminate(Reason, Parent, Debug, Log).

-doc false.
system_code_change(Log, Module, OldVsn, Extra) ->
    disk_log_process:system_code_change(Log, Module, OldVsn, Extra).
