"""The forms of a script, source that begins somewhere in a file; and scripts that are archives.

OTP: the part of escript that reads with epp; code_server (set_primary_archive)
"""

from __future__ import annotations

import os
from typing import Any, Final

from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.chardata import to_str
from pyerlshell.otp.stdlib.epp import lib_dir
from pyerlshell.syntax import epp
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term

escript_source: Final = NativeModule("escript_source", "The forms of a script.")


@escript_source.export("forms/5", internal=True)
def forms(file: Term, body: Any, line: Any, encoding: Term, macros: Term) -> Term:
    """The forms of a body that begins in this line, those in error among them."""
    outside = P.cur.node.outside
    name = to_str(file)
    given: list[Any] = from_list(macros)
    options = epp.Options(
        read_file=outside.read,
        lib_dir=lib_dir,
        getenv=outside.env.get,
        macros=given,
        source_name=name,
        default_encoding="latin-1" if encoding is a.latin1 else "utf-8",
        location=(line, 1),
    )
    text = to_bytes(body)
    assert text is not None
    return to_list(epp.parse_text(name, text, options).forms)


@escript_source.export("archive/1", internal=True)
def archive(file: Term) -> Term:
    """From now on code is looked for inside this file as in a folder."""
    outside = P.cur.node.outside
    outside.archive = os.path.realpath(outside.path(to_str(file)))
    return a.ok
