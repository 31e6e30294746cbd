"""The shell's own commands: bindings, history, records, local definitions.

`TABLE` holds them by name and arity; each gets the session and its arguments. Some look at their
arguments unevaluated (`f(X)`, `rd(R, {a, b = 1})`): those are dealt with by `unevaluated/2` when
they are a whole expression, as they nearly always are.

OTP: shell (local_func)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias

from pyerlshell.erts.errors import ErlError, error, exit_
from pyerlshell.erts.machine import P
from pyerlshell.otp import procs
from pyerlshell.shell import evaluate, local_fun, nested, parsing, records, report
from pyerlshell.shell.recorder import Recorder
from pyerlshell.shell.session import DEFAULT_HISTORY, DEFAULT_RESULTS, LocalFunction, Session
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

Command: TypeAlias = Callable[..., Term]

TABLE: Final[dict[tuple[str, int], Command]] = {}
_FORMS: Final[dict[tuple[str, int], Command]] = {}


def _command(name: str, arity: int) -> Callable[[Command], Command]:
    def declare(fn: Command) -> Command:
        TABLE[name, arity] = fn
        return fn

    return declare


def _form_command(name: str, arity: int) -> Callable[[Command], Command]:
    def declare(fn: Command) -> Command:
        _FORMS[name, arity] = fn
        return fn

    return declare


def unevaluated(session: Session, expr: Term) -> tuple[Term] | None:
    """The value of a command whose arguments are not evaluated; None if `expr` is none."""
    command = _FORMS.get(nested.called(expr) or ("", 0))
    return None if command is None else (command(session, *lists.from_list(expr[3])),)  # type: ignore[index]


def prepared(expr: Term) -> Term:
    """The expression as it is compiled: what commands inside of it do not evaluate is data."""
    return nested.quoted(expr, _FORMS)


def command(name: str, arity: int) -> Command | None:
    """The command that an expression calls which has been `prepared`."""
    return TABLE.get((name, arity)) or _FORMS.get((name, arity))


def _refused(name: str, arity: int) -> ErlError:
    """function_clause of one of the shell's commands."""
    return ErlError(
        a.error, a.function_clause, None, [(a.shell, a.__getattr__(name), arity, None), None]
    )


def _literal(form: Any, kind: Atom, name: str, arity: int) -> Any:
    """The value of a literal of this kind, which is all that the command accepts."""
    if type(form) is tuple and form[0] is kind:
        return form[2]
    raise _refused(name, arity)


# Bindings


@_command("b", 0)
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


@_command("f", 0)
@_command("f", 1)
def forget_inside(_session: Session, form: Term = None) -> Term:
    """Inside of a larger expression it forgets nothing: what that binds is kept at its end."""
    if form is not None:
        _literal(form, a.var, "f", 1)
    return a.ok


@_form_command("f", 0)
def forget_all_form(session: Session) -> Term:
    """Forget all bindings."""
    session.current = {}
    return a.ok


@_form_command("f", 1)
def forget(session: Session, form: Term) -> Term:
    """Forget one binding."""
    name = _literal(form, a.var, "f", 1)
    session.current = {k: v for k, v in session.current.items() if k is not name}
    return a.ok


# History


@_command("v", 1)
def value(session: Session, number: Term) -> Term:
    """The value of an earlier command (history.py has resolved the number)."""
    return session.results.get(number, a.undefined)  # type: ignore[call-overload]


@_command("h", 0)
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
    @_form_command(name, 1)
    def change(_session: Session, form: Term) -> Term:
        return procs.set_env(key, _literal(form, a.integer, name, 1), default)


_setting("history", a.shell_history_length, DEFAULT_HISTORY)
_setting("results", a.shell_saved_results, DEFAULT_RESULTS)


@_form_command("catch_exception", 1)
def catch_exception(_session: Session, form: Term) -> Term:
    """How exceptions are handled: true keeps the evaluator alive."""
    flag = _literal(form, a.atom, "catch_exception", 1)
    if flag is not a.true and flag is not a.false:
        raise _refused("catch_exception", 1)
    return procs.set_env(a.shell_catch_exception, flag, a.false)


