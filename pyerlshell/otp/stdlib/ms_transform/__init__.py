"""The module `ms_transform`: funs written down become match specifications.

module       what Erlang calls: parse_transform/2, transform_from_shell/3, format_error/1
forms        finds the calls of fun2ms/1 in a module
clauses      a fun's clauses become the clauses of a specification
heads        the argument of a clause
expressions  guards and bodies
values       from the abstract form of a specification to the term (at the prompt)
messages     what cannot be translated
"""

from pyerlshell.otp.stdlib.ms_transform.module import ms_transform

__all__ = ["ms_transform"]
