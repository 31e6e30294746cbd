"""Abstract format to Core: names resolved, records expanded, variables given their Python names.

    scope.py           what is known while one function is translated: bound variables, fresh
    names, errors
    forms.py           a module's forms, its attributes; functions; the shell's expression lists
    exprs.py           table EXPR, one function a node kind; calls and operators
    tuple_calls.py     calls of modules that may be tuples
    clauses.py         everything with clauses: case, if, receive, try, maybe, funs, function heads
    comprehensions.py  generators and filters
    patterns.py        table PATTERN
    records.py         records become tuples
    binaries.py        segments with all their defaults

OTP: erl_expand_records, v3_core
"""
