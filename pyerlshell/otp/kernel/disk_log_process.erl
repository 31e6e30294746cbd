%% The process of a log: it answers requests, and keeps those to a blocked log until it is free again.
%%
%% OTP: disk_log (loop, do_handle)
-module(disk_log_process).
-moduledoc false.

-export([close_files/1, given/2, init/2, reply/3, requested/3, status/2, stopped/1,
         system_code_change/4, system_continue/3, system_terminate/4, tell_owners/2, told/2]).

-include("disk_log.hrl").

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
    {Reply, Opened} = disk_log_files:opened(Arg),
    {ok, Log} = disk_log_users:with_user(Owner, Notify, Opened),
    case Arg#arg.type =/= wrap orelse Size =:= Old of
        true -> {Reply, Log};
        false -> {Reply, disk_log_files:resized(Log, Size)}
    end.

loop(#log{parent = Parent, server = Server} = Log) ->
    receive
        {request, Pid, Ref, Request} -> loop(requested(Request, {Pid, Ref}, Log));
        {alog, _, _} = Message -> loop(told(Message, Log));
        write_cache -> loop(written(Log));
        {'EXIT', Pid, Reason} when Pid =:= Parent; Pid =:= Server ->
            _ = stopped(Log),
            exit(Reason);
        {'EXIT', Pid, _} -> loop(disk_log_users:user_died(Pid, Log));
        {system, From, Request} ->
            sys:handle_system_msg(Request, From, Parent, disk_log, [], Log);
        _ -> loop(Log)
    end.

system_continue(_, _, Log) -> loop(Log).

system_terminate(Reason, _, _, Log) ->
    _ = stopped(Log),
    exit(Reason).

system_code_change(Log, _, _, _) -> {ok, Log}.

reply({Pid, Ref}, Reply, Log) ->
    Pid ! {Ref, Reply},
    Log.

%% What can be asked of a blocked log as well.
requested({internal_open, Arg}, From, Log0) ->
    case disk_log_users:another_user(Arg, Log0) of
        {ok, Log} -> reply(From, {ok, Log#log.name}, Log);
        Error -> reply(From, Error, Log0)
    end;
requested(close, {Pid, _} = From, Log0) ->
    case disk_log_users:given_up(Pid, Log0) of
        #log{users = 0, owners = []} = Log when Log0#log.users > 0; Log0#log.owners =/= [] ->
            finished(From, ok, normal, Log);
        Log -> reply(From, ok, Log)
    end;
requested(info, From, Log0) ->
    {Info, Log} = disk_log_facts:facts(Log0),
    reply(From, Info, Log);
requested(unblock, From, #log{status = ok, name = Name} = Log) ->
    reply(From, {error, {not_blocked, Name}}, Log);
requested(unblock, {Pid, _} = From, #log{blocker = Pid} = Log) -> disk_log_users:unblocked(reply(From, ok, Log));
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
    _ = disk_log_users:is_owner(Pid, Log) orelse link(Pid),
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
    case disk_log_args:checked_head(Head, Format) of
        {ok, Checked} -> reply(From, ok, Log#log{head = disk_log_args:head_bytes(Checked, Format)});
        Error -> reply(From, Error, Log)
    end;
asked({change_size, Size}, From, #log{type = Type} = Log) ->
    case is_size(Type, Size) of
        true -> size_changed(Size, From, Log);
        false -> reply(From, {error, {badarg, size}}, Log)
    end;
asked(_, From, #log{late = Error} = Log) when Error =/= ok ->
    status(Error, reply(From, Error, Log#log{late = ok}));
asked({log, _, Bins}, From, Log) -> disk_log_io:logged(Bins, From, Log);
asked(sync, From, Log0) ->
    {Reply, Log} = on_out(fun disk_log_1:out_sync/1, Log0),
    status(Reply, reply(From, Reply, Log));
asked({truncate, Head, F, A}, From, #log{count = Count, head = Known} = Log0) ->
    try disk_log_files:truncated(Log0, given(Head, Known)) of
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
    try disk_log_files:reopened(File, Head, Log0) of
        Log ->
            tell_owners({truncated, Log0#log.count}, Log),
            reply(From, ok, Log)
    catch
        throw:Error -> finished(From, Error, {{failed, Error}, [{?MODULE, F, A}]}, Log0)
    end;
asked({chunk, Place, Bytes, N}, From, Log0) ->
    {Reply, Log} = disk_log_io:chunked(Place, Bytes, N, Log0),
    reply(From, Reply, Log);
asked({chunk_step, Place, Step}, From, Log) -> reply(From, disk_log_io:stepped(Place, Step, Log), Log);
asked(Next, From, #log{type = rotate, store = Store, head = Head} = Log) when Next =:= next_file ->
    try disk_log_files:rotated(Store, Head) of
        Rotated -> reply(From, ok, Log#log{store = Rotated})
    catch
        throw:Error -> status(Error, reply(From, Error, Log))
    end;
asked(_Next, From, Log0) ->
    case disk_log_files:wrapped(Log0) of
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
    try disk_log_files:resized(Log, Size) of
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
told({alog, _, Bins}, #log{status = ok} = Log) -> disk_log_io:logged(Bins, nobody, Log);
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
    disk_log_files:closed(Out, Format, Mode);
close_files(#log{type = rotate, store = #rotate{out = Out}}) -> disk_log_1:close_plain(Out);
close_files(#log{type = wrap, format = Format, mode = Mode, file = File,
                 store = #wrap{out = Out, current = Current, items = Items}}) ->
    disk_log_files:closed(Out, Format, Mode),
    _ = Mode =:= read_write andalso disk_log_1:write_index(File, Current, Current, Items),
    ok.
