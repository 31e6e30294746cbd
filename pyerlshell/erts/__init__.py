"""The runtime system.

    node         one running system; owns all below
    scheduler    worker greenlets; run_queues; machine: registers; preempt: the timer
    process      a process; mailbox: send, wait, time out; signals: links, monitors, exits, death
    timers, clock, poller, interrupt   time, descriptors, Ctrl-C
    code_table   modules: current, old and waiting versions; loading, purge, lost_funs, module_info
                 (export_cells: what remote calls go through; module_instance: one version)
    errors       Erlang exceptions; reasons: what any Python exception means to a handler
    stacktrace   read off Python's frames (frames: which are Erlang's; operators: which one failed;
                 inlined, bits_errors: frames that Erlang has and Python has not)
    ports        programs of the operating system; port_output, port_data
    ets/         tables; match_spec/: match specifications, for tables and for tracing
    heaps, heap_size   how large processes would be in the reference
    magic        references that stand for something: compiled specifications, atomics
    native       declaring Erlang modules made of Python functions
    outside      the one door to files, commands, the environment and standard input and output
    support/     what generated code calls

OTP: erts
"""
