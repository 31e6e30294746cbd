-module(bank_acc).
-behaviour(gen_statem).
-export([start_link/2, deposit/2, withdraw/2, transfer/3, balance/1, freeze/1, thaw/1, close/1, crash/1]).
-export([init/1, callback_mode/0, open/3, frozen/3, terminate/3]).
name(Id) -> {global, {account, Id}}.
start_link(Id, Amount) -> gen_statem:start_link(name(Id), ?MODULE, {Id, Amount}, []).
deposit(Id, N) -> call(Id, {deposit, N}).
withdraw(Id, N) -> call(Id, {withdraw, N}).
balance(Id) -> call(Id, balance).
freeze(Id) -> call(Id, freeze).
thaw(Id) -> call(Id, thaw).
close(Id) -> gen_statem:call(name(Id), close, 20).
crash(Id) -> gen_statem:cast(name(Id), crash).
call(Id, R) -> try gen_statem:call(name(Id), R, 100) catch exit:{noproc, _} -> {error, no_account}; exit:{timeout, _} -> {error, busy} end.
transfer(A, B, N) ->
    case withdraw(A, N) of
        {ok, _} -> case deposit(B, N) of {ok, X} -> {ok, X}; E -> deposit(A, N), E end;
        E -> E
    end.
init({Id, Amount}) -> {ok, open, #{id => Id, amount => Amount}}.
callback_mode() -> [state_functions, state_enter].
open(enter, Old, #{id := Id}) -> bank_ledger:note({Id, Old, open}), keep_state_and_data;
open({call, F}, balance, #{amount := A}) -> {keep_state_and_data, [{reply, F, A}]};
open({call, F}, {deposit, N}, #{amount := A} = D) -> bank_ledger:note({maps:get(id, D), N}), {keep_state, D#{amount := A + N}, [{reply, F, {ok, A + N}}]};
open({call, F}, {withdraw, N}, #{amount := A}) when N > A -> {keep_state_and_data, [{reply, F, {error, {short, N - A}}}]};
open({call, F}, {withdraw, N}, #{amount := A} = D) -> bank_ledger:note({maps:get(id, D), -N}), {keep_state, D#{amount := A - N}, [{reply, F, {ok, A - N}}]};
open({call, F}, freeze, D) -> {next_state, frozen, D, [{reply, F, ok}]};
open({call, F}, close, D) -> {stop_and_reply, normal, [{reply, F, ok}], D};
open(cast, crash, _) -> error(crash).
frozen(enter, Old, #{id := Id}) -> bank_ledger:note({Id, Old, frozen}), {keep_state_and_data, [{state_timeout, 10000, melt}]};
frozen({call, F}, thaw, D) -> {next_state, open, D, [{reply, F, ok}]};
frozen({call, _}, _, _) -> {keep_state_and_data, [postpone]};
frozen(state_timeout, melt, D) -> {next_state, open, D}.
terminate(_, _, _) -> ok.
