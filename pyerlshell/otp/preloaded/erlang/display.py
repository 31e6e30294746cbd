"""`display/1`, which prints a term past all of Erlang's own input and output.

OTP: erl_printf_term.c
"""

from __future__ import annotations

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.machine import P
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.display import display_text
from pyerlshell.terms.lists import list_to_string
from pyerlshell.terms.types import Term


def _print(text: str, error: bool = False) -> None:
    outside = P.cur.node.outside
    stream = outside.stderr if error else outside.stdout
    if stream is not None:
        stream.write(text.encode("utf-8", "surrogatepass"))
        stream.flush()


@erlang.export("display/1", "(Term) -> true when Term :: term()")
def display(term: Term) -> Term:
    """Print Term on standard output. For debugging only."""
    _print(display_text(term) + "\r\n")
    return a.true


def _shown(x: Term) -> str | None:
    if type(x) is list or x is None:
        return list_to_string(x)
    data = to_bytes(x)
    return None if data is None else data.decode("utf-8", "replace")


@erlang.export("display_string/1", internal=True)
def display_string(x: Term) -> Term:
    """Print a string on standard output. For debugging only."""
    text = _shown(x)
    if text is None:
        raise badarg(x)
    _print(text)
    return a.true


@erlang.export("display_string/2", internal=True)
def display_string_on(device: Term, x: Term) -> Term:
    """Print a string on stdout or stderr. For debugging only."""
    text = _shown(x)
    if text is None or (device is not a.stdout and device is not a.stderr):
        raise badarg(device, x)
    _print(text, device is a.stderr)
    return a.true
