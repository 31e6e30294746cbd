%% A lamp that goes out by itself.
-module(lamp).
-behaviour(gen_fsm).
-export([init/1, off/2, off/3, on/2, on/3, handle_event/3, handle_sync_event/4, terminate/3,
         code_change/4]).

init(stop) -> {stop, broken};
init(ignore) -> ignore;
init(odd) -> odd;
init({crash, Reason}) -> error(Reason);
init(Data) -> {ok, off, Data}.

off(press, Data) -> {next_state, on, Data + 1, 40};
off({timeout, _, bell}, Data) -> io:format("ring~n"), {next_state, off, Data};
off(odd, _) -> odd;
off(Event, Data) -> io:format("off: ~p~n", [Event]), {next_state, off, Data}.

off(count, _From, Data) -> {reply, Data, off, Data};
off(press, From, Data) -> gen_fsm:reply(From, pressed), {next_state, on, Data + 1, hibernate};
off(halt, _From, Data) -> {stop, normal, halted, Data};
off(crash, _From, _Data) -> error(burnt).

on(timeout, Data) -> io:format("out~n"), {next_state, off, Data};
on(press, Data) -> {next_state, off, Data}.

on(count, _From, Data) -> {reply, Data, on, Data, 1000}.

handle_event({set, Data}, State, _) -> {next_state, State, Data};
handle_event(stop, _State, Data) -> {stop, {shutdown, done}, Data}.

handle_sync_event(where, _From, State, Data) -> {reply, State, State, Data};
handle_sync_event(nothing, _From, _State, _Data) -> {reply, too, few}.

terminate(Reason, State, Data) -> io:format("end: ~P ~p ~p~n", [Reason, 4, State, Data]).

code_change(_Old, State, Data, Extra) -> {ok, State, {Data, Extra}}.
