%% The process of a table: it answers what clients ask, {'$dets_call', From, Request}.
%%
%% OTP: dets (open_file_loop)
-module(dets_process).
-moduledoc false.

-export([init/2, system_continue/3, system_terminate/4, system_code_change/4]).

-include_lib("kernel/include/logger.hrl").
-include("dets.hrl").

-import(dets_table, [updated/3, fixed/2, released/3, keypos/1, file_name/1]).

init(Parent, Server) ->
    process_flag(trap_exit, true),
    receive
        {'$dets_call', From, {internal_open, Tab, Args}} ->
            try dets_open:opened(Tab, Args) of
                Table ->
                    reply(From, ok),
                    loop(Table#table{parent = Parent, server = Server})
            catch
                throw:Error ->
                    reply(From, dets_table:noted(Error)),
                    exit(normal)
            end
    end.

reply({Pid, Ref}, Reply) ->
    Pid ! {Ref, Reply},
    ok.

loop(#table{parent = Parent, server = Server} = Table) ->
    receive
        {'$dets_call', From, Request} ->
            loop(answered(Request, From, Table));
        {'EXIT', Pid, Reason} when Pid =:= Parent; Pid =:= Server ->
            _ = dets_table:closed(Table),
            exit(Reason);
        {'EXIT', Pid, _} ->
            loop(released(Pid, all, Table));
        {system, From, Request} ->
            sys:handle_system_msg(Request, From, Parent, dets, [], Table);
        Message ->
            ?LOG_ERROR("** dets: unexpected message (ignored): ~tw~n", [Message]),
            loop(Table)
    end.

system_continue(_, _, Table) -> loop(Table).

system_terminate(Reason, _, _, Table) ->
    _ = dets_table:closed(Table),
    exit(Reason).

system_code_change(Table, _, _, _) -> {ok, Table}.

answered(Request, From, Table0) ->
    try handled(Request, From, Table0) of
        {Reply, Table} ->
            reply(From, Reply),
            Table;
        #table{} = Table -> Table
    catch
        throw:{dets, What} ->
            {Error, Table} = dets_table:corrupt(What, Table0),
            reply(From, Error),
            Table;
        error:What:Stack ->
            ?LOG_ERROR("** dets: Bug was found when accessing table ~tw~n", [Table0#table.name]),
            ?LOG_DEBUG("** dets: ~tp ~tp~n", [What, Stack]),
            reply(From, {error, {dets_bug, Table0#table.name, Request, What}}),
            Table0
    end.

%% What is asked most often comes first.
handled({insert, Objs}, _, #table{mode = dirty} = Table) ->
    case dets_v9:are_objects(Objs, keypos(Table)) of
        true -> {ok, updated(insert, Objs, Table)};
        false -> {badarg, Table}
    end;
handled({lookup, [_] = Keys}, _, #table{mode = Mode, ref = Ref} = Table) when is_atom(Mode) ->
    {lists:append(dets_v9:lookup(Ref, Keys)), Table};
%% What can be asked of any table.
handled({add_user, Tab, Args}, _, #table{name = Name, args = Known} = Table) ->
    Same = [#open_args.file, #open_args.type, #open_args.keypos, #open_args.ram_file,
            #open_args.access],
    case Tab =:= Name andalso [element(I, Args) || I <- Same] =:= [element(I, Known) || I <- Same] of
        true -> {ok, Table};
        false -> {dets_table:noted({error, incompatible_arguments}), Table}
    end;
handled(auto_save, _, #table{mode = Mode, updates = 0} = Table)
  when Mode =:= dirty; Mode =:= new_dirty ->
    {_, Saved} = dets_table:saved(true, Table),
    Saved;
handled(auto_save, _, #table{mode = dirty} = Table) ->
    dets_table:start_auto_save(Table),
    Table#table{updates = 0};
handled(auto_save, _, Table) -> Table;
handled(close, From, Table) ->
    reply(From, dets_table:closed(Table)),
    exit(normal);
handled({close, Pid}, _, Table) -> {dets_table:status(Table), released(Pid, all, Table)};
handled(delayed_write, _, #table{mode = {error, _}} = Table) -> Table;
handled(delayed_write, _, #table{ref = Ref} = Table) ->
    dets_v9:flush(Ref),
    Table#table{writing = false};
handled(may_grow, _, #table{mode = dirty, ref = Ref, updates = N} = Table) ->
    case dets_v9:grow(Ref) of
        true -> self() ! {'$dets_call', {self(), ignored}, may_grow};
        false -> ok
    end,
    Table#table{updates = N + 1};
handled(may_grow, _, Table) -> Table;
handled({set_verbose, true}, _, Table) ->
    put(verbose, yes),
    {ok, Table};
handled({set_verbose, _}, _, Table) ->
    erase(verbose),
    {ok, Table};
handled(info, _, #table{ref = Ref, args = Args} = Table) ->
    {[{type, Args#open_args.type}, {keypos, Args#open_args.keypos}, {size, dets_v9:info(Ref, size)},
      {file_size, dets_v9:info(Ref, file_size)}, {filename, Args#open_args.file}], Table};
handled({info, Item}, _, Table) -> {fact(Item, Table), Table};
handled({is_compatible_bchunk_format, Format}, _, Table) ->
    {Format =/= undefined andalso dets_fill:parameters(Format, Table) =/= badarg, Table};
handled(_, _, #table{mode = {error, _} = Error} = Table) -> {Error, Table};
%% What is asked of a table that is all right.
handled({lookup, Keys}, _, #table{ref = Ref} = Table) ->
    {lists:append(lists:sort(dets_v9:lookup(Ref, Keys))), Table};
handled({member, Key}, _, #table{ref = Ref} = Table) ->
    {lists:append(dets_v9:lookup(Ref, [Key])) =/= [], Table};
handled(first, _, #table{ref = Ref} = Table) -> {{ok, dets_v9:first(Ref)}, Table};
handled({next, Key}, _, #table{ref = Ref} = Table) -> {{ok, dets_v9:next(Ref, Key)}, Table};
handled({slot, Slot}, _, #table{ref = Ref} = Table) -> {dets_v9:slot(Ref, Slot), Table};
handled({where, Obj}, _, #table{ref = Ref} = Table) ->
    {case dets_v9:are_objects([Obj], keypos(Table)) of
         true -> dets_v9:where(Ref, Obj);
         false -> badarg
     end, Table};
handled({safe_fixtable, true}, {Pid, _}, Table) -> {ok, fixed(Pid, Table)};
handled({safe_fixtable, false}, {Pid, _}, Table) -> {ok, released(Pid, once, Table)};
handled(sync, _, Table) -> dets_table:saved(true, Table);
handled({match, Spec, N, Safe}, {Pid, _}, #table{ref = Ref} = Table) ->
    case constant_keys(Spec, keypos(Table), []) of
        [] ->
            Cont = case dets_v9:walk(Ref) of
                       '$end_of_table' -> #dets_cont{no_objs = N, bin = eof, alloc = <<>>};
                       {Data, Places} -> #dets_cont{no_objs = N, bin = Data, alloc = Places}
                   end,
            {{cont, Cont#dets_cont{match_program = true}},
             case Safe of
                 safe -> fixed(Pid, Table);
                 no_safe -> Table
             end};
        Keys ->
            {{done, lists:append(dets_v9:lookup(Ref, lists:usort(Keys)))}, Table}
    end;
handled({match_on, Cont, Safe}, {Pid, _}, Table) ->
    try {walk_step(Cont, Table), Table} of
        {'$end_of_table', _} when Safe =:= safe -> {'$end_of_table', released(Pid, once, Table)};
        {'$end_of_table', _} -> {'$end_of_table', Table};
        {Step, _} -> {{cont, Step}, Table}
    catch
        throw:{dets, What} when Safe =:= safe -> dets_table:corrupt(What, released(Pid, once, Table))
    end;
handled(bchunk, _, #table{ref = Ref, name = Name} = Table) ->
    case dets_fill:bchunk_format(Table) of
        undefined -> {{error, old_version}, Table};
        Format ->
            {[], Areas} = dets_v9:chunk(Ref, start),
            {{chunk_cont(Areas, Name), [Format]}, Table}
    end;
handled({bchunk, #dets_cont{proc = Pid}}, _, Table) when Pid =/= self() -> {badarg, Table};
handled({bchunk, #dets_cont{bin = eof}}, _, Table) -> {'$end_of_table', Table};
handled({bchunk, #dets_cont{alloc = Areas0}}, _, #table{ref = Ref, name = Name} = Table) ->
    {Buckets, Areas} = dets_v9:chunk(Ref, Areas0),
    {{chunk_cont(Areas, Name), Buckets}, Table};
handled({initialize, Init, _, _}, _, #table{args = #open_args{access = read}} = Table) ->
    catch Init(close),
    {{error, {access_mode, file_name(Table)}}, Table};
handled({initialize, Init, _, _}, _, #table{fixed = {_, _}, name = Name} = Table) ->
    catch Init(close),
    {{error, {fixed_table, Name}}, Table};
handled({initialize, Init, Format, Slots}, _, Table) ->
    dets_fill:initialize(Init, Format, Slots, Table);
handled(_, _, #table{args = #open_args{access = read}} = Table) ->
    {dets_table:noted({error, {access_mode, file_name(Table)}}), Table};
handled({Update, Objs}, _, Table) when Update =:= insert; Update =:= delete_object ->
    case dets_v9:are_objects(Objs, keypos(Table)) of
        true -> {ok, updated(Update, Objs, Table)};
        false -> {badarg, Table}
    end;
handled({delete_key, Keys}, _, Table) -> {ok, updated(delete_key, Keys, Table)};
handled({insert_new, Objs}, _, #table{ref = Ref} = Table) ->
    case dets_v9:are_objects(Objs, keypos(Table)) of
        true ->
            Keys = [element(keypos(Table), Obj) || Obj <- Objs],
            case lists:append(dets_v9:lookup(Ref, Keys)) of
                [] -> {true, updated(insert, Objs, Table)};
                _ -> {false, Table}
            end;
        false -> {badarg, Table}
    end;
handled({update_counter, Key, Incr}, _, #table{ref = Ref, args = #open_args{type = set}} = Table) ->
    try
        [Obj] = lists:append(dets_v9:lookup(Ref, [Key])),
        {Pos, Add} = case Incr of
                         {_, _} -> Incr;
                         _ -> {keypos(Table) + 1, Incr}
                     end,
        Sum = element(Pos, Obj) + Add,
        {Sum, updated(insert, [setelement(Pos, Obj, Sum)], Table)}
    catch
        error:_ -> {badarg, Table}
    end;
handled({update_counter, _, _}, _, Table) -> {badarg, Table};
handled(delete_all_objects, _, #table{fixed = {_, _}} = Table) -> {fixed, Table};
handled(delete_all_objects, _, Table) -> {ok, dets_table:emptied(Table)};
handled({match_delete, _, [{'_', [], [true]}]}, _, #table{fixed = false, ref = Ref} = Table) ->
    N = dets_v9:info(Ref, size),
    {{done, N}, dets_table:emptied(Table)};
handled({match_delete, Program, Spec}, {Pid, _}, #table{ref = Ref} = Table) ->
    case constant_keys(Spec, keypos(Table), []) of
        [] ->
            Fixed = fixed(Pid, Table),
            Cont = case dets_v9:walk(Ref) of
                       '$end_of_table' -> #dets_cont{bin = eof, alloc = <<>>};
                       {Data, Places} -> #dets_cont{bin = Data, alloc = Places}
                   end,
            {{cont, Cont#dets_cont{no_objs = default, match_program = Program}, 0}, Fixed};
        Keys ->
            Objs = chosen(Program, lists:append(dets_v9:lookup(Ref, lists:usort(Keys)))),
            {{done, length(Objs)}, updated(delete_object, Objs, Table)}
    end;
handled({match_delete_on, #dets_cont{match_program = Program} = Cont0}, {Pid, _}, Table) ->
    case walk_step(Cont0, Table) of
        '$end_of_table' -> {{done, 0}, released(Pid, once, Table)};
        {Found, Cont} ->
            Objs = chosen(Program, Found),
            {{cont, Cont, length(Objs)}, updated(delete_object, Objs, Table)}
    end.

chosen(true, Objs) -> Objs;
chosen({match_spec, Compiled}, Objs) ->
    [Obj || Obj <- Objs, ets:match_spec_run([Obj], Compiled) =:= [true]].

fact(access, #table{args = Args}) -> Args#open_args.access;
fact(auto_save, #table{args = Args}) -> Args#open_args.auto_save;
fact(bchunk_format, Table) -> dets_fill:bchunk_format(Table);
fact(delayed_write, #table{args = Args}) -> Args#open_args.delayed_write;
fact(filename, Table) -> file_name(Table);
fact(fixed, #table{fixed = Fixed}) -> Fixed =/= false;
fact(keypos, Table) -> keypos(Table);
fact(Item, #table{ref = Ref}) when Item =:= file_size; Item =:= memory -> dets_v9:info(Ref, file_size);
fact(Item, #table{ref = Ref}) when Item =:= size; Item =:= no_objects -> dets_v9:info(Ref, size);
fact(Item, #table{ref = Ref}) when Item =:= no_keys; Item =:= no_slots; Item =:= hash ->
    dets_v9:info(Ref, Item);
fact(pid, _) -> self();
fact(ram_file, #table{args = Args}) -> Args#open_args.ram_file;
fact(safe_fixed, #table{fixed = {{Time, Offset}, Users}}) ->
    Micros = erlang:convert_time_unit(Time + Offset, native, microsecond),
    {{Micros div 1000000000000, Micros div 1000000 rem 1000000, Micros rem 1000000}, Users};
fact(safe_fixed_monotonic_time, #table{fixed = {{Time, _}, Users}}) -> {Time, Users};
fact(Item, _) when Item =:= safe_fixed; Item =:= safe_fixed_monotonic_time -> false;
fact(type, #table{args = Args}) -> Args#open_args.type;
fact(version, _) -> 9;
fact(_, _) -> undefined.

walk_step(#dets_cont{bin = eof}, _) -> '$end_of_table';
walk_step(#dets_cont{no_objs = N, bin = Data, alloc = Places} = Cont, #table{ref = Ref}) ->
    case dets_v9:walk(Ref, Data, Places, N) of
        {Objs, '$end_of_table'} -> {Objs, Cont#dets_cont{bin = eof, alloc = <<>>}};
        {Objs, {Rest, Next}} -> {Objs, Cont#dets_cont{bin = Rest, alloc = Next}}
    end.

chunk_cont(Areas, Name) ->
    Bin = case Areas of
              <<>> -> eof;
              _ -> <<>>
          end,
    #dets_cont{what = bchunk, no_objs = default, bin = Bin, alloc = Areas, tab = Name, proc = self()}.

%%% Keys in match specifications

%% The keys that the heads of a specification name; [] if one may match any key.
constant_keys([], _, Keys) -> Keys;
constant_keys([{Head, _, _} | Clauses], Keypos, Keys) when is_tuple(Head), tuple_size(Head) >= Keypos ->
    Key = element(Keypos, Head),
    case has_variable(Key) of
        true -> [];
        false -> constant_keys(Clauses, Keypos, [Key | Keys])
    end;
constant_keys([{Head, _, _} | Clauses], Keypos, Keys) when is_tuple(Head) ->
    constant_keys(Clauses, Keypos, Keys);
constant_keys(_, _, _) -> [].

has_variable('_') -> true;
has_variable(Atom) when is_atom(Atom) ->
    case atom_to_list(Atom) of
        [$$, Digit | Digits] -> lists:all(fun(C) -> C >= $0 andalso C =< $9 end, [Digit | Digits]);
        _ -> false
    end;
has_variable([Head | Tail]) -> has_variable(Head) orelse has_variable(Tail);
has_variable(Tuple) when is_tuple(Tuple) -> has_variable(tuple_to_list(Tuple));
has_variable(_) -> false.
