"""Themes: how token types look, as a pygments style; and whether there are colours at all.

"auto" has colours of middle brightness, readable on light and on dark terminals; "light" and
"dark" have more contrast on theirs; every other name is a pygments style.

OTP: none
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pygments.style import Style as PygmentsStyle  # type: ignore[import-untyped]
from pygments.token import (  # type: ignore[import-untyped]
    Comment,
    Generic,
    Keyword,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
)

from pyerlshell.shell.lexer import Pid

_TOKENS: Final = {
    "comment": Comment,
    "keyword": Keyword,
    "number": Number,
    "string": String,
    "char": String.Char,
    "record": Name.Class,
    "macro": Name.Constant,
    "function": Name.Function,
    "module": Name.Namespace,
    "variable": Name.Variable,
    "pid": Pid,
    "error": Generic.Error,
}
_AUTO: Final = {
    "comment": "italic #767676",
    "keyword": "bold #af5faf",
    "number": "#af5f00",
    "string": "#008700",
    "char": "#af5f00",
    "record": "#af5faf",
    "macro": "#d70000",
    "function": "#008787",
    "module": "#008787",
    "variable": "#5f5fff",
    "pid": "#af5faf",
    "error": "#d70000",
}
_DARK: Final = {
    "comment": "italic #8a8a8a",
    "keyword": "bold #d787ff",
    "number": "#ffaf5f",
    "string": "#87d787",
    "char": "#ffaf5f",
    "record": "#d787ff",
    "macro": "#ff8787",
    "function": "#5fd7d7",
    "module": "#5fd7d7",
    "variable": "#87afff",
    "pid": "#d787ff",
    "error": "#ff8787",
}
_LIGHT: Final = {
    "comment": "italic #6c6c6c",
    "keyword": "bold #870087",
    "number": "#875f00",
    "string": "#005f00",
    "char": "#875f00",
    "record": "#870087",
    "macro": "#af0000",
    "function": "#005f87",
    "module": "#005f87",
    "variable": "#0000d7",
    "pid": "#870087",
    "error": "#af0000",
}
OWN: Final[Mapping[str, Mapping[str, str]]] = {"auto": _AUTO, "dark": _DARK, "light": _LIGHT}
_QUIET: Final = {Operator: "", Punctuation: "", String.Symbol: "noinherit"}

PLAIN: Final = {
    "heading": "bold underline",
    "status": "reverse",
    "hint": "",
    "auto-suggestion": "",
    "bottom-toolbar": "noreverse",
    "matching-bracket.other": "underline bold",
    "matching-bracket.cursor": "underline bold",
}
"""What needs no colours."""
COLOURED: Final = {
    "heading": "bold underline",
    "status": "bg:#444444 #eeeeee noreverse",
    "status.alert": "bg:#444444 #ffd75f bold noreverse",
    "hint": "#808080",
    "auto-suggestion": "#808080",
    "bottom-toolbar": "noreverse",
    "matching-bracket.other": "underline bold noinherit",
    "matching-bracket.cursor": "underline bold noinherit",
    "completion-menu": "bg:#444444 #eeeeee",
    "completion-menu.completion.current": "bg:#008787 #ffffff noreverse",
    "completion-menu.meta.completion": "bg:#303030 #bcbcbc",
    "completion-menu.meta.completion.current": "bg:#005f5f #ffffff",
}


class UnknownTheme(Exception):
    """There is no theme of this name."""


def style_class(theme: str) -> type[PygmentsStyle]:
    """The pygments style of a theme. Raises UnknownTheme."""
    own = OWN.get(theme)
    if own is not None:
        styles = {_TOKENS[name]: look for name, look in own.items()}
        return type(f"{theme.title()}Style", (PygmentsStyle,), {"styles": {**styles, **_QUIET}})
    from pygments.styles import get_style_by_name  # type: ignore[import-untyped]
    from pygments.util import ClassNotFound  # type: ignore[import-untyped]

    try:
        found: type[PygmentsStyle] = get_style_by_name(theme)
    except ClassNotFound:
        raise UnknownTheme(theme) from None
    return found


def wants_colour(choice: str, env: Mapping[str, str]) -> bool:
    """`auto`, `always` or `never`; NO_COLOR (no-color.org) and dumb terminals count in `auto`."""
    if choice != "auto":
        return choice == "always"
    return not env.get("NO_COLOR") and env.get("TERM", "dumb") != "dumb"


def prompt_style(theme: str, colour: bool) -> Any:
    """The style of what is typed and of everything around it, for prompt_toolkit."""
    from prompt_toolkit.styles import Style, merge_styles
    from prompt_toolkit.styles.pygments import style_from_pygments_cls

    if not colour:
        return Style.from_dict(PLAIN)
    return merge_styles([style_from_pygments_cls(style_class(theme)), Style.from_dict(COLOURED)])


class Painter:
    """Puts the colours of a theme into printed text, as escape sequences."""

    def __init__(self, theme: str, true_colour: bool) -> None:
        from pygments.formatters import (  # type: ignore[import-untyped]
            Terminal256Formatter,
            TerminalTrueColorFormatter,
        )

        from pyerlshell.shell.lexer import ErrorLexer, ValueLexer

        maker = TerminalTrueColorFormatter if true_colour else Terminal256Formatter
        self._formatter = maker(style=style_class(theme))
        self._lexers = {"value": ValueLexer(), "error": ErrorLexer()}

    def __call__(self, kind: str, text: str) -> str:
        """The text with colours; kind is "value" or "error"."""
        from pygments import highlight  # type: ignore[import-untyped]

        return str(highlight(text, self._lexers[kind], self._formatter))
