"""Abstract format back to text, as the reference lays it out.

    boxes.py      the layout: a box is a list of lines, hung beside or put under one another
    exprs.py      expressions, patterns, guards: one function per kind of node
    clauses.py    what has clauses: case, fun, receive, try, ...
    types.py      types and specifications
    forms.py      attributes and functions
    quoted_types.py   atoms that are types, in quotes
    legal_names.py   names for variables that can be read again

OTP: erl_pp
"""
