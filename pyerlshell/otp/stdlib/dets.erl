%% Tables of tuples in files.
%%
%% Each open table is a process that has the file open; the file's format, where objects are in it and
%% the cache of updates are dets_v9's, which is Python. What clients ask for is {'$dets_call', From,
%% Request}. Walks through a table go in steps, which the client asks for: funs and match
%% specifications of clients run in the clients.
%%
%% OTP: dets
-module(dets).
-moduledoc """
Tables of tuples in files.

An object is a tuple, and the element at position `keypos` is its key. In a table of the type `set` each
key has at most one object, in a `bag` several different ones, in a `duplicate_bag` any number. A table
must be opened before it is used, and closed, or its file will be repaired when it is opened the next
time. A file has at most two gigabytes.
""".

-export([all/0, bchunk/2, close/1, delete/2, delete_all_objects/1, delete_object/2, first/1,
         foldl/3, foldr/3, from_ets/2, info/1, info/2, init_table/2, init_table/3, insert/2,
         insert_new/2, is_compatible_bchunk_format/2, is_dets_file/1, lookup/2, match/1, match/2,
         match/3, match_delete/2, match_object/1, match_object/2, match_object/3, member/2, next/2,
         open_file/1, open_file/2, pid2name/1, repair_continuation/2, safe_fixtable/2, select/1,
         select/2, select/3, select_delete/2, slot/2, sync/1, table/1, table/2, to_ets/2,
         traverse/2, update_counter/3]).
-export([start/0, stop/0, istart_link/1, init/2, file_info/1, fsck/1, fsck/2, where/2, verbose/0,
         verbose/1, lookup_keys/2, system_continue/3, system_terminate/4, system_code_change/4]).
-export_type([bindings_cont/0, cont/0, object_cont/0, select_cont/0, tab_name/0]).

-include_lib("kernel/include/logger.hrl").

%% A wrong argument is one of the function that was called, so this is no function.
-define(CHECKED(Reply, Args), case Reply of
                                  badarg -> error(badarg, Args);
                                  CheckedReply -> CheckedReply
                              end).
-define(STEPPED(Reply, Args), case Reply of
                                  {ok, Step} -> Step;
                                  badarg -> error(badarg, Args);
                                  StepError -> exit(StepError)
                              end).
-define(INITIALIZED(Reply, Args), case Reply of
                                      {thrown, Thrown} -> throw(Thrown);
                                      badarg -> error(badarg, Args);
                                      InitReply -> InitReply
                                  end).

%% Where a walk stands: what was read already (or eof), and where to go on.
-record(dets_cont, {what, no_objs, bin, alloc, tab, proc, match_program}).

-record(open_args, {file, type = set, keypos = 1, repair = true, min_no_slots = default,
                    max_no_slots = default, ram_file = false, delayed_write = {3000, 14000},
                    auto_save = 180000, access = read_write, debug = false}).

%% A table. mode: new_dirty, dirty, saved or {error, Reason}; fixed: false or {Since, [{Pid, Times}]};
%% updates: how many since the last thought of saving; writing: is there a timer for the cache.
-record(table, {ref, fd, name, args, mode = saved, fixed = false, updates = 0, writing = false,
                parent, server}).

-doc "Where a `match/1,3` goes on.".
-opaque bindings_cont() :: #dets_cont{}.
-doc "Where a `bchunk/2` goes on.".
-opaque cont() :: #dets_cont{}.
-doc "Where a `match_object/1,3` goes on.".
-opaque object_cont() :: #dets_cont{}.
-doc "Where a `select/1,3` goes on.".
-opaque select_cont() :: #dets_cont{}.
-type tab_name() :: term().

%%% Opening and closing

-doc "Open the table that is in a file, as it is. It is repaired if it was not closed.".
open_file(File0) ->
    case name_text(File0) of
        File when is_list(File) ->
            case dets_server:open_file(File) of
                badarg -> error(dets_process_died, [File]);
                Reply -> file_argument(Reply, [File])
            end;
        _ ->
            error(badarg, [File0])
    end.

