%% Runs the cases of one suite, each in a process of its own, and writes what became of them.
%%
%% main(["plan.term"]) reads the plan that `otp-suites` wrote:
%%   {otp, Tree}, {suite, M}, {source, File}, {helpers, [File]}, {stubs, Dir}, {options, CompileOptions}, {ebin, Dir},
%%   {data_dir, D}, {priv_dir, D}, {results, File}, {log, File}, {limit, Ms}, {skip, [Id]},
%%   {only, all | [Name]}, {mode, run | list}, {needs, boolean()}
%% and appends to the results one line for each event, fields divided by tabs:
%%   case Id | start Id | done Id Verdict Ms Needs Reason | note Text | end
%% A case's Id is its name, after the groups that it is in: g1/g2/name.
-module(suite_runner).
-export([main/1]).

-define(GRACE, 5000).

main([PlanFile]) ->
    {ok, Plan} = file:consult(atom_to_list(PlanFile)),
    {ok, Results} = file:open(get_(results, Plan), [append, raw]),
    put(results, Results),
    persistent_term:put(suite_otp_tree, get_(otp, Plan)),
    file:set_cwd(get_(priv_dir, Plan)),
    code:add_patha(get_(ebin, Plan)),
    Suite = get_(suite, Plan),
    try
        compile_all(Plan),
        {module, Suite} = code:ensure_loaded(Suite),
        Tree = tree(Suite),
        case get_(mode, Plan) of
            list -> [emit(["case\t", Id]) || Id <- ids(Tree, "")];
            run -> run_suite(Suite, Tree, Plan)
        end,
        emit(["end"])
    catch
        Class:Reason:Trace ->
            emit(["note\t", text({Class, Reason, Trace}, 600)])
    end,
    erlang:halt(0, [{flush, false}]).

get_(Key, Plan) -> proplists:get_value(Key, Plan).

emit(Line) ->
    file:write(get(results), unicode:characters_to_binary([Line, $\n])).

%% One line of at most Max characters.
text(Term, Max) ->
    Long = lists:flatten(io_lib:format("~0tP", [Term, 60])),
    [case C < 32 of true -> $\s; false -> C end || C <- lists:sublist(Long, Max)].

%% ------------------------------------------------------------------ compiling

compile_all(Plan) ->
    Options = [{outdir, get_(ebin, Plan)} | get_(options, Plan)],
    {ok, Stubs} = file:list_dir(get_(stubs, Plan)),
    [compile_one(filename:join(get_(stubs, Plan), F), Options) || F <- lists:sort(Stubs)],
    [catch compile_one(F, Options) || F <- get_(helpers, Plan)],
    compile_one(get_(source, Plan), Options).

compile_one(File, Options) ->
    case compile:file(File, [return_errors, nowarn_unused_vars | Options]) of
        {ok, Module} -> reload(Module);
        {ok, Module, _} -> reload(Module);
        {error, Errors, _} -> throw({does_not_compile, filename:basename(File), Errors});
        error -> throw({does_not_compile, filename:basename(File)})
    end.

reload(Module) ->
    code:purge(Module),
    {module, Module} = code:load_file(Module).

%% ------------------------------------------------------------------ what there is to run

%% A tree of {tc, Name} and {group, Name, Properties, Members}.
tree(Suite) ->
    Groups = case exported(Suite, groups, 0) of
                 true -> Suite:groups();
                 false -> []
             end,
    case Suite:all() of
        {skip, _} -> [];
        All -> nodes(All, Groups)
    end.

%% Members may stand in lists of lists.
nodes(Members, Groups) ->
    lists:append([node_of(M, Groups) || M <- lists:flatten(Members)]).

node_of({group, Name}, Groups) -> named(Name, Groups);
node_of({group, Name, _}, Groups) -> named(Name, Groups);
node_of({group, Name, _, _}, Groups) -> named(Name, Groups);
node_of({testcase, Name, _}, _) -> [{tc, Name}];
node_of({Name, Properties, Members}, Groups) -> [{group, Name, Properties, nodes(Members, Groups)}];
node_of({Name, Members}, Groups) when is_list(Members) -> [{group, Name, [], nodes(Members, Groups)}];
node_of(Name, _) when is_atom(Name) -> [{tc, Name}];
node_of(_, _) -> [].

named(Name, Groups) ->
    case find_group(Name, Groups) of
        {Name, Properties, Members} -> [{group, Name, Properties, nodes(Members, Groups)}];
        {Name, Members} -> [{group, Name, [], nodes(Members, Groups)}];
        false -> []
    end.

%% Top groups first, then those that are written out inside another.
find_group(Name, Groups) ->
    case lists:keyfind(Name, 1, [G || G <- Groups, is_tuple(G)]) of
        false -> find_inside(Name, Groups);
        Group -> Group
    end.

