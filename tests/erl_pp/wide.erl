-module(wide).
-record(entry, {kind_of_entry, annotations, signature, documents, meta}).
-record(state, {mode = passive :: passive | {active, pos_integer()} | once | undefined,
                handler_of_events = undefined :: undefined | fun((term()) -> ok)}).
-type event() :: opened | closed | suspended | resumed | failed | expired | renamed | moved.
-type tree() :: {node, 0, 16, 16, 8, {[], [], [], [], [], [], [], [], [], [], [], [], [], []}}.
-spec merge(Left :: [term()], Right :: [term()], Options :: [term()]) -> [term()].
merge(Left, Right, Options) when is_list(Left), is_list(Right), Opt =:= 1 ->
    {Left, Right, Options}.
pick(I, [], _D, HdM, E2, _H2, T2, M, E3, H3, T3) when E2 == HdM, I > 1 ->
    case lookup_in_the_table_of_names(I, M, [{E3, H3}, {T2, T3} | HdM]) of
        {found, Value} when Value > 1; is_list(Value), length(Value) < 100000 ->
            lists:flatten(io_lib:fwrite("a rather long format string ~p~n", [Value]));
        [first, {second, Second}, $a, "third", third, fourth | Rest] -> Second ++ Rest;
        <<Size:32, Payload:Size/binary, Crc:32, Rest/binary, (Size + 1):8, 255>> ->
            <<70, 117, 110, 99, 116, 105, 111, 110, 115, 58, 32, 116, 101, 114, 109, Size>>;
        #{key := Value, another_key_of_some_length := {Value, [Value | more_of_the_same]}} ->
            #state{mode = once, handler_of_events = fun(Event) -> {handled, Event} end}
    end.
guards(X, Y) ->
    if X > 1; Y > 1 -> a; X =:= Y, Y =:= X -> b end,
    try id(X) after id(Y) end,
    try long_name_of_a_function(X, Y) after another_long_name_of_a_function(Y, X, X) end,
    try id(X) catch error:undef = R:S -> {R, S} end,
    catch (catch id(X)),
    << <<(X#state.mode):8, (id(X)):3>> || <<X>> <= Y >>,
    [{clause, Y, [{integer, Y, C}], [], [{integer, Y, Sz}]} || {C, Sz} <- lists:sort(X)],
    (X + 1) * (element(2, {X, X, Y, X, Y, X, Y, X, X, Y, X, Y, X, Y, Y, X, Y, X, X, Y, X}) + 3).
