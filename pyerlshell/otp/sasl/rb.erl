%% The report browser: lists, shows and searches the reports that log_mf_h wrote.
-module(rb).
-behaviour(gen_server).

-export([start/0, start/1, start_link/1, stop/0, rescan/0, rescan/1, list/0, list/1, log_list/0,
         log_list/1, show/0, show/1, grep/1, filter/1, filter/2, start_log/1, stop_log/0, h/0,
         help/0]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2, code_change/3]).

-moduledoc "Browses the reports that log_mf_h wrote.".

-record(state, {dir, reports, device, max, type, abort, log}).

-doc """
Starts the browser on the reports of a folder; the options are those of the documentation:
`{report_dir, Dir}`, `{type, Type}`, `{max, Max}`, `{start_log, File}`, `{abort, Boolean}`.
""".
start() -> start([]).

%% Options: {report_dir, Dir}, {max, N}, {type, Type}, {start_log, File}, {abort_on_error, Bool}.
-doc """
Starts the browser on the reports of a folder; the options are those of the documentation:
`{report_dir, Dir}`, `{type, Type}`, `{max, Max}`, `{start_log, File}`, `{abort, Boolean}`.
""".
start(Options) ->
    supervisor:start_child(sasl_sup, {rb_server, {?MODULE, start_link, [Options]}, temporary,
                                      brutal_kill, worker, [?MODULE]}).

start_link(Options) -> gen_server:start_link({local, rb_server}, ?MODULE, Options, []).

-doc "Stops the browser.".
stop() ->
    Result = supervisor:terminate_child(sasl_sup, rb_server),
    supervisor:delete_child(sasl_sup, rb_server),
    Result.

-doc "Reads the folder again, with other options.".
rescan() -> rescan([]).
-doc "Reads the folder again, with other options.".
rescan(Options) -> call({rescan, Options}).

-doc "Lists the reports, or those of a type.".
list() -> list(all).
-doc "Lists the reports, or those of a type.".
list(Type) -> call({list, Type}).
-doc "Lists the reports into the log file.".
log_list() -> log_list(all).
-doc "Lists the reports into the log file.".
log_list(Type) -> call({log_list, Type}).
-doc "Prints all reports, that of a number, or those of a type.".
show() -> call(show).
-doc "Prints all reports, that of a number, or those of a type.".
show(NumberOrType) -> call({show, NumberOrType}).
-doc "Prints the reports whose text matches a regular expression.".
grep(Pattern) -> call({grep, Pattern}).
-doc "Prints the reports that fit filters, perhaps of a time.".
filter(Filters) when is_list(Filters) -> call({filter, Filters, always}).
-doc "Prints the reports that fit filters, perhaps of a time.".
filter(Filters, Dates) when is_list(Filters) -> call({filter, Filters, Dates}).
-doc "Writes what is shown to a file or a process.".
start_log(File) -> call({start_log, File}).
-doc "Writes to the terminal again.".
stop_log() -> call(stop_log).

call(Request) -> gen_server:call(rb_server, Request, infinity).

h() -> help().
-doc "Prints what the browser can do.".
help() -> io:put_chars(rb_text:usage()).

%%% The server

init(Options) ->
    process_flag(priority, low),
    process_flag(trap_exit, true),
    try
        Log = proplists:get_value(start_log, Options, standard_io),
        {ok, scanned(Options, #state{log = Log, device = opened(Log), max = all, type = all,
                                     abort = false})}
    catch
        throw:{error, Text} -> {stop, Text}
    end.

