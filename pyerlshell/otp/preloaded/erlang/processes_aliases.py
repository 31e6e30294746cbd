"""alias and unalias: references that messages can be sent to.

OTP: bif.c
"""

from __future__ import annotations

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.machine import P
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, is_proper
from pyerlshell.terms.types import Ref, Term


@erlang.export("alias/0", "() -> Alias when Alias :: reference()")
def alias_0() -> Term:
    """A reference through which messages reach the caller until unalias/1."""
    p = P.cur
    ref = p.node.make_alias_ref(p)
    p.node.add_alias(p, ref, a.explicit_unalias)
    return ref


@erlang.export("alias/1", "(Opts) -> Alias when Alias :: reference()")
def alias_1(options: Term) -> Term:
    """A reference through which messages reach the caller; with `reply`, one message."""
    if not is_proper(options):
        raise badarg(options)
    mode = a.explicit_unalias
    urgent = False
    for option in from_list(options):
        if option is a.reply:
            mode = a.reply
        elif option is a.priority:
            urgent = True
        elif option is not a.explicit_unalias:
            raise badarg(options)
    p = P.cur
    ref = p.node.make_alias_ref(p)
    p.node.add_alias(p, ref, mode)
    if urgent:
        p.more().urgent_aliases.add(ref.ids)
    return ref


@erlang.export("unalias/1", "(Alias) -> boolean() when Alias :: reference()")
def unalias(ref: Term) -> Term:
    """Give up an alias of the caller's."""
    if type(ref) is not Ref:
        raise badarg(ref)
    entry = P.cur.node.aliases.get(ref.ids)
    if entry is None or entry[0] is not P.cur:
        return a.false
    del P.cur.node.aliases[ref.ids]
    return a.true
