"""Erlang inside a Python program: `from pyerlshell import Node`.

convert   the values of one language as values of the other
errors    Erlang's exceptions as Python sees them
node      Node: load, call, spawn, send, Python functions for Erlang
given     names and functions that programs give to it
mailbox   Mailbox: a pid for Python code, and receive
drive     how the node moves: while Python waits, or as a task of asyncio
"""
