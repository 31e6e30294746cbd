"""The console.

    boot, system      a node with all its processes; boot_commands: -eval, -s, -run
    server            prompts; reader reads one command, evaluator runs it, session remembers
    evaluate          one typed expression: compiled and run; local_fun, records, history, commands
    report            values and exceptions as they are printed; eval_stack: typed frames
    group             the group leader: the I/O protocol
    console, driver   without a terminal: a pipe, -noshell
    terminal, editor, lexer, tty_mode   on a terminal; break_menu (Ctrl-C), job_control (Ctrl-G)

OTP: shell, group, user_drv, edlin
"""
