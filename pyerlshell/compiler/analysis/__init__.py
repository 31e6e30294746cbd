"""Analyses of Core: `tails` finds tail calls, their cycles, and the functions that never return
TAIL.
"""
