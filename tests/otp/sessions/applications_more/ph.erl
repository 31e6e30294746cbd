-module(ph).
-behaviour(application).
-behaviour(supervisor).
-export([start/2, start_phase/3, stop/1, prep_stop/1, init/1]).

start(Type, [Name]) ->
    io:format("~p starts, ~p~n", [Name, Type]),
    case Name of
        crash -> error(crash);
        exits -> exit(normal);
        throws -> throw({error, thrown});
        returns -> hello;
        nopid -> {ok, hello};
        _ ->
            {ok, Pid} = supervisor:start_link(ph, []),
            {ok, Pid, Name}
    end.

start_phase(fail, _, _) -> {error, no_phase};
start_phase(odd, _, _) -> odd;
start_phase(bang, _, _) -> error(bang);
start_phase(Phase, Type, Args) -> io:format("phase ~p ~p ~p~n", [Phase, Type, Args]).

prep_stop(prep) -> error(not_ready);
prep_stop(State) -> {ready, State}.

stop(State) -> io:format("stopped ~p~n", [State]).

init([]) -> {ok, {#{}, []}}.
