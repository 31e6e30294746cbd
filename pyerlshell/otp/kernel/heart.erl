%% The guard that restarts a node which hangs. It is a program beside the node, started by the flag
%% `-heart'; nothing starts it here, so there is no process `heart' to talk to.
%%
%% OTP: heart
-module(heart).

-export([set_cmd/1, clear_cmd/0, get_cmd/0, set_callback/2, clear_callback/0, get_callback/0,
         set_options/1, get_options/0]).

-moduledoc """
Watches a node that was started with the flag `-heart`. Here nobody does: every function fails, as
in a node without that flag.
""".

-doc "Sets the command that restarts the node.".
-spec set_cmd(Cmd :: string()) -> ok | {error, {bad_cmd, string()}}.
set_cmd(Cmd) ->
    erlang:send(heart, {self(), set_cmd, Cmd}),
    answer().

-doc "Restores the command of the environment.".
-spec clear_cmd() -> ok.
clear_cmd() ->
    erlang:send(heart, {self(), clear_cmd}),
    answer().

-doc "The command that was set.".
-spec get_cmd() -> {ok, Cmd :: string()}.
get_cmd() ->
    erlang:send(heart, {self(), get_cmd}),
    answer().

-doc "Sets a function of no arguments that is called before each sign of life.".
-spec set_callback(Module :: atom(), Function :: atom()) ->
          ok | {error, {bad_callback, {atom(), atom()}}}.
set_callback(Module, Function) ->
    erlang:send(heart, {self(), set_callback, {Module, Function}}),
    answer().

-doc "The function that set_callback/2 set.".
-spec get_callback() -> {ok, {Module :: atom(), Function :: atom()}} | none.
get_callback() ->
    erlang:send(heart, {self(), get_callback}),
    answer().

-doc "Takes back set_callback/2.".
-spec clear_callback() -> ok.
clear_callback() ->
    erlang:send(heart, {self(), clear_callback}),
    answer().

-doc "Sets what is checked before each sign of life: `check_schedulers`.".
-spec set_options(Options :: [atom()]) -> ok | {error, {bad_options, [atom()]}}.
set_options(Options) ->
    erlang:send(heart, {self(), set_options, Options}),
    answer().

-doc "What set_options/1 set.".
-spec get_options() -> {ok, Options :: [atom()]} | none.
get_options() ->
    erlang:send(heart, {self(), get_options}),
    answer().

answer() ->
    receive {heart, Answer} -> Answer end.
