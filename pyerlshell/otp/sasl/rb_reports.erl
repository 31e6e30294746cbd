%% The reports in the files of log_mf_h: {Number, Type, Description, Date, File, Position}.
%%
%% Number 1 is the newest one; they are kept with the oldest first.
-module(rb_reports).

-export([scan/3, read/2, matches/2, passes/3]).

%% All reports, at most Max (or `all') of the newest, of one type, several or `all'. Throws
%% {error, Text}.
scan(Dir, Max, Type) ->
    case file:read_file(filename:join(Dir, "index")) of
        {ok, <<Newest, _/binary>>} ->
            Found = lists:append([in_file(Dir, File, Type) || File <- files(Dir, Newest)]),
            Kept = case Max of
                       all -> Found;
                       _ -> lists:sublist(Found, max(Max, 0))
                   end,
            lists:reverse([setelement(1, Report, N)
                           || {N, Report} <- lists:zip(lists:seq(1, length(Kept)), Kept)]);
        _ -> throw({error, "cannot read the index file"})
    end.

%% The files of the ring, the newest first.
files(Dir, Newest) ->
    {ok, Names} = file:list_dir(Dir),
    IsDigit = fun(C) -> C >= $0 andalso C =< $9 end,
    Numbers = lists:sort([list_to_integer(Name) || Name <- Names, lists:all(IsDigit, Name)]),
    {Before, After} = lists:partition(fun(N) -> N =< Newest end, Numbers),
    lists:reverse(Before) ++ lists:reverse(After).

in_file(Dir, File, Type) ->
    Name = integer_to_list(File),
    io:format("rb: reading report..."),
    {ok, Binary} = file:read_file(filename:join(Dir, Name)),
    Found = terms(Binary, 0, []),
    case Found of
        [{_, {broken, Text}} | Good] ->
            io:format("Error: ~tp~nSalvaged ~p entries from corrupt report file ~ts...~n",
                      [{unknown, Text, [], element(1, hd(Found))}, length(Good), Name]);
        _ -> io:format("done.~n")
    end,
    [{0, type(Term), description(Term), date(Term), Name, Position}
     || {Position, Term} <- Found, is_wanted(type(Term), Type)].

%% The newest stands first.
terms(<<>>, _Position, Found) -> Found;
terms(<<Size:16, Binary:Size/binary, Rest/binary>>, Position, Found) ->
    try binary_to_term(Binary) of
        Term -> terms(Rest, Position + Size + 2, [{Position, Term} | Found])
    catch
        error:_ -> [{Position, {broken, "Incomplete erlang term in log"}} | Found]
    end;
terms(_, Position, Found) -> [{Position, {broken, "Premature end of file"}} | Found].

is_wanted(_, all) -> true;
is_wanted(Type, Types) when is_list(Types) -> lists:member(Type, Types);
is_wanted(Type, Wanted) -> Type =:= Wanted.

%% The {Date, Event} of a report.
read(Dir, {_, _, _, _, Name, Position}) ->
    {ok, Device} = file:open(filename:join(Dir, Name), [read, raw, binary]),
    {ok, <<Size:16>>} = file:pread(Device, Position, 2),
    {ok, Binary} = file:pread(Device, Position + 2, Size),
    ok = file:close(Device),
    binary_to_term(Binary).

type({_, {error_report, _, {_, Type, _}}})
  when Type =:= crash_report; Type =:= supervisor_report -> Type;
type({_, {info_report, _, {_, progress, _}}}) -> progress;
type({_, {Type, _, _}}) -> Type;
type(_) -> unknown.

description({_, {error_report, Pid, {_, crash_report, [Own | _]}}}) ->
    case {lists:keyfind(registered_name, 1, Own), lists:keyfind(initial_call, 1, Own)} of
        {{_, []}, {_, {M, _, _}}} -> M;
        {{_, Name}, _} when Name =/= [] -> Name;
        _ -> Pid
    end;
description({_, {error_report, Pid, {_, supervisor_report, Report}}}) ->
    case lists:keyfind(supervisor, 1, Report) of
        {_, Name} when is_atom(Name) -> Name;
        _ -> Pid
    end;
description({_, {_, Pid, _}}) -> Pid;
description({broken, Text}) -> Text;
description(_) -> '???'.

date({{{_, _, _}, {_, _, _}} = Local, _}) ->
    {{{Y, Mo, D}, {H, Mi, S}}, Zone} = shown(Local),
    lists:flatten(io_lib:format("~w-~2..0w-~2..0w ~2..0w:~2..0w:~2..0w~s",
                                [Y, Mo, D, H, Mi, S, Zone]));
date({broken, _}) -> [];
date(_) -> "???".

shown(Local) ->
    case application:get_env(sasl, utc_log) of
        {ok, true} -> {universal(Local), " UTC"};
        _ -> {Local, ""}
    end.

universal(Local) ->
    case calendar:local_time_to_universal_time_dst(Local) of
        [Time | _] -> Time;
        [] -> Local
    end.

%%% Searching

matches(Term, Pattern) -> run(io_lib:format("~tp", [Term]), Pattern).

run(Text, {Pattern, Options}) ->
    re:run(Text, Pattern, [unicode | Options -- [unicode]]) =/= nomatch;
run(Text, Pattern) -> run(Text, {Pattern, []}).

%% Whether a report was made at some time (always, {Date, from}, {Date, to}, {From, To}), and all
%% filters pass.
passes({Date, {_, _, {_, _, Report}}}, Filters, Dates) ->
    is_at(seconds(Date), Dates)
        andalso lists:all(fun(Filter) -> passes(Filter, Report) end, Filters);
passes(_, _, _) -> false.

passes({Key, Value}, Report) -> proplists:get_value(Key, Report) =:= Value;
passes({Key, Value, no}, Report) -> proplists:get_value(Key, Report) =/= Value;
passes({Key, Pattern, re}, Report) ->
    case proplists:get_value(Key, Report) of
        undefined -> false;
        Value -> matches(Value, Pattern)
    end;
passes({Key, Pattern, re, no}, Report) ->
    not passes({Key, Pattern, re}, Report).

is_at(_, always) -> true;
is_at(Time, {Date, from}) -> Time >= seconds(Date);
is_at(Time, {Date, to}) -> Time =< seconds(Date);
is_at(Time, {From, To}) -> Time >= seconds(From) andalso Time =< seconds(To).

seconds(Date) -> calendar:datetime_to_gregorian_seconds(Date).