@_command("exit", 0)
def exit_shell(session: Session) -> Term:
    """End this shell."""
    me = procs.self_()
    procs.send(session.server, (a.shell_req, me, a.exit))
    procs.receive_if(lambda message: type(message) is tuple and message[0] is a.shell_rep)
    raise exit_(a.normal)


# Local functions, types and specifications


@_form_command("fd", 3)
def define_function(session: Session, name: Term, fun: Term, source: Term) -> Term:
    """`add(X, Y) -> X + Y.`"""
    atom = _literal(name, a.atom, "fd", 3)
    made = evaluate.expression(session, fun, evaluate.local_call(session, command))[0]
    arity = made.__code__.co_argcount  # type: ignore[attr-defined]
    text = lists.list_to_string(_literal(source, a.string, "fd", 3)) or ""
    session.functions[atom, arity] = LocalFunction(made, text)
    return a.ok


@_form_command("ft", 1)
def define_spec(session: Session, source: Term) -> Term:
    """`-spec add(integer(), integer()) -> integer().`"""
    text, form = _parsed_attribute(source, "ft")
    session.specs[form[3][0]] = text
    return a.ok


@_form_command("td", 1)
def define_type(session: Session, source: Term) -> Term:
    """`-type t() :: integer().`"""
    text, form = _parsed_attribute(source, "td")
    session.types[form[3][0]] = text
    return a.ok


@_form_command("rd", 1)
def define_record_text(session: Session, source: Term) -> Term:
    """`-record(r, {a, b = 1}).`"""
    text, form = _parsed_attribute(source, "rd")
    records.add(session, [form])
    session.record_texts[form[3][0]] = lists.string_to_list(text)
    return a.ok


def _parsed_attribute(source: Term, name: str) -> tuple[str, Any]:
    text = lists.list_to_string(_literal(source, a.string, name, 1)) or ""
    parsed = parsing.parse_form(parsing.scan(text))
    assert type(parsed) is tuple
    if parsed[0] is a.ok:
        return text, parsed[1]
    info = parsed[1]
    assert type(info) is tuple
    message = parsing.format_error(info[1], info[2]) or ""
    raise exit_(lists.string_to_list(message))


@_command("lf", 0)
def list_functions(session: Session) -> Term:
    """Print the functions defined at the prompt, with their specifications."""
    keys = _sorted({*session.functions, *session.specs})
    parts = [_function_text(session, key) for key in keys]
    procs.put_chars("\n".join(parts).strip() + "\n\n")
    return a.ok


def _sorted(keys: Iterable[tuple[Atom, int]]) -> list[tuple[Atom, int]]:
    return sorted(keys, key=lambda key: (key[0].name, key[1]))


def _function_text(session: Session, key: tuple[Atom, int]) -> str:
    spec = session.specs.get(key, "")
    known = session.functions.get(key)
    if known is None:
        return f"{spec}%% {key[0].name}/{key[1]} not implemented"
    return spec + known.text


@_command("lt", 0)
def list_types(session: Session) -> Term:
    """Print the types defined at the prompt."""
    texts = [session.types[name] for name in sorted(session.types, key=lambda name: name.name)]
    procs.put_chars("\n\n".join(texts) + "\n")
    return a.ok


@_command("lr", 0)
def list_local_records(session: Session) -> Term:
    """Print the records defined at the prompt.

    Fails as in the reference if rd/2 made one: only the fields of such a record are remembered.
    """
    texts = [procs.apply(a.erlang, a.list_to_binary, (x,)) for x in session.record_texts.values()]
    procs.put_chars("".join([procs.text(text) for text in texts]) + "\n")
    return a.ok


