"""Processes, as the commands show them.

OTP: c
"""

from __future__ import annotations

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.process import Process
from pyerlshell.otp import procs
from pyerlshell.otp.stdlib.c.module import c, say
from pyerlshell.otp.stdlib.c.paging import each_page
from pyerlshell.terms import lists
from pyerlshell.terms import pretty as printer
from pyerlshell.terms import write as writer
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Pid, Term


@c.export("pid/3", "(X, Y, Z) -> pid()")
def pid(x: Term, y: Term, z: Term) -> Term:
    """The pid <X.Y.Z>."""
    for number in (x, y, z):
        if type(number) is not int:
            procs.apply(a.erlang, a.integer_to_list, (number,))
            raise badarg(x, y, z)
    text = lists.string_to_list(f"<{x}.{y}.{z}>")
    return procs.apply(a.erlang, a.list_to_pid, (text,))


@c.export("flush/0", "() -> ok")
def flush() -> Term:
    """Print and drop all messages sent to the shell."""
    while True:
        message = procs.receive(0)
        if message is procs.TIMEOUT:
            return a.ok
        shown = printer.pretty(message, 11)
        say(f"Shell got {shown}\n")


@c.export("i/0", "() -> ok")
def i() -> Term:
    """Print all processes."""
    say(_row("Pid", "Initial Call", "Heap", "Reds", "Msgs"))
    say(_row("Registered", "Current Function", "Stack", "", ""))
    infos: list[_Info] = []

    def show(process: Process) -> None:
        info = _Info(process)
        infos.append(info)
        numbers = [str(info.heap), str(info.reductions), str(info.messages)]
        say(_row(info.pid, info.initial, *numbers))
        say(_row(info.name, info.current, str(info.stack), "", ""))

    if not each_page(sorted(P.cur.node.processes.values(), key=_number_of), 2, show):
        return a.ok
    heap, reductions = sum([i.heap for i in infos]), sum([i.reductions for i in infos])
    messages, stack = sum([i.messages for i in infos]), sum([i.stack for i in infos])
    say(_row("Total", "", str(heap), str(reductions), str(messages)))
    say(_row("", "", str(stack), "", ""))
    return a.ok


def _number_of(process: Process) -> int:
    return process.pid.number


def _row(first: str, second: str, third: str, fourth: str, fifth: str) -> str:
    return f"{first[:21]:<21} {second[:33]:<33} {third:>8} {fourth:>8} {fifth:>4}\n"


class _Info:
    """What the tables show of a process."""

    def __init__(self, process: Process) -> None:
        self.pid = writer.write(process.pid)
        self.name = writer.write(process.name) if process.name is not None else _label(process)
        self.initial = _function(_initial(process))
        self.current = _function(_item(process, a.current_function))
        self.heap = _number(_item(process, a.heap_size))
        self.stack = _number(_item(process, a.stack_size))
        self.reductions = process.reductions
        self.messages = process.queue_length()


def _initial(process: Process) -> Term:
    """The function that a process began in; for those of proc_lib, what they were started for."""
    first = _item(process, a.initial_call)
    found = (process.dictionary or {}).get(a.__getattr__("$initial_call"))
    if type(found) is not tuple or len(found) != 3 or first != (a.proc_lib, a.init_p, 5):
        return first
    arity = found[2] if type(found[2]) is int else lists.length(found[2])
    return (found[0], found[1], arity)


def _label(process: Process) -> str:
    """What proc_lib:set_label/1 said of it."""
    found = _item(process, a.label)
    return "" if found is None or found is a.undefined else writer.write(found)


def _item(process: Process, name: Atom) -> Term:
    found = procs.apply(a.erlang, a.process_info, (process.pid, name))
    return found[1] if type(found) is tuple else None


def _number(term: Term) -> int:
    return term if type(term) is int else 0


def _function(term: Term) -> str:
    if type(term) is not tuple or len(term) != 3:
        return ""
    return f"{writer.write(term[0])}:{writer.write(term[1])}/{term[2]}"


@c.export("i/1", internal=True)
def i_1(_pids: Term) -> Term:
    """Print processes."""
    return i()


@c.export("ni/0", "() -> ok")
def ni() -> Term:
    """Print all processes of all nodes: here there is one."""
    return i()


@c.export("pi/1", "(Pid) -> [{atom(), term()}]")
def pi(process: Term) -> Term:
    """What is known of a process."""
    return procs.apply(a.erlang, a.process_info, (process,))


@c.export("pi/3", "(X, Y, Z) -> [{atom(), term()}]")
@c.export("i/3", "(X, Y, Z) -> [{atom(), term()}]")
def pi_3(x: Term, y: Term, z: Term) -> Term:
    """What is known of the process <X.Y.Z>."""
    return pi(pid(x, y, z))


@c.export("regs/0", "() -> ok")
def regs() -> Term:
    """Print registered processes and ports."""
    node = P.cur.node
    say(f"\n** Registered procs on node {writer.write(node.name)} **\n")
    say(f"{'Name':<21} {'Pid':<12} {'Initial Call':<25} {'Reds':>12} {'Msgs':>4}\n")
    for name, process in sorted(node.registry.items(), key=lambda item: item[0].name):
        info = _Info(process)
        shown = writer.write(name)
        call = f"{info.initial[:25]:<25} {info.reductions:>12} {info.messages:>4}"
        say(f"{shown[:21]:<21} {info.pid:<12} {call}\n")
    say(f"\n** Registered ports on node {writer.write(node.name)} **\n")
    say(f"{'Name':<21} {'Id':<15} {'Command':<40}\n")
    return a.ok


@c.export("nregs/0", "() -> ok")
def nregs() -> Term:
    """Print registered processes of all nodes: here there is one."""
    return regs()


@c.export("bt/1", "(Pid) -> ok | undefined")
def bt(process: Term) -> Term:
    """Print the stack of a process."""
    if type(process) is not Pid or P.cur.node.lookup(process) is None:
        return a.undefined
    found = procs.apply(a.erlang, a.process_info, (process, a.current_stacktrace))
    for frame in lists.iter_list(found[1] if type(found) is tuple else None):
        say(f"{_function(frame[:3]) if type(frame) is tuple else ''}\n")
    return a.ok
