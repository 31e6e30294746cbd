"""Graphs as values: `module` holds the table and what a graph looks like, `building` makes and
changes them, `paths` finds ways, `traversals` goes through all of them, `derived` makes graphs of
graphs.
"""

from pyerlshell.otp.stdlib.graph import building, derived, paths, traversals
from pyerlshell.otp.stdlib.graph.module import graph

__all__ = ["building", "derived", "graph", "paths", "traversals"]
