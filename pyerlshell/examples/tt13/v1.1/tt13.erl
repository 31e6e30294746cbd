%% tt13: a counter behind a gen_server, upgraded while it runs.
%% Version 1.1 doubles; the state is as before, so loading the new code is all it takes.
-module(tt13).
-version("1.1").
-behaviour(gen_server).

-export([start_link/0, test/0, stop/0]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2, code_change/3]).

-record(state, {cnt}).

%%% What users call

start_link() ->
    gen_server:start_link({local, ?MODULE}, ?MODULE, [], [{debug, [trace]}]).

test() ->
    gen_server:call(?MODULE, test).

stop() ->
    gen_server:cast(?MODULE, stop).

%%% What gen_server calls

init([]) ->
    {ok, #state{cnt = 1}}.

handle_call(test, _From, #state{cnt = Cnt} = State) ->
    {reply, {ok, Cnt}, State#state{cnt = Cnt * 2}};
handle_call(stop, _From, State) ->
    {stop, normal, ok, State};
handle_call(_Request, _From, State) ->
    {reply, {error, invalid_call}, State}.

handle_cast(_Msg, State) ->
    {noreply, State}.

handle_info(_Info, State) ->
    {noreply, State}.

terminate(_Reason, _State) ->
    io:format("hello gen server: terminating~n").

code_change(_OldVsn, State, _Extra) ->
    {ok, State}.
