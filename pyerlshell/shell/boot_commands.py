"""`-eval`, `-s` and `-run`: done one after the other before the shell begins, by a process of init.

A failure ends the node with exit code 1 and the reference's words on standard error.

OTP: init (start_em)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyerlshell.erts.errors import error
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.otp import procs
from pyerlshell.otp.code_cache import cache_of
from pyerlshell.terms import lists
from pyerlshell.terms import write as writer
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term


def run_all(commands: list[tuple[str, list[str]]], done: Callable[[], None]) -> Term:
    """The body of the process."""
    procs.receive_if(lambda message: message is a.boot)
    for name, values in commands:
        try:
            _RUN[name](values)
        except Exception as e:
            cls, reason, trace = procs.caught(e)
            e.__traceback__ = None
            if cls is a.throw:
                reason = (a.nocatch, reason)
            _fail(reason if cls is a.exit else (reason, trace))
            return a.error
    done()
    return a.ok


def _say(text: str) -> None:
    P.cur.node.outside.print_error(text)


def _fail(reason: Term) -> None:
    shown = writer.write(reason).replace(" => ", "=>")
    _say(f"Runtime terminating during boot ({shown})\n")
    procs.halt(1)


def _eval(values: list[str]) -> None:
    text = " ".join(values)
    try:
        _evaluate(text)
    except Exception:
        _say(f"Error! Failed to eval: {text}\r\n\r\n")
        raise


def _evaluate(text: str) -> None:
    """Compile it, unless the code cache has it, and run it."""
    cache = cache_of(P.cur.node)
    key = cache.key(b"eval", text.encode("utf-8", "surrogatepass"))
    code = cache.load(key)
    if code is None:
        from pyerlshell.shell.eval_text import compiled

        code = compiled(text)
        cache.store(key, code)
    namespace = P.cur.node.code.prepare(code).namespace
    namespace.update(__shell__=True, __funs__={}, __local__=_no_local, __local_fun__=_no_local)
    namespace["UNBOUND"] = None
    if namespace["expressions/0"]() is TAIL:
        run()


def _no_local(_name: Atom, _args: object) -> Any:
    raise error(a.undef)


def _start(values: list[str]) -> None:
    _call(values, [atom(value) for value in values[2:]])


def _run(values: list[str]) -> None:
    _call(values, [lists.string_to_list(value) for value in values[2:]])


def _call(values: list[str], args: list[Term]) -> None:
    module = atom(values[0]) if values else a.__getattr__("")
    function = atom(values[1]) if len(values) > 1 else a.start
    given: tuple[Term, ...] = (lists.to_list(args),) if len(values) > 2 else ()
    if not P.cur.node.code.ensure_loaded(module):
        _say(
            f"Error! Failed to load module '{module.name}' because it cannot be found.\r\n"
            "Make sure that the module name is correct and that its .beam file\r\n"
            "is in the code path.\r\n\r\n"
        )
        raise error(a.undef)
    if not procs.exported(module, function, len(given)):
        _say(f"Error! {module.name}:{function.name}/{len(given)} is not exported.\r\n\r\n")
    procs.apply(module, function, given)


_RUN = {"eval": _eval, "s": _start, "run": _run}
