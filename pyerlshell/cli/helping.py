"""--help, --version, the manual page and shell completion, all made of `cli.uses`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Final

from pyerlshell import __version__
from pyerlshell.cli.uses import EXIT_CODES, FLAGS, USES, VARIABLES, Flag

_COLUMN: Final = 32


def version_text() -> str:
    """What `--version` prints."""
    python = ".".join(map(str, sys.version_info[:3]))
    return f"pyerlshell {__version__} (Erlang/OTP 29, erts-17.1) on Python {python}"


def usage() -> str:
    """What `--help` prints."""
    lines = [
        "usage: pyerlshell [flags]               an Erlang shell",
        "       pyerlshell < session             the same, commands from a file or a pipe",
        "       pyerlshell SUBCOMMAND ...",
        "",
        "Subcommands:",
        *[_row(f"{use.name} {use.arguments}", use.what) for use in USES],
    ]
    for theme, flags in _by_theme():
        lines += ["", f"{theme}:", *[_row(f"{f.name} {f.arguments}", f.what) for f in flags]]
    lines += ["", "Variables of the environment:", *[_row(*row) for row in VARIABLES]]
    lines += ["", "In the shell: help(). lists the commands, Ctrl-G switches jobs, q(). leaves."]
    return "\n".join(lines) + "\n"


def _row(left: str, right: str) -> str:
    left = f"  {left.strip()}"
    if len(left) >= _COLUMN:
        return f"{left}\n{'':<{_COLUMN}}{right}"
    return f"{left:<{_COLUMN}}{right}"


def _by_theme() -> list[tuple[str, list[Flag]]]:
    themes = list(dict.fromkeys(flag.theme for flag in FLAGS))
    return [(theme, [flag for flag in FLAGS if flag.theme == theme]) for theme in themes]


# The manual


def man() -> int:
    """Print the manual page; read it with `pyerlshell man | man -l -`."""
    print(man_page(), end="")
    return 0


def man_page() -> str:
    """The manual page, in troff."""
    parts = [
        f'.TH PYERLSHELL 1 "" "pyerlshell {__version__}" "User Commands"',
        ".SH NAME",
        r"pyerlshell \- an Erlang shell in Python",
        ".SH SYNOPSIS",
        _commands([("pyerlshell", "[flags]"), ("pyerlshell", "subcommand ...")]),
        ".SH DESCRIPTION",
        "Behaves as the shell of Erlang/OTP 29, with processes, OTP behaviours and hot code",
        "upgrade, where there is no Erlang. Reads commands from a terminal or from a pipe.",
        ".SH SUBCOMMANDS",
        *[_item(use.name, use.arguments, use.what) for use in USES],
    ]
    for theme, flags in _by_theme():
        parts.append(f".SH {_troff(theme.upper())}")
        parts += [_item(flag.name, flag.arguments, flag.what) for flag in flags]
    parts += [".SH ENVIRONMENT", *[_item(name, "", what) for name, what in VARIABLES]]
    parts += [".SH EXIT STATUS", *[_item(code, "", what) for code, what in EXIT_CODES]]
    parts += [".SH FILES", *[_item(name, "", what) for name, what in _files()]]
    parts += [".SH SEE ALSO", ".BR erl (1)"]
    return "\n".join(parts) + "\n"


def _files() -> list[tuple[str, str]]:
    return [
        ("~/.erlang", "expressions that are evaluated before the first prompt"),
        ("config.toml", "the settings; `pyerlshell config --path` says where"),
    ]


def _commands(rows: Iterable[tuple[str, str]]) -> str:
    return "\n.br\n".join([f".B {name}\n{_troff(arguments)}" for name, arguments in rows])


def _item(name: str, arguments: str, what: str) -> str:
    shown = f"\\fB{_troff(name)}\\fR {_troff(arguments)}".rstrip()
    return f".TP\n{shown}\n{_troff(what[0].upper() + what[1:])}{'' if what.endswith('.') else '.'}"


def _troff(text: str) -> str:
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text.startswith((".", "'")) else text


# Completion


def completion(arguments: list[str]) -> int:
    """Print the completion script of a shell; 2 if there is none."""
    make = _SCRIPTS.get(arguments[0]) if arguments else None
    if make is None:
        known = ", ".join(_SCRIPTS)
        print(f"usage: pyerlshell completion SHELL   (one of {known})", file=sys.stderr)
        return 2
    print(make(), end="")
    return 0


def _flags() -> list[Flag]:
    return [flag for flag in FLAGS if flag.name not in ("-APP", "--")]


def _bash() -> str:
    words = " ".join([*[use.name for use in USES], *[flag.name for flag in _flags()]])
    cases = "".join(
        [
            f'        {u.name}) words="{" ".join(u.words)}" ;;\n'
            for u in USES
            if u.words or not u.files
        ]
    )
    files = "|".join([*[use.name for use in USES if use.files]])
    folders = "|".join([flag.name for flag in _flags() if flag.files])
    return f"""\
# pyerlshell completion for bash: eval "$(pyerlshell completion bash)"
_pyerlshell() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}"
    local words="{words}"
    case "$before" in
        {folders}) COMPREPLY=($(compgen -f -- "$current")); return ;;
    esac
    if [ "$COMP_CWORD" -gt 1 ]; then
        case "${{COMP_WORDS[1]}}" in
        {files}) COMPREPLY=($(compgen -f -- "$current")); return ;;
{cases}        esac
    fi
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _pyerlshell pyerlshell
"""


def _zsh() -> str:
    uses = "\n".join([f"    '{use.name}:{_quoted(use.what)}'" for use in USES])
    flags = "\n".join([f"    '{flag.name}:{_quoted(flag.what)}'" for flag in _flags()])
    words = "\n".join([f"    {u.name}) compadd -- {' '.join(u.words)} ;;" for u in USES if u.words])
    return f"""\
#compdef pyerlshell
# pyerlshell completion for zsh: eval "$(pyerlshell completion zsh)"
_pyerlshell() {{
  local -a uses flags
  uses=(
{uses}
  )
  flags=(
{flags}
  )
  if (( CURRENT == 2 )); then
    _describe 'subcommand' uses
    _describe 'flag' flags
    return
  fi
  case "$words[2]" in
{words}
    *) if [[ "$PREFIX" == [-+]* ]]; then _describe 'flag' flags; else _files; fi ;;
  esac
}}
compdef _pyerlshell pyerlshell
"""


def _quoted(text: str) -> str:
    return text.replace("'", "'\\''").replace(":", "\\:")


def _fish() -> str:
    lines = ["# pyerlshell completion for fish: pyerlshell completion fish | source"]
    for use in USES:
        what = use.what.replace("'", "\\'")
        force = "" if use.files else " -f"
        lines.append(
            f"complete -c pyerlshell -n __fish_use_subcommand{force} -a {use.name} -d '{what}'"
        )
        if use.words:
            seen = f"'__fish_seen_subcommand_from {use.name}'"
            lines.append(f"complete -c pyerlshell -f -n {seen} -a '{' '.join(use.words)}'")
    for flag in _flags():
        what = flag.what.replace("'", "\\'")
        if flag.name.startswith("--"):
            lines.append(f"complete -c pyerlshell -l {flag.name[2:]} -d '{what}'")
        elif flag.name.startswith("-"):
            lines.append(f"complete -c pyerlshell -o {flag.name[1:]} -d '{what}'")
    return "\n".join(lines) + "\n"


_SCRIPTS: Final = {"bash": _bash, "zsh": _zsh, "fish": _fish}
