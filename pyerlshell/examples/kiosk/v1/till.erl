%% A till: its state is the money in it.
-module(till).
-behaviour(gen_server).

-export([start_link/1, pay/1, init/1, handle_call/3, handle_cast/2]).

start_link(Money) -> gen_server:start_link({local, ?MODULE}, ?MODULE, Money, []).

pay(Sum) -> gen_server:call(?MODULE, {pay, Sum}).

init(Money) -> {ok, Money}.

handle_call({pay, Sum}, _From, Money) -> {reply, Money + Sum, Money + Sum}.

handle_cast(close, Money) -> {stop, normal, Money}.
