"""What a user may set about the console: each setting once, with its default and what it does.

The terminal reads a `Settings`; where the values come from is somebody else's work.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force.

    theme: "auto" (colours for light and dark terminals), "light", "dark" or a pygments style.
    color: "auto" (unless NO_COLOR is set or the terminal is dumb), "always" or "never".
    status_bar: a line at the bottom: node, processes, old code, unread messages.
    hints: dim lines that explain what happened, such as what died with the evaluator.
    suggestions: the end of an earlier command in grey behind what is typed; Right takes it.
    menu: completions as a menu at the cursor while typing, instead of below the line on Tab.
    signature: the spec of the function whose arguments are typed, below the line.
    brackets: a closing bracket shows the one it closes.
    paste: "ask" before the inputs of a pasted transcript are run, "always" or "never".
    history: keep commands between runs: True, False.
    keymap: key -> readline-like function name, as in the `shell_keymap` of stdlib.
    """

    theme: str = "auto"
    color: str = "auto"
    status_bar: bool = True
    hints: bool = True
    suggestions: bool = True
    menu: bool = False
    signature: bool = True
    brackets: bool = True
    paste: str = "ask"
    history: bool = True
    keymap: dict[str, str] = field(default_factory=dict)
