"""Commands about what is defined at the prompt: functions, types, specifications, and saving them.

OTP: shell (local_func: fd, ft, td, rd/1, lf, lt, lr, save_module, ff, tf, fl)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pyerlshell.erts.errors import error, exit_
from pyerlshell.erts.machine import P
from pyerlshell.otp import procs
from pyerlshell.shell import evaluate, parsing, records
from pyerlshell.shell.command_table import form_command, literal, prepared, refused, shell_command
from pyerlshell.shell.recorder import Recorder
from pyerlshell.shell.session import LocalFunction, Session
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term


@form_command("fd", 3)
def define_function(session: Session, name: Term, fun: Term, source: Term) -> Term:
    """`add(X, Y) -> X + Y.`"""
    atom = literal(name, a.atom, "fd", 3)
    evaluate.check(session, fun)
    try:  # the fun sees no variable of the session
        evaluate.check(session, fun, {})
    except evaluate.CommandError as e:
        raise error(e.args[0][2]) from None
    made = evaluate.expression(session, prepared(fun), evaluate.without_commands)[0]
    arity = made.__code__.co_argcount  # type: ignore[attr-defined]
    text = lists.list_to_string(literal(source, a.string, "fd", 3)) or ""
    session.functions[atom, arity] = LocalFunction(made, text)
    return a.ok


@form_command("ft", 1)
def define_spec(session: Session, source: Term) -> Term:
    """`-spec add(integer(), integer()) -> integer().`"""
    text, form = _parsed_attribute(source, "ft")
    session.specs[form[3][0]] = text
    return a.ok


@form_command("td", 1)
def define_type(session: Session, source: Term) -> Term:
    """`-type t() :: integer().`"""
    text, form = _parsed_attribute(source, "td")
    session.types[form[3][0]] = text
    return a.ok


@form_command("rd", 1)
def define_record_text(session: Session, source: Term) -> Term:
    """`-record(r, {a, b = 1}).`"""
    text, form = _parsed_attribute(source, "rd")
    records.add(session, [form])
    session.record_texts[form[3][0]] = lists.string_to_list(text)
    return a.ok


def _parsed_attribute(source: Term, name: str) -> tuple[str, Any]:
    text = lists.list_to_string(literal(source, a.string, name, 1)) or ""
    parsed = parsing.parse_form(parsing.scan(text))
    assert type(parsed) is tuple
    if parsed[0] is a.ok:
        return text, parsed[1]
    info = parsed[1]
    assert type(info) is tuple
    message = parsing.format_error(info[1], info[2]) or ""
    raise exit_(lists.string_to_list(message))


@shell_command("lf", 0)
def list_functions(session: Session) -> Term:
    """Print the functions defined at the prompt, with their specifications."""
    keys = _sorted({*session.functions, *session.specs})
    parts = [_function_text(session, key) for key in keys]
    procs.put_chars("\n".join(parts).strip() + "\n\n")
    return a.ok


def _by_name(table: dict[Atom, Any]) -> list[Any]:
    return [table[name] for name in sorted(table, key=lambda name: name.name)]


def _sorted(keys: Iterable[tuple[Atom, int]]) -> list[tuple[Atom, int]]:
    return sorted(keys, key=lambda key: (key[0].name, key[1]))


def _function_text(session: Session, key: tuple[Atom, int]) -> str:
    spec = session.specs.get(key, "")
    known = session.functions.get(key)
    if known is None:
        return f"{spec}%% {key[0].name}/{key[1]} not implemented"
    return spec + known.text


@shell_command("lt", 0)
def list_types(session: Session) -> Term:
    """Print the types defined at the prompt."""
    procs.put_chars("\n\n".join(_by_name(session.types)) + "\n")
    return a.ok


@shell_command("lr", 0)
def list_local_records(session: Session) -> Term:
    """Print the records defined at the prompt.

    Fails as in the reference if rd/2 made one: only the fields of such a record are remembered.
    """
    texts = [procs.apply(a.erlang, a.list_to_binary, (x,)) for x in session.record_texts.values()]
    procs.put_chars("".join([procs.text(text) for text in texts]) + "\n")
    return a.ok


@form_command("save_module", 1)
def save_module(session: Session, name: Term) -> Term:
    """Write what was defined at the prompt to a file, and compile it."""
    path = lists.list_to_string(literal(name, a.string, "save_module", 1)) or ""
    file = lists.string_to_list(path)
    if procs.apply(a.filelib, a.is_file, (file,)) is a.true:
        answer = procs.io_request((a.get_line, a.unicode, _OVERWRITE))
        if procs.text(answer) != "y\n":
            procs.put_chars("Aborting save\n")
            return a.ok
    source = _module_text(session, path.rpartition("/")[2].partition(".")[0])
    written = procs.apply(a.file, a.write_file, (file, source.encode()))
    return procs.apply(a.c, a.c, (file,)) if written is a.ok else written


_OVERWRITE: Final = b"File exists, do you want to overwrite it? (y/N)\n"


def _module_text(session: Session, module: str) -> str:
    keys = _sorted(session.functions)
    exports = ",".join([f"{procs.expr_text((a.atom, 0, name))}/{n}" for name, n in keys])
    types = "\n\n".join(_by_name(session.types))
    known = "".join([procs.form_text(form) + "\n" for form in _by_name(session.records)])
    functions = "\n".join([_function_text(session, key) for key in keys])
    name = procs.expr_text((a.atom, 0, a.__getattr__(module)))
    return f"-module({name}).\n\n-export([{exports}]).\n\n{types}\n{known}{functions}"


@shell_command("record", 1)
def record(_session: Session, name: Term) -> Term:
    """Save the session so far, as what the file's name asks for (.md, .html, .svg, ...)."""
    path = lists.list_to_string(name)
    if not path:
        raise refused("record", 1)
    return P.cur.node.part(Recorder).save_as(path)


@form_command("ff", 0)
def forget_functions(session: Session) -> Term:
    """Forget all functions defined at the prompt."""
    session.functions.clear()
    session.specs.clear()
    return a.ok


@form_command("ff", 2)
def forget_function(session: Session, name: Term, arity: Term) -> Term:
    """Forget one function defined at the prompt."""
    key = (literal(name, a.atom, "ff", 2), literal(arity, a.integer, "ff", 2))
    session.functions.pop(key, None)
    session.specs.pop(key, None)
    return a.ok


@form_command("tf", 0)
def forget_types(session: Session) -> Term:
    """Forget all types defined at the prompt."""
    session.types.clear()
    return a.ok


@form_command("tf", 1)
def forget_type(session: Session, name: Term) -> Term:
    """Forget one type defined at the prompt."""
    session.types.pop(literal(name, a.atom, "tf", 1), None)
    return a.ok


@shell_command("fl", 0)
def forget_local(session: Session) -> Term:
    """Forget everything defined at the prompt."""
    forget_functions(session)
    session.types.clear()
    for name in list(session.record_texts):
        records.forget(session, name)
    session.record_texts.clear()
    return a.ok
