%% A supervisor of one subsystem that does not behave as a supervised process does: the callback
%% module's init/1 starts it and gives the process to watch, and its terminate/2 stops it.
-module(supervisor_bridge).
-behaviour(gen_server).

-export([start_link/2, start_link/3]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2, code_change/3]).
-export([format_log/1, format_log/2]).

-moduledoc """
Makes a subsystem that is no supervisor part of a supervision tree: Module:init/1 starts it,
Module:terminate/2 stops it.
""".

-callback init(Args :: term()) ->
    {ok, Pid :: pid(), State :: term()} | ignore | {error, Error :: term()}.
-callback terminate(Reason :: shutdown | term(), State :: term()) -> Ignored :: term().

-record(state, {module, pid, child_state, name}).

-doc """
Starts the bridge, which calls Module:init(Args): `{ok, Pid}` of the bridge, `ignore`, or `{error,
Reason}`.
""".
start_link(Module, Args) ->
    gen_server:start_link(supervisor_bridge, [Module, Args, self], []).
-doc """
Starts the bridge, which calls Module:init(Args): `{ok, Pid}` of the bridge, `ignore`, or `{error,
Reason}`.
""".
start_link(Name, Module, Args) ->
    gen_server:start_link(Name, supervisor_bridge, [Module, Args, Name], []).

init([Module, Args, Name]) ->
    process_flag(trap_exit, true),
    State = #state{name = own_name(Name, Module), module = Module},
    case Module:init(Args) of
        {ok, Pid, ChildState} when is_pid(Pid) ->
            link(Pid),
            report(info, {supervisor_bridge, report_progress, 4}, {supervisor, progress},
                   "PROGRESS REPORT", info_report, progress,
                   [{supervisor, State#state.name},
                    {started, [{pid, Pid}, {mfa, {Module, init, [Args]}}]}]),
            {ok, State#state{pid = Pid, child_state = ChildState}};
        ignore -> ignore;
        {error, Reason} -> {stop, Reason}
    end.

own_name(self, Module) -> {self(), Module};
own_name(Name, _Module) -> Name.

%% There is nothing to look into.
handle_call(which_children, _From, State) -> {reply, [], State};
handle_call(_Request, _From, State) -> {reply, {error, badcall}, State}.

handle_cast(_, State) -> {noreply, State}.

%% The subsystem has ended, and so do we.
handle_info({'EXIT', Pid, Reason}, #state{pid = Pid} = State) ->
    gen_report:is_silent(exit, Reason) orelse report_end(Reason, State),
    {stop, Reason, State#state{pid = undefined}};
handle_info(_Msg, State) ->
    {noreply, State}.

terminate(_Reason, #state{pid = undefined}) -> ok;
terminate(Reason, #state{module = Module, child_state = ChildState}) ->
    Module:terminate(Reason, ChildState).

code_change(_OldVsn, State, _Extra) -> {ok, State}.

%%% Reports

report_end(Reason, #state{name = Name, module = Module, pid = Pid}) ->
    report(error, {supervisor_bridge, report_error, 3}, {supervisor, error},
           "SUPERVISOR REPORT", error_report, supervisor_report,
           [{supervisor, Name}, {errorContext, child_terminated}, {reason, Reason},
            {offender, [{pid, Pid}, {mod, Module}]}]).

report(Level, MFA, Label, Title, Tag, Type, Report) ->
    logger:log(Level, #{label => Label, report => Report},
               #{domain => [otp, sasl],
                 mfa => MFA,
                 report_cb => fun supervisor_bridge:format_log/2,
                 logger_formatter => #{title => Title},
                 error_logger => #{tag => Tag, type => Type,
                                   report_cb => fun supervisor_bridge:format_log/1}}).

%% For handlers of error_logger, who want a format and its arguments.
format_log(#{report := Report}) ->
    Shown = case error_logger:get_format_depth() of
                unlimited -> Report;
                Depth -> [{Key, limited(Key, Value, Depth)} || {Key, Value} <- Report]
            end,
    gen_report:as_format(log_parts(Shown, gen_report:config(#{})), fun(Term, _Depth) -> Term end).

limited(supervisor, Name, _Depth) -> Name;
limited(started, [Pid, {mfa, {M, F, [Args]}}], Depth) ->
    [Pid, {mfa, {M, F, [io_lib:limit_term(Args, Depth)]}}];
limited(_Key, Value, Depth) -> io_lib:limit_term(Value, Depth).

format_log(#{report := Report}, Config) ->
    gen_report:format_log(Report, Config, fun log_parts/2).

log_parts([{supervisor, Name}, {started, [{pid, Pid}, {mfa, {M, F, Args}}]}],
          #{single_line := true}) ->
    ["Supervisor: ", {term, Name}, ". Started: pid=", {text, io_lib:format("~w", [Pid])}, ",mfa=",
     {term, {M, F, Args}}, "."];
log_parts([{supervisor, Name}, {errorContext, Context}, {reason, Reason},
           {offender, [{pid, Pid}, {mod, Module}]}], #{single_line := true}) ->
    ["Supervisor: ", {term, Name}, ". Context: ", {term, Context}, ". Reason: ", {term, Reason},
     ". Offender: ", {text, io_lib:format("pid=~w,mod=~w", [Pid, Module])}, "."];
log_parts(Report, _) ->
    [["    ", atom_to_list(Key), ": ", {term, Value}, "~n"] || {Key, Value} <- Report].
