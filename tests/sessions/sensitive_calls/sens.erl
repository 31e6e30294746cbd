-module(sens).
-export([main/0, twice/1]).

twice(X) -> once(X) * 2.
once(X) -> X.

seen() -> receive M -> [kind(M) | seen()] after 50 -> [] end.

kind({trace, _, What, {_, F, As}}) -> {What, F, As};
kind({trace, _, What, I}) when is_list(I) -> What;
kind({trace_ts, _, What, {_, F, As}, _}) -> {meta, What, F, As};
kind(M) -> M.

%% A sensitive process shows none of its calls, to nobody.
main() ->
    Me = self(),
    P = spawn(fun() ->
                      receive go -> ok end,
                      process_flag(sensitive, true),
                      twice(1), garbage_collect(),
                      process_flag(sensitive, false),
                      twice(2), garbage_collect(),
                      Me ! done
              end),
    erlang:trace(P, true, [call, garbage_collection]),
    2 = erlang:trace_pattern({?MODULE, twice, '_'}, true, [local]) + erlang:trace_pattern({?MODULE, once, '_'}, true, [{meta, Me}]),
    P ! go,
    io:format("~p~n", [seen()]),
    erlang:trace_pattern({?MODULE, '_', '_'}, false, [local, meta]),
    ok.
