"""The code cache as nodes use it: one for each node.

OTP: none
"""

from __future__ import annotations

from pyerlshell.compiler.object.cache import CodeCache
from pyerlshell.erts.node import Node


class NodeCache(CodeCache):
    """The cache of a node, in the folder that the node's environment names."""

    def __init__(self, node: Node) -> None:
        super().__init__()


def cache_of(node: Node) -> CodeCache:
    """The one cache of a node."""
    return node.part(NodeCache)
