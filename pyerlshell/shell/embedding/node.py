"""`Node`: an Erlang system inside a Python program.

    with Node() as node:
        node.load_text("-module(m). -export([add/2]). add(X, Y) -> X + Y.")
        node.call("m", "add", 1, 2)                     # 3

How values are converted is told in `convert`. Nodes share nothing but the table of atoms, so there
may be several; all are driven from one thread. What programs print goes to `output`.

OTP: erl_interface, in spirit
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable
from types import FunctionType
from typing import Any, BinaryIO, Final, cast

from pyerlshell.erts import machine, signals
from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.export_cells import ExportCell
from pyerlshell.erts.machine import TAIL, P
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.node import start_cell
from pyerlshell.erts.stacktrace import stacktrace
from pyerlshell.otp.arguments import parse
from pyerlshell.otp.library import shipped_modules
from pyerlshell.shell.embedding import convert
from pyerlshell.shell.embedding.drive import Task, wait_for
from pyerlshell.shell.embedding.errors import CompileError, ErlangError, NodeStopped
from pyerlshell.shell.embedding.given import arity_of, atom_of, kind_of, line_of
from pyerlshell.shell.embedding.mailbox import Mailbox, pid_of
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, string_to_list, to_list
from pyerlshell.terms.types import Pid, Port, Ref, Term

_KINDS: Final = {"error": a.error, "exit": a.exit, "throw": a.throw}

_OPTIONS: Final = to_list([a.binary, atom("return"), a.debug_info])


class Fun:
    """An Erlang fun: `fun(x, y)` calls it."""

    __slots__ = ("_node", "term")

    def __init__(self, node: Node, term: FunctionType) -> None:
        self._node = node
        self.term = term

    def __call__(self, *args: Any) -> Any:
        return self._node.call_fun(self, *args)

    def __eq__(self, other: object) -> bool:
        return type(other) is Fun and other.term is self.term

    def __hash__(self) -> int:
        return hash(self.term)


class Node:
    """A running system; a context manager, also for `async with`.

    argv: flags of erl, such as ["-pa", "ebin"]. cwd, env: those of the Python process unless given.
    refuse(action, target): raises PermissionError to keep programs from files and commands.
    """

    def __init__(
        self,
        argv: list[str] | None = None,
        output: BinaryIO | None = None,
        cwd: str | None = None,
        env: dict[str, str] | None = None,
        refuse: Callable[[str, str], None] | None = None,
    ) -> None:
        from pyerlshell.shell.boot import System
        from pyerlshell.shell.console import StreamConsole
        from pyerlshell.shell.system import new_node

        self.core = new_node(argv or [])
        outside = self.core.outside
        if cwd is not None:
            outside.cwd = os.path.abspath(cwd)
        if env is not None:
            outside.env = dict(env)
        if refuse is not None:
            outside.refuse = refuse
        stream = outside.stdout if output is None else output
        self._console = StreamConsole(self.core, io.BytesIO(), stream, raw=True)
        self._functions: dict[str, NativeModule] = {}
        self._thread = threading.get_ident()
        self._task: Task | None = None
        system = System(self.core, self._console)
        system.start(parse(argv or []), False)
        system.boot()
        self.core.run_idle()

    # -- code

    def load_file(self, path: str) -> Atom:
        """Compile and load an Erlang source file; its module's name."""
        name = string_to_list(os.path.splitext(path)[0])
        return self._load(self._call(a.compile, a.file, (name, _OPTIONS)), path)

    def load_text(self, source: str, name: str = "text.erl") -> Atom:
        """Compile and load the text of a module; its name."""
        from pyerlshell.syntax import epp

        if not isinstance(source, str):
            raise TypeError(f"the text of a module is a str, not {kind_of(source)}")
        outside = self.core.outside
        options = epp.Options(
            read_file=outside.read, getenv=outside.env.get, source_name=name, location=(1, 1)
        )
        forms = to_list(epp.parse_text(name, source.encode(), options).forms)
        return self._load(self._call(a.compile, a.forms, (forms, _OPTIONS)), name)

    def _load(self, made: Any, name: str) -> Atom:
        if made[0] is not a.ok:
            raise CompileError(self._messages(made[1] if made[0] is a.error else None))
        module: Atom = made[1]
        self._call(a.code, a.purge, (module,))
        loaded: Any = self._call(a.code, a.load_binary, (module, string_to_list(name), made[2]))
        if loaded[0] is not a.module:
            raise ErlangError("error", self.to_python(loaded))
        return module

    def _messages(self, errors: Term) -> list[str]:
        lines: list[str] = []
        for entry in from_list(errors):
            file, infos = cast("tuple[Term, Term]", entry)
            for info in from_list(infos):
                place, module, what = cast("tuple[Any, Atom, Term]", info)
                said = self._call(module, a.format_error, (what,))
                where = ":".join(map(str, place)) if type(place) is tuple else str(place)
                where = "" if place is a.none else f"{where}: "
                shown = convert.text(self.to_python(self._flat(said)))
                lines.append(f"{convert.text(self.to_python(file))}:{where or ' '}{shown}")
        return lines

    def _flat(self, chars: Term) -> Term:
        return self._call(a.unicode, a.characters_to_binary, (chars,))

    # -- calls

    def call(self, module: str | Atom, name: str | Atom, *args: Any) -> Any:
        """The value of module:name(args...). Raises ErlangError.

        Python code that Erlang called may use it too; the call is then part of that process.
        """
        cell = self._cell(module, name, len(args))
        terms = self._terms(args)
        return self._converted(lambda: self._run(cell.fn, terms))

    def call_fun(self, fun: Fun, *args: Any) -> Any:
        """The value of a fun. TypeError if it wants another number of arguments."""
        terms = self._terms(args)
        wanted = fun.term.__code__.co_argcount
        if wanted != len(terms):
            raise TypeError(f"a fun of {wanted} arguments is called with {len(terms)}")
        return self._converted(lambda: self._run(fun.term, terms))

    async def call_async(self, module: str | Atom, name: str | Atom, *args: Any) -> Any:
        """The value of module:name(args...) in a node that asyncio drives (`async with`)."""
        outcome: list[Any] = []
        cell = self._cell(module, name, len(args))
        self.core.spawn_call(cell.fn, self._terms(args), outcome)
        await self.until(lambda: bool(outcome), None)
        kind, value = outcome[0]
        if kind == "value":
            return self.to_python(value)
        raise self._error(value)

    def _run(self, f: Any, args: tuple[Term, ...]) -> Term:
        self._check()
        if P.sched is not self.core.scheduler:
            try:
                return self.core.call_fun(f, args)
            except SystemExit:
                self._check()
                raise
        r = f(*args)
        return machine.run() if r is TAIL else r

    def _converted(self, work: Callable[[], Term]) -> Any:
        try:
            value = work()
        except ErlError as e:
            raise self._error(e) from e.__cause__
        finally:
            self._console.flush()
        return self.to_python(value)

    def _call(self, module: Atom, name: Atom, args: tuple[Term, ...]) -> Term:
        return self._run(self.core.code.cell(module, name, len(args)).fn, args)

    def _cell(self, module: str | Atom, name: str | Atom, arity: int) -> ExportCell:
        return self.core.code.cell(atom_of(module), atom_of(name), arity)

    def _error(self, e: ErlError) -> ErlangError:
        trace = stacktrace(e)
        report = self._call(a.erl_error, a.format_exception, (e.cls, e.reason, trace))
        shown = convert.text(self.to_python(self._flat(report)))
        return ErlangError(e.cls.name, self.to_python(e.reason), shown)

    # -- processes

    def spawn(self, module: str | Atom, name: str | Atom, *args: Any) -> Pid:
        """A new process that calls module:name(args...)."""
        self._check()
        cell = self._cell(module, name, len(args))
        pid = self.core.spawn(start_cell, (cell, self._terms(args)), None, cell).pid
        self._woken()
        return pid

    def send(self, to: Pid | str | Atom, message: Any) -> None:
        """Send to a pid or to the process of this name; ErlangError if there is no such name."""
        self._check()
        target: Term = atom(to) if isinstance(to, str) else to
        if type(target) not in (Pid, Atom, Ref, Port):
            raise TypeError(f"messages go to a pid or a name, not to {kind_of(to)}")
        if not self.core.send(target, self.to_erlang(message)):
            raise ErlangError("error", a.badarg, f"no process is called {target}")

    def exit(self, pid: Pid, reason: Any) -> None:
        """Send an exit signal; the reason "kill" as an atom ends any process."""
        self._check()
        process = self.core.lookup(pid_of(pid))
        if process is not None:
            signals.exit_signal(process, self.core.init_pid(), self.to_erlang(reason), False)
        self._woken()

    def is_alive(self, pid: Pid) -> bool:
        """The process has not ended."""
        return self.core.lookup(pid_of(pid)) is not None

    def mailbox(self, name: str = "") -> Mailbox:
        """A pid for Python code, registered under the name if one is given and free."""
        self._check()
        if name and atom(name) in self.core.registry:
            raise ValueError(f"there is a process called {name} already")
        return Mailbox(self, name)

    # -- Python for Erlang

    def register_function(
        self, module: str, name: str, function: Callable[..., Any], arity: int | None = None
    ) -> None:
        """Let Erlang call module:name/arity; a module of Python functions only.

        The function runs in the calling process and keeps all others waiting. An ErlangError is
        that exception; any other is `error:{python_error, Class, Message}`.
        """
        count = arity if arity is not None else arity_of(function)
        if module not in self._functions and self._is_taken(atom(module)):
            raise ValueError(f"{module} is a module of Erlang's")
        table = self._functions.setdefault(module, NativeModule(module, "Functions in Python."))
        table.export(f"{name}/{count}")(self._wrapped(function, count))
        code = self.core.code
        instance = code.prepare(table)
        code.commit(instance)
        code.old.pop(instance.name, None)

    def _is_taken(self, module: Atom) -> bool:
        return module in self.core.code.current or module.name in shipped_modules()

    def function(self, module: str, name: str = "") -> Callable[[Any], Any]:
        """`@node.function("py")` above a Python function: `py:its_name` for Erlang."""

        def register(f: Any) -> Any:
            self.register_function(module, name or f.__name__, f)
            return f

        return register

    def _wrapped(self, function: Callable[..., Any], arity: int) -> FunctionType:
        def apply(*args: Term) -> Term:
            try:
                return self.to_erlang(function(*(self.to_python(x) for x in args)))
            except ErlangError as e:
                raise ErlError(_KINDS[e.kind], self.to_erlang(e.reason)) from None
            except ErlError:
                raise
            except Exception as e:
                reason = (a.python_error, atom(type(e).__name__), str(e).encode())
                raise ErlError(a.error, reason) from e

        names = ", ".join(f"a{i}" for i in range(arity))
        scope: dict[str, Any] = {}
        exec(f"def make(f):\n return lambda {names}: f({names})", scope)
        made: FunctionType = scope["make"](apply)
        made.__code__ = made.__code__.replace(co_firstlineno=line_of(function))
        return made

    # -- conversion

    def to_python(self, term: Term) -> Any:
        """An Erlang term as a Python value."""
        return convert.to_python(term, lambda fun: Fun(self, fun))

    def to_erlang(self, value: Any) -> Term:
        """A Python value as an Erlang term."""
        return convert.to_erlang(value, self._fun)

    def _fun(self, value: Any) -> FunctionType:
        if type(value) is Fun:
            return value.term
        return self._wrapped(value, arity_of(value))

    def _terms(self, args: tuple[Any, ...]) -> tuple[Term, ...]:
        return tuple(self.to_erlang(value) for value in args)

    # -- driving

    def run(self, seconds: float | None = None) -> None:
        """Let the processes run for so many seconds; None: until none can run at once."""
        if seconds is None:
            self._check()
            self.core.run_idle()
            self._console.flush()
        else:
            self.wait_for(lambda: False, seconds)

    def wait_for(self, done: Callable[[], bool], seconds: float | None) -> bool:
        """Run until `done()` holds; False if the time is over or nothing more can happen."""
        self._check()
        try:
            return wait_for(self.core, done, seconds)
        finally:
            self._console.flush()

    async def until(self, done: Callable[[], bool], seconds: float | None) -> bool:
        """The same in a node that asyncio drives."""
        if self._task is None:
            raise RuntimeError("enter the node with `async with` first")
        return await self._task.until(done, seconds)

    def _check(self) -> None:
        """Raises RuntimeError in a thread that is not the node's: processes are greenlets of it.
        NodeStopped if it has halted or was closed."""
        if threading.get_ident() != self._thread:
            raise RuntimeError("a node is used in the thread that made it, and in no other")
        if self.core.exit_code is not None:
            raise NodeStopped(self.core.exit_code)

    def _woken(self) -> None:
        if self.core.on_work is not None:
            self.core.on_work()

    def close(self) -> None:
        """Stop: processes do not run any more, and what the node held is given back."""
        self.core.halt(0)
        P.pending = False
        self.core.poller.close()

    def __enter__(self) -> Node:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self) -> Node:
        self._task = Task(self.core, self._console.flush)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            await self._task.stop()
            self._task = None
        self.close()
