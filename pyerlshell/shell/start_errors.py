"""Why a node cannot start with its configuration, as the reference says it.

OTP: application_controller, init
"""

from __future__ import annotations

import time

from pyerlshell.erts.node import Node
from pyerlshell.otp.arguments import Arguments
from pyerlshell.otp.kernel.start_env import BadValueError, ConfigError
from pyerlshell.otp.kernel.start_env import configure as set_environment
from pyerlshell.shell import crash_dump


def configure(node: Node, arguments: Arguments) -> bool:
    """Set the environment of kernel and stdlib; if something is wrong, False: the node has told it
    and halted."""
    try:
        set_environment(node, arguments)
    except ConfigError as e:
        node.halt(1, _kernel_failed(e.args[0]))
    except BadValueError as e:
        text, why, app = e.args
        node.outside.print_error(_report(f"application_controller: {why}: {text}"))
        node.halt(1, _bad_value(text, app.name))
    else:
        return True
    crash_dump.say_last(node)
    return False


def _bad_value(text: str, app: str) -> str:
    if app == "kernel":
        return _kernel_failed(f'{{bad_environment_value,"{_escaped(text)}"}}')
    what = f'Bad environment variable: "{text}"  Application: {app}'
    return f"Runtime terminating during boot ({{error,'{what}'}})"


def _kernel_failed(what: str) -> str:
    return f'Could not start kernel pid (application_controller) ("{_escaped(what)}")'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _report(text: str) -> str:
    now = time.time()
    stamp = time.strftime("%d-%b-%Y::%H:%M:%S", time.localtime(now))
    return f"=ERROR REPORT==== {stamp}.{int(now % 1 * 1e6):06} ===\n{text}\n\n"
