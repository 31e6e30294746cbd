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

-include("dets.hrl").

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
    case dets_args:name_text(File0) of
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
    try dets_args:open_args(Args, #open_args{file = dets_args:name_text(Tab)}) of
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
    Fd = dets_open:open_fd(File, read, false),
    try
        {Fault, Known} = dets_open:header(Fd, File),
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
    try dets_args:least_slots(N) of
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
    case dets_query:options(Options) of
        badarg -> error(badarg, [Tab, Options]);
        {Traverse, N} -> dets_query:handle(Traverse, N, Tab, Options)
    end.

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

-doc false.
fsck(File, _Version) -> fsck(File).

-doc false.
fsck(File) -> dets_open:fsck(File).

%%% Called by the processes of tables and by sys

-doc false.
istart_link(Server) ->
    {ok, proc_lib:spawn_link(?MODULE, init, [self(), Server])}.

-doc false.
init(Parent, Server) -> dets_process:init(Parent, Server).

-doc false.
system_continue(Parent, Debug, Table) -> dets_process:system_continue(Parent, Debug, Table).

-doc false.
system_terminate(Reason, Parent, Debug, Table) ->
    dets_process:system_terminate(Reason, Parent, Debug, Table).

-doc false.
system_code_change(Table, Module, OldVsn, Extra) ->
    dets_process:system_code_change(Table, Module, OldVsn, Extra).
