%% One server for each behaviour, and a special process written by hand.
-module(rs).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, code_change/3, terminate/2]).
-export([callback_mode/0, on/3, off/3, code_change/4]).
-export([handle_event/2, handle_call/2]).
-export([special/1, loop/3, system_continue/3, system_terminate/4, system_code_change/4,
         system_get_state/1, system_replace_state/2, format_status/2, write/3]).
init({statem, S}) -> {ok, off, S};
init({event, S}) -> {ok, S};
init({sup, N}) -> {ok, {#{intensity => N}, [#{id => w, start => {gen_server, start_link, [rs, 0, []]}, modules => [rs]} | [#{id => {w, I}, start => {gen_server, start_link, [rs, I, []]}} || I <- lists:seq(2, N)]]}};
init(S) -> {ok, S}.
handle_call(next, _From, S) -> {reply, S, S + 1};
handle_call(later, From, S) -> self() ! {reply, From}, {noreply, S};
handle_call(long, _From, S) -> {reply, lists:seq(1, 40), S}.
handle_cast(_, S) -> {noreply, S}.
handle_info({reply, From}, S) -> gen_server:reply(From, late), {noreply, S};
handle_info(_, S) -> {noreply, S}.
terminate(_, _) -> ok.
code_change(Vsn, S, {seen, Pid}) -> Pid ! {vsn, Vsn}, {ok, S};
code_change(_, S, _) -> {ok, S}.
code_change(Vsn, State, S, {seen, Pid}) -> Pid ! {vsn, Vsn}, {ok, State, S}.
callback_mode() -> [state_functions, state_enter].
off(enter, _, _) -> keep_state_and_data;
off({call, F}, switch, S) -> {next_state, on, S + 1, [{reply, F, on}, {state_timeout, 50000, off}]};
off(cast, wait, _) -> {keep_state_and_data, [postpone]};
off(cast, M, _) -> {keep_state_and_data, [{next_event, internal, M}, {timeout, 60000, M}]};
off(internal, _, _) -> keep_state_and_data;
off(info, push, _) -> {keep_state_and_data, [{push_callback_module, rs}]};
off(info, zero, _) -> {keep_state_and_data, [{{timeout, z}, 0, now}]};
off(info, _, _) -> keep_state_and_data;
off({timeout, z}, now, _) -> {keep_state_and_data, [{{timeout, y}, update, none}]};
off({timeout, y}, _, _) -> keep_state_and_data.
on(enter, _, _) -> keep_state_and_data;
on(cast, wait, _) -> keep_state_and_data;
on({call, F}, switch, S) -> {next_state, off, S + 1, {reply, F, off}}.
handle_event(_, S) -> {ok, S + 1}.
handle_call(count, S) -> {ok, S, S}.
special(Parent) -> register(special, self()), proc_lib:init_ack(Parent, {ok, self()}), loop(Parent, sys:debug_options([]), 0).
loop(Parent, Debug, N) ->
    receive
        {system, From, Msg} -> sys:handle_system_msg(Msg, From, Parent, ?MODULE, Debug, N);
        {add, X} ->
            D1 = sys:handle_debug(Debug, fun ?MODULE:write/3, special, {in, {add, X}}),
            D2 = sys:handle_debug(D1, fun ?MODULE:write/3, special, {out, N + X, nobody}),
            loop(Parent, D2, N + X)
    end.
write(Dev, Event, Name) -> io:format(Dev, "~p: ~p~n", [Name, Event]).
system_continue(Parent, Debug, N) -> loop(Parent, Debug, N).
system_terminate(Reason, _, _, _) -> exit(Reason).
system_code_change(N, _, Vsn, Extra) -> {ok, {N, Vsn, Extra}}.
system_get_state(N) -> {ok, N}.
system_replace_state(F, N) -> {ok, F(N), F(N)}.
format_status(Opt, [_, Status, _, _, N]) -> [Opt, Status, {n, N}].
