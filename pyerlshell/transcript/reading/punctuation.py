"""Typographers' punctuation made Erlang's again: smart quotes, wide signs and stops.

    io：format（“hi”）。        io:format("hi").

Only what stands outside of strings is changed, and quotes that must be the string's own.
"""

from __future__ import annotations

from typing import Final

SIGNS: Final = str.maketrans(
    "，．。；：（）［］｛｝＜＞＝＋－＊／！｜＃？＂＇＿＠＆％「」",
    ',..;:()[]{}<>=+-*/!|#?"\'_@&%""',
)
DIGITS: Final = (
    {0xFF10 + i: 48 + i for i in range(10)}
    | {0xFF21 + i: 65 + i for i in range(26)}
    | {0xFF41 + i: 97 + i for i in range(26)}
)
OPENING: Final = {
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "‘": "'",
    "’": "'",
    "‚": "'",
    "＂": '"',
    "＇": "'",
    "「": '"',
}
CLOSING: Final = {'"': '“”„«»＂」"', "'": "‘’‚＇'"}
DASHES: Final = {"–": "-", "—": "--", "−": "-", "→": "->", "⇒": "=>", "…": "...", "×": "*"}


def plain(text: str) -> str:
    """The text with Erlang's punctuation."""
    if text.isascii():
        return text
    parts: list[str] = []
    quote = ""
    smart = False
    escaped = False
    for c in text:
        if quote:
            ends = c in CLOSING[quote] and (smart or c == quote) and not escaped
            escaped = c == "\\" and not escaped
            parts.append(quote if ends else c)
            quote = "" if ends else quote
        elif c in OPENING or c in "\"'":
            quote = OPENING.get(c, c)
            smart = c in OPENING
            parts.append(quote)
        else:
            parts.append(DASHES.get(c) or c.translate(SIGNS).translate(DIGITS))
    return "".join(parts)