@_form_command("save_module", 1)
def save_module(session: Session, name: Term) -> Term:
    """Write what was defined at the prompt to a file, and compile it."""
    path = lists.list_to_string(_literal(name, a.string, "save_module", 1)) or ""
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
    types = "\n\n".join(session.types.values())
    known = "".join([procs.form_text(form) + "\n" for form in session.records.values()])
    functions = "\n".join([_function_text(session, key) for key in keys])
    name = procs.expr_text((a.atom, 0, a.__getattr__(module)))
    return f"-module({name}).\n\n-export([{exports}]).\n\n{types}\n{known}{functions}"


@_command("record", 1)
def record(_session: Session, name: Term) -> Term:
    """Save the session so far, as what the file's name asks for (.md, .html, .svg, ...)."""
    path = lists.list_to_string(name)
    if not path:
        raise _refused("record", 1)
    return P.cur.node.part(Recorder).save_as(path)


@_form_command("ff", 0)
def forget_functions(session: Session) -> Term:
    """Forget all functions defined at the prompt."""
    session.functions.clear()
    session.specs.clear()
    return a.ok


@_form_command("ff", 2)
def forget_function(session: Session, name: Term, arity: Term) -> Term:
    """Forget one function defined at the prompt."""
    key = (_literal(name, a.atom, "ff", 2), _literal(arity, a.integer, "ff", 2))
    session.functions.pop(key, None)
    session.specs.pop(key, None)
    return a.ok


@_form_command("tf", 0)
def forget_types(session: Session) -> Term:
    """Forget all types defined at the prompt."""
    session.types.clear()
    return a.ok


@_form_command("tf", 1)
def forget_type(session: Session, name: Term) -> Term:
    """Forget one type defined at the prompt."""
    session.types.pop(_literal(name, a.atom, "tf", 1), None)
    return a.ok


@_command("fl", 0)
def forget_local(session: Session) -> Term:
    """Forget everything defined at the prompt."""
    forget_functions(session)
    session.types.clear()
    for name in list(session.record_texts):
        records.forget(session, name)
    session.record_texts.clear()
    return a.ok


# Records


@_form_command("rd", 2)
def define_record(session: Session, name: Term, definition: Term) -> Term:
    """`rd(person, {name, age = 0})`."""
    atom = _literal(name, a.atom, "rd", 2)
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


@_command("record_info", 2)
def record_info(session: Session, what: Term, name: Term) -> Term:
    """`record_info(fields, R)` and `record_info(size, R)`."""
    definition = session.records.get(name) if type(name) is Atom else None
    if definition is None or what not in (a.fields, a.size):
        raise error((a.shell_undef, a.record_info, 2, None))
    found = records.fields_of(definition)
    return lists.to_list(found) if what is a.fields else len(found) + 1


@_command("rf", 0)
def forget_records(session: Session) -> Term:
    """Forget all records."""
    records.forget_all(session)
    return records.initial(session)


@_command("rf", 1)
def forget_record(session: Session, names: Term) -> Term:
    """Forget these records (one name, a list of names, or '_')."""
    if names is a._:
        records.forget_all(session)
        return a.ok
    for name in records.chosen(session, names):
        records.forget(session, name)
    return a.ok


@_command("rl", 0)
def list_records(session: Session) -> Term:
    """Print the definitions of all records."""
    return _print_records(records.in_order(session, session.records), session)


@_command("rl", 1)
def list_some_records(session: Session, names: Term) -> Term:
    """Print the definitions of these records."""
    return _print_records(records.chosen(session, names), session)


def _print_records(found: list[Atom], session: Session) -> Term:
    for name in found:
        procs.put_chars(procs.text(procs.apply(a.erl_pp, a.attribute, (session.records[name],))))
    return a.ok


@_command("rp", 1)
def print_whole(session: Session, term: Term) -> Term:
    """Print a term with the shell's records, whatever its depth."""
    procs.put_chars(report.value_text(session, term, 1, -1) + "\n")
    return a.ok


@_command("rr", 1)
@_command("rr", 2)
@_command("rr", 3)
def read_records(session: Session, files: Term, names: Term = a._, options: Term = None) -> Term:
    """Read record definitions from a module or from files; the names that were read."""
    return records.read(session, files, names, options)


COMMAND_NAMES: Final = local_fun.SHELL_COMMANDS
