%% Texts of exceptions and of faults in the representation of tests, commands, and a few lists.
-module(eunit_lib).

-export([format_exception/1, format_exception/2, format_error/1, format_error/2,
         format_stacktrace/1, format_exit_term/1]).
-export([command/1, command/2, command/3]).
-export([is_string/1, is_not_test/1, dlist_next/1, uniq/1, split_node/1, consult_file/1, list_dir/1]).

-define(DEPTH, 20).
-define(ARG_DEPTH, 15).

%% -- exceptions

format_exception(Exception) -> format_exception(Exception, ?DEPTH).

format_exception({Class, Reason, Trace} = Exception, Depth) when is_atom(Class), is_list(Trace) ->
    case is_trace(Trace) of
        true -> io_lib:format("~ts**~w:~ts", [format_stacktrace(Trace), Class, term(Reason, Depth)]);
        false -> term(Exception, Depth)
    end;
format_exception(Exception, Depth) ->
    term(Exception, Depth).

term(Term, Depth) -> io_lib:format("~tP\n", [Term, Depth]).

%% The reason of an exit, with the trace that it may carry.
format_exit_term({Reason, [_ | _] = Trace} = Term) ->
    case is_trace(Trace) of
        true -> [arg(Reason), format_stacktrace(Trace)];
        false -> arg(Term)
    end;
format_exit_term(Term) ->
    arg(Term).

is_trace(Trace) ->
    is_list(Trace) andalso lists:all(fun is_frame/1, Trace).

is_frame({M, F, A}) -> is_frame({M, F, A, []});
is_frame({M, F, A, Place}) ->
    is_atom(M) andalso is_atom(F) andalso (is_integer(A) orelse is_list(A))
        andalso is_list(Place);
is_frame(_) -> false.

format_stacktrace([]) -> "";
format_stacktrace([First | Rest]) ->
    [frame("in function", First) | [frame("in call from", Frame) || Frame <- Rest]].

frame(Start, {M, F, A}) -> frame(Start, {M, F, A, []});
frame(Start, {M, F, A, Place}) when is_integer(A) ->
    io_lib:format("~ts ~w:~tw/~w~ts\n", [Start, M, F, A, place(Place)]);
frame(Start, {M, F, Args, Place}) ->
    [frame(Start, {M, F, length(Args), Place}), "  called as ", called(M, F, Args), $\n].

place(Place) ->
    case maps:from_list([{K, V} || {K, V} <- Place]) of
        #{file := File, line := Line} -> io_lib:format(" (~ts, line ~w)", [File, Line]);
        _ -> ""
    end.

called(M, F, Args) ->
    case {is_operator(M, F, length(Args)), Args} of
        {true, [A]} -> io_lib:format("~ts ~ts", [F, arg(A)]);
        {true, [A, B]} -> io_lib:format("~ts ~ts ~ts", [arg(A), F, arg(B)]);
        _ -> io_lib:format("~tw(~ts)", [F, lists:join($,, [arg(A) || A <- Args])])
    end.

is_operator(erlang, F, A) ->
    lists:any(fun(Kind) -> erl_internal:Kind(F, A) end,
              [arith_op, bool_op, comp_op, list_op, send_op]);
is_operator(_, _, _) -> false.

arg(Term) -> io_lib:format("~tP", [Term, ?ARG_DEPTH]).

%% -- faults

format_error(Fault) -> format_error(Fault, ?DEPTH).

format_error(Fault, Depth) ->
    {Title, Details} = fault(Fault, Depth),
    %% the stars count for the columns of what follows
    io_lib:format("*** ~ts ***\n~ts\n\n", [Title, Details]).

fault({bad_test, Term}, Depth) ->
    {"bad test descriptor", starred(Term, Depth)};
fault({bad_generator, {MFA, Term}}, Depth) ->
    {["result from generator ", mfa(MFA), " is not a test"], starred(Term, Depth)};
fault({generator_failed, {MFA, Exception}}, Depth) ->
    {["test generator ", mfa(MFA), " failed"], failed(Exception, Depth)};
fault({no_such_function, MFA}, _Depth) ->
    {["no such function: ", mfa(MFA)], "**"};
fault({module_not_found, Module}, _Depth) ->
    {"test module not found", io_lib:format("**~tp", [Module])};
fault({application_not_found, App}, _Depth) when is_atom(App) ->
    {"application not found", io_lib:format("**~w", [App])};
