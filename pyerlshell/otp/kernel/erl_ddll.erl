%% Drivers: code of the machine that a node loads. None can be loaded here.
%%
%% OTP: erl_ddll
-module(erl_ddll).

-export([load/2, load_driver/2, reload/2, reload_driver/2, try_load/3, unload/1, unload_driver/1,
         try_unload/2, loaded_drivers/0, info/0, info/1, info/2, monitor/2, demonitor/1,
         format_error/1]).

-moduledoc "Loads and unloads drivers. Here no driver can be loaded.".

-doc "Loads a driver; {open_error, -10} is that there is none which can be loaded.".
-spec load(Path :: string() | atom(), Name :: string() | atom()) -> ok | {error, term()}.
load(_Path, _Name) -> {error, {open_error, -10}}.

-doc "As load/2.".
-spec load_driver(Path :: string() | atom(), Name :: string() | atom()) -> ok | {error, term()}.
load_driver(Path, Name) -> load(Path, Name).

-doc "Loads a driver again.".
-spec reload(Path :: string() | atom(), Name :: string() | atom()) -> ok | {error, term()}.
reload(_Path, _Name) -> {error, not_loaded}.

-doc "As reload/2.".
-spec reload_driver(Path :: string() | atom(), Name :: string() | atom()) -> ok | {error, term()}.
reload_driver(Path, Name) -> reload(Path, Name).

-doc "Loads a driver, with options.".
-spec try_load(Path :: string() | atom(), Name :: string() | atom(), Options :: [term()]) ->
          {ok, term()} | {error, term()}.
try_load(Path, Name, Options) when is_list(Options) -> load(Path, Name).

-doc "Unloads a driver.".
-spec unload(Name :: string() | atom()) -> ok | {error, term()}.
unload(_Name) -> {error, not_loaded}.

-doc "As unload/1.".
-spec unload_driver(Name :: string() | atom()) -> ok | {error, term()}.
unload_driver(Name) -> unload(Name).

-doc "Unloads a driver, with options.".
-spec try_unload(Name :: string() | atom(), Options :: [term()]) -> {ok, term()} | {error, term()}.
try_unload(Name, Options) when is_list(Options) -> unload(Name).

-doc "The drivers that are part of the runtime system.".
-spec loaded_drivers() -> {ok, [string()]}.
loaded_drivers() -> {ok, ["tcp_inet", "udp_inet", "sctp_inet", "ram_file_drv"]}.

-doc "What is known of the drivers that were loaded: there are none.".
-spec info() -> [term()].
info() -> [].

-doc "What is known of a driver that was loaded.".
-spec info(Name :: string() | atom()) -> no_return().
info(Name) -> info(Name, processes).

-doc "One thing that is known of a driver that was loaded.".
-spec info(Name :: string() | atom(), Tag :: atom()) -> no_return().
info(Name, Tag) -> error(badarg, [Name, Tag]).

-doc "Asks for a message when a driver is loaded or unloaded.".
-spec monitor(driver, {Name :: string() | atom(), When :: atom()}) -> reference().
monitor(driver, {Name, When}) when is_atom(When) ->
    Ref = make_ref(),
    self() ! {'DOWN', Ref, driver, Name, unloaded},
    Ref.

-doc "Takes back monitor/2.".
-spec demonitor(Ref :: reference()) -> ok.
demonitor(Ref) when is_reference(Ref) -> ok.

-doc "The text of an error.".
-spec format_error(Reason :: term()) -> string().
format_error(inconsistent) ->
    "Driver name and/or driver options are inconsistent with currently loaded driver";
format_error(linked_in_driver) -> "Driver is statically linked and can not be loaded/unloaded";
format_error(permanent) -> "DDLL driver is permanent an can not be unloaded/loaded";
format_error(not_loaded) -> "DDLL driver is not loaded";
format_error(not_loaded_by_this_process) -> "DDLL driver was not loaded by this process";
format_error(not_pending) -> "DDLL load not pending for this driver name";
format_error(pending_process) ->
    "Driver is loaded by others when attempting option {reload, pending_driver}";
format_error({open_error, -10}) -> "Unknown dlload error";
format_error(Reason) -> error(badarg, [Reason]).
