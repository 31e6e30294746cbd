-module(ms1).
-export([f/1, g/2, run/2, run/3, k/1, deep/1, w/1]).
f(X) -> Y = g(X, 1), Y.
g(X, Y) -> X + Y.
k(X) -> f(X).
w(X) -> R = k(X), [R].
deep(0) -> [bottom]; deep(N) -> [N | deep(N-1)].
run(Spec, Fun) -> run(Spec, Fun, []).
%% What a tracer gets when Fun runs in a new process with this specification for f/1 and g/2.
run(Spec, Fun, Opts) ->
    Self = self(),
    {Pid, Ref} = spawn_monitor(fun() -> receive go -> ok end, try Fun() catch _:_ -> ok end, receive after 30 -> ok end end),
    Flags = proplists:get_value(flags, Opts, []),
    erlang:trace(Pid, true, [call | Flags]),
    [erlang:trace_pattern({?MODULE, F, A}, Spec, proplists:get_value(kind, Opts, [local])) || {F, A} <- [{f,1},{g,2},{k,1}]],
    Pid ! go,
    receive {'DOWN', Ref, _, _, _} -> ok end,
    [erlang:trace_pattern({?MODULE, F, A}, false, [local]) || {F, A} <- [{f,1},{g,2},{k,1}]],
    [erlang:trace_pattern({?MODULE, F, A}, false, []) || {F, A} <- [{f,1},{g,2},{k,1}]],
    collect(Pid, Self).
collect(Pid, Self) ->
    receive M -> [rename(M, Pid, Self) | collect(Pid, Self)] after 30 -> [] end.
rename(P, P, _) -> pid;
rename(S, _, S) -> me;
rename(T, P, S) when is_tuple(T) -> list_to_tuple(rename(tuple_to_list(T), P, S));
rename([H|T], P, S) -> [rename(H, P, S) | rename(T, P, S)];
rename(F, _, _) when is_float(F) -> F;
rename(F, _, _) when is_function(F) -> a_fun;
rename(B, _, _) when is_binary(B), byte_size(B) > 100 -> {binary, more};
rename(X, _, _) -> X.
