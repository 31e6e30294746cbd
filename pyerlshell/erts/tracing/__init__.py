"""Tracing, at no cost where nothing is traced.

    sessions  who traces which process with which flags, and which functions
    calls     what the wrapper of a traced function tells
    points    the wrapper stands for the function: in its cells, and for local calls in its module's
              globals
    context   the special forms of match specifications; dump: one of them
    running   the flags running and exiting
    port_events  ports: their requests, messages and lives
    events    messages and the lives of processes: hooks that are put in place with the first flag

OTP: erl_trace.c, erl_bif_trace.c, erl_bp (beam_bp.c)
"""
