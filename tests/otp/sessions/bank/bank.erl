-module(bank).
-behaviour(supervisor).
-export([main/0, init/1, start_link/0]).
-export([account/2]).
start_link() -> supervisor:start_link({local, bank_sup}, ?MODULE, []).
init([]) ->
    {ok, {#{strategy => rest_for_one, intensity => 5, period => 10},
          [#{id => ledger, start => {bank_ledger, start_link, []}},
           #{id => accounts, start => {bank_accounts, start_link, []}, type => supervisor}]}}.
account(Id, Amount) -> supervisor:start_child(bank_accounts, [Id, Amount]).
try_(F) -> try F() catch C:R -> {C, R} end.
main() ->
    process_flag(trap_exit, true),
    {ok, Sup} = start_link(),
    [begin {ok, P} = account(Id, 100), io:format("~p ~p~n", [Id, is_pid(P)]) end || Id <- [a, b, c]],
    io:format("dup ~p~n", [element(1, element(2, account(a, 1)))]),
    io:format("~p~n", [bank_acc:deposit(a, 50)]), io:format("~p~n", [bank_acc:withdraw(a, 500)]), io:format("~p~n", [bank_acc:withdraw(a, 20)]),
    io:format("~p~n", [bank_acc:transfer(a, b, 30)]), io:format("~p~n", [bank_acc:transfer(b, zz, 30)]), io:format("~p~n", [[{I, bank_acc:balance(I)} || I <- [a, b, c]]]),
    io:format("~p~n", [bank_acc:freeze(b)]), io:format("~p~n", [bank_acc:deposit(b, 1)]), io:format("~p~n", [try_(fun() -> bank_acc:close(b) end)]), io:format("~p~n", [bank_acc:thaw(b)]), timer:sleep(5), io:format("~p~n", [bank_acc:balance(b)]),
    io:format("~p~n", [bank_ledger:entries()]),
    io:format("~p~n", [supervisor:count_children(bank_accounts)]),
    exit(whereis(bank_ledger), kill), timer:sleep(50),
    io:format("~p ~p~n", [supervisor:count_children(bank_accounts), bank_ledger:entries()]),
    [account(Id, 10) || Id <- [a, b]],
    io:format("~p~n", [[{I, try_(fun() -> bank_acc:balance(I) end)} || I <- [a, b, c]]]),
    bank_acc:crash(a), timer:sleep(50), io:format("~p~n", [bank_acc:balance(a)]),
    io:format("~p~n", [[{I, T, M} || {I, _, T, M} <- supervisor:which_children(Sup)]]),
    exit(Sup, shutdown), receive {'EXIT', Sup, R} -> io:format("~p~n", [R]) end,
    io:format("~p~n", [[whereis(N) || N <- [bank_sup, bank_ledger, bank_accounts]]]).
