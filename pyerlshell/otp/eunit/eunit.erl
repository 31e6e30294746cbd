%% Runs tests: starts who is to hear of them, hands them to the server, and waits for the result.
%%
%% eunit_server starts a run; eunit_data says which items the tests consist of; eunit_proc runs them in
%% processes; eunit_serial puts what these report in order for the listeners (eunit_listener): eunit_tty
%% prints, and sends the result; others come with the option `report'.
-module(eunit).

-export([start/0, start/1, stop/0, stop/1, test/1, test/2, test/3]).
-export([submit/1, submit/2, submit/3, watch/1, watch/2, watch/3, watch_path/1, watch_path/2,
         watch_path/3, watch_regexp/1, watch_regexp/2, watch_regexp/3, watch_app/1, watch_app/2,
         watch_app/3]).

-moduledoc """
Runs unit tests.

A module that includes `eunit/include/eunit.hrl` has its tests exported: functions named `..._test`
are tests, which fail if they raise an exception; functions named `..._test_` return tests. Such a
module also has a function `test/0`, which is `eunit:test(Module)`.
""".

-define(SERVER, eunit_server).

-doc "Starts the server that runs tests, and returns its pid. Running tests does so where needed.".
-spec start() -> term().
start() -> start(?SERVER).
-doc false.
start(Server) -> eunit_server:start(Server).

-doc "Stops the server; tests that are running go on to their end.".
-spec stop() -> term().
stop() -> stop(?SERVER).
-doc false.
stop(Server) -> eunit_server:stop(Server).

-doc #{equiv => test(Tests, [])}.
-spec test(Tests :: term()) -> ok | error | {error, term()}.
test(Tests) -> test(Tests, []).
-doc """
Runs tests and prints what became of them: `ok` if all have passed, otherwise `error`.

`Tests` is a module (with its companion `Module_tests`), a fun, `{test, Module, Function}`,
`{generator, Fun}`, a list of tests, `{Title, Tests}`, or a tuple that says how they are to be run:
`{setup, ...}`, `{foreach, ...}`, `{foreachx, ...}`, `{with, X, Funs}`, `{timeout, Seconds, Tests}`,
`{inorder, Tests}`, `{inparallel, Tests}`, `{inparallel, N, Tests}`, `{spawn, Tests}`,
`{spawn, Node, Tests}`, `{node, Node, Tests}`; or `{module, M}`, `{application, App}`,
`{file, File}`, `{dir, Dir}`.

- `verbose`: tests that pass are printed too, with times
- `no_tty`: nothing is printed
- `{print_depth, Depth}`: how deep terms are printed, 20 if not given
- `exact_execution`: modules are tested without their companions
- `{scale_timeouts, Factor}`: all time limits are multiplied by the number
- `{report, {Module, Options}}`: a listener of one's own, or `eunit_surefire`
- `enqueue`: wait for tests that run already

The options in the environment variable `EUNIT` come behind these.
""".
-spec test(Tests :: term(), Options :: [term()]) -> ok | error | {error, term()}.
test(Tests, Options) -> test(?SERVER, Tests, all_options(Options)).

-doc false.
test(Server, Tests, Options) ->
    Listeners = listeners(Options),
    Serial = eunit_serial:start(Listeners),
    case eunit_server:start_test(Server, Serial, Tests, Options) of
        {ok, Run} -> wait(Run, Listeners);
        {error, _} = Error -> Error
    end.

wait(Run, Listeners) ->
    receive {start, Run} -> [L ! {start, Run} || L <- Listeners] end,
    receive {done, Run} -> [L ! {stop, Run, self()} || L <- Listeners] end,
    [gone(L) || L <- Listeners],
    receive {result, Run, Result} -> Result end.

gone(Listener) ->
    Monitor = erlang:monitor(process, Listener),
    receive {'DOWN', Monitor, process, _, _} -> ok end.

-doc false.
submit(Tests) -> submit(Tests, []).
-doc false.
submit(Tests, Options) -> submit(?SERVER, Tests, Options).
-doc false.
submit(Server, Tests, Options) ->
    eunit_server:start_test(Server, spawn(fun deaf/0), Tests, Options).

deaf() ->
    receive _ -> deaf() end.

-doc false.
watch(Module) -> watch(Module, []).
-doc false.
watch(Module, Options) -> watch(?SERVER, Module, Options).
-doc false.
watch(Server, Module, Options) -> eunit_server:watch(Server, Module, Options).

-doc false.
watch_path(Path) -> watch_path(Path, []).
-doc false.
watch_path(Path, Options) -> watch_path(?SERVER, Path, Options).
-doc false.
watch_path(Server, Path, Options) -> eunit_server:watch_path(Server, Path, Options).

-doc false.
watch_regexp(Regexp) -> watch_regexp(Regexp, []).
-doc false.
watch_regexp(Regexp, Options) -> watch_regexp(?SERVER, Regexp, Options).
-doc false.
watch_regexp(Server, Regexp, Options) -> eunit_server:watch_regexp(Server, Regexp, Options).

-doc false.
watch_app(App) -> watch_app(App, []).
-doc false.
watch_app(App, Options) -> watch_app(?SERVER, App, Options).
-doc false.
watch_app(Server, App, Options) ->
    case code:lib_dir(App) of
        {error, _} -> error;
        Dir -> watch_path(Server, filename:join(Dir, "ebin"), Options)
    end.

%% -- who hears of the tests

listeners(Options) ->
    Wanted = [{eunit_tty, Options} | proplists:get_all_values(report, Options)],
    Listeners = [listener(W) || W <- Wanted],
    case proplists:get_value(event_log, Options) of
        undefined -> Listeners;
        true -> [spawn_link(fun() -> log("eunit-events.log") end) | Listeners];
        File -> [spawn_link(fun() -> log(File) end) | Listeners]
    end.

listener({Module, Options}) when is_atom(Module) -> Module:start(Options);
listener(Process) when is_pid(Process); is_atom(Process) -> Process.

log(File) ->
    case file:open(File, [write]) of
        {ok, Device} -> receive {start, Run} -> log(Run, Device) end;
        Error -> exit(Error)
    end.

log(Run, Device) ->
    receive
        {status, _, _} = Event ->
            io:fwrite(Device, "~tp.\n", [Event]),
            log(Run, Device);
        {stop, Run, _} ->
            file:close(Device)
    end.

%% What the variable EUNIT says comes behind the options that were given.
all_options(Options) ->
    case os:getenv("EUNIT") of
        false ->
            Options;
        Text ->
            {ok, Tokens, _} = erl_scan:string(Text),
            {ok, Term} = erl_parse:parse_term(Tokens ++ [{dot, erl_anno:new(1)}]),
            Options ++ if is_list(Term) -> Term; true -> [Term] end
    end.
