%% What a supervisor's init/1 may return: the checks of flags and child specifications.
%%
%% A bad part is thrown as {invalid_..., Part}, and the caller makes it an error of its own kind.
-module(supervisor_spec).

-export([flags/1, children/2, child/2, to_map/1]).

-include("supervisor.hrl").

%%% Flags

%% Gives a complete map of flags, or throws.
flags({Strategy, Intensity, Period}) ->
    flags(#{strategy => Strategy, intensity => Intensity, period => Period});
flags(Given) when is_map(Given) ->
    Default = #{strategy => one_for_one, intensity => 1, period => 5, auto_shutdown => never},
    Flags = maps:merge(Default, Given),
    Full = maps:merge(#{hibernate_after => default_hibernate(Flags)}, Flags),
    [check_flag(Key, maps:get(Key, Full))
     || Key <- [strategy, intensity, period, auto_shutdown, hibernate_after]],
    check_auto_shutdown(Full),
    Full;
flags(Other) ->
    throw({invalid_type, Other}).

default_hibernate(#{strategy := simple_one_for_one}) -> infinity;
default_hibernate(_) -> 1000.

check_flag(strategy, S) when S =:= one_for_one; S =:= one_for_all; S =:= rest_for_one;
                             S =:= simple_one_for_one -> ok;
check_flag(strategy, S) -> throw({invalid_strategy, S});
check_flag(intensity, I) when is_integer(I), I >= 0 -> ok;
check_flag(intensity, I) -> throw({invalid_intensity, I});
check_flag(period, P) when is_integer(P), P > 0 -> ok;
check_flag(period, P) -> throw({invalid_period, P});
check_flag(auto_shutdown, A) when A =:= never; A =:= any_significant; A =:= all_significant -> ok;
check_flag(auto_shutdown, A) -> throw({invalid_auto_shutdown, A});
check_flag(hibernate_after, H) when H =:= infinity; is_integer(H), H >= 0 -> ok;
check_flag(hibernate_after, H) -> throw({invalid_hibernate_after, H}).

check_auto_shutdown(#{strategy := simple_one_for_one, auto_shutdown := Auto}) when Auto =/= never ->
    throw({bad_combination, [{auto_shutdown, Auto}, {strategy, simple_one_for_one}]});
check_auto_shutdown(_) ->
    ok.

%%% Child specifications

%% {ok, {Ids in the order given, #{Id => Child}}}, or what is wrong.
children(Specs, AutoShutdown) when is_list(Specs) ->
    try lists:foldl(fun(Spec, Seen) -> add_child(Spec, AutoShutdown, Seen) end, {[], #{}}, Specs) of
        {Ids, Children} -> {ok, {lists:reverse(Ids), Children}}
    catch
        throw:Error -> Error
    end.

add_child(Spec, AutoShutdown, {Ids, Children}) ->
    case child(Spec, AutoShutdown) of
        {ok, #child{id = Id}} when is_map_key(Id, Children) -> throw({duplicate_child_name, Id});
        {ok, #child{id = Id} = Child} -> {[Id | Ids], Children#{Id => Child}};
        Error -> throw(Error)
    end.

child({Id, Start, Restart, Shutdown, Type, Modules}, AutoShutdown) ->
    child(#{id => Id, start => Start, restart => Restart, significant => false,
            shutdown => Shutdown, type => Type, modules => Modules},
          AutoShutdown);
child(Given, AutoShutdown) when is_map(Given) ->
    try
        {ok, record(maps:merge(#{restart => permanent, type => worker}, Given), AutoShutdown)}
    catch
        throw:Error -> Error
    end;
child(Other, _AutoShutdown) ->
    {invalid_child_spec, Other}.

record(#{restart := Restart, type := Type} = Spec, AutoShutdown) ->
    Id = required(id, missing_id, Spec),
    Start = check_start(required(start, missing_start, Spec)),
    check_restart(Restart),
    Significant = maps:get(significant, Spec, false),
    check_significant(Significant, Restart, AutoShutdown),
    check_type(Type),
    Shutdown = maps:get(shutdown, Spec, default_shutdown(Type)),
    check_shutdown(Shutdown),
    Modules = maps:get(modules, Spec, [element(1, Start)]),
    check_modules(Modules),
    #child{id = Id, mfargs = Start, restart_type = Restart, significant = Significant,
           shutdown = Shutdown, child_type = Type, modules = Modules}.

required(Key, Error, Spec) ->
    case Spec of
        #{Key := Value} -> Value;
        _ -> throw(Error)
    end.

check_start({M, F, A} = Start) when is_atom(M), is_atom(F), is_list(A) -> Start;
check_start(Start) -> throw({invalid_mfa, Start}).

check_restart(R) when R =:= permanent; R =:= transient; R =:= temporary -> ok;
check_restart(R) -> throw({invalid_restart_type, R}).

check_significant(true, _, never) ->
    throw({bad_combination, [{auto_shutdown, never}, {significant, true}]});
check_significant(true, permanent, _) ->
    throw({bad_combination, [{restart, permanent}, {significant, true}]});
check_significant(S, _, _) when is_boolean(S) -> ok;
check_significant(S, _, _) -> throw({invalid_significant, S}).

check_type(T) when T =:= worker; T =:= supervisor -> ok;
check_type(T) -> throw({invalid_child_type, T}).

default_shutdown(worker) -> 5000;
default_shutdown(supervisor) -> infinity.

check_shutdown(S) when S =:= infinity; S =:= brutal_kill; is_integer(S), S >= 0 -> ok;
check_shutdown(S) -> throw({invalid_shutdown, S}).

check_modules(dynamic) -> ok;
check_modules(Modules) when is_list(Modules) ->
    [throw({invalid_module, Module}) || Module <- Modules, not is_atom(Module)],
    ok;
check_modules(Modules) -> throw({invalid_modules, Modules}).

to_map(#child{id = Id, mfargs = Start, restart_type = Restart, significant = Significant,
              shutdown = Shutdown, child_type = Type, modules = Modules}) ->
    #{id => Id, start => Start, restart => Restart, significant => Significant,
      shutdown => Shutdown, type => Type, modules => Modules}.
