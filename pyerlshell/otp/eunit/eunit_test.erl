%% Calls the functions of a user: tests, generators, and what sets tests up and cleans up behind them.
%%
%% A fun for {Module, Function} says by a throw of {eunit_internal, What} that there is no such function,
%% as something that is to be told otherwise than a test that fails.
-module(eunit_test).

-export([run_testfun/1, mf_wrapper/2, enter_context/4, multi_setup/1]).

run_testfun(F) ->
    try F() of
        Value -> {ok, Value}
    catch
        throw:{eunit_internal, Missing} -> throw(Missing);
        Class:Reason:Trace -> {error, {Class, Reason, Trace}}
    end.

mf_wrapper(M, F) ->
    fun() ->
        try M:F()
        catch
            error:undef:Trace -> undefined(M, F, Trace)
        end
    end.

undefined(M, F, Trace) ->
    case {erlang:module_loaded(M), erlang:function_exported(M, F, 0)} of
        {false, _} -> throw({eunit_internal, {module_not_found, M}});
        {true, false} -> throw({eunit_internal, {no_such_function, {M, F, 0}}});
        {true, true} -> erlang:raise(error, undef, own(Trace) ++ [{M, F, 0}])
    end.

%% The part of a trace that belongs to the user.
own(Trace) ->
    Mine = lists:takewhile(fun(Frame) -> element(1, Frame) =/= ?MODULE end, Trace),
    eunit_lib:uniq([Frame || Frame <- Mine, element(1, Frame) =/= eunit_data]).

%% Set up, give Run the tests that Instantiate makes, and clean up in any case.
enter_context(Setup, Cleanup, Instantiate, Run) ->
    try Setup() of
        R ->
            try Instantiate(R) of
                Tests ->
                    check(Tests, Instantiate),
                    try Run(Tests)
                    after clean_up(Cleanup, R)
                    end
            catch
                Class:Reason:Trace -> fault(instantiation_failed, Class, Reason, Trace)
            end
    catch
        Class:Reason:Trace -> fault(setup_failed, Class, Reason, Trace)
    end.

check(Tests, Instantiate) ->
    case eunit_lib:is_not_test(Tests) of
        true ->
            MFA = erlang:fun_info_mfa(Instantiate),
            {current_stacktrace, Trace} = process_info(self(), current_stacktrace),
            fault({bad_instantiator, {MFA, Tests}}, error, badarg, Trace);
        false ->
            ok
    end.

clean_up(Cleanup, R) ->
    try Cleanup(R)
    catch Class:Reason:Trace -> fault(cleanup_failed, Class, Reason, Trace)
    end.

fault(What, Class, Reason, Trace) ->
    throw({context_error, What, {Class, Reason, own(Trace)}}).

%% One setup and one cleanup of a list of {Tag, Setup, Cleanup}, or {Tag, Setup}. A setup that fails has
%% those before it cleaned up; what went wrong is thrown with its tag.
multi_setup(Steps) ->
    {fun() -> set_up(Steps, []) end,
     fun(Rs) ->
         Cleanups = [cleanup(Step) || Step <- Steps],
         undo(lists:reverse(lists:zip(Cleanups, Rs)))
     end}.

set_up([], Done) ->
    [R || {_, R} <- lists:reverse(Done)];
set_up([Step | Steps], Done) ->
    Setup = element(2, Step),
    try Setup() of
        R -> set_up(Steps, [{cleanup(Step), R} | Done])
    catch
        Class:Reason:Trace ->
            undo(Done),
            throw({element(1, Step), {Class, Reason, Trace}})
    end.

cleanup({Tag, _, Cleanup}) -> {Tag, Cleanup};
cleanup({Tag, _}) -> {Tag, fun(_) -> ok end}.

undo([]) -> ok;
undo([{{Tag, Cleanup}, R} | Rest]) ->
    try Cleanup(R) of
        _ -> undo(Rest)
    catch
        Class:Reason:Trace -> throw({Tag, {Class, Reason, Trace}})
    end.
