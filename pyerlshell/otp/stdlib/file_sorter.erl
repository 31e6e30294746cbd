%% Sorting, merging and checking files of terms.
%%
%% What is read becomes items, {Order, Object}: Order is what items are compared by, Object what is written. For whole
%% terms it is [Term | Binary], so that terms which only compare equal keep one order. All items are in memory.
%%
%% OTP: file_sorter
-module(file_sorter).
-moduledoc "Sorting, merging and checking files of terms.".
-export([sort/1, sort/2, sort/3, keysort/2, keysort/3, keysort/4, merge/2, merge/3, keymerge/3, keymerge/4,
         check/1, check/2, keycheck/2, keycheck/3]).
-export_type([reason/0]).

-type reason() :: bad_object | {bad_object, file:name()} | {bad_term, file:name()}
                | {file_error, file:name(), file:posix() | badarg | system_limit} | {premature_eof, file:name()}.

-doc "Sort a file of terms in place.".
sort(File) -> sort([File], File, []).

-doc "As `sort/3` without options.".
sort(Input, Output) -> sort(Input, Output, []).

-doc """
Sort the terms of files, or of a fun that is asked for them, into a file or a fun. Options: {format, binary_term, term, binary
or a fun}, {header, Bytes}, {order, ascending, descending or a fun}, {unique, Boolean}, {compressed, Boolean}; {tmpdir, _},
{size, _} and {no_files, _} make no difference.
""".
sort(Input, Output, Options) -> work(sort, [Input, Output, Options], none, Input, Output, Options).

-doc "Sort a file of tuples by an element, or by several, in place.".
keysort(Key, File) -> keysort(Key, [File], File, []).

-doc "As `keysort/4` without options.".
keysort(Key, Input, Output) -> keysort(Key, Input, Output, []).

-doc "As `sort/3`, by an element of the tuples or by several.".
keysort(Key, Input, Output, Options) -> work(keysort, [Key, Input, Output, Options], {key, Key}, Input, Output, Options).

-doc "As `merge/3` without options.".
merge(Files, Output) -> merge(Files, Output, []).

-doc "Merge files that are sorted already. Options as for `sort/3`.".
merge(Files, Output, Options) -> work(merge, [Files, Output, Options], none, Files, Output, Options).

-doc "As `keymerge/4` without options.".
keymerge(Key, Files, Output) -> keymerge(Key, Files, Output, []).

-doc "As `merge/3`, of files that are sorted by an element or several.".
keymerge(Key, Files, Output, Options) -> work(keymerge, [Key, Files, Output, Options], {key, Key}, Files, Output, Options).

-doc "As `check/2`, of one file and without options.".
check(File) -> check([File], []).

-doc "{ok, a {File, Position, Term} for each file that is not sorted}: the first term that is out of order.".
check(Files, Options) -> checked(check, [Files, Options], none, Files, Options).

-doc "As `keycheck/3`, of one file and without options.".
keycheck(Key, File) -> keycheck(Key, [File], []).

-doc "As `check/2`, by an element of the tuples or by several.".
keycheck(Key, Files, Options) -> checked(keycheck, [Key, Files, Options], {key, Key}, Files, Options).

work(Name, Args, Key, Input, Output, Options) ->
    Merges = Name =:= merge orelse Name =:= keymerge,
    Wrong = [bad_key(Key), bad_input(Input, Merges), bad_output(Output), bad_options(Key, Options)],
    refuse(Wrong, Name, Args),
    Opts = settings(Key, Options),
    try
        case Merges of
            true -> {none, ordered(fun merged/2, [read(File, Opts) || File <- Input], Opts)};
            false ->
                {Value, Items} = input(Input, Opts),
                {Value, in_order(Items, Opts)}
        end
    of
        {Given, Found} -> output(Output, Given, Found, Opts)
    catch
        throw:{?MODULE, reply, Reply} -> Reply;
        throw:{?MODULE, Reason} -> stopped(Output, {error, Reason})
    end.

%% A fun that was to take the output is told that there is none.
stopped(Output, Error) when is_function(Output, 1) -> Output(close), Error;
stopped(_, Error) -> Error.

checked(Name, Args, Key, Files, Options) ->
    refuse([bad_key(Key), bad_input(Files, true), bad_options(Key, Options)], Name, Args),
    Opts = settings(Key, Options),
    try {ok, lists:append([disorder(File, Opts) || File <- Files])}
    catch throw:{?MODULE, Reason} -> {error, Reason}
    end.

%% Throws that others make are theirs.
fail(Reason) -> throw({?MODULE, Reason}).