fault({file_read_error, {_, Text, File}}, _Depth) ->
    {"error reading file", io_lib:format("**~ts: ~ts", [Text, File])};
fault({setup_failed, Exception}, Depth) ->
    {"context setup failed", failed(Exception, Depth)};
fault({cleanup_failed, Exception}, Depth) ->
    {"context cleanup failed", failed(Exception, Depth)};
fault({{bad_instantiator, {MFA, Term}}, _}, Depth) ->
    {["result from instantiator ", mfa(MFA), " is not a test"], starred(Term, Depth)};
fault({instantiation_failed, Exception}, Depth) ->
    {"instantiation of subtests failed", failed(Exception, Depth)}.

starred(Term, Depth) -> io_lib:format("**~tP", [Term, Depth]).

failed(Exception, Depth) -> io_lib:format("**~ts", [format_exception(Exception, Depth)]).

mfa({M, F, A}) -> io_lib:format("~w:~tw/~w", [M, F, A]).

%% -- tests and lists

%% Whether the value is what functions often return that are no generators.
is_not_test(T) when is_number(T); is_binary(T); is_pid(T); is_port(T); is_reference(T) -> true;
is_not_test([N | _]) when is_number(N) -> true;
is_not_test({Tag, _}) -> lists:member(Tag, [ok, error, 'EXIT']);
is_not_test(T) -> lists:member(T, [ok, error, true, false, undefined]).

%% The list, which may be deep and improper, or a single item, with an item in front, or [].
dlist_next([]) -> [];
dlist_next([_ | _] = List) ->
    case is_string(List) of
        true -> [List];
        false -> first(List)
    end;
dlist_next(Item) -> [Item].

first([[] | Rest]) -> dlist_next(Rest);
first([[_ | _] = Inner | Rest]) ->
    case is_string(Inner) of
        true -> [Inner | Rest];
        false -> first(unpacked(Inner, Rest))
    end;
first(List) -> List.

unpacked([Item], Rest) -> [Item | Rest];
unpacked([Item | Items], Rest) -> [Item | [Items | Rest]].

is_string(List) when is_list(List) ->
    try lists:all(fun(C) -> is_integer(C) andalso C >= 0 andalso C =< 16#10ffff end, List)
    catch error:_ -> false
    end;
is_string(_) -> false.

%% Without repetitions of neighbours.
uniq([X, X | Rest]) -> uniq([X | Rest]);
uniq([X | Rest]) -> [X | uniq(Rest)];
uniq([]) -> [].

%% The name and the host of a node.
split_node(Node) when is_atom(Node) -> split_node(atom_to_list(Node));
split_node(Node) ->
    case string:split(Node, "@") of
        [Name, Host] -> {list_to_atom(Name), list_to_atom(Host)};
        [Name] -> {list_to_atom(Name), localhost}
    end.

%% -- files

consult_file(File) ->
    case file:path_consult(["." | code:get_path()], File) of
        {ok, Terms, _Path} -> Terms;
        {error, Reason} -> unreadable(Reason, File)
    end.

list_dir(Dir) ->
    case file:list_dir(Dir) of
        {ok, Names} -> Names;
        {error, Reason} -> unreadable(Reason, Dir)
    end.

unreadable(Reason, File) ->
    throw({file_read_error, {Reason, file:format_error(Reason), File}}).

%% -- commands: {Status, Output}, both streams together, lines ended by one character

command(Command) -> command(Command, "").
command(Command, Dir) -> command(Command, Dir, []).
command(Command, Dir, Env) ->
    Port = open_port({spawn, Command},
                     [{cd, Dir} || Dir =/= ""] ++ [{env, Env} || Env =/= []]
                     ++ [stream, exit_status, use_stdio, stderr_to_stdout, in, eof]),
    {Status, Output} = collected(Port, []),
    {Status, one_ended(lists:append(Output))}.

collected(Port, Output) ->
    receive
        {Port, {data, Data}} ->
            collected(Port, [Data | Output]);
        {Port, eof} ->
            port_close(Port),
            receive {Port, {exit_status, Status}} -> {Status, lists:reverse(Output)} end
    end.

one_ended([$\r, $\n | Rest]) -> [$\n | one_ended(Rest)];
one_ended([$\r | Rest]) -> [$\n | one_ended(Rest)];
one_ended([C | Rest]) -> [C | one_ended(Rest)];
one_ended([]) -> [].
