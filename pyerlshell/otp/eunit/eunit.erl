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

-define(SERVER, eunit_server).

start() -> start(?SERVER).
start(Server) -> eunit_server:start(Server).

stop() -> stop(?SERVER).
stop(Server) -> eunit_server:stop(Server).

test(Tests) -> test(Tests, []).
test(Tests, Options) -> test(?SERVER, Tests, with_environment(Options)).

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

submit(Tests) -> submit(Tests, []).
submit(Tests, Options) -> submit(?SERVER, Tests, Options).
submit(Server, Tests, Options) ->
    eunit_server:start_test(Server, spawn(fun deaf/0), Tests, Options).

deaf() ->
    receive _ -> deaf() end.

watch(Module) -> watch(Module, []).
watch(Module, Options) -> watch(?SERVER, Module, Options).
watch(Server, Module, Options) -> eunit_server:watch(Server, Module, Options).

watch_path(Path) -> watch_path(Path, []).
watch_path(Path, Options) -> watch_path(?SERVER, Path, Options).
watch_path(Server, Path, Options) -> eunit_server:watch_path(Server, Path, Options).

watch_regexp(Regexp) -> watch_regexp(Regexp, []).
watch_regexp(Regexp, Options) -> watch_regexp(?SERVER, Regexp, Options).
watch_regexp(Server, Regexp, Options) -> eunit_server:watch_regexp(Server, Regexp, Options).

watch_app(App) -> watch_app(App, []).
watch_app(App, Options) -> watch_app(?SERVER, App, Options).
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
with_environment(Options) ->
    case os:getenv("EUNIT") of
        false -> Options;
        Text ->
            try
                {ok, Tokens, _} = erl_scan:string(Text ++ "."),
                {ok, Term} = erl_parse:parse_term(Tokens),
                Options ++ if is_list(Term) -> Term; true -> [Term] end
            catch
                _:_ -> Options
            end
    end.
