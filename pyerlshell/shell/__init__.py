"""The console.

    boot, system      a node with all its processes; boot_commands: -eval, -s, -run
    server            prompts; reader reads one command, evaluator runs it, session remembers
    evaluate          one typed expression: compiled and run; local_fun, records, history, commands
                      (nested: inside of expressions)
    report            values and exceptions as they are printed
    eval_stack        the stack of a typed expression: eval_numbering, eval_frames
    commands          the shell's own commands: command_table, command_definitions
    group             the group leader: the I/O protocol; group_input: what lines become
    console, driver   without a terminal: a pipe, -noshell; plain_switch: Ctrl-G on a dumb terminal
    terminal, editor, tty_mode   on a terminal; break_menu (Ctrl-C), job_control (Ctrl-G)
    crash_dump        what a node that ends badly leaves; inspection: a node's processes as text
    prompt_line       the line: keys (keymap, prompt_keys, edit_functions), the history
                      (prompt_history), pasting (prompt_paste), what stands below it (prompt_layout,
                      column, panel, status), what it asks others for (prompt_helpers), split
    assist            what the line asks of the node: completion/, quick_help, formatting; calls
    history_file      commands kept between runs; history_setup: which history there is
    lexer, theme, paint   colours of what is typed and printed; hints: dim lines that explain

OTP: shell, group, user_drv, edlin
"""