scanned(Options, State) ->
    Dir = case proplists:get_value(report_dir, Options) of
              undefined ->
                  case application:get_env(sasl, error_logger_mf_dir) of
                      {ok, Found} -> Found;
                      undefined -> throw({error, "cannot locate report directory"})
                  end;
              Given -> Given
          end,
    Max = proplists:get_value(max, Options, State#state.max),
    Type = proplists:get_value(type, Options, State#state.type),
    Abort = proplists:get_value(abort_on_error, Options, State#state.abort),
    State#state{dir = Dir, reports = rb_reports:scan(Dir, Max, Type), max = Max, type = Type,
                abort = Abort}.

handle_call({rescan, Options}, _From, State) ->
    Log = proplists:get_value(start_log, Options, State#state.log),
    Reopened = case lists:keymember(start_log, 1, Options) of
                   true ->
                       closed(State#state.device),
                       State#state{log = Log, device = opened(Log)};
                   false -> State
               end,
    try {reply, ok, scanned(Options, Reopened)}
    catch throw:{error, Text} -> {reply, {error, Text}, State}
    end;
handle_call({start_log, Log}, _From, #state{device = Device} = State) ->
    closed(Device),
    {reply, ok, State#state{log = Log, device = opened(Log)}};
handle_call(stop_log, _From, #state{device = Device} = State) ->
    closed(Device),
    {reply, ok, State#state{log = standard_io, device = standard_io}};
handle_call({list, Type}, _From, #state{reports = Reports} = State) ->
    {reply, rb_text:list(standard_io, Reports, Type), State};
handle_call({log_list, Type}, _From, #state{device = Device, reports = Reports} = State) ->
    {reply, rb_text:list(Device, Reports, Type), State};
handle_call(show, _From, #state{reports = Reports} = State) ->
    {reply, show_all(Reports, State), State};
handle_call({show, Number}, _From, #state{reports = Reports} = State) when is_integer(Number) ->
    case lists:keyfind(Number, 1, Reports) of
        false -> io:format("There is no report with number ~p.~n", [Number]);
        Report -> show_all([Report], State)
    end,
    {reply, ok, State};
handle_call({show, Type}, _From, State) ->
    {reply, show_all(wanted(Type, State), State), State};
handle_call({grep, Pattern}, _From, #state{reports = Reports} = State) ->
    try
        [begin
             io:format("Found match in report number ~w~n", [element(1, Report)]),
             show_all([Report], State)
         end || Report <- Reports, rb_reports:matches(term(Report, State), Pattern)],
        {reply, ok, State}
    catch
        error:Reason -> {reply, {error, Reason}, State}
    end;
handle_call({filter, Filters, Dates}, _From, #state{reports = Reports} = State) ->
    try
        [show_all([Report], State)
         || Report <- Reports, rb_reports:passes(term(Report, State), Filters, Dates)],
        {reply, ok, State}
    catch
        error:Reason -> {reply, {error, Reason}, State}
    end.

handle_cast(_, State) -> {noreply, State}.
handle_info(_, State) -> {noreply, State}.
terminate(_, #state{device = Device}) -> closed(Device).
code_change(_OldVsn, State, _Extra) -> {ok, State}.

wanted(all, #state{reports = Reports}) -> Reports;
wanted(Type, #state{reports = Reports}) -> [R || R <- Reports, element(2, R) =:= Type].

term(Report, #state{dir = Dir}) -> rb_reports:read(Dir, Report).

show_all(Reports, #state{device = Device} = State) ->
    [rb_text:show(Device, element(4, Report), term(Report, State)) || Report <- Reports],
    ok.

%% Where reports are shown: standard_io, or a file.
opened(standard_io) -> standard_io;
opened(Device) when is_pid(Device) -> Device;
opened(Name) when is_atom(Name), Name =/= standard_error ->
    case whereis(Name) of
        undefined ->
            io:format("rb: Registered name not found '~ts'.~nrb: Using standard_io~n", [Name]),
            standard_io;
        Pid -> Pid
    end;
opened(File) when is_list(File) ->
    case file:open(File, [write, append, {encoding, utf8}]) of
        {ok, Device} -> Device;
        Error ->
            io:format("rb: Cannot open file '~ts' (~w).~nrb: Using standard_io~n", [File, Error]),
            standard_io
    end;
opened(_) ->
    io:format("rb: Using standard_io~n"),
    standard_io.

closed(Device) when is_pid(Device) -> file:close(Device);
closed(_) -> ok.
