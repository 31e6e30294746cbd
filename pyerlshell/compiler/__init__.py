"""Abstract format to a loadable module.

    compile      the passes, as data; compile_forms/2, compile_expressions/4 for the shell
    core         the tree between Erlang's abstract format and Python's `ast`
    to_core/     abstract format to Core: records, scopes, clauses, comprehensions
    analysis/    tail calls, local loops, what is an integer for sure
    to_python/   Core to Python's `ast`; its docstring is the map of the code generator
    object/      BEAM containers, and the cache of generated code
    bifs         what the compiler knows of BIFs
    foresee/     warnings of what is known before the code runs
    doc_findings warnings about documentation
    listing      any stage as text

OTP: compiler
"""
