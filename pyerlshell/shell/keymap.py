"""Which key does what: a table for each mode, in the reference's notation, that users may change.

A key is the text that a terminal sends for it: "\\x01" is Ctrl-A, "\\x1bb" is Alt-B. The names of
the functions are those of `-stdlib shell_keymap`; `edit_functions` has the functions.

    normal       what is typed goes into the line
    search       Ctrl-R: what is typed is looked for in the history
    tab_expand   completions are shown below the line
    help         documentation is shown below the line

A mode's `default` is what other keys do first; then, but for search, they do what they do in normal
mode.

OTP: edlin_key
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pyerlshell.terms import lists, maps
from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.pretty import pretty
from pyerlshell.terms.types import Term

Keymap = dict[str, dict[str, str]]

MODES: Final = ("normal", "search", "tab_expand", "help")
DEFAULT: Final = "default"

FUNCTIONS: Final = frozenset(
    """
    auto_blink backward_char backward_delete_char backward_delete_word backward_kill_line
    backward_kill_word backward_line backward_word beginning_of_expression beginning_of_line clear
    clear_line end_of_expression end_of_line format_expression forward_char forward_delete_char
    forward_delete_word forward_line forward_word help history_down history_up kill_line kill_word
    move_expand_up move_expand_down new_line_finish new_line none open_editor redraw_line
    scroll_expand_up scroll_expand_down search_cancel search_found search_quit search skip_down
    skip_up tab_expand_full tab_expand_quit tab_expand transpose_char transpose_word yank
    help_full
    """.split()
)

_NORMAL: Final = """
    \\n \\r                          new_line_finish
    \\e\\n \\e\\r                      new_line
    \\t                             tab_expand
    ^A \\e[H \\eOH                   beginning_of_line
    ^E \\e[F \\eOF                   end_of_line
    ^B \\eOD \\e[D                   backward_char
    ^F \\eOC \\e[C                   forward_char
    \\eB \\eb \\e[3D \\e[1;3D \\e[5D \\e[1;5D  backward_word
    \\eF \\ef \\e[3C \\e[1;3C \\e[5C \\e[1;5C  forward_word
    \\e< \\e[1;4A                    beginning_of_expression
    \\e> \\e[1;4B                    end_of_expression
    \\e[1;3A \\e[1;5A                backward_line
    \\e[1;3B \\e[1;5B                forward_line
    ^P \\eOA \\e[A                   history_up
    ^N \\eOB \\e[B                   history_down
    ^D \\e[3~                       forward_delete_char
    \\e[3;5~                        forward_delete_word
    ^H ^?                          backward_delete_char
    ^W \\e^?                        backward_kill_word
    \\eD \\ed                        kill_word
    ^K                             kill_line
    ^U                             backward_kill_line
    ^Y                             yank
    ^T                             transpose_char
    \\eT \\et                        transpose_word
    ^L                             clear
    \\eL \\el                        redraw_line
    \\ec                            clear_line
    ^O \\eo                         open_editor
    \\er                            format_expression
    \\eh                            help
    ^R                             search
    ^]                             auto_blink
    default                        none
"""
_PAGES: Final = """
    \\eOA \\e[A                      move_expand_up
    \\eOB \\e[B                      move_expand_down
    \\e[5~                          scroll_expand_up
    \\e[6~                          scroll_expand_down
"""
_SEARCH: Final = """
    ^R                             skip_up
    ^S                             skip_down
    \\eC \\ec                        search_cancel
    \\n \\r                          search_found
    ^H ^?                          backward_delete_char
    default                        search_quit
"""
_TAB: Final = "\\t tab_expand_full\n default tab_expand_quit"
_HELP: Final = "\\eh help_full\n default tab_expand_quit"


def _read(text: str) -> dict[str, str]:
    found = {}
    for line in text.split("\n"):
        *keys, function = line.split() or [""]
        for key in keys:
            found[_key(key)] = function
    return found


def _key(shown: str) -> str:
    """`^A` and `\\e` as the characters they stand for."""
    key = (
        shown.replace("\\e", "\x1b").replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t")
    )
    while "^" in key:
        before, _, after = key.partition("^")
        code = 0x7F if after[0] == "?" else ord(after[0]) & 0x1F
        key = before + chr(code) + after[1:]
    return key


def default_keymap() -> Keymap:
    """The keys of `erl`."""
    return {
        "normal": _read(_NORMAL),
        "search": _read(_PAGES + _SEARCH),
        "tab_expand": _read(_PAGES + _TAB),
        "help": _read(_PAGES + _HELP),
    }


def function_of(keymap: Keymap, mode: str, key: str) -> tuple[str, str]:
    """What a key does in a mode: the mode's own way out, or "", and the function to run."""
    own = keymap[mode].get(key)
    if own is not None:
        return "", own
    if mode == "normal":
        return "", keymap[mode].get(DEFAULT, "none")
    way_out = keymap[mode].get(DEFAULT, "none")
    return way_out, "" if mode == "search" else keymap["normal"].get(key, "")


# Changes by the user


def merged(keymap: Keymap, changes: Mapping[str, Mapping[str, str]]) -> Keymap:
    """The keymap with the changes of `-stdlib shell_keymap` or of the settings."""
    return {mode: {**keymap[mode], **changes.get(mode, {})} for mode in MODES}


def read_term(term: Term) -> tuple[dict[str, dict[str, str]], list[str]]:
    """The changes that a term says, and what is wrong with the rest of it."""
    changes: dict[str, dict[str, str]] = {mode: {} for mode in MODES}
    problems: list[str] = []
    if not maps.is_map(term):
        return changes, [f"Invalid keymap {pretty(term)}"]
    for mode, table in maps.items(term):  # type: ignore[arg-type]
        if type(mode) is not Atom or mode.name not in MODES or not maps.is_map(table):
            problems.append(f"Invalid mode {pretty(mode)} in the keymap")
            continue
        for key, value in maps.items(table):  # type: ignore[arg-type]
            problem = _add(changes[mode.name], key, value)
            if problem:
                problems.append(problem)
    return changes, problems


def _add(table: dict[str, str], key: Term, value: Term) -> str:
    shown = f"{{{pretty(key)},{pretty(value)}}}"
    text = DEFAULT if type(key) is Atom and key.name == DEFAULT else lists.list_to_string(key)
    if text is None or type(value) is not Atom:
        return f"Invalid entry {shown}"
    if value.name not in FUNCTIONS:
        return f"Invalid function {pretty(value)} in entry {shown}"
    if text != DEFAULT and not is_key(text):
        return f"Invalid key {pretty(key)} in entry {shown}"
    table[text] = value.name
    return ""


def read_settings(table: Mapping[str, str]) -> tuple[dict[str, dict[str, str]], list[str]]:
    """The changes that settings say: `"C-x" = "clear"`, `"search M-c" = "search_cancel"`."""
    changes: dict[str, dict[str, str]] = {mode: {} for mode in MODES}
    problems = []
    for name, function in table.items():
        mode, _, shown = name.rpartition(" ")
        key = named_key(shown)
        if mode not in ("", *MODES) or key is None:
            problems.append(f"Invalid key {name!r} in the keymap of the settings")
        elif function not in FUNCTIONS:
            problems.append(
                f"Invalid function {function!r} for {name!r} in the keymap of the settings"
            )
        else:
            changes[mode or "normal"][key] = function
    return changes, problems


_NAMED: Final = {
    "Tab": "\t",
    "Enter": "\r",
    "Backspace": "\x7f",
    "Del": "\x1b[3~",
    "Home": "\x1b[H",
    "End": "\x1b[F",
    "Up": "\x1b[A",
    "Down": "\x1b[B",
    "Right": "\x1b[C",
    "Left": "\x1b[D",
    "PageUp": "\x1b[5~",
    "PageDown": "\x1b[6~",
}


def named_key(shown: str) -> str | None:
    """The text that a terminal sends for C-a, M-b, Home, M-Enter; None if there is no such key."""
    if shown == DEFAULT:
        return DEFAULT
    if shown.startswith("M-") and len(shown) > 2:
        rest = shown[2:] if len(shown) == 3 else named_key(shown[2:])
        return None if rest is None else "\x1b" + rest
    if shown.startswith("C-") and len(shown) == 3:
        return chr(ord(shown[2].upper()) & 0x1F)
    return _NAMED.get(shown)


def is_key(text: str) -> bool:
    """A terminal may send this for one key."""
    return (len(text) == 1 and (text < " " or text == "\x7f")) or (
        text[:1] == "\x1b" and len(text) > 1
    )


def keys_of(keymap: Keymap) -> Iterator[str]:
    """Every key that some mode knows."""
    seen: dict[str, Any] = {}
    for table in keymap.values():
        seen.update(table)
    return (key for key in seen if key != DEFAULT)
