"""The shell's own commands about bindings, history and records.

OTP: shell (local_func)
"""

from __future__ import annotations

from pyerlshell.erts.errors import error, exit_
from pyerlshell.otp import procs
from pyerlshell.shell import command_definitions, evaluate, parsing, records, report
from pyerlshell.shell.command_table import (
    TABLE,
    command,
    form_command,
    literal,
    prepared,
    refused,
    shell_command,
    unevaluated,
)
from pyerlshell.shell.session import DEFAULT_HISTORY, DEFAULT_RESULTS, Session
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

# Bindings


@shell_command("b", 0)
def bindings(session: Session) -> Term:
    """Print all bindings."""
    for name in sorted(session.current, key=lambda atom: atom.name):
        _print_binding(session, name, session.current[name])
    return a.ok


def _print_binding(session: Session, name: Atom, value: Term) -> None:
    source = evaluate.fun_source(value)
    if source is not None:
        anno = 0
        match = (a.match, anno, (a.var, anno, name), source)
        procs.put_chars(procs.expr_text(match) + "\n")
        return
    label = f"{name.name} = "
    shown = report.value_text(session, value, len(label) + 1)
    procs.put_chars(f"{label}{shown}\n")


@shell_command("f", 0)
@shell_command("f", 1)
def forget_inside(_session: Session, form: Term = None) -> Term:
    """Inside of a larger expression it forgets nothing: what that binds is kept at its end."""
    if form is not None:
        literal(form, a.var, "f", 1)
    return a.ok


@form_command("f", 0)
def forget_all_form(session: Session) -> Term:
    """Forget all bindings."""
    session.current = {}
    return a.ok


@form_command("f", 1)
def forget(session: Session, form: Term) -> Term:
    """Forget one binding."""
    name = literal(form, a.var, "f", 1)
    session.current = {k: v for k, v in session.current.items() if k is not name}
    return a.ok


# History


@shell_command("v", 1)
def value(session: Session, number: Term) -> Term:
    """The value of an earlier command (history.py has resolved the number)."""
    return session.results.get(number, a.undefined)  # type: ignore[call-overload]


@shell_command("h", 0)
def show_history(session: Session) -> Term:
    """Print earlier commands and their values."""
    for number in sorted(session.commands):
        label = f"{number}: "
        source = procs.exprs_text(session.commands[number], len(label))
        out = f"{label}{source}\n"
        if number in session.results:
            out += "-> " + report.value_text(session, session.results[number], 4) + "\n"
        procs.put_chars(out)
    return a.ok


def _setting(name: str, key: Atom, default: int) -> None:
    @form_command(name, 1)
    def change(_session: Session, form: Term) -> Term:
        return procs.set_env(key, literal(form, a.integer, name, 1), default)


_setting("history", a.shell_history_length, DEFAULT_HISTORY)
_setting("results", a.shell_saved_results, DEFAULT_RESULTS)


@form_command("catch_exception", 1)
def catch_exception(_session: Session, form: Term) -> Term:
    """How exceptions are handled: true keeps the evaluator alive."""
    flag = literal(form, a.atom, "catch_exception", 1)
    if flag is not a.true and flag is not a.false:
        raise refused("catch_exception", 1)
    return procs.set_env(a.shell_catch_exception, flag, a.false)


@shell_command("exit", 0)
def exit_shell(session: Session) -> Term:
    """End this shell."""
    me = procs.self_()
    procs.send(session.server, (a.shell_req, me, a.exit))
    procs.receive_if(lambda message: type(message) is tuple and message[0] is a.shell_rep)
    raise exit_(a.normal)


# Records


@form_command("rd", 2)
def define_record(session: Session, name: Term, definition: Term) -> Term:
    """`rd(person, {name, age = 0})`."""
    atom = literal(name, a.atom, "rd", 2)
    evaluate.check(session, definition)
    source = f"-record({procs.expr_text((a.atom, 0, atom))},{procs.expr_text(definition)})."
    parsed = parsing.parse_form(parsing.scan(source))
    assert type(parsed) is tuple
    if parsed[0] is not a.ok:
        info = parsed[1]
        raise exit_(lists.string_to_list(parsing.format_error(info[1], info[2]) or ""))
    records.add(session, [parsed[1]], [f for n, f in session.records.items() if n is not atom])
    session.record_texts[atom] = definition
    return atom


@shell_command("record_info", 2)
def record_info(session: Session, what: Term, name: Term) -> Term:
    """`record_info(fields, R)` and `record_info(size, R)`."""
    definition = session.records.get(name) if type(name) is Atom else None
    if definition is None or what not in (a.fields, a.size):
        raise error((a.shell_undef, a.record_info, 2, None))
    found = records.fields_of(definition)
    return lists.to_list(found) if what is a.fields else len(found) + 1


@shell_command("rf", 0)
def forget_records(session: Session) -> Term:
    """Forget all records."""
    records.forget_all(session)
    return records.initial(session)


@shell_command("rf", 1)
def forget_record(session: Session, names: Term) -> Term:
    """Forget these records (one name, a list of names, or '_')."""
    if names is a._:
        records.forget_all(session)
        return a.ok
    for name in records.chosen(session, names):
        records.forget(session, name)
    return a.ok


@shell_command("rl", 0)
def list_records(session: Session) -> Term:
    """Print the definitions of all records."""
    return _print_records(records.in_order(session, session.records), session)


@shell_command("rl", 1)
def list_some_records(session: Session, names: Term) -> Term:
    """Print the definitions of these records."""
    return _print_records(records.chosen(session, names), session)


def _print_records(found: list[Atom], session: Session) -> Term:
    for name in found:
        procs.put_chars(
            procs.text(procs.apply(a.erl_pp, a.attribute, (session.records[name], None)))
        )
    return a.ok


@shell_command("rp", 1)
def print_whole(session: Session, term: Term) -> Term:
    """Print a term with the shell's records, whatever its depth."""
    procs.put_chars(report.value_text(session, term, 1, -1) + "\n")
    return a.ok


@shell_command("rr", 1)
@shell_command("rr", 2)
@shell_command("rr", 3)
def read_records(session: Session, files: Term, names: Term = a._, options: Term = None) -> Term:
    """Read record definitions from a module or from files; the names that were read."""
    return records.read(session, files, names, options)


__all__ = ["TABLE", "command", "command_definitions", "prepared", "unevaluated"]
