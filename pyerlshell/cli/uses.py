"""The subcommands and flags, each once: of this --help, manual and completion are made."""

from __future__ import annotations

from typing import Final, NamedTuple


class Use(NamedTuple):
    """A subcommand: `files` says that its arguments are files, `words` which others they may be."""

    name: str
    arguments: str
    what: str
    files: bool = False
    words: tuple[str, ...] = ()


class Flag(NamedTuple):
    """A flag; `theme` is the heading it stands under."""

    name: str
    arguments: str
    what: str
    theme: str
    files: bool = False


USES: Final = (
    Use(
        "compile", "[flags of erlc] FILE ...", "compile files as erlc does; -help: its flags", True
    ),
    Use("replay", "FILE ...", "run a transcript and say which prompts still hold", True),
    Use("record", "FILE [flags]", "a shell whose session is saved: .md, .html, .svg, ...", True),
    Use("escript", "FILE [ARG ...]", "run an Erlang script, as escript does", True),
    Use(
        "config",
        "[--path | --edit | --example]",
        "the settings in force, and where each comes from",
        words=("--path", "--edit", "--example"),
    ),
    Use(
        "completion",
        "SHELL",
        "a completion script for bash, zsh or fish",
        words=("bash", "zsh", "fish"),
    ),
    Use("man", "", "the manual page, as text for man"),
    Use("help", "", "this help"),
)

_RUN: Final = "What to run"
_FIND: Final = "Where code is found"
_SET: Final = "Settings of applications"
_SYSTEM: Final = "The system"
_OWN: Final = "pyerlshell's own"

FLAGS: Final = (
    Flag("-eval", "EXPR", "evaluate expressions before the shell starts", _RUN),
    Flag("-s", "MOD [FUN [ARG ...]]", "call a function; the arguments are atoms", _RUN),
    Flag("-run", "MOD [FUN [ARG ...]]", "the same; the arguments are strings", _RUN),
    Flag("-S", "MOD [FUN [ARG ...]]", "the same; all words to the end, as one list", _RUN),
    Flag("-noshell", "", "no shell: only what -eval, -s and -run say", _RUN),
    Flag("-noinput", "", "-noshell, and standard input is not read", _RUN),
    Flag("-detached", "", "-noinput, in the background, without the terminal", _RUN),
    Flag("-extra", "ARG ...", "plain arguments to the end (init:get_plain_arguments/0)", _RUN),
    Flag("--", "ARG ...", "plain arguments to the next flag", _RUN),
    Flag("-args_file", "FILE", "read more of the command line from a file", _RUN, True),
    Flag("-pa", "DIR ...", "folders before the others of the code path", _FIND, True),
    Flag("-pz", "DIR ...", "folders behind the others of the code path", _FIND, True),
    Flag("-mode", "interactive|embedded", "what code:get_mode/0 says", _FIND),
    Flag("-boot", "SCRIPT", "start_clean, start_sasl or no_dot_erlang", _FIND),
    Flag("-config", "FILE ...", "configuration files (sys.config)", _SET, True),
    Flag(
        "-APP", "KEY VALUE ...", "the environment of an application, as -kernel and -stdlib", _SET
    ),
    Flag("-env", "NAME VALUE", "set a variable of the environment", _SYSTEM),
    Flag("+P", "NUMBER", "how many processes there may be", _SYSTEM),
    Flag("+pc", "unicode|latin1", "which characters are printed as such", _SYSTEM),
    Flag("+B", "[c|d|i]", "Ctrl-C: interrupts the shell (c), stops (d), is ignored (i)", _SYSTEM),
    Flag("--example", "NAME", "a shell in a new folder with an example's files", _OWN),
    Flag("--color", "auto|always|never", "colours, whatever the settings say", _OWN),
    Flag("--theme", "NAME", "auto, light, dark or a pygments style", _OWN),
    Flag("--status-bar", "true|false", "the line at the bottom; also --hints, --menu, ...", _OWN),
    Flag("--debug", "", "a Python traceback for bugs of pyerlshell", _OWN),
    Flag("--help", "", "help", _OWN),
    Flag("--version", "", "the versions of pyerlshell, OTP and Python", _OWN),
)

VARIABLES: Final = (
    (
        "ERL_FLAGS, ERL_AFLAGS, ERL_ZFLAGS",
        "flags behind, before and at the end of the command line",
    ),
    ("ERL_LIBS", "folders with applications, for the code path"),
    ("ERL_COMPILER_OPTIONS", "options of every compilation"),
    ("NO_COLOR, FORCE_COLOR", "no colours, or colours in any case"),
    ("PYERLSHELL_NAME", "the setting NAME, in capitals: PYERLSHELL_STATUS_BAR=false"),
    ("VISUAL, EDITOR", "the editor of `config --edit` and of Ctrl-O"),
)

EXIT_CODES: Final = (
    ("0", "the shell was left with q(), init:stop() or the end of the input"),
    ("1", "what -eval, -s, -run or the configuration said failed; a transcript differs"),
    ("2", "wrong usage"),
    ("130", "interrupted by Ctrl-C without a terminal"),
    ("N", "halt(N) was called"),
)