find_inside(Name, [{_, _, Members} | Rest]) when is_list(Members) ->
    Inner = [M || M <- Members, is_tuple(M), element(1, M) =/= group, element(1, M) =/= testcase],
    case find_group(Name, Inner) of
        false -> find_inside(Name, Rest);
        Group -> Group
    end;
find_inside(Name, [_ | Rest]) -> find_inside(Name, Rest);
find_inside(_, []) -> false.

ids(Tree, Path) -> lists:append([ids_of(N, Path) || N <- Tree]).

ids_of({tc, Name}, Path) -> [Path ++ atom_to_list(Name)];
ids_of({group, Name, _, Members}, Path) -> ids(Members, Path ++ lists:concat([Name]) ++ "/").

exported(M, F, A) -> erlang:function_exported(M, F, A).

%% ------------------------------------------------------------------ running

-record(run, {suite, limit, skip, only, group, leader, needs}).

run_suite(Suite, Tree, Plan) ->
    Leader = suite_io:start(get_(log, Plan)),
    register(suite_io, Leader),
    Run = #run{suite = Suite, limit = get_(limit, Plan), skip = get_(skip, Plan), only = get_(only, Plan),
               group = get_(group, Plan), leader = Leader, needs = suite_needs:start(get_(needs, Plan))},
    Config = [{data_dir, get_(data_dir, Plan)}, {priv_dir, get_(priv_dir, Plan)}, {watchdog, self()}],
    case [Id || Id <- ids(Tree, ""), wanted(Id, Run)] of
        [] -> ok;
        _ -> with_suite(Suite, Tree, Config, Run)
    end.

