"""Modules that may not be replaced: what a folder had when it was made sticky, and single ones.

OTP: code, code_server
"""

from __future__ import annotations

import os

from pyerlshell.erts.errors import function_clause
from pyerlshell.otp import library
from pyerlshell.otp.kernel.code_module import boolean, code, server, string
from pyerlshell.otp.kernel.code_storage import EXTENSION, shipped_in
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term


@code.export("stick_dir/1", "(Dir) -> ok | error")
def stick_dir(folder: Term) -> Term:
    """The modules of this folder may not be replaced."""
    modules = _modules_in(folder)
    if modules is None:
        return a.error
    server().sticky |= modules
    return a.ok


@code.export("unstick_dir/1", "(Dir) -> ok | error")
def unstick_dir(folder: Term) -> Term:
    """The modules of this folder may be replaced."""
    modules = _modules_in(folder)
    if modules is None:
        return a.error
    server().sticky -= modules
    return a.ok


def _modules_in(folder: Term) -> set[Atom] | None:
    """What is in a folder; our own libraries may be named with `ebin`, too. None: no folder."""
    name = string(folder)
    if name is None:
        raise function_clause(folder)
    above, last = os.path.split(server().absolute(name))
    for base in (server().absolute(name), above if last == "ebin" else ""):
        if os.path.dirname(base) == library.ROOT and library.app_folder(os.path.basename(base)):
            return shipped_in(os.path.basename(base))
    try:
        found = server().files.list(name)
    except OSError:
        return None
    return {atom(one[: -len(EXTENSION)]) for one in found if one.endswith(EXTENSION)}


@code.export("stick_mod/1", internal=True)
def stick_mod(module: Term) -> Term:
    """The module may not be replaced."""
    if type(module) is not Atom:
        raise function_clause(module)
    server().sticky.add(module)
    return a.true


@code.export("unstick_mod/1", internal=True)
def unstick_mod(module: Term) -> Term:
    """The module may be replaced."""
    if type(module) is not Atom:
        raise function_clause(module)
    server().sticky.discard(module)
    return a.true


@code.export("is_sticky/1", "(Module) -> boolean() when Module :: module()")
def is_sticky(module: Term) -> Term:
    """True if the module is loaded and may not be replaced."""
    if type(module) is not Atom:
        raise function_clause(module)
    return boolean(server().is_sticky(module))