-doc """
Open a table, or make it.

Options: `{file, Name}` (by default the table's name), `{type, set | bag | duplicate_bag}`,
`{keypos, N}`, `{access, read | read_write}`, `{auto_save, Milliseconds | infinity}`, `{ram_file, true}`
(kept in memory and written when it is closed), `{repair, true | false | force}`, `{min_no_slots, N}`,
`{max_no_slots, N}`. Who opens a table that is open already is one more user of it.
""".
open_file(Tab, Args) when is_list(Args) ->
    try open_args(Args, #open_args{file = name_text(Tab)}) of
        OpenArgs ->
            case dets_server:open_file(Tab, OpenArgs) of
                badarg -> error(dets_process_died, [Tab, Args]);
                Reply -> file_argument(Reply, [Tab, Args])
            end
    catch
        error:_ -> error(badarg, [Tab, Args])
    end;
open_file(Tab, Arg) ->
    open_file(Tab, [Arg]).

file_argument({error, {file_error, _, Wrong}}, Args) when Wrong =:= einval; Wrong =:= badarg ->
    error(badarg, Args);
file_argument(Reply, _) ->
    Reply.

name_text(Name) when is_atom(Name) -> atom_to_list(Name);
name_text(Name) -> Name.

open_args([], #open_args{file = File, min_no_slots = Min, max_no_slots = Max} = Args)
  when is_list(File), Min =:= default orelse Max =:= default orelse Min =< Max ->
    Args;
open_args([{Option, Value} | Options], Args) ->
    open_args(Options, open_arg(Option, Value, Args)).

open_arg(access, X, A) when X =:= read; X =:= read_write -> A#open_args{access = X};
open_arg(auto_save, infinity, A) -> A#open_args{auto_save = infinity};
open_arg(auto_save, X, A) when is_integer(X), X >= 0 -> A#open_args{auto_save = X};
open_arg(cache_size, infinity, A) -> A;
open_arg(cache_size, X, A) when is_integer(X), X >= 0 -> A;
open_arg(delayed_write, default, A) -> A#open_args{delayed_write = {3000, 14000}};
open_arg(delayed_write, {Delay, Size} = X, A)
  when is_integer(Delay), Delay >= 0, is_integer(Size), Size >= 0 ->
    A#open_args{delayed_write = X};
open_arg(estimated_no_objects, X, A) -> open_arg(min_no_slots, X, A);
open_arg(file, X, A) -> A#open_args{file = name_text(X)};
open_arg(keypos, X, A) when is_integer(X), X > 0 -> A#open_args{keypos = X};
open_arg(max_no_slots, default, A) -> A#open_args{max_no_slots = default};
open_arg(max_no_slots, X, A) when is_integer(X), X > 0, X < 1 bsl 31 -> A#open_args{max_no_slots = X};
open_arg(min_no_slots, X, A) -> A#open_args{min_no_slots = least_slots(X)};
open_arg(ram_file, X, A) when is_boolean(X) -> A#open_args{ram_file = X};
open_arg(repair, X, A) when is_boolean(X); X =:= force -> A#open_args{repair = X};
open_arg(type, X, A) when X =:= set; X =:= bag; X =:= duplicate_bag -> A#open_args{type = X};
open_arg(version, X, A) when X =:= default; X =:= 9 -> A;
open_arg(debug, X, A) when is_boolean(X) -> A#open_args{debug = X}.

least_slots(default) -> default;
least_slots(X) when is_integer(X), X >= 0 -> max(X, 256).

-doc "Close a table. Only who opened it can; the file is written when its last user closes it.".
close(Tab) ->
    case dets_server:close(Tab) of
        badarg -> {error, not_owner};
        Reply -> Reply
    end.

-doc "The names of the open tables.".
all() -> dets_server:all().

-doc "The name of the table that a process has.".
pid2name(Pid) -> dets_server:pid2name(Pid).

-doc "Is this the file of a table.".
is_dets_file(File) ->
    try with_header(File, fun(_, #{cookie := Cookie}) -> Cookie end)
    catch
        throw:{error, {Reason, _}} when Reason =:= tooshort; Reason =:= not_a_dets_file -> false;
        throw:Error -> Error
    end.

-doc false.
file_info(File) ->
    Facts = fun(_, #{closed_properly := 0}) -> {error, not_closed};
               (_, #{cookie := false}) -> {error, not_a_dets_file};
               (_, Known) ->
                    {ok, [{Item, maps:get(Item, Known)}
                          || Item <- [closed_properly, keypos, m, n, next, no_objects, no_keys, type,
                                      version]]}
            end,
    try with_header(File, Facts) catch throw:Error -> Error end.

with_header(File, Fun) ->
    Fd = open_fd(File, read, false),
    try
        {Fault, Known} = header(Fd, File),
        Fun(Fault, Known)
    after
        file:close(Fd)
    end.

%%% Objects and keys

-doc "Put in an object, or a list of them. In a `set` it takes the place of one with the same key.".
insert(Tab, Objs) when is_list(Objs) -> ?CHECKED(ask(Tab, {insert, Objs}), [Tab, Objs]);
insert(Tab, Obj) -> ?CHECKED(ask(Tab, {insert, [Obj]}), [Tab, Obj]).

-doc "Put in objects if none of their keys is there: all of them or none.".
insert_new(Tab, Objs) when is_list(Objs) -> ?CHECKED(ask(Tab, {insert_new, Objs}), [Tab, Objs]);
insert_new(Tab, Obj) -> ?CHECKED(ask(Tab, {insert_new, [Obj]}), [Tab, Obj]).

-doc "The objects with a key, in the order in which they were put in.".
lookup(Tab, Key) -> ?CHECKED(ask(Tab, {lookup, [Key]}), [Tab, Key]).

-doc false.
lookup_keys(Tab, Keys) ->
    try lists:usort(Keys) of
        [_ | _] = Different -> ?CHECKED(ask(Tab, {lookup, Different}), [Tab, Keys]);
        [] -> error(badarg, [Tab, Keys])
    catch
        error:_ -> error(badarg, [Tab, Keys])
    end.

-doc "Is there an object with this key.".
member(Tab, Key) -> ?CHECKED(ask(Tab, {member, Key}), [Tab, Key]).

-doc "Take out all objects with a key.".
delete(Tab, Key) -> ?CHECKED(ask(Tab, {delete_key, [Key]}), [Tab, Key]).

-doc "Take out an object, in a `duplicate_bag` as often as it is there.".
delete_object(Tab, Obj) -> ?CHECKED(ask(Tab, {delete_object, [Obj]}), [Tab, Obj]).

-doc "Take out all objects.".
delete_all_objects(Tab) ->
    case ask(Tab, delete_all_objects) of
        fixed -> match_delete(Tab, '_');
        Reply -> ?CHECKED(Reply, [Tab])
    end.

-doc "Add to an element of the object with this key; the sum. Only in a `set`.".
update_counter(Tab, Key, Incr) -> ?CHECKED(ask(Tab, {update_counter, Key, Incr}), [Tab, Key, Incr]).

-doc "The first key, in no particular order.".
first(Tab) -> ?STEPPED(ask(Tab, first), [Tab]).

-doc "The key behind Key.".
next(Tab, Key) -> ?STEPPED(ask(Tab, {next, Key}), [Tab, Key]).

-doc "The objects in a slot of the hash table; `'$end_of_table'` behind the last one.".
slot(Tab, Slot) when is_integer(Slot), Slot >= 0 -> ?CHECKED(ask(Tab, {slot, Slot}), [Tab, Slot]);
slot(Tab, Slot) -> error(badarg, [Tab, Slot]).

-doc """
Fix a table, or release it. While it is fixed, who walks through it with `first/1` and `next/2` or with a
continuation sees every object that was there all the time once.
""".
safe_fixtable(Tab, Fix) when is_boolean(Fix) -> ?CHECKED(ask(Tab, {safe_fixtable, Fix}), [Tab, Fix]);
safe_fixtable(Tab, Fix) -> error(badarg, [Tab, Fix]).

-doc "Write the table to its file, and that to the disk.".
sync(Tab) -> ?CHECKED(ask(Tab, sync), [Tab]).

-doc false.
where(Tab, Obj) -> ?CHECKED(ask(Tab, {where, Obj}), [Tab, Obj]).

-doc "Facts about a table: type, keypos, number of objects, size and name of the file.".
info(Tab) -> known(ask(Tab, info)).

-doc """
A fact about a table: `access`, `auto_save`, `bchunk_format`, `file_size`, `filename`, `hash`, `keypos`,
`memory`, `no_keys`, `no_objects`, `no_slots`, `owner`, `ram_file`, `safe_fixed`,
`safe_fixed_monotonic_time`, `size` or `type`.
""".
info(Tab, owner) ->
    case process_of(Tab) of
        Pid when is_pid(Pid) -> Pid;
        _ -> undefined
    end;
info(Tab, users) ->
    case dets_server:users(Tab) of
        [] -> undefined;
        Users -> Users
    end;
info(Tab, Item) ->
    known(ask(Tab, {info, Item})).

known(badarg) -> undefined;
known(Reply) -> Reply.

%%% Many objects

-doc "Call a fun with each object and what the call before gave, in no particular order.".
foldl(Fun, Acc, Tab) -> ?CHECKED(walk(Fun, Acc, Tab, make_ref()), [Fun, Acc, Tab]).

-doc "As `foldl/3`.".
foldr(Fun, Acc, Tab) -> foldl(Fun, Acc, Tab).

-doc """
Call a fun with each object. It says `continue`, `{continue, Value}` to have a value in the result,
`{done, Value}` to have it and stop, or something else, which is the result then.
""".
traverse(Tab, Fun) ->
    Ref = make_ref(),
    Step = fun(Obj, Values) ->
                   case Fun(Obj) of
                       continue -> Values;
                       {continue, Value} -> [Value | Values];
                       {done, Value} -> throw({Ref, [Value | Values]});
                       Other -> throw({Ref, Other})
                   end
           end,
    ?CHECKED(walk(Step, [], Tab, Ref), [Tab, Fun]).

walk(Fun, Acc, Tab, Ref) ->
    Spec = [{'_', [], ['$_']}],
    case process_of(Tab) of
        badarg -> badarg;
        Pid ->
            try
                case request(Pid, {match, Spec, default, safe}) of
                    {cont, Cont} -> walk_on(Fun, Acc, Pid, Cont);
                    Other -> Other
                end
            catch
                throw:{Ref, Result} -> Result
            end
    end.

walk_on(Fun, Acc, Pid, Cont0) ->
    case request(Pid, {match_on, Cont0, safe}) of
        '$end_of_table' -> Acc;
        {cont, {Objs, Cont}} -> walk_on(Fun, folded(Objs, Fun, Acc), Pid, Cont);
        Error -> Error
    end.

folded([Obj | Objs], Fun, Acc) -> folded(Objs, Fun, Fun(Obj, Acc));
folded([], _, Acc) -> Acc.

-doc "The bindings of a pattern's variables, for each object that it matches.".
match(Tab, Pattern) -> ?CHECKED(all_matching(Tab, Pattern, bindings), [Tab, Pattern]).

-doc "The bindings for the first N objects, and where to go on.".
match(Tab, Pattern, N) -> ?CHECKED(some_matching(Tab, Pattern, bindings, N), [Tab, Pattern, N]).

-doc "More bindings.".
match(#dets_cont{what = bindings} = Cont) -> ?CHECKED(match_on(Cont, no_safe), [Cont]);
match(Cont) -> error(badarg, [Cont]).

-doc "The objects that a pattern matches.".
match_object(Tab, Pattern) -> ?CHECKED(all_matching(Tab, Pattern, object), [Tab, Pattern]).

-doc "The first N objects that a pattern matches, and where to go on.".
match_object(Tab, Pattern, N) -> ?CHECKED(some_matching(Tab, Pattern, object, N), [Tab, Pattern, N]).

-doc "More objects.".
match_object(#dets_cont{what = object} = Cont) -> ?CHECKED(match_on(Cont, no_safe), [Cont]);
match_object(Cont) -> error(badarg, [Cont]).

-doc "The values that a match specification gives.".
select(Tab, Spec) -> ?CHECKED(all_matching(Tab, Spec, select), [Tab, Spec]).

-doc "The first N values that a match specification gives, and where to go on.".
select(Tab, Spec, N) -> ?CHECKED(some_matching(Tab, Spec, select, N), [Tab, Spec, N]).

-doc "More values.".
select(#dets_cont{what = select} = Cont) -> ?CHECKED(match_on(Cont, no_safe), [Cont]);
select(Cont) -> error(badarg, [Cont]).

-doc "Take out the objects that a pattern matches.".
match_delete(Tab, Pattern) ->
    case delete_matching(Tab, [{Pattern, [], [true]}]) of
        N when is_integer(N) -> ok;
        Other -> ?CHECKED(Other, [Tab, Pattern])
    end.

-doc "Take out the objects for which a match specification gives `true`; how many.".
select_delete(Tab, Spec) -> ?CHECKED(delete_matching(Tab, Spec), [Tab, Spec]).

-doc "Make a continuation that was stored or sent usable again.".
repair_continuation(#dets_cont{match_program = {match_spec, Compiled}} = Cont, Spec) ->
    case ets:is_compiled_ms(Compiled) of
        true -> Cont;
        false -> Cont#dets_cont{match_program = {match_spec, ets:match_spec_compile(Spec)}}
    end;
repair_continuation(#dets_cont{} = Cont, _) -> Cont;
repair_continuation(Cont, Spec) -> error(badarg, [Cont, Spec]).

specification(bindings, Pattern) -> [{Pattern, [], ['$$']}];
specification(object, Pattern) -> [{Pattern, [], ['$_']}];
specification(select, Spec) -> Spec.

program([{'_', [], ['$_']}]) -> true;
program(Spec) ->
    try {match_spec, ets:match_spec_compile(Spec)} catch error:_ -> badarg end.

all_matching(Tab, What, Kind) -> all_matching(first_matching(Tab, What, Kind, default, safe), []).

%% Later parts come first.
all_matching({Values, #dets_cont{} = Cont}, All) -> all_matching(match_on(Cont, safe), Values ++ All);
all_matching('$end_of_table', All) -> All;
all_matching(Other, _) -> Other.

some_matching(Tab, What, Kind, N) when is_integer(N), N >= 0; N =:= default ->
    first_matching(Tab, What, Kind, N, no_safe);
some_matching(_, _, _, _) ->
    badarg.

first_matching(Tab, What, Kind, N, Safe) ->
    Spec = specification(Kind, What),
    Program = program(Spec),
    case process_of(Tab) of
        Pid when is_pid(Pid), Program =/= badarg ->
            case request(Pid, {match, Spec, N, Safe}) of
                {done, Objs} ->
                    {run(Program, Objs),
                     #dets_cont{what = Kind, no_objs = default, bin = eof, alloc = <<>>, tab = Tab,
                                proc = Pid}};
                {cont, Cont} ->
                    match_on(Cont#dets_cont{what = Kind, tab = Tab, proc = Pid,
                                            match_program = Program}, Safe);
                Error -> Error
            end;
        _ -> badarg
    end.

match_on(#dets_cont{proc = Pid} = Cont0, Safe) ->
    case request(Pid, {match_on, Cont0, Safe}) of
        {cont, {Objs, #dets_cont{match_program = Program} = Cont}} ->
            try run(Program, Objs) of
                [] -> match_on(Cont, Safe);
                Values -> {Values, Cont}
            catch
                error:_ -> badarg
            end;
        Other -> Other
    end.

run(true, Objs) -> Objs;
run({match_spec, Compiled}, Objs) -> ets:match_spec_run(Objs, Compiled).

delete_matching(Tab, Spec) ->
    case program(Spec) of
        badarg -> badarg;
        Program ->
            case process_of(Tab) of
                badarg -> badarg;
                Pid -> delete_on(Pid, request(Pid, {match_delete, Program, Spec}), 0)
            end
    end.

delete_on(_, {done, N}, Deleted) -> Deleted + N;
delete_on(Pid, {cont, Cont, N}, Deleted) ->
    delete_on(Pid, request(Pid, {match_delete_on, Cont}), Deleted + N);
delete_on(_, Other, _) -> Other.

%%% To and from other places

-doc "Put all objects into an ets table.".
to_ets(Tab, Ets) ->
    case ets_table(Ets) of
        undefined -> error(badarg, [Tab, Ets]);
        Known -> foldl(fun(Obj, _) -> true = ets:insert(Known, Obj), Ets end, Ets, Tab)
    end.

-doc "Take all objects out and put in those of an ets table.".
from_ets(Tab, Ets0) ->
    Ets = case ets_table(Ets0) of
              undefined -> error(badarg, [Tab, Ets0]);
              Known -> Known
          end,
    ets:safe_fixtable(Ets, true),
    Init = from_ets_init(ets:select(Ets, [{'_', [], ['$_']}], 100)),
    Reply = ask(Tab, {initialize, Init, term, default}),
    ets:safe_fixtable(Ets, false),
    ?INITIALIZED(Reply, [Tab, Ets]).

from_ets_init(Found) ->
    fun(close) -> ok;
       (read) when Found =:= '$end_of_table' -> end_of_input;
       (read) ->
            {Objs, Cont} = Found,
            {Objs, from_ets_init(ets:select(Cont))}
    end.

ets_table(Name) when is_atom(Name) -> ets:whereis(Name);
ets_table(Table) -> Table.

-doc "Take all objects out and put in those that a fun gives.".
init_table(Tab, InitFun) -> init_table(Tab, InitFun, []).

-doc """
Take all objects out and put in those that a fun gives. It is called with `read` and says
`{Objects, NextFun}` or `end_of_input`; if something goes wrong it is called with `close`. Options:
`{min_no_slots, N}`, and `{format, bchunk}` if the fun gives what `bchunk/2` gave.
""".
init_table(Tab, InitFun, Options) when is_function(InitFun) ->
    case init_options(Options, term, default) of
        {Format, Slots} ->
            ?INITIALIZED(ask(Tab, {initialize, InitFun, Format, Slots}), [Tab, InitFun, Options]);
        badarg ->
            error(badarg, [Tab, InitFun, Options])
    end;
init_table(Tab, InitFun, Options) ->
    error(badarg, [Tab, InitFun, Options]).


init_options(Options, Format, Slots) when not is_list(Options) ->
    init_options([Options], Format, Slots);
init_options([{format, Format} | Options], _, Slots) when Format =:= term; Format =:= bchunk ->
    init_options(Options, Format, Slots);
init_options([{min_no_slots, N} | Options], Format, _) ->
    try least_slots(N) of
        Slots -> init_options(Options, Format, Slots)
    catch
        error:_ -> badarg
    end;
init_options([], Format, Slots) -> {Format, Slots};
init_options(_, _, _) -> badarg.

-doc "Parts of a table as they are in its file: `start` gives the first, for `init_table/3`.".
bchunk(Tab, start) -> ?CHECKED(ask(Tab, bchunk), [Tab, start]);
bchunk(Tab, #dets_cont{what = bchunk, tab = Tab} = Cont) -> ?CHECKED(ask(Tab, {bchunk, Cont}), [Tab, Cont]);
bchunk(Tab, Cont) -> error(badarg, [Tab, Cont]).

-doc "Can a table be filled with what `bchunk/2` gave for one with this `bchunk_format`.".
is_compatible_bchunk_format(Tab, Format) ->
    ?CHECKED(ask(Tab, {is_compatible_bchunk_format, Format}), [Tab, Format]).

-doc "A query handle for `qlc`.".
table(Tab) -> table(Tab, []).

-doc """
A query handle for `qlc`. Options: `{traverse, first_next | select | {select, MatchSpec}}` and
`{n_objects, N}`, how many are fetched at a time.
""".
table(Tab, Options) ->
    case table_options(Options, select, default) of
        badarg -> error(badarg, [Tab, Options]);
        {Traverse, N} ->
            qlc:table(traversal(Traverse, Tab, N),
                      [{pre_fun, fun(_) -> safe_fixtable(Tab, true) end},
                       {post_fun, fun() -> safe_fixtable(Tab, false) end},
                       {info_fun, fun(Item) -> table_info(Tab, Item) end},
                       {format_fun, fun(How) -> table_text(How, Tab, Options) end},
                       {key_equality, '=:='},
                       {lookup_fun, table_lookup(Traverse, Tab)}])
    end.

table_options(Options, Traverse, N) when not is_list(Options) ->
    table_options([Options], Traverse, N);
table_options([{n_objects, default} | Options], Traverse, _) ->
    table_options(Options, Traverse, default);
table_options([{n_objects, N} | Options], Traverse, _) when is_integer(N), N >= 1 ->
    table_options(Options, Traverse, N);
table_options([{traverse, How} | Options], _, N) when How =:= select; How =:= first_next ->
    table_options(Options, How, N);
table_options([{traverse, {select, Spec}} | Options], _, N) ->
    table_options(Options, {select, Spec}, N);
table_options([], Traverse, N) -> {Traverse, N};
table_options(_, _, _) -> badarg.

traversal(first_next, Tab, _) -> fun() -> from_key(Tab, first(Tab)) end;
traversal(select, Tab, N) -> fun(Spec) -> selected(select(Tab, Spec, N)) end;
traversal({select, Spec}, Tab, N) -> fun() -> selected(select(Tab, Spec, N)) end.

from_key(_, '$end_of_table') -> [];
from_key(Tab, Key) ->
    case lookup(Tab, Key) of
        Objs when is_list(Objs) -> Objs ++ fun() -> from_key(Tab, next(Tab, Key)) end;
        Error -> exit(Error)
    end.

selected('$end_of_table') -> [];
selected({Values, Cont}) when is_list(Values) -> Values ++ fun() -> selected(select(Cont)) end;
selected(Error) -> Error.

table_info(Tab, num_of_objects) -> info(Tab, size);
table_info(Tab, keypos) -> info(Tab, keypos);
table_info(Tab, is_unique_objects) -> info(Tab, type) =/= duplicate_bag;
table_info(_, _) -> undefined.

table_lookup({select, _}, _) -> undefined;
table_lookup(_, Tab) ->
    fun(_, [Key]) -> lookup(Tab, Key);
       (_, Keys) -> lookup_keys(Tab, Keys)
    end.

table_text({all, _, _}, Tab, []) -> {?MODULE, table, [Tab]};
table_text({all, _, _}, Tab, Options) -> {?MODULE, table, [Tab, Options]};
table_text({match_spec, Spec}, Tab, Options) when is_list(Options) ->
    {?MODULE, table, [Tab, [{traverse, {select, Spec}} | Options]]};
table_text({match_spec, Spec}, Tab, Option) ->
    table_text({match_spec, Spec}, Tab, [Option]);
table_text({lookup, _, [Key], _, Element}, Tab, _) ->
    io_lib:format("~w:lookup(~w, ~w)", [?MODULE, Tab, Element(Key)]);
table_text({lookup, _, Keys, _, Element}, Tab, _) ->
    io_lib:format("lists:flatmap(fun(V) -> ~w:lookup(~w, V) end, ~w)",
                  [?MODULE, Tab, [Element(Key) || Key <- Keys]]).

%%% What clients have in common

process_of(Tab) ->
    try dets_server:get_pid(Tab) catch error:_ -> badarg end.

ask(Tab, Request) ->
    case process_of(Tab) of
        badarg -> badarg;
        Pid -> request(Pid, Request)
    end.

request(Pid, Request) ->
    Ref = monitor(process, Pid),
    Pid ! {'$dets_call', {self(), Ref}, Request},
    receive
        {Ref, Reply} ->
            demonitor(Ref, [flush]),
            Reply;
        {'DOWN', Ref, process, _, _} ->
            badarg
    end.

-doc false.
start() -> dets_server:start().

-doc false.
stop() -> dets_server:stop().

-doc false.
verbose() -> verbose(true).

-doc false.
verbose(What) ->
    ok = dets_server:verbose(What),
    All = dets_server:all(),
    [ask(Tab, {set_verbose, What}) || Tab <- All],
    All.

%%% The process of a table

-doc false.
istart_link(Server) ->
    {ok, proc_lib:spawn_link(?MODULE, init, [self(), Server])}.

-doc false.
init(Parent, Server) ->
    process_flag(trap_exit, true),
    receive
        {'$dets_call', From, {internal_open, Tab, Args}} ->
            try opened(Tab, Args) of
                Table ->
                    reply(From, ok),
                    loop(Table#table{parent = Parent, server = Server})
            catch
                throw:Error ->
                    reply(From, noted(Error)),
                    exit(normal)
            end
    end.

reply({Pid, Ref}, Reply) ->
    Pid ! {Ref, Reply},
    ok.

noted(Error) ->
    case get(verbose) of
        yes -> ?LOG_INFO("** dets: failed with ~tw~n", [Error]);
        undefined -> ok
    end,
    Error.

loop(#table{parent = Parent, server = Server} = Table) ->
    receive
        {'$dets_call', From, Request} ->
            loop(answered(Request, From, Table));
        {'EXIT', Pid, Reason} when Pid =:= Parent; Pid =:= Server ->
            _ = closed(Table),
            exit(Reason);
        {'EXIT', Pid, _} ->
            loop(released(Pid, all, Table));
        {system, From, Request} ->
            sys:handle_system_msg(Request, From, Parent, ?MODULE, [], Table);
        Message ->
            ?LOG_ERROR("** dets: unexpected message (ignored): ~tw~n", [Message]),
            loop(Table)
    end.

-doc false.
system_continue(_, _, Table) -> loop(Table).

-doc false.
system_terminate(Reason, _, _, Table) ->
    _ = closed(Table),
    exit(Reason).

-doc false.
system_code_change(Table, _, _, _) -> {ok, Table}.

answered(Request, From, Table0) ->
    try handled(Request, From, Table0) of
        {Reply, Table} ->
            reply(From, Reply),
            Table;
        #table{} = Table -> Table
    catch
        throw:{dets, What} ->
            {Error, Table} = corrupt(What, Table0),
            reply(From, Error),
            Table;
        error:What:Stack ->
            ?LOG_ERROR("** dets: Bug was found when accessing table ~tw~n", [Table0#table.name]),
            ?LOG_DEBUG("** dets: ~tp ~tp~n", [What, Stack]),
            reply(From, {error, {dets_bug, Table0#table.name, Request, What}}),
            Table0
    end.

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
        false -> {noted({error, incompatible_arguments}), Table}
    end;
handled(auto_save, _, #table{mode = Mode, updates = 0} = Table)
  when Mode =:= dirty; Mode =:= new_dirty ->
    {_, Saved} = saved(true, Table),
    Saved;
handled(auto_save, _, #table{mode = dirty} = Table) ->
    start_auto_save(Table),
    Table#table{updates = 0};
handled(auto_save, _, Table) -> Table;
handled(close, From, Table) ->
    reply(From, closed(Table)),
    exit(normal);
handled({close, Pid}, _, Table) -> {status(Table), released(Pid, all, Table)};
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
    {Format =/= undefined andalso parameters(Format, Table) =/= badarg, Table};
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
handled(sync, _, Table) -> saved(true, Table);
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
        throw:{dets, What} when Safe =:= safe -> corrupt(What, released(Pid, once, Table))
    end;
handled(bchunk, _, #table{ref = Ref, name = Name} = Table) ->
    case bchunk_format(Table) of
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
    initialize(Init, Format, Slots, Table);
handled(_, _, #table{args = #open_args{access = read}} = Table) ->
    {noted({error, {access_mode, file_name(Table)}}), Table};
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
handled(delete_all_objects, _, Table) -> {ok, emptied(Table)};
handled({match_delete, _, [{'_', [], [true]}]}, _, #table{fixed = false, ref = Ref} = Table) ->
    N = dets_v9:info(Ref, size),
    {{done, N}, emptied(Table)};
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

keypos(#table{args = #open_args{keypos = Keypos}}) -> Keypos.

file_name(#table{args = #open_args{file = File}}) -> File.

status(#table{mode = {error, _} = Error}) -> Error;
status(_) -> ok.

fact(access, #table{args = Args}) -> Args#open_args.access;
fact(auto_save, #table{args = Args}) -> Args#open_args.auto_save;
fact(bchunk_format, Table) -> bchunk_format(Table);
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

bchunk_format(#table{ref = Ref} = Table) ->
    case dets_v9:parameters(Ref) of
        undefined -> undefined;
        Facts -> term_to_binary(setelement(4, Facts, filename:basename(file_name(Table))))
    end.

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

%%% Opening a file

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
    try create(Fd, Args, given(Min, 256), given(Max, 32 * 1024 * 1024)) of
        Ref ->
            Table = ready(Ref, Tab, Fd, Args),
            start_auto_save(Table),
            Table#table{mode = new_dirty}
    catch
        throw:{dets, What} ->
            _ = file:close(Fd),
            _ = Ram orelse file:delete(File),
            throw(file_fault(What, File))
    end.

given(default, Value) -> Value;
given(Value, _) -> Value.

ready(Ref, Tab, Fd, Args) ->
    Table = #table{ref = Ref, name = Tab, fd = Fd, args = Args},
    consider_growing(Table),
    Table.

open_table(Fd, #open_args{file = File, delayed_write = {_, Limit}}) ->
    try dets_v9:open(Fd, Limit)
    catch
        throw:{dets, What} ->
            _ = file:close(Fd),
            throw(file_fault(What, File))
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
        throw:{dets, What} -> throw(file_fault(What, File))
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
                      {dets, Fault} -> file_fault(Fault, File);
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

-doc false.
fsck(File, _Version) -> fsck(File).

-doc false.
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

%%% Filling

%% All is read before the table is emptied. What goes wrong leaves a table that is not used any more.
initialize(Init, Format, Slots, #table{ref = Ref} = Table0) ->
    {_, _, Max} = dets_v9:info(Ref, no_slots),
    case Format of
        term when is_integer(Slots), Slots > Max -> {badarg, Table0};
        _ ->
            case filled(Init, Format, Slots, Table0) of
                #table{} = Table ->
                    consider_growing(Table),
                    start_auto_save(Table),
                    {ok, Table#table{mode = dirty, updates = 0}};
                badarg -> {badarg, Table0};
                Error -> {Error, Table0#table{mode = Error}}
            end
    end.

filled(Init, term, Slots, #table{fd = Fd, args = Args, ref = Ref} = Table) ->
    Check = fun(Objs) -> dets_v9:are_objects(Objs, keypos(Table)) end,
    case all_read(Init, Check, []) of
        {ok, Objs} ->
            {Min, _, Max} = dets_v9:info(Ref, no_slots),
            New = create(Fd, Args, given(Slots, Min), Max),
            true = dets_v9:fill(New, Objs),
            Table#table{ref = New};
        Error -> Error
    end;
filled(Init, bchunk, _, #table{fd = Fd, args = #open_args{delayed_write = {_, Limit}}} = Table) ->
    case all_read(Init, fun is_list/1, []) of
        {ok, [Format | Buckets]} when is_binary(Format) ->
            case parameters(Format, Table) of
                badarg -> {error, {init_fun, Format}};
                Parameters ->
                    case dets_v9:fill(Fd, Parameters, Buckets, Limit) of
                        false -> {error, invalid_objects_list};
                        badarg -> badarg;
                        New -> Table#table{ref = New}
                    end
            end;
        {ok, [Other | _]} -> {error, {init_fun, Other}};
        {ok, []} -> {error, {init_fun, end_of_input}};
        Error -> Error
    end.

all_read(Init, Check, Parts) ->
    try {read, Init(read)} of
        {read, end_of_input} -> {ok, lists:append(lists:reverse(Parts))};
        {read, {Objs, Next}} when is_list(Objs), is_function(Next) ->
            case Check(Objs) of
                true -> all_read(Next, Check, [Objs | Parts]);
                false ->
                    catch Next(close),
                    {error, invalid_objects_list}
            end;
        {read, Value} -> {error, {init_fun, Value}}
    catch
        throw:Thrown -> {thrown, Thrown};
        exit:Reason -> {thrown, {'EXIT', Reason}};
        error:Reason:Stack -> {thrown, {'EXIT', {Reason, Stack}}}
    end.

parameters(Format, #table{args = #open_args{type = Type, keypos = Keypos}} = Table) ->
    Method = case fact(hash, Table) of
                 phash2 -> 1;
                 phash -> 0
             end,
    try binary_to_term(Format) of
        {'$hash2', _, 1, _, Type, Keypos, Method, _, _, _, _, _, _, _, _} = Parameters -> Parameters;
        _ -> badarg
    catch
        error:_ -> badarg
    end.
