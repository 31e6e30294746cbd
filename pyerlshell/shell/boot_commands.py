"""`-eval`, `-s` and `-run`: done one after the other before the shell begins, by a process of init.

A failure ends the node with exit code 1 and the reference's words on standard error.

OTP: init (start_em)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.errors import error
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.otp import procs
from pyerlshell.otp.code_cache import cache_of
from pyerlshell.shell import user_file
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.pretty import pretty
from pyerlshell.terms.types import Term

_NO_MODULE: Final = (
    "Error! The -S option must be followed by at least a module to start, such as `-S Module` or "
    "`-S Module Function` to start with a function.\r\n\r\n"
)
_ONE_LINE: Final = 1 << 30
_INIT: Final = tuple(
    (a.init, atom(name), arity, None)
    for name, arity in (("start_it", 1), ("start_em", 1), ("do_boot", 3))
)
_NOT_FOUND: Final = (
    "cannot be found.\r\nMake sure that the module name is correct and that its .beam file\r\n"
    "is in the code path."
)
_NOT_LOADABLE: Final = (
    "requires a more recent Erlang/OTP version or its .beam file was corrupted.\r\n"
    "(You are running Erlang/OTP 29.)"
)


def run_all(commands: list[tuple[str, list[str]]], done: Callable[[], None]) -> Term:
    """The body of the process."""
    procs.receive_if(lambda message: message is a.boot)
    _user_file()
    for name, values in commands:
        try:
            _RUN[name](values)
        except Exception as e:
            cls, reason, trace = procs.caught(e)
            e.__traceback__ = None
            if cls is a.throw:
                reason = (a.nocatch, reason)
            _fail(reason if cls is a.exit else (reason, with_frames(trace, _INIT)))
            return a.error
    done()
    return a.ok


def with_frames(trace: Term, frames: tuple[Term, ...]) -> Term:
    """A stack trace with what the reference's init has below it."""
    return lists.to_list([*lists.from_list(trace), *frames])


def _say(text: str) -> None:
    P.cur.node.outside.print_error(text)


def _fail(reason: Term) -> None:
    P.cur.node.halt(1, f"Runtime terminating during boot ({text(reason)})")
    procs.park_for_ever()


def text(term: Term) -> str:
    """A term on one line, as init prints it."""
    return pretty(term, line_length=_ONE_LINE).replace(" => ", "=>")


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


def _user_file() -> None:
    if user_file.is_there(P.cur.node):
        folders = [lists.string_to_list(folder) for folder in user_file.folders(P.cur.node)]
        procs.apply(a.c, a.erlangrc, (lists.to_list(folders),))


def _all_words(values: list[str]) -> None:
    """`-S M F Word ...`: one list of strings."""
    if not values:
        _say(_NO_MODULE)
        procs.halt(0)
    _call([*values[:2], ""], [lists.string_to_list(value) for value in values[2:]])


def _start(values: list[str]) -> None:
    _call(values, [atom(value) for value in values[2:]])


def _run(values: list[str]) -> None:
    _call(values, [lists.string_to_list(value) for value in values[2:]])


def _call(values: list[str], args: list[Term]) -> None:
    module = atom(values[0]) if values else a.__getattr__("")
    function = atom(values[1]) if len(values) > 1 and values[1] else a.start
    given: tuple[Term, ...] = (lists.to_list(args),) if len(values) > 2 else ()
    result = procs.apply(a.code, a.ensure_loaded, (module,))
    if result != (a.module, module):
        why = _NOT_FOUND if result == (a.error, a.nofile) else _NOT_LOADABLE
        _say(f"Error! Failed to load module '{module.name}' because it {why}\r\n\r\n")
        raise error(a.undef)
    if not procs.exported(module, function, len(given)):
        _say(f"Error! {module.name}:{function.name}/{len(given)} is not exported.\r\n\r\n")
        procs.apply(module, function, given)
    try:
        procs.apply(module, function, given)
    except Exception as e:
        cls, reason, trace = procs.caught(e)
        whole = (cls, reason, with_frames(trace, _INIT))
        procs.put_chars(text(whole) + "\n")
        raise


_RUN: Final = {"eval": _eval, "s": _start, "run": _run, "S": _all_words}
