"""Makes a node with everything of OTP on it: what every use of pyerlshell starts from.

OTP: the boot script
"""

from __future__ import annotations

from pyerlshell.erts.node import Node
from pyerlshell.erts.outside import Outside


def new_node(argv: list[str]) -> Node:
    """A node that can load all modules of OTP that there are."""
    from pyerlshell.shell import loaders

    node = Node(outside=Outside(argv))
    node.loaders += loaders.all_loaders()
    node.start()
    return node