disorder(File, #{unique := Unique} = Opts) ->
    Items = read(File, Opts#{bare => true}),
    Wrong = fun(A, B) -> not before(A, B, Opts) orelse (Unique andalso before(B, A, Opts)) end,
    case out_of_order(Items, 2, Wrong) of
        none -> [];
        {At, {_, _, Term}} -> [{filename:absname(File), At, told(Term, Opts)}]
    end.

%% Binaries that are terms are told as terms.
told(Bin, #{format := binary}) ->
    try binary_to_term(Bin)
    catch error:badarg -> Bin
    end;
told(Term, _) ->
    Term.

out_of_order([A | [B | _] = Rest], At, Wrong) ->
    case Wrong(A, B) of
        true -> {At, B};
        false -> out_of_order(Rest, At + 1, Wrong)
    end;
out_of_order(_, _, _) ->
    none.

%% Arguments

%% The function that was called fails.
refuse(Wrong, Name, Args) ->
    case [What || {bad, What} <- Wrong] of
        [What | _] -> erlang:raise(error, {badarg, What}, [{?MODULE, Name, Args, []}]);
        [] -> ok
    end.

bad_key(none) -> ok;
bad_key({key, Key}) when is_integer(Key), Key > 0 -> ok;
bad_key({key, [_ | _] = Keys}) ->
    case lists:all(fun(K) -> is_integer(K) andalso K > 0 end, Keys) of
        true -> ok;
        false -> {bad, Keys}
    end;
bad_key({key, Key}) -> {bad, Key}.

bad_input(Input, false) when is_function(Input, 1) -> ok;
bad_input(Files, _) when is_list(Files) ->
    bad_files(Files);
bad_input(Input, _) -> {bad, Input}.

bad_files([]) -> ok;
bad_files([File | Files]) when is_atom(File); is_binary(File); is_list(File) -> bad_files(Files);
bad_files([Bad | _]) -> {bad, Bad};
bad_files(Bad) -> {bad, Bad}.

bad_output(Output) when is_function(Output, 1); is_list(Output); is_atom(Output); is_binary(Output) -> ok;
bad_output(Output) -> {bad, Output}.

bad_options(Key, Options) when is_list(Options) ->
    case [O || O <- Options, not is_option(O)] of
        [Bad | _] -> {bad, Bad};
        [] ->
            Order = proplists:get_value(order, Options, ascending),
            Header = proplists:get_value(header, Options, 4),
            case {Key, Order, proplists:get_value(format, Options)} of
                {{key, _}, F, _} when is_function(F) -> {bad, order};
                {_, _, term} when Header =/= 4 -> {bad, header};
                _ -> ok
            end
    end;
bad_options(Key, Option) ->
    bad_options(Key, [Option]).

is_option({format, F}) -> lists:member(F, [binary, term, binary_term]) orelse is_function(F, 1);
is_option({order, F}) -> F =:= ascending orelse F =:= descending orelse is_function(F, 2);
is_option({Name, Value}) when Name =:= unique; Name =:= compressed -> is_boolean(Value);
is_option({size, N}) -> is_integer(N) andalso N >= 0;
is_option({no_files, N}) -> is_integer(N) andalso N > 1;
is_option({header, N}) -> is_integer(N) andalso N > 0;
is_option({tmpdir, Folder}) -> is_list(Folder) orelse is_binary(Folder) orelse is_atom(Folder);
is_option(unique) -> true;
is_option(compressed) -> true;
is_option(_) -> false.

settings(Key, Option) when not is_list(Option) -> settings(Key, [Option]);
settings(Key, Options) ->
    Get = fun(Name, Default) -> proplists:get_value(Name, Options, Default) end,
    #{key => Key, format => Get(format, binary_term), header => Get(header, 4), order => Get(order, ascending),
      unique => Get(unique, false), compressed => Get(compressed, false)}.

%% Items: {what is compared, what is written, the term}

item(Object, File, #{format := Format, key := Key} = Opts) ->
    try
        Term = case Format of
                   binary_term -> binary_to_term(Object);
                   Same when Same =:= binary; Same =:= term -> Object;
                   Fun -> Fun(Object)
               end,
        Order = case Key of
                    {key, Keys} when is_list(Keys) -> [element(K, Term) || K <- Keys];
                    {key, K} -> element(K, Term);
                    none when Format =:= term; Format =:= binary -> Term;
                    none when is_map_key(bare, Opts); is_function(map_get(order, Opts)) -> Term;
                    none when File =:= none -> [Term | Object];
                    none -> [Term | counted(Object, Opts)]
                end,
        {Order, Object, Term}
    catch
        _:_ when File =:= none -> fail(bad_object);
        _:_ -> fail({bad_object, filename:absname(File)})
    end.

counted(Object, #{header := Bytes}) -> <<(byte_size(Object)):Bytes/unit:8, Object/binary>>.

before({_, _, A}, {_, _, B}, #{order := F}) when is_function(F) -> F(A, B);
before({A, _, _}, {B, _, _}, #{order := ascending}) -> A =< B;
before({A, _, _}, {B, _, _}, #{order := descending}) -> A >= B.

%% Descending is ascending seen from the end, also among equal ones.
ordered(Work, Lists, #{order := descending} = Opts) ->
    lists:reverse(ordered(Work, [lists:reverse(L) || L <- Lists], Opts#{order := ascending}));
ordered(Work, Lists, Opts) ->
    once(Work(Lists, Opts), Opts).

in_order(Items, #{order := descending} = Opts) ->
    lists:reverse(in_order(Items, Opts#{order := ascending}));
in_order(Items, Opts) ->
    once(sorted(Items, Opts), Opts).

sorted(Items, #{order := ascending}) -> lists:keysort(1, Items);
sorted(Items, Opts) -> lists:sort(fun(A, B) -> before(A, B, Opts) end, Items).

merged([], _) -> [];
merged(Lists, Opts) -> lists:foldl(fun(L, Done) -> merged(Done, L, [], Opts) end, hd(Lists), tl(Lists)).

merged([A | As] = First, [B | Bs] = Second, Done, Opts) ->
    case before(A, B, Opts) of
        true -> merged(As, Second, [A | Done], Opts);
        false -> merged(First, Bs, [B | Done], Opts)
    end;
merged(First, Second, Done, _) ->
    lists:reverse(Done, First ++ Second).

once([A | Rest], #{unique := true} = Opts) -> once(Rest, A, Opts);
once(Items, _) -> Items.

once([B | Rest], A, Opts) ->
    case before(A, B, Opts) andalso before(B, A, Opts) of
        true -> once(Rest, A, Opts);
        false -> [A | once(Rest, B, Opts)]
    end;
once([], A, _) ->
    [A].

%% Input

input(Fun, Opts) when is_function(Fun, 1) -> asked(Fun, [], Opts);
input(Files, Opts) -> {none, lists:append([read(File, Opts) || File <- Files])}.

asked(Fun, Done, Opts) ->
    case Fun(read) of
        end_of_input -> {none, lists:append(lists:reverse(Done))};
        {end_of_input, Value} -> {{value, Value}, lists:append(lists:reverse(Done))};
        {Objects, Next} when is_list(Objects), is_function(Next, 1) ->
            Items = try [item(Object, none, Opts) || Object <- Objects]
                    catch throw:{?MODULE, Reason} -> closed(Next), fail(Reason)
                    end,
            asked(Next, [Items | Done], Opts);
        Other -> throw({?MODULE, reply, Other})
    end.

closed(Fun) ->
    try Fun(close)
    catch _:_ -> ok
    end.

read(File, #{format := term} = Opts) ->
    Name = filename:absname(File),
    Device = opened(Name, [read, compressed]),
    try [item(Term, File, Opts) || Term <- terms(Device, Name)]
    after file:close(Device)
    end;
read(File, Opts) ->
    Name = filename:absname(File),
    Device = opened(Name, [read, raw, binary, compressed]),
    Bin = try whole(Device, Name, [])
          after file:close(Device)
          end,
    [item(Object, File, Opts) || Object <- objects(Bin, Name, Opts)].

opened(Name, Modes) ->
    case file:open(Name, Modes) of
        {ok, Device} -> Device;
        {error, Reason} -> fail({file_error, Name, Reason})
    end.

whole(Device, Name, Done) ->
    case file:read(Device, 1 bsl 20) of
        {ok, Bin} -> whole(Device, Name, [Bin | Done]);
        eof -> iolist_to_binary(lists:reverse(Done));
        {error, Reason} -> fail({file_error, Name, Reason})
    end.

objects(Bin, Name, #{header := Bytes}) -> objects(Bin, 0, Bytes, Name).

objects(Bin, At, _Bytes, _Name) when At =:= byte_size(Bin) -> [];
objects(Bin, At, Bytes, Name) ->
    case Bin of
        <<_:At/binary, Size:Bytes/unit:8, Object:Size/binary, _/binary>> ->
            [Object | objects(Bin, At + Bytes + Size, Bytes, Name)];
        _ -> fail({premature_eof, Name})
    end.

terms(Device, Name) ->
    case io:read(Device, '') of
        {ok, Term} -> [Term | terms(Device, Name)];
        eof -> [];
        _ -> fail({bad_term, Name})
    end.

%% Output

output(Fun, Value, Items, _) when is_function(Fun, 1) ->
    Started = case Value of
                  none -> Fun;
                  _ -> Fun(Value)
              end,
    handed(Started, chunks([Object || {_, Object, _} <- Items]));
output(File, _, Items, #{compressed := Compressed} = Opts) ->
    Name = filename:absname(File),
    Text = case Opts of
               #{format := term} -> [io_lib:format("~p.~n", [Object]) || {_, Object, _} <- Items];
               #{} -> [counted(Object, Opts) || {_, Object, _} <- Items]
           end,
    case file:write_file(Name, unicode_free(Text), [compressed || Compressed]) of
        ok -> ok;
        {error, Reason} -> {error, {file_error, Name, Reason}}
    end.

%% Terms are written as `io:format` writes them on a file without an encoding.
unicode_free(Text) ->
    try iolist_to_binary(Text)
    catch error:badarg -> unicode:characters_to_binary(Text)
    end.

chunks(Objects) when length(Objects) > 4096 ->
    {Front, Rest} = lists:split(4096, Objects),
    [Front | chunks(Rest)];
chunks(Objects) ->
    [Objects].

handed(Fun, [Objects | Rest]) when is_function(Fun, 1) -> handed(Fun(Objects), Rest);
handed(Fun, []) when is_function(Fun, 1) -> Fun(close);
handed(Reply, _) -> Reply.
