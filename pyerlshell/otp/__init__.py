"""OTP: one file or package for each Erlang module, in the folder of its application.

Modules that compute values are Python (`erts.native`); modules that are process loops are Erlang
sources of our own, compiled on first use and cached.

    library      finds shipped modules; code_cache: where their generated code is kept
    preloaded/   erlang, init, prim_file
    kernel/      code, file, logger, application, ...
    stdlib/      lists, maps, gen_server, sys, supervisor, io, ...
    compiler/    compile
    diagnostics/ `*** argument 1: not an atom`: worked out after a failure
    native_calls, native_lines, iodata, chardata, error_names, procs, typed_funs: what natives
                 share
    typed_queries  calls of qlc:q in expressions that are evaluated as they are typed
    arguments    the command line in erl's notation; kernel_processes: the named ones
"""
