"""What `pyerlshell` does with its command line.

    main         which use is wanted: a shell, or a subcommand
    start        a shell on a terminal or a pipe, or -noshell
    uses         the subcommands and flags: what --help, the manual and completion are made of
    helping      --help, --version, `man`, `completion`
    scripting    `escript FILE ARGS`
    configuring  `config`: the settings in force

OTP: erl, erlexec
"""

from pyerlshell.cli.main import main

__all__ = ["main"]
