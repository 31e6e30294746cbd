%% The process that starts runs of tests, each at once or, with the option `enqueue', after the others.
%%
%% Modules, folders and patterns to watch are taken down; as in the reference, nobody tells the server
%% what is loaded, unless a message {code_monitor, {loaded, Module, Time}} does.
-module(eunit_server).

-export([start/1, stop/1, start_test/4, watch/3, watch_path/3, watch_regexp/3]).
-export([main/1]).

-define(ATTEMPTS, 5).
-define(AGAIN, 200).
-define(AUTO_DELAY, 333).
-define(AUTO_LIMIT, 60000).

start(Name) when is_atom(Name) -> ensure_started(Name, ?ATTEMPTS).

stop(Server) -> command(Server, stop).

start_test(Server, Supervisor, Tests, Options) ->
    command(Server, {start, {Supervisor, Tests, Options}}).

watch(Server, Module, _Options) when is_atom(Module) ->
    command(Server, {watch, {module, Module}}).

watch_path(Server, Path, _Options) ->
    command(Server, {watch, {path, filename:flatten(Path)}}).

watch_regexp(Server, Regexp, _Options) ->
    case re:compile(Regexp, [anchored]) of
        {ok, Compiled} -> command(Server, {watch, {regexp, Compiled}});
        Error -> Error
    end.

%% -- asking the server

command(Server, Command) when is_atom(Server) ->
    Command =:= stop orelse ensure_started(Server, ?ATTEMPTS),
    case whereis(Server) of
        undefined -> {error, server_down};
        Pid -> command(Pid, Command)
    end;
command(Server, Command) when is_pid(Server) ->
    Monitor = erlang:monitor(process, Server),
    Server ! {command, self(), Command},
    receive
        {Server, Answer} ->
            erlang:demonitor(Monitor, [flush]),
            Answer;
        {'DOWN', Monitor, process, Server, _} ->
            {error, server_down}
    end.

ensure_started(_Name, 0) -> throw(no_server);
ensure_started(Name, Attempts) ->
    case whereis(Name) of
        undefined ->
            Caller = self(),
            Server = spawn(fun() -> init(Name, Caller) end),
            receive
                {Server, ok} -> Server;
                {Server, error} -> timer:sleep(?AGAIN), ensure_started(Name, Attempts - 1)
            end;
        Server ->
            Server
    end.

%% -- the server

init(Name, Caller) ->
    try register(Name, self()) of
        true ->
            Caller ! {self(), ok},
            main(#{name => Name, stopped => false, jobs => #{}, queue => [], watched => [],
                   auto => []})
    catch
        error:badarg -> Caller ! {self(), error}
    end.

%% jobs: run => who asked for it; queue: jobs that wait; auto: modules to test, the first one is in work.
main(#{stopped := true, jobs := Jobs}) when Jobs =:= #{} ->
    ok;
main(S) ->
    receive
        {command, From, _} when map_get(stopped, S) ->
            From ! {self(), stopped},
            main(S);
        {command, From, Command} ->
            {Answer, S1} = do(Command, From, S),
            From ! {self(), Answer},
            ?MODULE:main(S1);
        {done, auto_test, _} ->
            ?MODULE:main(next_auto(S));
        {done, Run, _} ->
            ?MODULE:main(done(Run, S));
        {code_monitor, {loaded, Module, _Time}} ->
            ?MODULE:main(loaded(Module, S))
    end.

do({start, {_, _, Options} = Job}, From, #{jobs := Jobs, queue := Queue} = S) ->
    Run = make_ref(),
    case proplists:get_bool(enqueue, Options) andalso map_size(Jobs) > 0 of
        true -> {{ok, Run}, S#{queue := Queue ++ [{Run, From, Job}]}};
        false -> {{ok, Run}, run(Run, From, Job, S)}
    end;
do(stop, _From, #{name := Name} = S) ->
    catch unregister(Name),
    {{error, stopped}, S#{stopped := true}};
do({watch, Target}, _From, #{watched := Watched} = S) ->
    {ok, S#{watched := lists:usort([Target | Watched])}};
do({forget, Target}, _From, #{watched := Watched} = S) ->
    {ok, S#{watched := Watched -- [Target]}};
do(Command, _From, S) ->
    {{error, {unknown_command, Command}}, S}.

run(Run, From, {Supervisor, Tests, Options}, #{jobs := Jobs} = S) ->
    From ! {start, Run},
    Order = proplists:get_value(order, Options, inorder),
    eunit_proc:start(Tests, Order, Supervisor, Run, Options),
    S#{jobs := Jobs#{Run => From}}.

done(Run, #{jobs := Jobs, queue := Queue} = S) ->
    case maps:take(Run, Jobs) of
        {From, Others} ->
            From ! {done, Run},
            case Queue of
                [] -> S#{jobs := Others};
                [{R, F, Job} | Rest] -> run(R, F, Job, S#{jobs := Others, queue := Rest})
            end;
        error ->
            S
    end.

%% -- modules that are watched

loaded(Module, #{auto := Auto} = S) ->
    case is_watched(Module, S) of
        true ->
            Auto =:= [] andalso start_auto(Module),
            S#{auto := Auto ++ [Module]};
        false ->
            S
    end.

is_watched(Module, #{watched := Watched}) ->
    File = code:which(Module),
    Path = if is_list(File) -> File; true -> "" end,
    lists:any(fun({module, M}) -> M =:= Module;
                 ({path, P}) -> P =:= filename:dirname(Path);
                 ({regexp, R}) -> re:run(Path, R, [{capture, none}]) =:= match
              end,
              Watched).

next_auto(#{auto := [_ | Rest]} = S) ->
    case Rest of
        [] -> ok;
        [Module | _] -> start_auto(Module)
    end,
    S#{auto := Rest};
next_auto(S) ->
    S.

%% The tests of a module that was loaded, printed on the console behind the prompt that is there.
start_auto(Module) ->
    Server = self(),
    spawn(fun() ->
        timer:sleep(?AUTO_DELAY),
        group_leader(whereis(user), self()),
        {Pid, Monitor} = spawn_monitor(fun() ->
            io:fwrite("\n== EUnit: testing module ~w ==\n", [Module]),
            eunit:test(Server, Module, [enqueue]),
            io:put_chars("\n-> ")
        end),
        receive
            {'DOWN', Monitor, process, Pid, _} -> ok
        after ?AUTO_LIMIT ->
            exit(Pid, kill),
            io:put_chars("\n== EUnit: automatic test was aborted ==\n\n> ")
        end,
        Server ! {done, auto_test, self()}
    end).
