%% The processes of kernel's supervision tree, which have little to do here but can be asked.
%%
%% Each is there from the beginning, without a stack; with its first message it becomes the process
%% that it seems to be: a supervisor whose children are already running, or a server that answers
%% the messages of `sys'.
-module(kernel_tree).
-behaviour(gen_server).

-export([loop/0, child/1]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2]).

loop() ->
    process_flag(trap_exit, true),
    case process_info(self(), registered_name) of
        {registered_name, Name} -> become(Name);
        [] -> become(get('$initial_call'))
    end.

become(Name) when Name =:= kernel_sup; Name =:= kernel_safe_sup; Name =:= logger_sup ->
    case supervisor:init({{local, Name}, ?MODULE, Name}) of
        {ok, State} -> gen_server:enter_loop(supervisor, [], State, {local, Name});
        {ok, State, Next} -> gen_server:enter_loop(supervisor, [], State, {local, Name}, Next)
    end;
become(erl_signal_server) ->
    gen_event:system_continue(whereis(kernel_sup), [], {erl_signal_server, [], infinity, false});
become(Name) ->
    gen_server:enter_loop(?MODULE, [], state(Name), {local, Name}).

state(kernel_refc) -> #{scheduler_wall_time => #{}};
state(_) -> [].

%%% The supervisors

init(kernel_sup) ->
    {ok, {#{strategy => one_for_all, intensity => 0, period => 1},
          [child(code_server, whereis(code_server), worker, [code]),
           child(standard_error, whereis(standard_error_sup), supervisor, [standard_error]),
           child(file_server_2, whereis(file_server_2), worker,
                 [file, file_server, file_io_server, prim_file]),
           child(on_load, ignore, worker, [kernel]),
           child(inet_db, whereis(inet_db), worker, [inet_db]),
           child(rex, whereis(rex), worker, [rpc]),
           child(global_name_server, whereis(global_name_server), worker, [global]),
           child(net_sup, ignore, supervisor, [erl_distribution]),
           child(global_group, whereis(global_group), worker, [global_group]),
           child(erl_signal_server, whereis(erl_signal_server), worker, dynamic),
           child(user, number(66), supervisor, [user_sup]),
           child(logger_sup, whereis(logger_sup), supervisor, [logger_sup]),
           child(kernel_config, number(76), worker, [kernel_config]),
           child(kernel_refc, whereis(kernel_refc), worker, [kernel_refc]),
           child(kernel_safe_sup, whereis(kernel_safe_sup), supervisor, [kernel])]}};
init(kernel_safe_sup) ->
    {ok, {#{strategy => one_for_one, intensity => 4, period => 3600}, []}};
init(logger_sup) ->
    {ok, {#{strategy => one_for_one, intensity => 1, period => 30},
          [child(logger_handler_watcher, whereis(logger_handler_watcher), worker,
                 [logger_handler_watcher]),
           child(logger_proxy, whereis(logger_proxy), worker, [logger_proxy]),
           child(default, whereis(logger_std_h_default), worker, [logger_h_common])]}}.

child(Id, Running, Type, Modules) ->
    #{id => Id, start => {?MODULE, child, [Running]}, restart => permanent, type => Type,
      shutdown => shutdown(Type), modules => Modules}.

shutdown(supervisor) -> infinity;
shutdown(worker) -> 2000.

number(N) -> list_to_pid("<0." ++ integer_to_list(N) ++ ".0>").

child(ignore) -> ignore;
child(undefined) -> {error, noproc};
child(Pid) -> {ok, Pid}.

%%% The servers

handle_call(_, _, State) -> {reply, {error, badrpc}, State}.
handle_cast(_, State) -> {noreply, State}.
handle_info(_, State) -> {noreply, State}.
