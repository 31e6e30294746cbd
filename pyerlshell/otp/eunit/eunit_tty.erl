%% Prints what becomes of tests: with `verbose' all of it, otherwise what did not pass; then the totals.
%%
%% Groups that have a title are indented two columns. With `no_tty' nothing is printed. The run waits for
%% the result, which is sent at the end in any case.
-module(eunit_tty).

-behaviour(eunit_listener).

-export([start/0, start/1]).
-export([init/1, handle_begin/3, handle_end/3, handle_cancel/3, terminate/2]).

-record(st, {verbose, silent, depth, level = 0}).

-define(DEPTH, 20).

start() -> start([]).
start(Options) -> eunit_listener:start(?MODULE, Options).

init(Options) ->
    St = #st{verbose = proplists:get_bool(verbose, Options),
             silent = proplists:get_bool(no_tty, Options),
             depth = proplists:get_value(print_depth, Options, ?DEPTH)},
    receive
        {start, _Run} ->
            St#st.verbose andalso print("======================== EUnit ========================\n", St),
            St
    end.

%% -- the end of all

terminate({ok, Totals}, St) ->
    #{pass := Pass, fail := Fail, skip := Skip, cancel := Cancel} = maps:from_list(Totals),
    case {Fail, Skip, Cancel} of
        {0, 0, 0} ->
            Pass > 0 andalso St#st.verbose andalso bar(St),
            print(passed(Pass), St),
            answer(ok);
        _ ->
            bar(St),
            print("  Failed: ~w.  Skipped: ~w.  Passed: ~w.\n", [Fail, Skip, Pass], St),
            Cancel > 0 andalso print("One or more tests were cancelled.\n", St),
            answer(error)
    end;
terminate({error, Reason}, #st{depth = Depth} = St) ->
    print("Internal error: ~tP.\n", [Reason, Depth], St),
    answer(error).

passed(0) -> "  There were no tests to run.\n";
passed(1) -> "  Test passed.\n";
passed(2) -> "  2 tests passed.\n";
passed(N) -> io_lib:format("  All ~w tests passed.\n", [N]).

bar(St) -> print("=======================================================\n", St).

answer(Result) ->
    receive {stop, Run, Caller} -> Caller ! {result, Run, Result} end,
    ok.

%% -- groups

handle_begin(group, Data, #st{level = Level} = St) ->
    case is_shown(Data, St) of
        true ->
            title(Data, St),
            St#st{level = Level + 1};
        false ->
            St
    end;
handle_begin(test, Data, St) ->
    St#st.verbose andalso name(Data, St),
    St.

handle_end(group, Data, #st{level = Level} = St) ->
    case is_shown(Data, St) of
        true ->
            case proplists:get_value(time, Data) of
                Time when Time > 0 ->
                    indent(St),
                    print("[done in ~.3f s]\n", [Time / 1000], St);
                _ ->
                    ok
            end,
            St#st{level = Level - 1};
        false ->
            St
    end;
handle_end(test, Data, St) ->
    Status = proplists:get_value(status, Data),
    Status =:= ok orelse St#st.verbose orelse name(Data, St),
    outcome(Status, Data, St),
    St.

handle_cancel(group, Data, #st{level = Level} = St) ->
    case proplists:get_value(reason, Data) of
        undefined ->
            ok;
        Reason ->
            is_shown(Data, St) orelse title(Data, St),
            is_blame(Reason) orelse (indent(St) =:= ok andalso print(cancelled(Reason, St), St))
    end,
    St#st{level = Level - 1};
handle_cancel(test, Data, St) ->
    St#st.verbose orelse name(Data, St),
    print(cancelled(proplists:get_value(reason, Data), St), St),
    St.

is_blame({blame, _}) -> true;
is_blame(_) -> false.

is_shown(Data, #st{verbose = Verbose}) ->
    Verbose andalso text(desc, Data) =/= "".

text(Key, Data) ->
    case proplists:get_value(Key, Data) of
        undefined -> "";
        Text -> Text
    end.

title(Data, St) ->
    indent(St),
    print("~ts\n", [proplists:get_value(desc, Data)], St).

%% -- tests

name(Data, St) ->
    indent(St),
    Line = case proplists:get_value(line, Data, 0) of
               0 -> "";
               N -> io_lib:format("~w:", [N])
           end,
    Title = case text(desc, Data) of
                "" -> "";
                Text -> io_lib:format(" (~ts)", [Text])
            end,
    case proplists:get_value(source, Data) of
        {Module, Function, _} -> print("~ts:~ts ~ts~ts...", [Module, Line, Function, Title], St);
        _ -> print("~ts~ts...", [Line, Title], St)
    end.

outcome(ok, Data, #st{verbose = true} = St) ->
    Time = proplists:get_value(time, Data, 0),
    Time > 0 andalso print("[~.3f s] ", [Time / 1000], St),
    print("ok\n", St);
outcome(ok, _Data, _St) ->
    ok;
outcome({error, Exception}, Data, #st{depth = Depth} = St) ->
    print("*failed*\n~ts", [eunit_lib:format_exception(Exception, Depth)], St),
    print("  output:<<\"~ts\">>\n\n", [proplists:get_value(output, Data)], St);
outcome({skipped, Reason}, _Data, St) ->
    print("*did not run*\n::~ts\n", [missing(Reason)], St).

missing({module_not_found, Module}) ->
    io_lib:format("missing module: ~w", [Module]);
missing({no_such_function, {M, F, A}}) ->
    io_lib:format("no such function: ~w:~tw/~w", [M, F, A]).

cancelled(undefined, _St) -> "*skipped*\n";
cancelled(timeout, _St) -> "*timed out*\n";
cancelled({timeout, #{stacktrace := Trace}}, _St) ->
    ["*timed out*\n", eunit_lib:format_stacktrace(Trace)];
cancelled({startup, Reason}, #st{depth = Depth}) ->
    io_lib:format("*could not start test process*\n::~tP\n\n", [Reason, Depth]);
cancelled({blame, _}, _St) -> "*cancelled because of subtask*\n";
cancelled({exit, Reason}, #st{depth = Depth}) ->
    io_lib:format("*unexpected termination of test process*\n::~tP\n\n", [Reason, Depth]);
cancelled({abort, Reason}, #st{depth = Depth}) ->
    eunit_lib:format_error(Reason, Depth).

%% -- printing

indent(#st{level = Level} = St) when Level > 0 -> print(lists:duplicate(2 * Level, $\s), St);
indent(_St) -> ok.

print(Text, St) -> print("~ts", [Text], St).

print(_Format, _Args, #st{silent = true}) -> ok;
print(Format, Args, _St) -> io:fwrite(Format, Args).
