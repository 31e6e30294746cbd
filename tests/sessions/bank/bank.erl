-module(bank).
-behaviour(gen_server).
-export([start_link/0, open/2, deposit/2, withdraw/2, balance/1, transfer/3, stop/0]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2]).

-record(account, {owner, balance = 0 :: integer(), history = []}).

start_link() -> gen_server:start_link({local, ?MODULE}, ?MODULE, #{}, []).
open(Id, Owner) -> gen_server:call(?MODULE, {open, Id, Owner}).
deposit(Id, N) when N > 0 -> gen_server:call(?MODULE, {deposit, Id, N}).
withdraw(Id, N) when N > 0 -> gen_server:call(?MODULE, {withdraw, Id, N}).
balance(Id) -> gen_server:call(?MODULE, {balance, Id}).
transfer(From, To, N) -> gen_server:call(?MODULE, {transfer, From, To, N}).
stop() -> gen_server:stop(?MODULE).

init(Accounts) ->
    process_flag(trap_exit, true),
    {ok, Accounts}.

handle_call({open, Id, _}, _From, As) when is_map_key(Id, As) ->
    {reply, {error, exists}, As};
handle_call({open, Id, Owner}, _From, As) ->
    {reply, ok, As#{Id => #account{owner = Owner}}};
handle_call({balance, Id}, _From, As) ->
    case As of
        #{Id := #account{balance = B}} -> {reply, {ok, B}, As};
        _ -> {reply, {error, no_account}, As}
    end;
handle_call({Op, Id, N}, _From, As) when Op =:= deposit; Op =:= withdraw ->
    try change(Op, Id, N, As) of
        {B, As1} -> {reply, {ok, B}, As1}
    catch
        throw:Reason -> {reply, {error, Reason}, As}
    end;
handle_call({transfer, From, To, N}, _From, As) ->
    Reply = maybe
        {ok, As1} ?= safe(withdraw, From, N, As),
        {ok, As2} ?= safe(deposit, To, N, As1),
        {ok, As2}
    else
        {error, Why} -> {error, {transfer, Why}}
    end,
    case Reply of
        {ok, As3} -> {reply, ok, As3};
        Error -> {reply, Error, As}
    end.

handle_cast(_, As) -> {noreply, As}.
handle_info({'EXIT', _, Reason}, As) -> io:format("exit ~p~n", [Reason]), {noreply, As};
handle_info(Other, As) -> io:format("info ~p~n", [Other]), {noreply, As}.
terminate(Reason, As) -> io:format("bank closes: ~p with ~b accounts~n", [Reason, map_size(As)]).

safe(Op, Id, N, As) ->
    try change(Op, Id, N, As) of {_, As1} -> {ok, As1} catch throw:R -> {error, R} end.

change(Op, Id, N, As) ->
    #account{balance = B, history = H} = A = get_account(Id, As),
    B1 = case Op of deposit -> B + N; withdraw -> B - N end,
    B1 >= 0 orelse throw({insufficient, B}),
    {B1, As#{Id := A#account{balance = B1, history = [{Op, N} | H]}}}.

get_account(Id, As) ->
    case maps:find(Id, As) of
        {ok, A} -> A;
        error -> throw(no_account)
    end.
