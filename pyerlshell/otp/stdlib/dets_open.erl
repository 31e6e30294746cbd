%% Opening the file of a table: is it one, was it closed, does it fit what the client said; and writing
%% it anew where it must be repaired.
%%
%% OTP: dets (fopen, fsck)
-module(dets_open).
-moduledoc false.

-export([opened/2, fsck/1, given/2, open_fd/3, header/2]).

-include_lib("kernel/include/logger.hrl").
-include("dets.hrl").

opened(Ref, [File, Verbose]) ->
    verbosity(Verbose),
    case file:read_file_info(File) of
        {ok, _} -> existing_as_it_is(Ref, File);
        {error, Reason} -> throw({error, {file_error, File, Reason}})
    end;
opened(Tab, [Tab, #open_args{file = File, access = Access} = Args, Verbose]) ->
    verbosity(Verbose),
    case file:read_file_info(File) of
        {ok, _} -> existing(Tab, Args);
        {error, Reason} when Access =:= read -> throw({error, {file_error, File, Reason}});
        {error, _} -> new_file(Tab, Args)
    end.

verbosity(undefined) -> ok;
verbosity(Verbose) -> put(verbose, Verbose).

existing_as_it_is(Ref, File) ->
    Fd = open_fd(File, read_write, false),
    {Fault, #{type := Type, keypos := Keypos}} = header_or_close(Fd, File),
    Args = #open_args{file = File, type = Type, keypos = Keypos, auto_save = infinity},
    case Fault of
        ok ->
            case open_table(Fd, Args) of
                bad_freelists ->
                    repaired(Fd, Args, " has bad free lists, repairing ..."),
                    existing_as_it_is(Ref, File);
                Table -> ready(Table, Ref, Fd, Args)
            end;
        not_closed ->
            repaired(Fd, Args, " not properly closed, repairing ..."),
            existing_as_it_is(Ref, File);
        _ ->
            _ = file:close(Fd),
            throw({error, {Fault, File}})
    end.

existing(Tab, #open_args{file = File, access = Access, ram_file = Ram} = Args) ->
    Fd = open_fd(File, Access, Ram),
    {Fault, Known} = header_or_close(Fd, File),
    What = what_to_do(Fault, Known, Args),
    {Plan, Ref} = case What of
                      {failed, _} -> {What, none};
                      {repair, _} -> {What, none};
                      _ ->
                          case open_table(Fd, Args) of
                              bad_freelists -> {{repair, " has bad free lists, repairing ..."}, none};
                              Opened -> {What, Opened}
                          end
                  end,
    Mismatch = mismatch(Known, Args),
    case Plan of
        {failed, Reason} ->
            _ = file:close(Fd),
            throw({error, {Reason, File}});
        _ when Mismatch =/= none ->
            _ = file:close(Fd),
            throw({error, {Mismatch, File}});
        use -> ready(Ref, Tab, Fd, Args);
        compact ->
            ?LOG_DEBUG("dets: file ~tp is now compacted ...~n", [File]),
            compacted(Ref, Fd, Args),
            existing(Tab, Args#open_args{repair = false});
        {repair, Message} ->
            repaired(Fd, Args, Message),
            existing(Tab, Args#open_args{repair = false})
    end.

mismatch(#{type := Type}, #open_args{type = Wanted}) when Type =/= Wanted -> type_mismatch;
mismatch(#{keypos := Keypos}, #open_args{keypos = Wanted}) when Keypos =/= Wanted -> keypos_mismatch;
mismatch(_, _) -> none.

what_to_do(ok, _, #open_args{repair = force, access = read}) -> {failed, access_mode};
what_to_do(ok, #{min := Min, max := Max},
           #open_args{repair = force, min_no_slots = Least, max_no_slots = Most})
  when Least =:= default orelse Least =:= Min, Most =:= default orelse Most =:= Max ->
    compact;
what_to_do(ok, _, #open_args{repair = force}) -> {repair, ", repair forced."};
what_to_do(ok, _, _) -> use;
what_to_do(not_closed, _, #open_args{repair = force, access = read_write}) ->
    {repair, ", repair forced."};
what_to_do(not_closed, _, #open_args{repair = true, access = read_write}) ->
    {repair, " not properly closed, repairing ..."};
what_to_do(not_closed, _, #open_args{repair = false}) -> {failed, needs_repair};
what_to_do(Fault, _, _) -> {failed, Fault}.

new_file(Tab, #open_args{file = File, ram_file = Ram, min_no_slots = Min, max_no_slots = Max} = Args) ->
    Fd = case Ram of
             true -> open_fd([], read_write, true);
             false -> open_fd(File, read_write, false)
         end,
    try dets_table:create(Fd, Args, given(Min, 256), given(Max, 32 * 1024 * 1024)) of
        Ref ->
            Table = ready(Ref, Tab, Fd, Args),
            dets_table:start_auto_save(Table),
            Table#table{mode = new_dirty}
    catch
        throw:{dets, What} ->
            _ = file:close(Fd),
            _ = Ram orelse file:delete(File),
            throw(dets_table:file_fault(What, File))
    end.

given(default, Value) -> Value;
given(Value, _) -> Value.

ready(Ref, Tab, Fd, Args) ->
    Table = #table{ref = Ref, name = Tab, fd = Fd, args = Args},
    dets_table:consider_growing(Table),
    Table.

open_table(Fd, #open_args{file = File, delayed_write = {_, Limit}}) ->
    try dets_v9:open(Fd, Limit)
    catch
        throw:{dets, What} ->
            _ = file:close(Fd),
            throw(dets_table:file_fault(What, File))
    end.

open_fd(File, Access, Ram) ->
    Where = case Ram of
                true when File =/= [] -> file:read_file(File);
                _ -> {ok, File}
            end,
    Modes = [write || Access =:= read_write] ++ [ram || Ram] ++ [raw || not Ram] ++ [binary, read],
    case Where of
        {ok, What} ->
            case file:open(What, Modes) of
                {ok, Fd} -> Fd;
                {error, Reason} -> throw({error, {file_error, File, Reason}})
            end;
        {error, Reason} -> throw({error, {file_error, File, Reason}})
    end.

header(Fd, File) ->
    try dets_v9:header(Fd) of
        {ok, Fault, Known} -> {Fault, Known};
        Reason -> throw({error, {Reason, File}})
    catch
        throw:{dets, What} -> throw(dets_table:file_fault(What, File))
    end.

header_or_close(Fd, File) ->
    try header(Fd, File)
    catch
        throw:{error, {tooshort, _}} ->
            _ = file:close(Fd),
            throw({error, {not_a_dets_file, File}});
        throw:Error ->
            _ = file:close(Fd),
            throw(Error)
    end.

%%% Repairing: the file is replaced by a new one when that is complete

repaired(Fd, #open_args{file = File, min_no_slots = Least, max_no_slots = Most}, Message) ->
    ?LOG_INFO("dets: file ~tp~s~n", [File, Message]),
    {_, #{min := Min, max := Max}} = header(Fd, File),
    rewritten(File, Fd, fun(Target) ->
                                dets_v9:repair(Fd, Target, given(Least, Min), given(Most, Max))
                        end).

compacted(Ref, Fd, #open_args{file = File}) ->
    rewritten(File, Fd, fun(Target) -> dets_v9:compact(Ref, Target) end).

rewritten(File, Fd, Write) ->
    Temporary = File ++ ".TMP",
    _ = file:delete(Temporary),
    try
        Target = open_fd(Temporary, read_write, false),
        ok = Write(Target),
        ok = file:close(Target)
    catch
        throw:What ->
            _ = file:close(Fd),
            _ = file:delete(Temporary),
            throw(case What of
                      {dets, Fault} -> dets_table:file_fault(Fault, File);
                      _ -> What
                  end)
    end,
    _ = file:close(Fd),
    case file:rename(Temporary, File) of
        ok -> ok;
        {error, Reason} ->
            _ = file:delete(Temporary),
            throw({error, {file_error, {Temporary, File}, Reason}})
    end.

fsck(File) ->
    try
        Fd = open_fd(File, read, false),
        case header_or_close(Fd, File) of
            {Fault, _} when Fault =:= ok; Fault =:= not_closed ->
                repaired(Fd, #open_args{file = File}, ", repair forced.");
            {Fault, _} ->
                _ = file:close(Fd),
                {error, Fault}
        end
    catch
        throw:Error -> Error
    end.
