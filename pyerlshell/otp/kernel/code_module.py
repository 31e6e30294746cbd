"""The table of module `code`, and what its files share.

OTP: code
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NATIVE_LINES, NativeModule
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.otp.kernel.code_storage import CodeServer, server_of
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

code: Final = NativeModule("code", "The code server: loading modules and the code path.")


_LINES: Final = """
atomic_load/1 1416,1410 do_prepare_loading/1 0,1503 partition_load/3 1488
prepare_loading/1 1454,1448
add_path/2 1077 add_patha/2 1123 add_pathz/2 1100 del_path/1 1209 set_path/2 1040
stick_dir/1 989 unstick_dir/1 1002 is_sticky/1 1015 lib_dir/2 959
delete/1 702 ensure_loaded/1 581 ensure_modules_loaded/1 1319 finish_loading/1 1480
get_object_code/1 778 is_loaded/1 755 lib_dir/1 927 load_abs/1 627 load_binary/3 667 load_file/1 559
module_md5/1 518 purge/1 722 soft_purge/1 740 where_is_file/1 1807 which/1 1782
"""
"""The lines that the reference shows for clauses that do not match, and for calls."""


def _set_lines() -> None:
    words = _LINES.split()
    for place, line in zip(words[::2], words[1::2]):
        name, _, arity = place.partition("/")
        clause, _, call = line.partition(",")
        NATIVE_LINES[code.name, name, int(arity)] = (int(clause), int(call or 0))


_set_lines()


def server() -> CodeServer:
    """The code server of the running process's node."""
    return server_of(P.cur.node)


def boolean(value: bool) -> Atom:
    return a.true if value else a.false


def string(term: Term) -> str | None:
    """A string that is a list of characters, else None."""
    if type(term) is not list and term is not None:
        return None
    try:
        return to_str(term)
    except NotText:
        return None


def name_of(term: Term) -> str | None:
    """A string or an atom as text, else None."""
    return term.name if type(term) is Atom else string(term)
