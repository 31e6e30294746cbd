"""NAMESPACE: the names that generated code finds beside its own globals and Python's builtins."""

from __future__ import annotations

from types import FunctionType
from typing import Final

from pyerlshell.erts import errors as raised
from pyerlshell.erts import mailbox
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.erts.reasons import caught
from pyerlshell.erts.stacktrace import stacktrace
from pyerlshell.erts.support import arith, calls, collections, errors, records
from pyerlshell.erts.support.bits import BITS
from pyerlshell.erts.support.bits_build import BITS as BITS_BUILD
from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.order import equal, exact_equal, le, lt
from pyerlshell.terms.records import Record
from pyerlshell.terms.types import BitString, Pid, Port, Ref


def _functions(module: object, names: str) -> dict[str, object]:
    return {name: getattr(module, name) for name in names.split()}


NAMESPACE: Final[dict[str, object]] = {
    "P": P,
    "TAIL": TAIL,
    "run": run,
    "Atom": Atom,
    "BitString": BitString,
    "Fun": FunctionType,
    "Pid": Pid,
    "Port": Port,
    "Record": Record,
    "Ref": Ref,
    "caught": caught,
    "stacktrace": stacktrace,
    "equal": equal,
    "exact_equal": exact_equal,
    "le": le,
    "lt": lt,
    **_functions(
        mailbox,
        "send wait wait_there park start_timeout end_timeout older_taken older_mark long_mailbox",
    ),
    **_functions(raised, "error exit_ throw function_clause"),
    **_functions(arith, "arith divide truth left_truth filter_truth"),
    **_functions(
        errors,
        "GUARD_ERRORS badmatch case_clause if_clause try_clause else_clause bad_generator "
        "bad_record catch_value",
    ),
    **_functions(calls, "remote_function typed_function external_fun bad_call"),
    **_functions(
        collections,
        "MAPS MISSING make_list map_new map_from_pairs map_find map_put_one map_update_one "
        "map_change map_change_typed "
        "map_chain map_generator map_left zip_generator zip_left is_sub_binary",
    ),
    **_functions(
        records,
        "record_new record_get record_update record_view record_values shell_record_new "
        "shell_record_get shell_record_update",
    ),
    **BITS,
    **BITS_BUILD,
}
