"""The process that reads one command: one for each prompt, which is why each prompt uses up a pid.

It asks the group leader for tokens up to a dot, parses them, and ends with what it got as its exit
reason. The parser is imported when there is something to parse, after the prompt.

OTP: shell (get_command)
"""

from __future__ import annotations

from pyerlshell.erts.errors import exit_
from pyerlshell.otp import procs
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.types import Term


def read_command(prompt: Term) -> Term:
    """The body of the process; its exit reason is {ok, Expressions}, {error, Info} or eof."""
    arguments = lists.to_list([(1, 1), [a.text, None]])
    request = (a.get_until, a.unicode, prompt, a.erl_scan, a.tokens, arguments)
    raise exit_(_result(procs.io_request(request)))


def _result(reply: Term) -> Term:
    if type(reply) is tuple and reply:
        if reply[0] is a.ok:
            from pyerlshell.shell import typed

            return typed.command(reply[1])
        if reply[0] is a.eof:
            return a.eof
        if reply[0] is a.error and len(reply) == 3:
            procs.io_request((a.get_line, a.unicode, atom("")))
            return (a.error, reply[1])
    return reply
