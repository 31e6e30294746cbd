"""What `erl` makes of the command line and the environment before the node starts.

    ERL_AFLAGS  command line  ERL_FLAGS  ERL_ZFLAGS      in this order, -extra of all of them last
    -args_file F    the words of a file, in its place
    -env K V        is done and gone; +X ... speaks to the emulator and is gone

What is left is what init parses (`otp.arguments`).

OTP: erlexec
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from pyerlshell.terms.structs import field, structure

SEPARATOR: Final = "--"
_SPACES: Final = frozenset(" \t\n\v\f\r")
_WITH_VALUE: Final = frozenset(
    "a A C e i n P Q t T R W K S SP SDcpu SDPcpu SDio pc pad rg Dibpl IOp IOt IOPp IOPt IOs "
    "hms hmbs hmax hmaxk hmaxel hmaxib hpds hmqd sbt sbwt sbwtdcpu sbwtdio scl sct secio sub sws "
    "swct swt swtdcpu swtdio sss sssdcpu sssdio spp zdbbl zdntgc zosrl zhft".split()
)
_ALONE: Final = frozenset("Bc Bd Bi B c d D V v r ssrct dcg Ww Wi We fnu fna fnl ns na nd".split())
_NEEDS_VALUE: Final = {"-name": 1, "-sname": 1, "-env": 2, "-proto_dist": 1, "-start_epmd": 1}


class BadCommandLineError(Exception):
    """The command line says nothing that can be done; `args[0]` tells why."""


@structure()
class Launch:
    """`argv` for init, variables to set, and what the emulator was told: name -> value."""

    argv: list[str] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=dict)
    emulator: dict[str, str] = field(default_factory=dict)


class OwnFlags:
    """What `--setting VALUE` said, for one node: the setting -> the text."""

    def __init__(self, _node: object) -> None:
        self.values: dict[str, str] = {}


OWN_FLAGS: Final = ("color", "theme", "status-bar", "hints", "suggestions", "menu", "history")


def own_flags(argv: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The command line without pyerlshell's own flags, and what these say."""
    rest: list[str] = []
    found: dict[str, str] = {}
    at = 0
    while at < len(argv):
        name, equal, value = argv[at].removeprefix("--").partition("=")
        if argv[at] == "-extra":
            rest += argv[at:]
            break
        if argv[at].startswith("--") and name in OWN_FLAGS:
            if not equal:
                at += 1
                if at == len(argv):
                    raise BadCommandLineError(f"Missing argument(s) for '--{name}'.")
                value = argv[at]
            found[name.replace("-", "_")] = value
        else:
            rest.append(argv[at])
        at += 1
    return rest, found


def launch(argv: Sequence[str], env: Mapping[str, str], read: Callable[[str], str]) -> Launch:
    """Read a whole command line. `read` gives the text of a file or raises OSError.

    Raises BadCommandLineError.
    """
    words, extra, started = _all_words(argv, env, read)
    found = Launch()
    at = 0
    while at < len(words):
        at = _word(words, at, found)
    if extra:
        found.argv += ["-extra", *extra]
    found.argv += started
    return found


def _all_words(
    argv: Sequence[str], env: Mapping[str, str], read: Callable[[str], str]
) -> tuple[list[str], list[str], list[str]]:
    """Everything before an -extra, everything behind one, and a -S with all behind it."""
    words: list[str] = []
    extra: list[str] = []
    started: list[str] = []
    if "-S" in argv:
        at = argv.index("-S")
        if "-extra" not in argv[:at]:
            argv, started = argv[:at], list(argv[at:])
    for source in (_variable(env, "ERL_AFLAGS"), argv, *_later(env)):
        _take(source, read, words, extra)
        if source:
            words.append(SEPARATOR)
    return words, extra, started


def _later(env: Mapping[str, str]) -> list[list[str]]:
    return [_variable(env, "ERL_FLAGS"), _variable(env, "ERL_ZFLAGS")]


def _variable(env: Mapping[str, str], name: str) -> list[str]:
    return split(env.get(name, ""), False)


def _take(
    source: Sequence[str], read: Callable[[str], str], words: list[str], extra: list[str]
) -> None:
    at = 0
    while at < len(source):
        word = source[at]
        if word == "-extra":
            extra += source[at + 1 :]
            return
        if word == "-args_file":
            at += 1
            if at == len(source):
                raise BadCommandLineError("Missing argument(s) for '-args_file'.")
            _take(split(_text(source[at], read), True), read, words, extra)
        else:
            words.append(word)
        at += 1


def _text(name: str, read: Callable[[str], str]) -> str:
    try:
        return read(name)
    except OSError as problem:
        raise BadCommandLineError(
            f'Failed to open arguments file "{name}": {problem.strerror}'
        ) from None


def split(text: str, comments: bool) -> list[str]:
    """Words as a simple shell splits them: quotes, backslashes; `#` begins a comment in a file."""
    words: list[str] = []
    word: list[str] | None = None
    quote = ""
    at = 0
    while at < len(text):
        char = text[at]
        if quote:
            if char == quote:
                quote = ""
            else:
                assert word is not None
                word.append(char)
        elif char in _SPACES or (comments and char == "#"):
            if word is not None:
                words.append("".join(word))
                word = None
            if char == "#":
                at = (text + "\n").index("\n", at)
        else:
            word = [] if word is None else word
            if char in "'\"":
                quote = char
            elif char == "\\":
                at += 1
                word += text[at : at + 1]
            else:
                word.append(char)
        at += 1
    if word is not None:
        words.append("".join(word))
    return words


def _word(words: list[str], at: int, found: Launch) -> int:
    """Deal with the word at `at`; where to go on."""
    word = words[at]
    if word.startswith("+") and len(word) > 1:
        return _emulator_flag(words, at, found)
    needed = _NEEDS_VALUE.get(word, 0)
    values = words[at + 1 : at + 1 + needed]
    if len(values) < needed or SEPARATOR in values:
        raise BadCommandLineError(f"Missing argument(s) for '{word}'.")
    if word == "-env":
        found.env[values[0]] = values[1]
    elif word in ("-noinput", "-detached"):
        found.argv += [word] if word == "-detached" else []
        found.argv += ["-noshell", "-noinput"]
    else:
        found.argv += [word, *values]
    return at + 1 + needed


def _emulator_flag(words: list[str], at: int, found: Launch) -> int:
    name = words[at][1:]
    following = words[at + 1] if at + 1 < len(words) else SEPARATOR
    if name == "B" or name == "c":
        given = following in (("i", "c", "d") if name == "B" else ("true", "false"))
    elif (attached := _with_value(name)) is not None:
        found.emulator[attached] = name.removeprefix(attached)
        return at + 1
    else:
        given = name in _WITH_VALUE or name[0] in "MJ"
        if not given and name not in _ALONE:
            raise BadCommandLineError(f"Unknown flag {words[at]}.")
    if given and following == SEPARATOR:
        raise BadCommandLineError(f"Missing argument(s) for '{words[at]}'.")
    if name[0] == "B" and len(name) == 2:
        found.emulator["B"] = name[1]
    else:
        found.emulator[name] = following if given else ""
    return at + 2 if given else at + 1


def _with_value(name: str) -> str | None:
    """The flag in a word that has its value behind it, as S3; None for any other word."""
    if name in _WITH_VALUE or name in _ALONE:
        return None
    flag = name.rstrip("0123456789:")
    return flag if flag != name and flag in _WITH_VALUE else None
