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

%%% Clients

-doc """
Open a log, or make it; the caller becomes an owner of it.

Options: `{name, Log}`, `{file, Name}`, `{type, halt | wrap | rotate}`, `{format, internal | external}`,
`{size, Bytes | infinity | {Bytes, Files}}`, `{mode, read_write | read_only}`,
`{repair, true | false | truncate}`, `{head, Head}` or `{head_func, {M, F, A}}`, `{notify, boolean()}`,
`{linkto, Pid | none}`, `{quiet, boolean()}`.
""".
open(Options) -> disk_log_server:open(arguments(Options, #arg{options = Options})).

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

%%% The arguments of open/1

arguments([{Option, Value} = Pair | Options], Arg) ->
    try argument(Option, Value, Arg) of
        Taken -> arguments(Options, Taken)
    catch
        error:function_clause -> {error, {badarg, [Pair | Options]}}
    end;
arguments([], #arg{head = Head, format = Format} = Arg) ->
    case Head of
        none -> complete({ok, Arg}, Arg);
        _ ->
            case checked_head(Head, Format) of
                {ok, Checked} -> complete({ok, Arg#arg{head = Checked}}, Arg#arg{head = Checked});
                Error -> complete(Error, Arg)
            end
    end;
arguments(Options, _) ->
    {error, {badarg, Options}}.

argument(file, X, A) when is_list(X); is_atom(X) -> A#arg{file = X};
argument(linkto, X, A) when is_pid(X); X =:= none -> A#arg{linkto = X};
argument(name, X, A) -> A#arg{name = X};
argument(repair, X, A) when is_boolean(X); X =:= truncate -> A#arg{repair = X};
argument(size, infinity, A) -> A#arg{size = infinity};
argument(size, X, A) when is_integer(X), X > 0 -> A#arg{size = X};
argument(size, {Bytes, Files} = X, A)
  when is_integer(Bytes), is_integer(Files), Bytes > 0, Bytes =< ?MAX_BYTES, Files > 0,
       Files < ?MAX_FILES -> A#arg{size = X};
argument(type, X, A) when X =:= halt; X =:= wrap; X =:= rotate -> A#arg{type = X};
argument(format, X, A) when X =:= internal; X =:= external -> A#arg{format = X};
argument(notify, X, A) when is_boolean(X) -> A#arg{notify = X};
argument(head_func, X, A) -> A#arg{head = {head_func, X}};
argument(head, X, A) -> A#arg{head = {head, X}};
argument(mode, X, A) when X =:= read_only; X =:= read_write -> A#arg{mode = X};
argument(quiet, X, A) when is_boolean(X) -> A#arg{quiet = X}.

complete(_, #arg{name = 0}) -> {error, {badarg, name}};
complete(Checked, #arg{name = Name, file = none} = Arg) ->
    try lists:concat([Name, ".LOG"]) of
        File -> complete(with_file(Checked, File), Arg#arg{file = File})
    catch
        error:_ -> {error, {badarg, file}}
    end;
complete(_, #arg{repair = truncate, mode = read_only}) -> {error, {badarg, repair_read_only}};
complete(_, #arg{type = halt, size = {_, _}}) -> {error, {badarg, size}};
complete({ok, Arg}, #arg{type = wrap, file = File}) ->
    {Size, Version} = disk_log_1:read_size_file_version(File),
    wrap_size(Size, Arg#arg{version = Version});
complete({ok, Arg}, #arg{type = rotate}) -> {ok, Arg#arg{format = external}};
complete(Checked, _) -> Checked.

with_file({ok, Arg}, File) -> {ok, Arg#arg{file = File}};
with_file(Error, _) -> Error.

%% The size of a wrap log that is there already is in its size file.
wrap_size({0, 0}, #arg{size = infinity}) -> {error, {badarg, size}};
wrap_size(Old, #arg{size = infinity} = Arg) -> {ok, Arg#arg{old_size = Old, size = Old}};
wrap_size({0, 0}, #arg{size = Size} = Arg) -> {ok, Arg#arg{old_size = Size}};
wrap_size(Size, #arg{size = Size} = Arg) -> {ok, Arg#arg{old_size = Size}};
wrap_size(Old, #arg{repair = truncate, size = {_, _}} = Arg) -> {ok, Arg#arg{old_size = Old}};
wrap_size(Old, #arg{mode = read_only, size = Size}) -> {error, {size_mismatch, Old, Size}};
wrap_size(Old, #arg{size = {_, _}} = Arg) -> {ok, Arg#arg{old_size = Old}};
wrap_size(_, _) -> {error, {badarg, size}}.

checked_head({head, none}, _) -> {ok, none};
checked_head({head_func, {M, F, A}}, _) when is_atom(M), is_atom(F), is_list(A) -> {ok, {M, F, A}};
checked_head({head, Head}, external) ->
    try iolist_to_binary(Head) of
        _ -> {ok, {head, Head}}
    catch
        error:_ -> {error, {badarg, head}}
    end;
checked_head({head, Head}, internal) -> {ok, {head, Head}};
checked_head(_, _) -> {error, {badarg, head}}.

head_bytes({head, Head}, internal) -> {ok, term_to_binary(Head)};
head_bytes({head, Head}, external) -> {ok, iolist_to_binary(Head)};
head_bytes(Head, _) -> Head.

%%% The process of a log

-doc false.
start() -> disk_log_server:start().

-doc false.
istart_link(Server) -> {ok, proc_lib:spawn_link(?MODULE, init, [self(), Server])}.

-doc false.
init(Parent, Server) ->
    process_flag(trap_exit, true),
    receive
        {request, Server, Ref, {internal_open, Arg}} ->
            try first_opened(Arg) of
                {Reply, Log} ->
                    Server ! {Ref, Reply},
                    loop(Log#log{parent = Parent, server = Server})
            catch
                throw:Error ->
                    Server ! {Ref, Error},
                    exit(normal)
            end;
        {'EXIT', Parent, Reason} -> exit(Reason)
    end.

%% An old wrap log is opened as it was, and then given the size that is wanted now.
first_opened(#arg{size = Size, old_size = Old, linkto = Owner, notify = Notify} = Arg) ->
    {Reply, Opened} = opened(Arg),
    {ok, Log} = with_user(Owner, Notify, Opened),
    case Arg#arg.type =/= wrap orelse Size =:= Old of
        true -> {Reply, Log};
        false -> {Reply, resized(Log, Size)}
    end.

loop(#log{parent = Parent, server = Server} = Log) ->
    receive
        {request, Pid, Ref, Request} -> loop(requested(Request, {Pid, Ref}, Log));
        {alog, _, _} = Message -> loop(told(Message, Log));
        write_cache -> loop(written(Log));
        {'EXIT', Pid, Reason} when Pid =:= Parent; Pid =:= Server ->
            _ = stopped(Log),
            exit(Reason);
        {'EXIT', Pid, _} -> loop(user_died(Pid, Log));
        {system, From, Request} ->
            sys:handle_system_msg(Request, From, Parent, ?MODULE, [], Log);
        _ -> loop(Log)
    end.

-doc false.
system_continue(_, _, Log) -> loop(Log).

-doc false.
system_terminate(Reason, _, _, Log) ->
    _ = stopped(Log),
    exit(Reason).

-doc false.
system_code_change(Log, _, _, _) -> {ok, Log}.

reply({Pid, Ref}, Reply, Log) ->
    Pid ! {Ref, Reply},
    Log.

%% What can be asked of a blocked log as well.
requested({internal_open, Arg}, From, Log0) ->
    case another_user(Arg, Log0) of
        {ok, Log} -> reply(From, {ok, Log#log.name}, Log);
        Error -> reply(From, Error, Log0)
    end;
requested(close, {Pid, _} = From, Log0) ->
    case given_up(Pid, Log0) of
        #log{users = 0, owners = []} = Log when Log0#log.users > 0; Log0#log.owners =/= [] ->
            finished(From, ok, normal, Log);
        Log -> reply(From, ok, Log)
    end;
requested(info, From, Log0) ->
    {Info, Log} = facts(Log0),
    reply(From, Info, Log);
requested(unblock, From, #log{status = ok, name = Name} = Log) ->
    reply(From, {error, {not_blocked, Name}}, Log);
requested(unblock, {Pid, _} = From, #log{blocker = Pid} = Log) -> unblocked(reply(From, ok, Log));
requested(unblock, From, #log{name = Name} = Log) ->
    reply(From, {error, {not_blocked_by_pid, Name}}, Log);
requested(Request, {Pid, _} = From, #log{status = Status, name = Name, blocker = Blocker} = Log) ->
    case refused(Request, Log) of
        {error, _} = Error -> reply(From, Error, Log);
        ok when Status =:= ok -> asked(Request, From, Log);
        ok when Status =:= {blocked, false}, Pid =/= Blocker ->
            reply(From, {error, {blocked_log, Name}}, Log);
        ok when Pid =:= Blocker ->
            case kind(Request) of
                Read when Read =:= chunk; Read =:= chunk_step -> asked(Request, From, Log);
                _ -> reply(From, {error, {blocked_log, Name}}, Log)
            end;
        ok when element(1, Request) =:= reopen -> reply(From, {error, {blocked_log, Name}}, Log);
        ok -> Log#log{queue = [{Request, From} | Log#log.queue]}
    end.

%% What a log refuses, blocked or not.
refused(Request, #log{mode = read_only, name = Name}) ->
    Kind = kind(Request),
    case lists:member(Kind, [log, sync, truncate, change_header, change_size, inc_wrap_file,
                             next_file, reopen]) of
        true -> {error, {read_only_mode, Name}};
        false -> ok
    end;
refused(Next, #log{type = halt, name = Name}) when Next =:= inc_wrap_file; Next =:= next_file ->
    {error, {halt_log, Name}};
refused(inc_wrap_file, #log{type = rotate, name = Name}) -> {error, {rotate_log, Name}};
refused({log, internal, _}, #log{status = ok, format = external, name = Name}) ->
    {error, {format_external, Name}};
refused(_, _) -> ok.

kind(Request) when is_tuple(Request) -> element(1, Request);
kind(Request) -> Request.

asked({block, Queue}, {Pid, _} = From, Log) ->
    _ = is_owner(Pid, Log) orelse link(Pid),
    reply(From, ok, Log#log{status = {blocked, Queue}, blocker = Pid});
asked({change_notify, Pid, Notify}, From, #log{owners = Owners} = Log) ->
    case lists:keyfind(Pid, 1, Owners) of
        {_, Notify} -> reply(From, ok, Log);
        {_, _} when not is_boolean(Notify) -> reply(From, {error, {badarg, notify}}, Log);
        {_, _} ->
            reply(From, ok, Log#log{owners = [{Pid, Notify} | lists:keydelete(Pid, 1, Owners)]});
        false -> reply(From, {error, {not_owner, Pid}}, Log)
    end;
asked({change_header, Head}, From, #log{format = Format} = Log) ->
    case checked_head(Head, Format) of
        {ok, Checked} -> reply(From, ok, Log#log{head = head_bytes(Checked, Format)});
        Error -> reply(From, Error, Log)
    end;
asked({change_size, Size}, From, #log{type = Type} = Log) ->
    case is_size(Type, Size) of
        true -> size_changed(Size, From, Log);
        false -> reply(From, {error, {badarg, size}}, Log)
    end;
asked(_, From, #log{late = Error} = Log) when Error =/= ok ->
    status(Error, reply(From, Error, Log#log{late = ok}));
asked({log, _, Bins}, From, Log) -> logged(Bins, From, Log);
asked(sync, From, Log0) ->
    {Reply, Log} = on_out(fun disk_log_1:out_sync/1, Log0),
    status(Reply, reply(From, Reply, Log));
asked({truncate, Head, F, A}, From, #log{count = Count, head = Known} = Log0) ->
    try truncated(Log0, given(Head, Known)) of
        Log ->
            tell_owners({truncated, Count}, Log),
            Left = case given(Head, Known) of
                       none -> 0;
                       _ -> 1
                   end,
            reply(From, ok, status(ok, Log#log{count = Left, full = false}))
    catch
        throw:Error -> finished(From, Error, {{failed, Error}, [{?MODULE, F, A}]}, Log0)
    end;
asked({reopen, File, _, _, _}, From, #log{file = File, name = Name} = Log) ->
    reply(From, {error, {same_file_name, Name}}, Log);
asked({reopen, File, Head, F, A}, From, Log0) ->
    try reopened(File, Head, Log0) of
        Log ->
            tell_owners({truncated, Log0#log.count}, Log),
            reply(From, ok, Log)
    catch
        throw:Error -> finished(From, Error, {{failed, Error}, [{?MODULE, F, A}]}, Log0)
    end;
asked({chunk, Place, Bytes, N}, From, Log0) ->
    {Reply, Log} = chunked(Place, Bytes, N, Log0),
    reply(From, Reply, Log);
asked({chunk_step, Place, Step}, From, Log) -> reply(From, stepped(Place, Step, Log), Log);
asked(Next, From, #log{type = rotate, store = Store, head = Head} = Log) when Next =:= next_file ->
    try rotated(Store, Head) of
        Rotated -> reply(From, ok, Log#log{store = Rotated})
    catch
        throw:Error -> status(Error, reply(From, Error, Log))
    end;
asked(_Next, From, Log0) ->
    case wrapped(Log0) of
        {ok, #log{count = Count} = Log, Lost, _} ->
            tell_owners({wrap, Lost}, Log),
            reply(From, ok, Log#log{count = Count - Lost});
        {error, Error, Log} -> status(Error, reply(From, Error, Log))
    end.

given(none, Head) -> Head;
given(Head, _) -> Head.

is_size(halt, infinity) -> true;
is_size(halt, Size) -> is_integer(Size) andalso Size > 0;
is_size(_, {Bytes, Files}) ->
    is_integer(Bytes) andalso is_integer(Files) andalso Bytes > 0 andalso Bytes =< ?MAX_BYTES
        andalso Files > 0 andalso Files < ?MAX_FILES;
is_size(_, _) -> false.

size_changed(Size, From, #log{type = halt, name = Name, store = #halt{bytes = Bytes}} = Log)
  when is_integer(Size), Bytes > Size ->
    reply(From, {error, {new_size_too_small, Name, Bytes}}, Log);
size_changed(Size, From, Log) ->
    try resized(Log, Size) of
        New -> reply(From, ok, New)
    catch
        throw:Error -> status(Error, reply(From, Error, Log))
    end.

%%% Messages that nobody waits for

told({alog, _, Bins}, #log{mode = read_only} = Log) -> tell_owners({read_only, Bins}, Log);
told({alog, internal, Bins}, #log{status = ok, format = external} = Log) ->
    tell_owners({format_external, Bins}, Log);
told({alog, _, _}, #log{status = ok, late = Error} = Log) when Error =/= ok ->
    status(Error, Log#log{late = ok});
told({alog, _, Bins}, #log{status = ok} = Log) -> logged(Bins, nobody, Log);
told({alog, _, Bins}, #log{status = {blocked, false}} = Log) -> tell_owners({blocked_log, Bins}, Log);
told(Message, #log{queue = Queue} = Log) -> Log#log{queue = [Message | Queue]}.

written(Log0) ->
    erase(write_cache_timer),
    case on_out(fun disk_log_1:out_flush/1, Log0) of
        {ok, Log} -> Log;
        {Error, Log} -> Log#log{late = Error}
    end.

on_out(Fun, #log{store = Store} = Log) ->
    Out = case Store of
              #halt{out = O} -> O;
              #wrap{out = O} -> O;
              #rotate{out = O} -> O
          end,
    {Reply, New} = Fun(Out),
    {Reply, Log#log{store = case Store of
                                #halt{} -> Store#halt{out = New};
                                #wrap{} -> Store#wrap{out = New};
                                #rotate{} -> Store#rotate{out = New}
                            end}}.

tell_owners(What, #log{owners = Owners, name = Name} = Log) ->
    [Pid ! {disk_log, node(), Name, What} || {Pid, true} <- Owners],
    Log.

%% Owners are told when the status changes.
status(Status, #log{error = Status} = Log) -> Log;
status(Status, Log) -> tell_owners({error_status, Status}, Log#log{error = Status}).

%%% Logging

logged(Bins, From, #log{count = Count} = Log0) ->
    case write(Bins, Log0) of
        {ok, N, Log} -> status(ok, answer(From, ok, Log#log{count = Count + N}));
        {{error, {full, _}}, N, Log} when From =:= nobody -> status(ok, Log#log{count = Count + N});
        {Error, N, Log} -> status(Error, answer(From, Error, Log#log{count = Count + N}))
    end.

answer(nobody, _, Log) -> Log;
answer(From, Reply, Log) -> reply(From, Reply, Log).

item_size(#log{format = internal}) -> fun disk_log_1:item_size/1;
item_size(#log{format = external}) -> fun erlang:byte_size/1.

data(Bins, #log{format = internal}) -> element(1, disk_log_1:items(Bins));
data(Bins, #log{format = external}) -> Bins.

write(_, #log{type = halt, full = true, name = Name} = Log) -> {{error, {full, Name}}, 0, Log};
write(Bins, #log{type = halt, name = Name, size = Size, store = #halt{out = Out0, bytes = Bytes}} = Log) ->
    {Fitting, Rest, More} = case Size of
                                infinity ->
                                    Of = item_size(Log),
                                    {Bins, [], lists:sum([Of(Bin) || Bin <- Bins])};
                                _ -> disk_log_1:split(Size - Bytes, false, item_size(Log), Bins)
                            end,
    case disk_log_1:out_write(Out0, data(Fitting, Log), More) of
        {ok, Out} when Rest =:= [] ->
            {ok, length(Fitting), Log#log{store = #halt{out = Out, bytes = Bytes + More}}};
        {ok, Out} ->
            Full = Log#log{full = true, store = #halt{out = Out, bytes = Bytes + More}},
            tell_owners(full, Full),
            {{error, {full, Name}}, length(Fitting), Full};
        {Error, Out} ->
            {Error, 0, Log#log{store = #halt{out = Out, bytes = Bytes}}}
    end;
write(Bins, #log{type = wrap} = Log) -> write_wrap(Bins, 0, [], Log);
write(Bins, #log{type = rotate} = Log) ->
    try write_rotate(Bins, 0, Log)
    catch throw:Error -> {Error, 0, Log}
    end.

write_wrap([], N, Lost, Log) ->
    [tell_owners({wrap, L}, Log) || L <- lists:reverse(Lost)],
    {ok, N - lists:sum(Lost), Log};
write_wrap(Bins, N, Lost, #log{store = #wrap{out = Out0, max = Max, bytes = Bytes, first = First,
                                             items = Items} = Store} = Log0) ->
    case disk_log_1:split(Max - Bytes, Bytes =:= First, item_size(Log0), Bins) of
        {[], _, _} ->
            case wrapped(Log0) of
                {ok, Log, Gone, Heads} -> write_wrap(Bins, N + Heads, [Gone | Lost], Log);
                {error, Error, Log} -> {Error, N - lists:sum(Lost), Log}
            end;
        {Fitting, Rest, More} ->
            Count = length(Fitting),
            case disk_log_1:out_write(Out0, data(Fitting, Log0), More) of
                {ok, Out} ->
                    Written = Store#wrap{out = Out, bytes = Bytes + More, items = Items + Count},
                    write_wrap(Rest, N + Count, Lost, Log0#log{store = Written});
                {Error, Out} ->
                    {Error, N - lists:sum(Lost), Log0#log{store = Store#wrap{out = Out}}}
            end
    end.

write_rotate([], N, Log) -> {ok, N, Log};
write_rotate(Bins, N, #log{head = Head, store = #rotate{out = Out0, max = Max, bytes = Bytes,
                                                        first = First} = Store} = Log) ->
    case disk_log_1:split(Max - Bytes, Bytes =:= First, fun erlang:byte_size/1, Bins) of
        {[], _, _} -> write_rotate(Bins, N, Log#log{store = rotated(Store, Head)});
        {Fitting, Rest, More} ->
            case disk_log_1:out_write(Out0, Fitting, More) of
                {ok, Out} ->
                    Written = Store#rotate{out = Out, bytes = Bytes + More},
                    write_rotate(Rest, N + length(Fitting), Log#log{store = Written});
                {Error, Out} -> {Error, N, Log#log{store = Store#rotate{out = Out}}}
            end
    end.

%%% Opening

opened(#arg{type = rotate, name = Name, file = File, size = Size, head = Head} = Arg) ->
    Bytes = head_bytes(Head, external),
    {Max, Files} = case Size of
                       {_, _} -> Size;
                       _ -> throw({error, {badmatch, Size}})
                   end,
    case filelib:ensure_dir(File) of
        ok -> ok;
        Error -> throw(Error)
    end,
    {ok, Out, _, First} = opened_rotate(File, Bytes),
    tidy_rotate(File, Files),
    {{ok, Name}, log_of(Arg, #rotate{out = Out, max = Max, files = Files, bytes = First,
                                     first = First}, 0)};
opened(#arg{type = halt, name = Name, file = File, repair = Repair, mode = Mode, format = Format,
            quiet = Quiet} = Arg) ->
    Head = head_bytes(Arg#arg.head, Format),
    Opened = case Format of
                 internal -> disk_log_1:int_open(File, Repair, Mode, Head, Quiet);
                 external -> disk_log_1:ext_open(File, Repair, Mode, Head)
             end,
    case Opened of
        {ok, Out, Heads, Bytes} ->
            {{ok, Name}, log_of(Arg, #halt{out = Out, bytes = Bytes}, head_count(Heads))};
        {repaired, Out, Items, Bad, Bytes} ->
            {{repaired, Name, {recovered, Items}, {badbytes, Bad}},
             log_of(Arg, #halt{out = Out, bytes = Bytes}, Items)}
    end;
opened(#arg{type = wrap, name = Name, file = File, repair = Repair, mode = Mode, version = Version,
            old_size = {Max, Files}} = Arg) ->
    {Current, Items, Others, Known} =
        case Repair of
            truncate ->
                disk_log_1:remove_files(File, 2, Files),
                disk_log_1:remove_index(File),
                {1, 0, 0, 0};
            _ -> disk_log_1:read_index_file(File)
        end,
    disk_log_1:write_size_file(Mode, File, {Max, Files}, Version),
    Store = #wrap{max = Max, current = Current, before = -Items,
                  files = case Known > Files of
                              true -> {Files, Known};
                              false -> Files
                          end},
    case wrap_file(File, Current, 0, 0, Repair, Arg) of
        {ok, Out, Heads, Bytes, Lost} ->
            Count = Items + head_count(Heads) - Lost,
            {{ok, Name}, log_of(Arg, Store#wrap{out = Out, items = Count, bytes = Bytes,
                                                first = first_place(Heads)}, Others + Count)};
        {repaired, Out, Recovered, Bad, Bytes} ->
            {{repaired, Name, {recovered, Recovered}, {badbytes, Bad}},
             log_of(Arg, Store#wrap{out = Out, items = Recovered, before = -Recovered,
                                    bytes = Bytes, first = 0}, Others + Recovered)}
    end.

opened_rotate(File, Head) ->
    try disk_log_1:append_open(File, Head)
    catch throw:{error, {file_error, _, Reason}} -> throw({error, Reason})
    end.

head_count({N, _}) -> N;
head_count(0) -> 0.

first_place({_, Place}) -> Place;
first_place(0) -> 0.

log_of(#arg{name = Name, file = File, type = Type, format = Format, mode = Mode, size = Size,
            head = Head, version = Version} = Arg, Store, Count) ->
    #log{name = Name, file = File, type = Type, format = Format, mode = Mode, size = Size,
         head = head_bytes(Head, Format), version = Version, arg = Arg, store = Store, count = Count}.

%% A file of a wrap log; the index says that it is the current one.
wrap_file(File, New, Old, OldCount, Repair, #arg{format = Format, mode = Mode, quiet = Quiet} = Arg) ->
    Name = disk_log_1:file(File, New),
    Head = head_bytes(Arg#arg.head, Format),
    Opened = case Format of
                 internal -> disk_log_1:int_open(Name, Repair, Mode, Head, Quiet);
                 external -> disk_log_1:ext_open(Name, Repair, Mode, Head)
             end,
    Lost = case Mode of
               read_write -> disk_log_1:write_index(File, New, Old, OldCount);
               read_only -> 0
           end,
    case Opened of
        {ok, Out, Heads, Bytes} -> {ok, Out, Heads, Bytes, Lost};
        Repaired -> Repaired
    end.

%%% The next file

wrapped(#log{file = File, head = Head, arg = Arg, format = Format,
             store = #wrap{out = Old, current = Current, files = Files, items = Items,
                           before = Before, overflows = Overflows} = Store} = Log) ->
    try
        {Next, NextFiles} = next_number(File, Current, Files),
        {ok, Out, Heads, _, Lost} =
            wrap_file(File, Next, Current, Items, truncate, Arg#arg{head = Head, mode = read_write}),
        {Log#log{store = Store#wrap{out = Out, current = Next, files = NextFiles,
                                    items = head_count(Heads), before = Before + Items,
                                    bytes = first_place(Heads), first = first_place(Heads),
                                    overflows = Overflows + 1}},
         Lost, head_count(Heads)}
    of
        {New, Gone, Count} ->
            try closed(Old, Format, read_write) of
                ok -> {ok, New, Gone, Count}
            catch
                throw:Error -> {error, Error, New}
            end
    catch
        throw:Error -> {error, Error, Log}
    end.

closed(Out, internal, Mode) -> disk_log_1:close_marked(Out, Mode);
closed(Out, external, _) -> disk_log_1:close_plain(Out).

%% If there are to be fewer files than there are, the others go when the last wanted one is full.
next_number(File, Current, {Wanted, SoFar}) when Current >= Wanted ->
    disk_log_1:remove_files(File, Current + 1, SoFar),
    case Current > Wanted of
        true -> {1, {Wanted, Current}};
        false ->
            disk_log_1:truncate_index(File, Wanted),
            {1, Wanted}
    end;
next_number(_, Current, {Wanted, _} = Files) -> {Current rem Wanted + 1, Files};
next_number(_, Current, Files) -> {Current rem Files + 1, Files}.

rotated(#rotate{out = #out{name = File} = Out0, files = Files} = Store, Head) ->
    _ = disk_log_1:close_plain(Out0),
    put_aside(File, Files),
    case filelib:ensure_dir(File) of
        ok -> ok;
        Error -> throw(Error)
    end,
    {ok, Out, _, First} = disk_log_1:ext_open(File, true, read_write, Head),
    Store#rotate{out = Out, bytes = First, first = First}.

put_aside(File, Files) ->
    [file:rename(disk_log_1:packed(File, N - 1), disk_log_1:packed(File, N))
     || N <- lists:seq(Files - 1, 1, -1)],
    Plain = disk_log_1:file(File, 0),
    case file:rename(File, Plain) of
        ok -> disk_log_1:pack(Plain);
        _ -> ok
    end.

%% Files that are too many go, and what was not packed yet is.
tidy_rotate(File, Files) ->
    remove_from(Files, File),
    [disk_log_1:pack(Plain) || N <- lists:seq(0, Files - 1), Plain <- [disk_log_1:file(File, N)],
                               element(1, file:read_file_info(Plain)) =:= ok],
    ok.

remove_from(N, File) ->
    Packed = disk_log_1:packed(File, N),
    case file:read_file_info(Packed) of
        {error, enoent} -> ok;
        _ ->
            _ = file:delete(Packed),
            remove_from(N + 1, File)
    end.

%%% Changing size, truncating, reopening

resized(#log{type = halt, store = #halt{bytes = Bytes}} = Log, Size)
  when is_integer(Size), Bytes > Size -> Log;
resized(#log{type = halt} = Log, Size) -> Log#log{size = Size, full = false};
resized(#log{type = wrap, file = File, version = Version, store = Store} = Log, {Max, Files}) ->
    {Wanted, Most} = case Store#wrap.files of
                         {W, SoFar} -> {W, max(W, SoFar)};
                         N -> {N, N}
                     end,
    disk_log_1:write_size_file(read_write, File, {Max, Files}, Version),
    if
        Files > Most ->
            disk_log_1:remove_files(File, Wanted + 1, Files),
            Log#log{store = Store#wrap{max = Max, files = Files}};
        Files < Most -> Log#log{store = Store#wrap{max = Max, files = {Files, Most}}};
        true -> Log#log{store = Store#wrap{max = Max, files = Files}}
    end;
resized(#log{type = rotate, file = File, store = #rotate{files = Old} = Store} = Log, {Max, Files}) ->
    disk_log_1:remove_packed(File, min(Old, Files), max(Old, Files)),
    Log#log{store = Store#rotate{max = Max, files = Files}}.

truncated(#log{type = halt, format = Format, store = #halt{out = Out0}} = Log, Head) ->
    Start = case Format of
                internal -> 8;
                external -> 0
            end,
    Out1 = disk_log_1:out_truncate(Out0, Start),
    {Written, Out2} = case disk_log_1:head_of(Head, Format) of
                          none -> {ok, Out1};
                          Bytes ->
                              Data = data([Bytes], Log),
                              disk_log_1:out_write(Out1, Data, iolist_size(Data))
                      end,
    case Written of
        ok -> ok;
        Error -> throw(Error)
    end,
    {Size, Out} = disk_log_1:out_position(Out2),
    Log#log{store = #halt{out = Out, bytes = Size}};
truncated(#log{type = wrap, head = Known, store = #wrap{max = Max, files = Files0}} = Log0, Head) ->
    Files = case Files0 of
                {Wanted, _} -> Wanted;
                N -> N
            end,
    Single = resized(Log0, {Max, 1}),
    Once = wrapped_or_thrown(Single#log{head = Head}),
    #log{store = Store} = Twice = wrapped_or_thrown(Once),  % this removes the other files
    resized(Twice#log{head = Known, store = Store#wrap{overflows = 0, earlier = 0}}, {Max, Files});
truncated(#log{type = rotate, head = Known, store = Store0, file = File} = Log, _Head) ->
    #rotate{files = Files} = Store = rotated(Store0, Known),
    disk_log_1:remove_packed(File, 0, Files),
    Log#log{store = Store}.

wrapped_or_thrown(Log0) ->
    case wrapped(Log0) of
        {ok, Log, _, _} -> Log;
        {error, Error, _} -> throw(Error)
    end.

reopened(NewFile, Head, #log{file = File, name = Name, arg = Arg, head = Known} = Log0) ->
    close_files(Log0),
    renamed(File, NewFile, Log0),
    Now = Arg#arg{name = Name, repair = truncate, head = given(Head, Known), file = File},
    {_, Log} = opened(case Log0#log.type of
                          wrap -> Now#arg{old_size = wanted_size(Log0)};
                          _ -> Now
                      end),
    Log#log{arg = Arg, owners = Log0#log.owners, users = Log0#log.users, head = Known,
            size = Log0#log.size, error = Log0#log.error, parent = Log0#log.parent,
            server = Log0#log.server}.

wanted_size(#log{store = #wrap{max = Max, files = {Wanted, _}}}) -> {Max, Wanted};
wanted_size(#log{store = #wrap{max = Max, files = Files}}) -> {Max, Files};
wanted_size(#log{store = #rotate{max = Max, files = Files}}) -> {Max, Files};
wanted_size(#log{size = Size}) -> Size.

renamed(File, NewFile, #log{type = halt}) -> rename([{File, NewFile}]);
renamed(File, NewFile, #log{type = wrap}) ->
    {_, _, _, N} = disk_log_1:read_index_file(File),
    rename([{From, disk_log_1:file(NewFile, Ext)}
            || Ext <- ["idx", "siz" | lists:seq(1, N)], From <- [disk_log_1:file(File, Ext)],
               element(1, file:read_file_info(From)) =:= ok]);
renamed(File, NewFile, #log{type = rotate, store = #rotate{files = Files}}) ->
    put_aside(File, Files),
    rename([{From, disk_log_1:packed(NewFile, N)}
            || N <- lists:seq(Files - 1, 0, -1), From <- [disk_log_1:packed(File, N)],
               element(1, file:read_file_info(From)) =:= ok]).

rename(Pairs) ->
    Failed = [disk_log_1:error_of(To, Error) || {From, To} <- Pairs, Error <- [file:rename(From, To)],
                                                Error =/= ok],
    case Failed of
        [] -> ok;
        _ -> throw(lists:last(Failed))
    end.

%%% Reading

chunked(_, _, _, #log{format = external, name = Name} = Log) -> {{error, {format_external, Name}}, Log};
chunked(Place, Bytes, N, #log{type = halt, file = File, store = #halt{out = Out0} = Store} = Log) ->
    {Out, Reply} = taken(Out0, File, Place, Bytes, N, Log),
    {Reply, Log#log{store = Store#halt{out = Out}}};
chunked(0, Bytes, N, #log{store = #wrap{} = Store, file = File} = Log) ->
    chunked({first_file(Store, File), 0}, Bytes, N, Log);
chunked({Current, Place}, Bytes, N, #log{store = #wrap{current = Current, out = Out0} = Store} = Log) ->
    {Out, Reply} = taken(Out0, Out0#out.name, Place, Bytes, N, Log),
    {in_file(Current, Reply), Log#log{store = Store#wrap{out = Out}}};
chunked({Number, Place}, Bytes, N, #log{file = File, arg = #arg{quiet = Quiet},
                                        store = #wrap{files = Files}} = Log) ->
    Name = disk_log_1:file(File, Number),
    Next = {step(Number, Files, 1), 0},
    try disk_log_1:int_open(Name, true, read_only, none, Quiet) of
        {ok, Out, _, _} ->
            {#out{fd = Fd}, Reply} = taken(Out, Name, Place, Bytes, N, Log),
            _ = file:close(Fd),
            case Reply of
                eof -> chunked(Next, [], N, Log);
                _ -> {in_file(Number, Reply), Log}
            end
    catch
        throw:{error, _} ->
            _ = Quiet orelse
                error_logger:info_msg("disk_log: chunk error. File ~tp missing.\n\n", [Name]),
            chunked(Next, [], N, Log)
    end.

taken(Out, File, Place, Bytes, N, #log{mode = read_only}) ->
    disk_log_1:chunk_read_only(Out, File, Place, Bytes, N);
taken(Out, File, Place, Bytes, N, _) ->
    disk_log_1:chunk(Out, File, Place, Bytes, N).

in_file(Number, {#continuation{pos = Place} = Next, Items}) ->
    {Next#continuation{pos = {Number, Place}}, Items};
in_file(Number, {#continuation{pos = Place} = Next, Items, Bad}) ->
    {Next#continuation{pos = {Number, Place}}, Items, Bad};
in_file(_, Other) -> Other.

step(N, {_, SoFar}, Step) -> step(N, SoFar, Step);
step(N, Files, Step) ->
    case (N + Step) rem Files of
        Next when Next > 0 -> Next;
        Next -> Next + Files
    end.

%% The oldest file: the first that is there behind the current one.
first_file(#wrap{current = Current, files = Files}, File) ->
    first_file(step(Current, Files, 1), Current, Files, File).

first_file(Current, Current, _, _) -> Current;
first_file(Number, Current, Files, File) ->
    case file:read_file_info(disk_log_1:file(File, Number)) of
        {ok, _} -> Number;
        _ -> first_file(step(Number, Files, 1), Current, Files, File)
    end.

stepped(0, Step, #log{format = internal, type = wrap, store = Store, file = File} = Log) ->
    stepped({first_file(Store, File), 0}, Step, Log);
stepped({Number, _}, Step, #log{format = internal, store = #wrap{files = Files}, file = File}) ->
    Wanted = step(Number, Files, Step),
    case file:read_file_info(disk_log_1:file(File, Wanted)) of
        {ok, _} -> {ok, #continuation{pos = {Wanted, 0}, b = []}};
        _ -> {error, end_of_log}
    end;
stepped(_, _, #log{name = Name}) -> {error, {not_internal_wrap, Name}}.

%%% Users

another_user(#arg{options = Options, linkto = Pid, notify = Notify, head = Head, format = Format},
             #log{arg = Arg, head = Known} = Log) ->
    case mismatch(Options, Arg) of
        none ->
            case head_bytes(Head, Format) of
                none -> with_user(Pid, Notify, Log);
                Known -> with_user(Pid, Notify, Log);
                Other -> {error, {arg_mismatch, head, Known, Other}}
            end;
        Reason -> {error, Reason}
    end.

mismatch([], _) -> none;
mismatch([{Option, Value} | Options], Arg) ->
    case differs(Option, Value, Arg) of
        false -> mismatch(Options, Arg);
        Reason -> Reason
    end.

differs(file, File, #arg{file = Known, name = Name}) when File =/= Known -> {name_already_open, Name};
differs(mode, read_only, #arg{mode = read_write, name = Name}) -> {open_read_write, Name};
differs(mode, read_write, #arg{mode = read_only, name = Name}) -> {open_read_only, Name};
differs(type, X, #arg{type = Known}) when X =/= Known -> {arg_mismatch, type, Known, X};
differs(format, X, #arg{format = Known}) when X =/= Known -> {arg_mismatch, format, Known, X};
differs(repair, X, #arg{repair = Known}) when X =/= Known -> {arg_mismatch, repair, Known, X};
differs(size, X, #arg{size = Known, type = wrap}) when X =/= Known -> {size_mismatch, Known, X};
differs(_, _, _) -> false.

with_user(Pid, Notify, #log{owners = Owners} = Log) when is_pid(Pid) ->
    case lists:keyfind(Pid, 1, Owners) of
        false ->
            try link(Pid)
            catch error:noproc -> self() ! {'EXIT', Pid, noproc}
            end,
            {ok, Log#log{owners = [{Pid, Notify} | Owners]}};
        {_, Notify} -> {ok, Log};
        {_, Known} -> {error, {arg_mismatch, notify, Known, Notify}}
    end;
with_user(none, _, #log{users = Users} = Log) -> {ok, Log#log{users = Users + 1}}.

is_owner(Pid, #log{owners = Owners}) -> lists:keymember(Pid, 1, Owners).

given_up(Pid, #log{owners = Owners, users = Users} = Log) ->
    case is_owner(Pid, Log) of
        true ->
            unlink(Pid),
            unblocked_by(Pid, Log#log{owners = lists:keydelete(Pid, 1, Owners)});
        false when Users > 0 -> unblocked_by(Pid, Log#log{users = Users - 1});
        false -> Log
    end.

user_died(Pid, Log0) ->
    case is_owner(Pid, Log0) of
        true ->
            case given_up(Pid, Log0) of
                #log{users = 0, owners = []} = Log ->
                    _ = stopped(Log),
                    exit(normal);
                Log -> Log
            end;
        false -> unblocked_by(Pid, Log0)
    end.

unblocked_by(Pid, #log{blocker = Pid} = Log) -> unblocked(Log);
unblocked_by(_, Log) -> Log.

%% Who waited is served in order, if the log stays.
unblocked(#log{users = 0, owners = []} = Log) -> Log;
unblocked(#log{blocker = Pid, queue = Queue} = Log) ->
    _ = is_owner(Pid, Log) orelse unlink(Pid),
    lists:foldl(fun({alog, _, _} = Message, L) -> told(Message, L);
                   ({Request, From}, L) -> requested(Request, From, L)
                end, Log#log{status = ok, blocker = none, queue = []}, lists:reverse(Queue)).

%%% The end

finished(From, Message, Reason, #log{late = Late} = Log) ->
    Closed = stopped(Log),
    _ = disk_log_server:close(self()),
    reply(From, if
                    Late =/= ok -> Late;
                    Closed =:= ok -> Message;
                    Message =:= ok -> Closed;
                    true -> Message
                end, Log),
    exit(Reason).

stopped(#log{owners = Owners, blocker = Blocker} = Log) ->
    _ = is_pid(Blocker) andalso unlink(Blocker),
    [unlink(Pid) || {Pid, _} <- Owners],
    [Pid ! {disk_log, self(), {error, disk_log_stopped}} || {_, {Pid, _}} <- Log#log.queue],
    try close_files(Log)
    catch throw:Error -> Error
    end.

close_files(#log{type = halt, format = Format, mode = Mode, store = #halt{out = Out}}) ->
    closed(Out, Format, Mode);
close_files(#log{type = rotate, store = #rotate{out = Out}}) -> disk_log_1:close_plain(Out);
close_files(#log{type = wrap, format = Format, mode = Mode, file = File,
                 store = #wrap{out = Out, current = Current, items = Items}}) ->
    closed(Out, Format, Mode),
    _ = Mode =:= read_write andalso disk_log_1:write_index(File, Current, Current, Items),
    ok.

%%% Facts

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
current_size(Log) -> wanted_size(Log).

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
