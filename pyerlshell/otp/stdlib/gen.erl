%% What gen_server, gen_statem, gen_event and supervisor have in common: starting, naming,
%% and the client's side of a call.
%%
%% A request is {Label, {Client, Tag}, Request}; its answer is {Tag, Reply}. For a call the tag is
%% [alias | Ref], where Ref is at once a monitor of the server and an alias of the client: when the
%% client gives up, the alias goes away, and a late answer is dropped instead of staying in the mailbox.
-module(gen).

-export([start/5, start/6, init_it/6, init_it/7]).
-export([call/3, call/4, reply/2, stop/1, stop/3]).
-export([send_request/3, send_request/5, wait_response/2, wait_response/3]).
-export([receive_response/2, receive_response/3, check_response/2, check_response/3]).
-export([reqids_new/0, reqids_add/3, reqids_size/1, reqids_to_list/1]).
-export([debug_options/2, hibernate_after/1, name/1, get_proc_name/1, get_parent/0,
         unregister_name/1]).
-export([format_status_header/2, format_status/4]).

-define(CALL_TIMEOUT, 5000).

%%% Starting

start(GenMod, Link, Name, Mod, Args, Options) ->
    case where(Name) of
        undefined -> spawn_it(GenMod, Link, [Name, Mod, Args, Options], Options);
        Pid -> {error, {already_started, Pid}}
    end.

start(GenMod, Link, Mod, Args, Options) ->
    spawn_it(GenMod, Link, [Mod, Args, Options], Options).

spawn_it(GenMod, Link, Rest, Options) ->
    Timeout = option(timeout, Options, infinity),
    SpawnOpts = option(spawn_opt, Options, []),
    Args = fun(Parent) -> [GenMod, self(), Parent | Rest] end,
    case Link of
        link -> proc_lib:start_link(gen, init_it, Args(self()), Timeout, SpawnOpts);
        monitor ->
            monitored(proc_lib:start_monitor(gen, init_it, Args(self()), Timeout, SpawnOpts));
        nolink -> proc_lib:start(gen, init_it, Args(self), Timeout, SpawnOpts)
    end.

monitored({{ok, Pid}, Ref}) ->
    {ok, {Pid, Ref}};
monitored({Failed, Ref}) ->
    demonitor(Ref, [flush]),
    Failed.

