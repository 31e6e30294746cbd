"""The process behind `epp:open/1`: it hands out the forms of a file one at a time, as tokens.

    {epp_request, From, Ref, scan_erl_form | macro_defs | close}  =>  {epp_reply, Ref, Answer}

OTP: epp (server/3)
"""

from __future__ import annotations

from collections import deque
from typing import Any

from pyerlshell.erts.machine import P
from pyerlshell.otp import procs
from pyerlshell.syntax.epp.options import tokens
from pyerlshell.syntax.epp.preprocessor import Preprocessor
from pyerlshell.syntax.erl_parse.literals import abstract
from pyerlshell.syntax.erl_parse.tokens import Token
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Pid, Ref, Term


def start(run: Preprocessor) -> Pid:
    """A process that preprocesses; it ends when it is told to close."""
    parent = P.cur
    initial = parent.node.code.external_fun(a.erlang, a.apply, 2)
    process = parent.node.spawn(_serve, (run,), parent, initial)
    parent.node.scheduler.favour(process)
    return process.pid


def request(pid: Pid, what: Term) -> Term:
    """Ask the process; what it answers, or why it cannot."""
    ref = procs.apply(a.erlang, a.monitor, (a.process, pid))
    procs.send(pid, (a.epp_request, procs.self_(), ref, what))

    def wanted(message: Any) -> bool:
        if type(message) is not tuple or len(message) < 3:
            return False
        if message[0] is a.epp_reply:
            return bool(message[1] == ref)
        return message[0] is a.DOWN and message[1] == ref

    answer: Any = procs.receive_if(wanted)
    procs.apply(a.erlang, a.demonitor, (ref, [a.flush, None]))
    return answer[2] if answer[0] is a.epp_reply else (a.error, answer[-1])


def _serve(run: Preprocessor) -> Term:
    ready: deque[Term] = deque()
    run.keep_tokens = True
    while True:
        message: Any = procs.receive_if(_is_request)
        _, client, ref, what = message
        if what is a.close:
            _answer(client, ref, a.ok)
            return a.normal
        if what is a.scan_erl_form:
            _answer(client, ref, _next(run, ready))
        else:
            _answer(client, ref, to_list(list(run.macros.defined)))


def _is_request(message: Any) -> bool:
    return type(message) is tuple and len(message) == 4 and message[0] is a.epp_request


def _answer(client: Pid, ref: Ref, answer: Term) -> None:
    procs.send(client, (a.epp_reply, ref, answer))


def _next(run: Preprocessor, ready: deque[Term]) -> Term:
    """{ok, Tokens}, {error, Info}, {warning, Info} or, again and again, {eof, Location}."""
    while not ready and not run.finished:
        run.step()
        ready.extend(run.forms)
        run.forms.clear()
    if not ready:
        return (a.eof, run.source.location())
    form: Any = ready.popleft()
    if form[0] is a.eof:
        ready.append(form)
        return form
    if form[0] is a.attribute:
        return (a.ok, to_list(attribute_tokens(form)))
    return form


def attribute_tokens(form: Any) -> list[Token]:
    """The tokens of `-name(Value).`, all at one place."""
    _, anno, name, value = form
    literals = [abstract(part, anno) for part in value] if type(value) is tuple else []
    inside: list[Token] = []
    for literal in literals or [abstract(value, anno)]:
        if inside:
            inside.append((atom(","), anno))
        inside += tokens(literal)
    opening = [(atom("-"), anno), (a.atom, anno, name), (atom("("), anno)]
    return [*opening, *inside, (atom(")"), anno), (a.dot, anno)]
