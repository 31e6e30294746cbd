%% An open table: what changes it, who keeps it as it is, and how it is saved and closed.
%%
%% OTP: dets, dets_utils
-module(dets_table).
-moduledoc false.

-export([updated/3, emptied/1, create/4, start_auto_save/1, fixed/2, released/3, consider_growing/1,
         saved/2, closed/1, corrupt/2, file_fault/2, noted/1, keypos/1, file_name/1, status/1]).

-include_lib("kernel/include/logger.hrl").
-include("dets.hrl").

keypos(#table{args = #open_args{keypos = Keypos}}) -> Keypos.

file_name(#table{args = #open_args{file = File}}) -> File.

status(#table{mode = {error, _} = Error}) -> Error;
status(_) -> ok.

%%% Updates

updated(_, [], Table) -> Table;
updated(Command, Items, Table0) ->
    #table{ref = Ref, writing = Writing, updates = N, args = Args} = Table = dirty(Table0),
    case dets_v9:note(Ref, Command, Items) of
        Bytes when Bytes > 0, not Writing ->
            {Delay, _} = Args#open_args.delayed_write,
            later(Delay, delayed_write),
            Table#table{writing = true, updates = N + 1};
        _ ->
            Table#table{updates = N + 1}
    end.

later(Millis, Request) ->
    erlang:send_after(Millis, self(), {'$dets_call', {self(), ignored}, Request}).

dirty(#table{mode = saved, ref = Ref} = Table) ->
    dets_v9:mark_dirty(Ref),
    start_auto_save(Table),
    Table#table{mode = dirty, updates = 0};
dirty(Table) ->
    Table#table{mode = dirty}.

start_auto_save(#table{args = #open_args{auto_save = infinity}}) -> ok;
start_auto_save(#table{args = #open_args{auto_save = Millis}}) -> later(Millis, auto_save).

emptied(#table{fd = Fd, args = Args, ref = Ref} = Table) ->
    {Min, _, Max} = dets_v9:info(Ref, no_slots),
    start_auto_save(Table),
    Table#table{ref = create(Fd, Args, Min, Max), mode = dirty, updates = 0}.

create(Fd, #open_args{type = Type, keypos = Keypos, delayed_write = {_, Limit}}, Min, Max) ->
    dets_v9:create(Fd, Type, Keypos, Min, Max, Limit).

%%% Fixing

fixed(Pid, #table{fixed = false, ref = Ref} = Table) ->
    link_to(Pid),
    dets_v9:fix(Ref, true),
    Table#table{fixed = {{erlang:monotonic_time(), erlang:time_offset()}, [{Pid, 1}]}};
fixed(Pid, #table{fixed = {Since, Users}} = Table) ->
    case lists:keyfind(Pid, 1, Users) of
        {_, N} -> Table#table{fixed = {Since, lists:keyreplace(Pid, 1, Users, {Pid, N + 1})}};
        false ->
            link_to(Pid),
            Table#table{fixed = {Since, [{Pid, 1} | Users]}}
    end.

link_to(Pid) ->
    try link(Pid)
    catch error:noproc -> self() ! {'EXIT', Pid, noproc}
    end.

released(_, _, #table{fixed = false} = Table) -> Table;
released(Pid, How, #table{fixed = {Since, Users}} = Table) ->
    case lists:keyfind(Pid, 1, Users) of
        {_, N} when N > 1, How =:= once ->
            Table#table{fixed = {Since, lists:keyreplace(Pid, 1, Users, {Pid, N - 1})}};
        {_, _} ->
            unlink(Pid),
            case lists:keydelete(Pid, 1, Users) of
                [] ->
                    dets_v9:fix(Table#table.ref, false),
                    consider_growing(Table),
                    Table#table{fixed = false};
                Others ->
                    Table#table{fixed = {Since, Others}}
            end;
        false -> Table
    end.

consider_growing(#table{args = #open_args{access = read}}) -> ok;
consider_growing(#table{mode = {error, _}}) -> ok;
consider_growing(#table{ref = Ref}) ->
    {_, Slots, _} = dets_v9:info(Ref, no_slots),
    case dets_v9:info(Ref, no_keys) of
        Keys when Keys > Slots -> later(200, may_grow);
        _ -> ok
    end.

%%% Saving

saved(Sync, #table{mode = Mode, ref = Ref} = Table) when Mode =:= dirty; Mode =:= new_dirty ->
    dets_v9:save(Ref, Sync),
    write_ram(Table),
    {ok, Table#table{mode = saved, updates = 0}};
saved(_, Table) ->
    {status(Table), Table}.

write_ram(#table{args = #open_args{ram_file = false}}) -> ok;
write_ram(#table{fd = Fd, args = #open_args{file = File}}) ->
    Temporary = File ++ ".TMP",
    case file:write_file(Temporary, dets_v9:contents(Fd)) of
        ok ->
            case file:rename(Temporary, File) of
                ok -> ok;
                {error, Reason} ->
                    _ = file:delete(Temporary),
                    throw({dets, {file_error, Reason}})
            end;
        {error, Reason} -> throw({dets, {file_error, Reason}})
    end.

closed(#table{fixed = Fixed, fd = Fd, ref = Ref} = Table) ->
    case Fixed of
        {_, Users} ->
            [unlink(Pid) || {Pid, _} <- Users],
            dets_v9:fix(Ref, false);
        false -> ok
    end,
    Reply = try
                {Status, _} = saved(false, Table),
                Status
            catch
                throw:{dets, What} ->
                    {Error, _} = corrupt(What, Table),
                    Error
            end,
    case file:close(Fd) of
        ok -> Reply;
        Failed -> Failed
    end.

%%% Faults

noted(Error) ->
    case get(verbose) of
        yes -> ?LOG_INFO("** dets: failed with ~tw~n", [Error]);
        undefined -> ok
    end,
    Error.

%% After this nothing is written any more, so that the file will be repaired.
corrupt(What, #table{mode = Mode, args = #open_args{file = File}} = Table) ->
    Error = file_fault(What, File),
    case get(verbose) of
        yes -> ?LOG_ERROR("** dets: Corrupt table ~tp: ~tp\n", [Table#table.name, Error]);
        _ -> ok
    end,
    case Mode of
        {error, _} -> {Error, Table};
        _ -> {Error, Table#table{mode = Error}}
    end.

file_fault({file_error, Reason}, File) -> {error, {file_error, File, Reason}};
file_fault(What, File) -> {error, {What, File}}.
