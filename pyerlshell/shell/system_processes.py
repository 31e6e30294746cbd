"""The processes that every system has, by their numbers, as the reference has them.

A row says what `i()` and process_info/2 show of a process: the function it was spawned with, the
one it waits in, and for those that proc_lib started their initial call and whom they come from.

OTP: erts, kernel
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from pyerlshell.erts.machine import TAIL, P
from pyerlshell.erts.process import Process
from pyerlshell.erts.scheduler import wait
from pyerlshell.erts.signals import send_to
from pyerlshell.otp.kernel_processes import MODULES, lazy
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Pid, Term

CONTROLLER: Final = 45
KERNEL_MASTER: Final = 46
KERNEL_STARTER: Final = 47
KERNEL_SUP: Final = 49
USER_SUP: Final = 66
DRIVER: Final = 67
READER: Final = 69
USER: Final = 70
GROUP: Final = 71
SHELL: Final = 73
STANDARD_ERROR: Final = 52
BOOT: Final = 10
LITERALS: Final = 2

_BY_PROC_LIB: Final = "proc_lib:init_p/5"
_SERVER: Final = "gen_server:loop/5"
_APPLY: Final = "erlang:apply/2"

Above = tuple[int | str, ...]

_KERNEL: Final[Above] = ("kernel_sup", KERNEL_STARTER)
_LOGGER: Final[Above] = ("logger_sup", *_KERNEL)


class Row(NamedTuple):
    """One process. `initial`: its `$initial_call`; `above`: its `$ancestors`."""

    number: int
    name: str
    spawned: str
    waits: str
    initial: str = ""
    above: Above = ()
    traps: bool = True


def _server(number: int, name: str, initial: str, above: Above = _KERNEL) -> Row:
    return Row(number, name, _BY_PROC_LIB, _SERVER, initial, above)


def _own(number: int, name: str, spawned: str, waits: str, traps: bool = True) -> Row:
    return Row(number, name, spawned, waits, traps=traps)


_SIGNALS: Final = "erts_dirty_process_signal_handler"

ROWS: Final = (
    _own(0, "init", "erl_init:start/2", "init:loop/1"),
    _own(1, "erts_code_purger", "erts_code_purger:start/0", "erts_code_purger:wait_for_request/0"),
    _own(2, "", "erts_literal_area_collector:start/0", "erts_literal_area_collector:msg_loop/4"),
    _own(3, "", f"{_SIGNALS}:start/0", f"{_SIGNALS}:msg_loop/0"),
    _own(4, "", f"{_SIGNALS}:start/0", f"{_SIGNALS}:msg_loop/0"),
    _own(5, "", f"{_SIGNALS}:start/0", f"{_SIGNALS}:msg_loop/0"),
    _own(6, "", "erts_trace_cleaner:start/0", "erts_trace_cleaner:loop/4"),
    _own(7, "", "prim_file:start/0", "prim_file:helper_loop/0", traps=False),
    _own(8, "socket_registry", "socket_registry:start/0", "socket_registry:loop/1"),
    _own(11, "erl_prim_loader", _APPLY, "erl_prim_loader:loop/3"),
    _server(43, "logger", "logger_server:init/1", (BOOT,)),
    Row(
        CONTROLLER,
        "application_controller",
        _APPLY,
        _SERVER,
        "application_controller:start/1",
        (BOOT,),
    ),
    Row(
        KERNEL_MASTER,
        "",
        _BY_PROC_LIB,
        "application_master:main_loop/2",
        "application_master:init/3",
        ("application_controller", BOOT),
    ),
    _own(KERNEL_STARTER, "", "application_master:start_it/4", "application_master:loop_it/4"),
    _server(KERNEL_SUP, "kernel_sup", "supervisor:kernel/1", (KERNEL_STARTER,)),
    _own(50, "code_server", _APPLY, "code_server:loop/1"),
    _server(51, "standard_error_sup", "supervisor_bridge:standard_error/1"),
    _own(STANDARD_ERROR, "standard_error", _APPLY, "standard_error:server_loop/1"),
    _server(53, "file_server_2", "file_server:init/1"),
    Row(
        55,
        "standard_error_writer",
        _BY_PROC_LIB,
        "prim_tty:writer_loop/2",
        "prim_tty:writer/1",
        ("standard_error",),
        False,
    ),
    _server(56, "inet_db", "inet_db:init/1"),
    _server(58, "rex", "rpc:init/1"),
    _own(59, "", _APPLY, "rpc:nodes_observer_loop/1"),
    _server(60, "global_name_server", "global:init/1"),
    _own(61, "", _APPLY, "global:loop_the_locker/1"),
    _own(62, "", _APPLY, "global:loop_the_registrar/0", traps=False),
    _server(63, "global_group", "global_group:init/1"),
    _own(
        64,
        "global_group_check",
        _APPLY,
        "global_group:global_group_check_dispatcher/0",
        traps=False,
    ),
    Row(
        65,
        "erl_signal_server",
        _BY_PROC_LIB,
        "gen_event:fetch_msg/6",
        "gen_event:init_it/6",
        _KERNEL,
    ),
    _server(USER_SUP, "", "supervisor_bridge:user_sup/1"),
    Row(
        DRIVER,
        "user_drv",
        _BY_PROC_LIB,
        "gen_statem:loop/3",
        "user_drv:init/1",
        (USER, USER_SUP, *_KERNEL),
    ),
    Row(
        68,
        "user_drv_writer",
        _BY_PROC_LIB,
        "prim_tty:writer_loop/2",
        "prim_tty:writer/1",
        ("user_drv", USER_SUP, *_KERNEL),
        False,
    ),
    Row(
        READER,
        "user_drv_reader",
        _BY_PROC_LIB,
        "prim_tty:reader_loop/2",
        "prim_tty:reader/1",
        ("user_drv", USER_SUP, *_KERNEL),
        False,
    ),
    Row(USER, "user", _BY_PROC_LIB, "gen_statem:loop/3", "group:init/1", (USER_SUP, *_KERNEL)),
    Row(
        GROUP,
        "",
        _BY_PROC_LIB,
        "gen_statem:loop/3",
        "group:init/1",
        ("user_drv", USER, USER_SUP, *_KERNEL),
    ),
    _server(72, "logger_sup", "supervisor:logger_sup/1"),
    Row(
        SHELL,
        "",
        _APPLY,
        "shell:shell_rep/6",
        "",
        (GROUP, "user_drv", USER, USER_SUP, *_KERNEL),
    ),
    _server(74, "logger_handler_watcher", "logger_handler_watcher:init/1", _LOGGER),
    _server(75, "logger_proxy", "logger_olp:init/1", _LOGGER),
    _server(76, "", "kernel_config:init/1"),
    _server(77, "kernel_refc", "kernel_refc:init/1"),
    _server(78, "kernel_safe_sup", "supervisor:kernel/1"),
    _server(80, "logger_std_h_default", "logger_olp:init/1", _LOGGER),
    _own(81, "", _APPLY, "logger_std_h:file_ctrl_loop/1", traps=False),
)

_INITIAL_CALL: Final = atom("$initial_call")
_ANCESTORS: Final = atom("$ancestors")
_PROCESS_LABEL: Final = atom("$process_label")
_LABEL: Final = (a.group, (a.shell, a.start, [a.init, None]))


def mfa(text: str) -> tuple[Term, Term, int]:
    """{Module, Name, Arity} of `module:name/arity`."""
    module, _, rest = text.partition(":")
    name, _, arity = rest.partition("/")
    return (atom(module), atom(name), int(arity))


def idle(waits: str) -> Callable[[], object]:
    """The body of a process that only is there."""

    def body() -> object:
        P.cur.saved.clear()
        P.cur.inbox = None
        P.f = wait
        P.a = (body, ())
        return TAIL

    body.mfa = mfa(waits)  # type: ignore[attr-defined]
    return body


def never_busy(waits: str) -> Callable[[], object]:
    """The body of the collector of literals, which has nothing to do and says so when asked."""

    def body() -> object:
        process = P.cur
        for message in process.messages():
            if type(message) is tuple and len(message) == 3 and message[0] is a.get_status:
                send_to(process.node, message[2], (message[1], a.idle))
        process.saved.clear()
        process.inbox = None
        P.f = wait
        P.a = (body, ())
        return TAIL

    body.mfa = mfa(waits)  # type: ignore[attr-defined]
    return body


def relaying(waits: str) -> Callable[[], object]:
    """The body of a process that passes on to the user what is printed to it: init, and kernel's
    application master, which also says what its child is.
    """

    def body() -> object:
        process = P.cur
        node = process.node
        for message in process.messages():
            if type(message) is tuple and message:
                if message[0] is a.io_request:
                    node.send(Pid(node.name, USER, 0, node.creation), message)
                elif _asks_for_child(message) and process.pid.number == KERNEL_MASTER:
                    child = (Pid(node.name, KERNEL_SUP, 0, node.creation), a.kernel)
                    node.send(message[2], (message[1], child))
        process.saved.clear()
        process.inbox = None
        P.f = wait
        P.a = (body, ())
        return TAIL

    body.mfa = mfa(waits)  # type: ignore[attr-defined]
    return body


def _asks_for_child(message: tuple[Any, ...]) -> bool:
    return len(message) == 3 and message[0] is a.get_child and type(message[2]) is Pid


def body_of(row: Row) -> Callable[[], object]:
    """The body of a process of the table that nobody else gives one."""
    if row.number in (0, KERNEL_MASTER):
        return relaying(row.waits)
    if row.number == LITERALS:
        return never_busy(row.waits)
    module = MODULES.get(row.name)
    return idle(row.waits) if module is None else lazy(module, mfa(row.waits))


def _leader(number: int) -> int:
    """The group leader of a process: init, before applications are run; then kernel's master."""
    if number >= KERNEL_MASTER:
        return KERNEL_MASTER
    return USER if number == CONTROLLER else 0


