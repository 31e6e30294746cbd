"""Completion: pure functions from the text before the cursor to what may follow.

    expand       the entry: `expand(text, knowledge)` gives an `Expansion`
    result       what an expansion is: Item, Section, Expansion
    context      where in an expression the text ends: brackets, call, argument, word
    candidates   words, functions, fields, keys, files: one function for each kind of place
    arguments    specs with the current argument, and the alternatives of its type
    types        Erlang types as trees: parsed, resolved, shown
    knowledge    what the engine wants to know (a protocol); node_knowledge: of a running node
    docs         documentation of functions and modules, from their sources
    menu         completions with the first sentence of their documentation
    engine       the engine for programs: edlin_expand
    layout       an expansion as lines of a terminal

Nothing here needs a terminal, so that other tools can use it.

OTP: edlin_expand, edlin_context, edlin_type_suggestion
"""
