"""What a distribution of one's own is made of, which needs a node that is alive.

OTP: dist.c (dist_ctrl)
"""

from __future__ import annotations

from pyerlshell.erts.errors import badarg, error
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term


@erlang.export("dist_ctrl_get_data/1", "(DHandle) -> {Size, Data} | Data | none")
def dist_ctrl_get_data(handle: Term) -> Term:
    """What is to be sent to another node."""
    raise error(a.notsup, handle)


@erlang.export("dist_ctrl_get_data_notification/1", "(DHandle) -> ok")
def dist_ctrl_get_data_notification(handle: Term) -> Term:
    """Ask for a message when there is something to be sent."""
    raise error(a.notsup, handle)


@erlang.export("dist_ctrl_get_opt/2", "(DHandle, get_size) -> boolean()")
def dist_ctrl_get_opt(handle: Term, option: Term) -> Term:
    """An option of the connection."""
    raise error(a.notsup, handle, option)


@erlang.export("dist_ctrl_input_handler/2", "(DHandle, InputHandler :: pid()) -> ok")
def dist_ctrl_input_handler(handle: Term, pid: Term) -> Term:
    """Have another process put what comes in."""
    raise error(a.notsup, handle, pid)


@erlang.export("dist_ctrl_put_data/2", "(DHandle, Data :: iodata()) -> ok")
def dist_ctrl_put_data(handle: Term, data: Term) -> Term:
    """What has come from another node."""
    raise badarg(handle, data)


@erlang.export("dist_ctrl_set_opt/3", "(DHandle, get_size, Value :: boolean()) -> boolean()")
def dist_ctrl_set_opt(handle: Term, option: Term, value: Term) -> Term:
    """Set an option of the connection."""
    raise error(a.notsup, handle, option, value)