%% Runs in the new process. Parent is `self' when nobody is linked to it.
init_it(GenMod, Starter, Parent, Mod, Args, Options) ->
    GenMod:init_it(Starter, parent(Parent), self(), Mod, Args, Options).

init_it(GenMod, Starter, Parent, Name, Mod, Args, Options) ->
    case register_name(Name) of
        true ->
            GenMod:init_it(Starter, parent(Parent), Name, Mod, Args, Options);
        {false, Pid} ->
            proc_lib:init_fail(Starter, {error, {already_started, Pid}}, {exit, normal})
    end.

parent(self) -> self();
parent(Parent) -> Parent.

register_name({local, Name}) ->
    try register(Name, self()) of
        true -> true
    catch
        error:_ -> {false, whereis(Name)}
    end;
register_name({global, Name}) -> register_via(global, Name);
register_name({via, Module, Name}) -> register_via(Module, Name).

register_via(Module, Name) ->
    case Module:register_name(Name, self()) of
        yes -> true;
        no -> {false, where({via, Module, Name})}
    end.

where({global, Name}) -> global:whereis_name(Name);
where({via, Module, Name}) -> Module:whereis_name(Name);
where({local, Name}) -> whereis(Name);
where(Name) -> error(badarg, [Name]).

unregister_name({local, Name}) ->
    try unregister(Name) of
        _ -> ok
    catch
        _:_ -> ok
    end;
unregister_name({global, Name}) -> global:unregister_name(Name), ok;
unregister_name({via, Module, Name}) -> Module:unregister_name(Name), ok;
unregister_name(Pid) when is_pid(Pid) -> ok.

%%% Calling

call(Process, Label, Request) when is_pid(Process) ->
    do_call(Process, Label, Request, ?CALL_TIMEOUT);
call(Process, Label, Request) ->
    call(Process, Label, Request, ?CALL_TIMEOUT).

call(Process, Label, Request, Timeout)
  when is_pid(Process), Timeout =:= infinity orelse is_integer(Timeout) andalso Timeout >= 0 ->
    do_call(Process, Label, Request, Timeout);
call(Process, Label, Request, Timeout)
  when Timeout =:= infinity; is_integer(Timeout), Timeout >= 0 ->
    do_for_proc(Process, fun(Server) -> do_call(Server, Label, Request, Timeout) end).

do_call(Server, _Label, _Request, _Timeout) when Server =:= self() ->
    exit(calling_self);
do_call(Server, Label, Request, infinity) when is_pid(Server) ->
    %% Without a timeout nobody gives up, and the monitor's reference alone will do as a tag.
    Ref = monitor(process, Server),
    Server ! {Label, {self(), Ref}, Request},
    receive
        {Ref, Reply} ->
            demonitor(Ref, [flush]),
            {ok, Reply};
        {'DOWN', Ref, _, _, Reason} ->
            exit(Reason)
    end;
do_call(Server, Label, Request, Timeout) ->
    Ref = monitor(process, Server, [{alias, demonitor}]),
    Tag = [alias | Ref],
    Server ! {Label, {self(), Tag}, Request},
    receive
        {Tag, Reply} ->
            demonitor(Ref, [flush]),
            {ok, Reply};
        {'DOWN', Ref, _, _, noconnection} ->
            exit({nodedown, node_of(Server)});
        {'DOWN', Ref, _, _, Reason} ->
            exit(Reason)
    after Timeout ->
        demonitor(Ref, [flush]),
        %% The answer may have come between the timeout and the demonitor.
        receive
            {Tag, Reply} -> {ok, Reply}
        after 0 ->
            exit(timeout)
        end
    end.

node_of({_, Node}) -> Node;
node_of(Pid) -> node(Pid).

%% Finds the process behind any form of server name, and hands it to Fun.
do_for_proc(Pid, Fun) when is_pid(Pid) ->
    Fun(Pid);
do_for_proc(Name, Fun) when is_atom(Name) ->
    case whereis(Name) of
        Pid when is_pid(Pid) -> Fun(Pid);
        undefined -> exit(noproc)
    end;
do_for_proc({global, Name}, Fun) ->
    case global:whereis_name(Name) of
        Pid when is_pid(Pid) -> Fun(Pid);
        undefined -> exit(noproc)
    end;
do_for_proc({via, Module, Name}, Fun) ->
    case Module:whereis_name(Name) of
        Pid when is_pid(Pid) -> Fun(Pid);
        undefined -> exit(noproc)
    end;
do_for_proc({Name, Node}, Fun) when is_atom(Name), Node =:= node() ->
    do_for_proc(Name, Fun);
do_for_proc({Name, Node} = Server, Fun) when is_atom(Name), is_atom(Node) ->
    case node() of
        nonode@nohost -> exit({nodedown, Node});
        _ -> Fun(Server)
    end.

reply({_To, [alias | Alias] = Tag}, Reply) when is_reference(Alias) ->
    Alias ! {Tag, Reply}, ok;
reply({_To, [[alias | Alias] | _] = Tag}, Reply) when is_reference(Alias) ->
    Alias ! {Tag, Reply}, ok;
reply({To, Tag}, Reply) ->
    try To ! {Tag, Reply} of
        _ -> ok
    catch
        _:_ -> ok
    end.

stop(Process) ->
    stop(Process, normal, infinity).

stop(Process, Reason, Timeout)
  when Timeout =:= infinity; is_integer(Timeout), Timeout >= 0 ->
    do_for_proc(Process, fun(Server) -> proc_lib:stop(Server, Reason, Timeout) end).

%%% Requests whose answer is fetched later. A request id is the monitor's reference.

send_request(Process, Label, Request) ->
    try
        do_for_proc(Process, fun(Server) -> do_send_request(Server, Label, Request) end)
    catch
        exit:Reason ->
            %% Nobody there: the answer is a 'DOWN' message, as if it had died just now.
            Ref = make_ref(),
            self() ! {'DOWN', Ref, process, Process, Reason},
            Ref
    end.

send_request(Process, Label, Request, RequestLabel, Ids) when is_map(Ids) ->
    Ids#{send_request(Process, Label, Request) => RequestLabel};
send_request(_, _, _, _, _) ->
    error(badarg).

do_send_request(Server, Label, Request) ->
    Ref = monitor(process, Server, [{alias, reply_demonitor}]),
    erlang:send(Server, {Label, {self(), [alias | Ref]}, Request}, [noconnect]),
    Ref.

wait_response(Id, Timeout) when is_reference(Id) ->
    Millis = millis(Timeout),
    receive
        {[alias | Id], Reply} -> answered(Id, Reply);
        {'DOWN', Id, _, Object, Reason} -> {error, {Reason, Object}}
    after Millis ->
        timeout
    end;
wait_response(_, _) ->
    error(badarg).

receive_response(Id, Timeout) when is_reference(Id) ->
    case wait_response(Id, Timeout) of
        timeout -> give_up(Id);
        Response -> Response
    end;
receive_response(_, _) ->
    error(badarg).

check_response(Msg, Id) when is_reference(Id) ->
    case Msg of
        {[alias | Id], Reply} -> answered(Id, Reply);
        {'DOWN', Id, _, Object, Reason} -> {error, {Reason, Object}};
        _ -> no_reply
    end;
check_response(_, _) ->
    error(badarg).

answered(Id, Reply) ->
    demonitor(Id, [flush]),
    {reply, Reply}.

give_up(Id) ->
    demonitor(Id, [flush]),
    receive
        {[alias | Id], Reply} -> {reply, Reply}
    after 0 ->
        timeout
    end.

millis({abs, Time}) -> max(0, Time - erlang:monotonic_time(millisecond));
millis(Timeout) -> Timeout.

%% Collections: a map from request id to the label the user chose.

reqids_new() -> #{}.

reqids_add(Id, Label, Ids) when is_reference(Id), is_map(Ids), not is_map_key(Id, Ids) ->
    Ids#{Id => Label};
reqids_add(_, _, _) ->
    error(badarg).

reqids_size(Ids) when is_map(Ids) -> map_size(Ids);
reqids_size(_) -> error(badarg).

reqids_to_list(Ids) when is_map(Ids) -> maps:to_list(Ids);
reqids_to_list(_) -> error(badarg).

wait_response(Ids, _Timeout, _Delete) when map_size(Ids) =:= 0 ->
    no_request;
wait_response(Ids, Timeout, Delete) when is_map(Ids), is_boolean(Delete) ->
    Millis = millis(Timeout),
    receive
        {[alias | Id], Reply} when is_map_key(Id, Ids) ->
            collected(answered(Id, Reply), Id, Ids, Delete);
        {'DOWN', Id, _, Object, Reason} when is_map_key(Id, Ids) ->
            collected({error, {Reason, Object}}, Id, Ids, Delete)
    after Millis ->
        timeout
    end;
wait_response(_, _, _) ->
    error(badarg).

receive_response(Ids, Timeout, Delete) ->
    case wait_response(Ids, Timeout, Delete) of
        timeout ->
            [give_up(Id) || Id := _ <- Ids],
            timeout;
        Response ->
            Response
    end.

check_response(_Msg, Ids, _Delete) when map_size(Ids) =:= 0 ->
    no_request;
check_response({[alias | Id], Reply}, Ids, Delete) when is_map_key(Id, Ids) ->
    collected(answered(Id, Reply), Id, Ids, Delete);
check_response({'DOWN', Id, _, Object, Reason}, Ids, Delete) when is_map_key(Id, Ids) ->
    collected({error, {Reason, Object}}, Id, Ids, Delete);
check_response(_Msg, Ids, Delete) when is_map(Ids), is_boolean(Delete) ->
    no_reply;
check_response(_, _, _) ->
    error(badarg).

collected(Response, Id, Ids, true) -> {Response, map_get(Id, Ids), maps:remove(Id, Ids)};
collected(Response, Id, Ids, false) -> {Response, map_get(Id, Ids), Ids}.

%%% What the behaviours ask about names, parents and options

name({local, Name}) -> Name;
name({global, Name}) -> Name;
name({via, _, Name}) -> Name;
name(Pid) when is_pid(Pid) -> Pid.

%% enter_loop says under which name the process is known; it must be true.
get_proc_name(Pid) when is_pid(Pid) ->
    Pid;
get_proc_name({local, Name}) ->
    case process_info(self(), registered_name) of
        {registered_name, Name} -> Name;
        {registered_name, _} -> exit(process_not_registered);
        [] -> exit(process_not_registered)
    end;
get_proc_name({global, Name}) ->
    case global:whereis_name(Name) =:= self() of
        true -> Name;
        false -> exit(process_not_registered_globally)
    end;
get_proc_name({via, Module, Name}) ->
    case Module:whereis_name(Name) =:= self() of
        true -> Name;
        false -> exit({process_not_registered_via, Module})
    end.

get_parent() ->
    case get('$ancestors') of
        [Parent | _] when is_pid(Parent) -> Parent;
        [Parent | _] when is_atom(Parent) -> parent_pid(Parent);
        _ -> exit(process_was_not_started_by_proc_lib)
    end.

parent_pid(Name) ->
    case whereis(Name) of
        undefined ->
            case global:whereis_name(Name) of
                undefined -> exit(could_not_find_registered_name);
                Pid -> Pid
            end;
        Pid -> Pid
    end.

debug_options(Name, Options) ->
    case option(debug, Options, []) of
        [] -> [];
        Debug ->
            try sys:debug_options(Debug)
            catch
                _:_ ->
                    error_logger:format("~tp: ignoring erroneous debug options - ~tp~n",
                                        [Name, Debug]),
                    []
            end
    end.

hibernate_after(Options) ->
    option(hibernate_after, Options, infinity).

option(Key, Options, Default) ->
    case lists:keyfind(Key, 1, Options) of
        {_, Value} -> Value;
        false -> Default
    end.

%%% sys:get_status

format_status_header(Title, Pid) when is_pid(Pid) -> lists:concat([Title, " ", pid_to_list(Pid)]);
format_status_header(Title, Name) when is_atom(Name) -> lists:concat([Title, " ", Name]);
format_status_header(Title, Name) -> {Title, Name}.

%% Lets the callback module change what is shown: format_status/1 (a map) is asked before the older
%% format_status/2, whose answer is '$status'. What failed is told under 'EXIT'.
format_status(Mod, Opt, Status, Args) ->
    case {erlang:function_exported(Mod, format_status, 1),
          erlang:function_exported(Mod, format_status, 2)} of
        {true, _} -> format_status_map(Mod, Status);
        {false, true} when is_list(Args) -> format_status_old(Mod, Opt, Status, Args);
        _ -> Status
    end.

format_status_map(Mod, Status) ->
    try Mod:format_status(Status) of
        New when is_map(New) ->
            case maps:keys(New) -- maps:keys(Status) of
                [] -> maps:merge(Status, New);
                _ -> status_failed(Mod, 1, "returned a map with unknown keys", Status)
            end;
        _ -> status_failed(Mod, 1, "did not return a map", Status)
    catch
        _:_ -> status_failed(Mod, 1, "crashed", Status)
    end.

format_status_old(Mod, Opt, Status, Args) ->
    try Mod:format_status(Opt, Args) of
        Formatted -> Status#{'$status' => Formatted}
    catch
        throw:Formatted -> Status#{'$status' => Formatted};
        _:_ -> status_failed(Mod, 2, "crashed", Status)
    end.

status_failed(Mod, Arity, How, Status) ->
    Status#{'EXIT' => lists:concat([Mod, ":format_status/", Arity, " ", How])}.
