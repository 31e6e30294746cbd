%% Who uses a log: its owners, and users that are no processes of their own; and what owners are told.
%%
%% OTP: disk_log
-module(disk_log_users).
-moduledoc false.

-export([another_user/2, given_up/2, is_owner/2, unblocked/1, user_died/2, with_user/3]).

-include("disk_log.hrl").

another_user(#arg{options = Options, linkto = Pid, notify = Notify, head = Head, format = Format},
             #log{arg = Arg, head = Known} = Log) ->
    case mismatch(Options, Arg) of
        none ->
            case disk_log_args:head_bytes(Head, Format) of
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
                    _ = disk_log_process:stopped(Log),
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
    lists:foldl(fun({alog, _, _} = Message, L) -> disk_log_process:told(Message, L);
                   ({Request, From}, L) -> disk_log_process:requested(Request, From, L)
                end, Log#log{status = ok, blocker = none, queue = []}, lists:reverse(Queue)).
