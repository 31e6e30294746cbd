"""The module `erl_expand_records`: forms without records.

OTP: erl_expand_records
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.malformed import need_forms
from pyerlshell.syntax import erl_expand_records as records
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term

erl_expand_records: Final = NativeModule("erl_expand_records", "Records as tuples.")


@erl_expand_records.export("module/2", "(AbsForms, CompileOptions) -> AbsForms2")
def module(forms: Term, options: Term) -> Term:
    """The forms of a module with its records as the tuples that they are."""
    need_forms(forms, forms, options)
    return to_list(records.module(from_list(forms)))