with_suite(Suite, Tree, Config0, Run) ->
    emit(["start\tinit_per_suite"]),
    case configure(Suite, init_per_suite, [Config0], Config0, Run) of
        {ok, Config} ->
            %% Not instructions: all that a suite's start does with them is to look whether there are any.
            Needs = suite_needs:take(Run#run.needs) -- [instructions],
            put(always, Needs),
            members(Tree, Config, "", Run),
            call(Suite, end_per_suite, [Config], Run#run{limit = ?GRACE});
        {Verdict, Reason} ->
            put(always, suite_needs:take(Run#run.needs)),
            refuse(Tree, "", Verdict, {init_per_suite, Reason}, Run)
    end.

%% Ask Function for a configuration; the old one if there is no such function.
configure(Suite, Function, Args, Config, Run) ->
    case exported(Suite, Function, length(Args)) of
        false -> {ok, Config};
        true -> configured(call(Suite, Function, Args, Run))
    end.

configured({value, {skip, Reason}}) -> {skip, Reason};
configured({value, {skipped, Reason}}) -> {skip, Reason};
configured({value, {skip_and_save, Reason, _}}) -> {skip, Reason};
configured({value, {fail, Reason}}) -> {fail, Reason};
configured({value, Config}) when is_list(Config) -> {ok, Config};
configured({value, Other}) -> {fail, {bad_return, Other}};
configured({Verdict, Reason}) -> {Verdict, Reason}.

members(Tree, Config, Path, Run) -> [member(N, Config, Path, Run) || N <- Tree].

member({tc, Name}, Config, Path, Run) ->
    Id = Path ++ atom_to_list(Name),
    case wanted(Id, Run) of
        true -> one(Name, Id, Config, Run);
        false -> ok
    end;
member({group, Name, Properties, Inner}, Config0, Path0, Run) ->
    Path = Path0 ++ lists:concat([Name]) ++ "/",
    case [Id || Id <- ids(Inner, Path), wanted(Id, Run)] of
        [] -> ok;
        _ -> group(Name, Properties, Inner, Config0, Path, Run)
    end.

group(Name, Properties, Inner, Config0, Path, Run) ->
    Suite = Run#run.suite,
    Own = [{tc_group_properties, [{name, Name} | Properties]} | Config0],
    emit(["start\tinit_per_group ", Path]),
    case configure(Suite, init_per_group, [Name, Own], Own, Run) of
        {ok, Config} ->
            Before = get(always),
            put(always, lists:usort(Before ++ suite_needs:take(Run#run.needs))),
            members(Inner, Config, Path, Run),
            exported(Suite, end_per_group, 2) andalso
                call(Suite, end_per_group, [Name, Config], Run#run{limit = ?GRACE}),
            put(always, Before);
        {Verdict, Reason} ->
            refuse(Inner, Path, Verdict, {init_per_group, Reason}, Run)
    end.

refuse(Tree, Path, Verdict, Reason, Run) ->
    [done(Id, {Verdict, Reason}, 0, Run) || Id <- ids(Tree, Path), wanted(Id, Run)].

wanted(Id, #run{skip = Skip, only = Only, group = Group}) ->
    Parts = string:split(Id, "/", all),
    (not lists:member(Id, Skip))
        andalso (Only =:= all orelse lists:member(Id, Only) orelse lists:member(lists:last(Parts), Only))
        andalso (Group =:= all orelse lists:any(fun(G) -> lists:member(G, Group) end, lists:droplast(Parts))).

one(Name, Id, Config, Run) ->
    emit(["start\t", Id]),
    T0 = erlang:monotonic_time(millisecond),
    {ok, Old} = file:get_cwd(),
    Verdict = run_case(Name, Config, Run),
    T1 = erlang:monotonic_time(millisecond),
    file:set_cwd(Old),
    done(Id, Verdict, T1 - T0, Run).

done(Id, Verdict, Ms, Run) ->
    Needs = lists:usort(get(always) ++ suite_needs:take(Run#run.needs)),
    {Word, Reason} = case Verdict of
                         ok -> {"ok", ""};
                         {W, ""} -> {atom_to_list(W), ""};
                         {W, R} -> {atom_to_list(W), reason(R)}
                     end,
    emit(["done\t", Id, $\t, Word, $\t, integer_to_list(Ms), $\t,
          lists:join(",", [atom_to_list(N) || N <- Needs]), $\t, Reason]).

reason(Reason) ->
    case catch io_lib:printable_unicode_list(Reason) of
        true -> text(list_to_atom(lists:sublist(Reason, 200)), 240);
        _ -> text(Reason, 240)
    end.

%% A case with what goes before and after it. The process ends abnormally, so that what is linked to it goes too.
run_case(Name, Config0, #run{suite = Suite} = Run) ->
    Around = exported(Suite, init_per_testcase, 2),
    Body = fun() ->
        case Around andalso configured({value, Suite:init_per_testcase(Name, Config0)}) of
            false -> verdict(Suite:Name(Config0));
            {ok, Config} ->
                put(suite_config, Config),
                Verdict = try verdict(Suite:Name(Config))
                          catch C:R:S -> raised(C, R, S)
                          end,
                after_case(Suite, Name, Config, Verdict);
            {Word, Reason} -> {Word, Reason}
        end
    end,
    case in_process(Body, Run) of
        {value, Verdict} -> Verdict;
        {Word, Reason} = Lost when Word =:= timeout; Word =:= fail ->
            in_process(fun() -> after_case(Suite, Name, Config0, {fail, Reason}) end, Run#run{limit = ?GRACE}),
            Lost;
        Other -> Other
    end.

after_case(Suite, Name, Config, Verdict) ->
    Status = case Verdict of
                 ok -> ok;
                 {skip, Reason} -> {skipped, Reason};
                 {_, Reason} -> {failed, Reason}
             end,
    try exported(Suite, end_per_testcase, 2)
             andalso Suite:end_per_testcase(Name, [{tc_status, Status} | Config]) of
        {fail, Why} when Verdict =:= ok -> {fail, {end_per_testcase, Why}};
        _ -> Verdict
    catch
        _:_ -> Verdict
    end.

verdict({skip, Reason}) -> {skip, Reason};
verdict({skipped, Reason}) -> {skip, Reason};
verdict({fail, Reason}) -> {fail, Reason};
verdict({failed, Reason}) -> {fail, Reason};
verdict(_) -> ok.

raised(throw, {skip, Reason}, _) -> {skip, Reason};
raised(exit, {skip, Reason}, _) -> {skip, Reason};
raised(exit, {test_case_failed, Reason}, Trace) -> {fail, {Reason, short(Trace)}};
raised(Class, Reason, Trace) -> {fail, {Class, Reason, short(Trace)}}.

%% The first frames, without the paths of files.
short(Trace) ->
    [case Frame of
         {M, F, A, Info} when is_list(A) -> {M, F, A, line(Info)};
         {M, F, A, Info} -> {M, F, A, line(Info)};
         Other -> Other
     end || Frame <- lists:sublist(Trace, 4)].

line(Info) -> proplists:get_value(line, Info, 0).

call(Suite, Function, Args, Run) ->
    in_process(fun() -> apply(Suite, Function, Args) end, Run).

%% Common Test takes its time between cases, in which what is linked to a case's process ends.
settle() ->
    receive after 20 -> ok end.

%% What Fun gives in a new process: {value, V}, {fail, Reason}, {timeout, Where} or {skip, Reason}.
in_process(Fun, #run{limit = Limit, leader = Leader}) ->
    Tag = make_ref(),
    {Pid, Monitor} = spawn_monitor(fun() ->
        group_leader(Leader, self()),
        put(test_server_init_or_end_conf, undefined),
        Result = try {value, Fun()} catch C:R:S -> raised(C, R, S) end,
        exit({Tag, Result})
    end),
    receive
        {'DOWN', Monitor, process, Pid, {Tag, Result}} -> settle(), Result;
        {'DOWN', Monitor, process, Pid, Reason} -> settle(), {fail, {died, Reason}}
    after Limit ->
        Where = case catch process_info(Pid, current_stacktrace) of
                    {current_stacktrace, Trace} -> short(Trace);
                    _ -> unknown
                end,
        exit(Pid, kill),
        receive {'DOWN', Monitor, process, Pid, _} -> ok after ?GRACE -> ok end,
        {timeout, Where}
    end.
