"""Calls of qlc:q in expressions that are evaluated as they are typed.

The comprehension becomes a query handle before the expression is compiled, as a module's does by
the parse transform; one that cannot becomes the error, which is then the value of the call.

OTP: erl_eval
"""

from __future__ import annotations

from typing import Any

from pyerlshell.terms.atoms import a


def with_queries(form: Any) -> Any:
    """The expression with handles in the places of comprehensions."""
    if not _mentions_qlc(form):
        return form
    from pyerlshell.otp.stdlib.qlc_pt.module import at_prompt  # few expressions have queries

    return at_prompt(form)


def _mentions_qlc(form: Any) -> bool:
    stack: list[Any] = [form]
    while stack:
        part = stack.pop()
        if type(part) is tuple:
            stack.extend(part)
        elif type(part) is list:
            stack.append(part[0])
            stack.append(part[1])
        elif part is a.qlc:
            return True
    return False