def describe(process: Process, row: Row) -> None:
    """Give a new process what its row says."""
    process.initial = mfa(row.spawned)  # type: ignore[assignment]
    process.more().stands_in = (*mfa(row.waits), None)
    process.trap_exit = row.traps
    if row.name == "rex":
        process.more().message_queue_data = a.off_heap
    node = process.node
    dictionary: dict[Any, Term] = {}
    if row.initial:
        dictionary[_INITIAL_CALL] = mfa(row.initial)
    if row.above:
        dictionary[_ANCESTORS] = ancestors(node.name, node.creation, row.above)
    if dictionary:
        process.dictionary = dictionary
    process.group_leader = Pid(node.name, _leader(row.number), 0, node.creation)


def set_label(group: Process) -> None:
    """What `i()` calls the group leader of a shell."""
    group.more().label = _LABEL
    dictionary = group.dictionary = group.dictionary or {}
    dictionary[_PROCESS_LABEL] = _LABEL


def ancestors(node: Any, creation: int, above: Above) -> Term:
    """Names and pids, the nearest first."""
    return to_list([atom(x) if type(x) is str else Pid(node, int(x), 0, creation) for x in above])


BY_NUMBER: Final = {row.number: row for row in ROWS}
SHELL_ABOVE: Final = BY_NUMBER[SHELL].above
GROUP_ABOVE: Final = BY_NUMBER[GROUP].above
