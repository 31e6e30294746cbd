"""The sequences by name: for each number of arguments the terminal's own capability and the common
sequence.

A row is `name/arity capability:parameter sequence`. In a sequence `{0}` is the first argument,
`{0+}` that and one, `{0x}` that in hexadecimal.

OTP: io_ansi
"""

from __future__ import annotations

from typing import Final

from pyerlshell.terms.structs import structure

_COLOURS: Final = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")


@structure(frozen=True)
class Sequence:
    """One sequence: `cap` is the terminal's name for it, with `fixed` parameters before the
    arguments; `text` the common one."""

    name: str
    arity: int
    cap: str | None
    fixed: tuple[int, ...]
    text: str


_ROWS: Final = r"""
cursor/2 cup \e[{0+};{1+}H
cursor_home/0 home \eH
cursor_up/0 cuu1 \e[A
cursor_up/1 cuu \e[{0}A
cursor_down/0 cud1 \n
cursor_down/1 cud \e[{0}B
cursor_backward/0 cub1 \b
cursor_backward/1 cub \e[{0}D
cursor_forward/0 cuf1 \e[C
cursor_forward/1 cuf \e[{0}C
reverse_index/0 ri \eM
cursor_save/0 sc \e7
cursor_restore/0 rc \e8
cursor_show/0 cvvis \e[?25h
cursor_hide/0 civis \e[?25l
cursor_next_line/0 nel \e[E
cursor_previous_line/0 - \e[F
cursor_horizontal_absolute/1 hpa \e[{0}G
cursor_vertical_absolute/1 vpa \e[{0}d
cursor_horizontal_vertical/2 - \e[{0};{1}f
alternate_screen/0 smcup \e[?1049h
alternate_screen_off/0 rmcup \e[?1049l
scroll_forward/0 indn:1 \eS
scroll_forward/1 indn \e{0}S
scroll_backward/0 rin:1 \eT
scroll_backward/1 rin \e{0}T
scroll_change_region/2 csr \e[{0};{1}r
insert_character/1 ich \e[{0}@
delete_character/0 dch1 \e[P
delete_character/1 dch \e[{0}P
erase_character/1 ech \e[{0}X
insert_line/0 il1 \e[L
insert_line/1 il \e[{0}L
delete_line/0 dl1 \e[M
delete_line/1 dl \e[{0}M
erase_display/0 ed \e[J
erase_line/0 el \e[K
clear/0 clear \e[H\e[2J
modify_color/4 initc \e]4;{0x};rgb:{1x}/{2x}/{3x}\e\\
keypad_transmit_mode/0 smkx \e=
keypad_transmit_mode_off/0 rmkx \e>
kcursor_home/0 khome \eH
kcursor_end/0 kend \eF
kcursor_up/0 kcuu1 \e[A
kcursor_down/0 kcud1 \e[B
kcursor_backward/0 kcub1 \e[D
kcursor_forward/0 kcuf1 \e[C
cursor_report_position/0 u7 \e[6n
device_report_attributes/0 - \e[0c
tab_set/0 hts \eH
tab/0 ht \e[I
tab_backward/0 cbt \eI
tab_clear/0 - \e[0g
tab_clear_all/0 tbc \e[3g
reset/0 sgr0 \e[0m
default_color/0 - \e[39m
color/1 setaf \e[38;5;{0}m
color/3 - \e[38;2;{0};{1};{2}m
default_background/0 - \e[49m
background/1 setab \e[48;5;{0}m
background/3 - \e[48;2;{0};{1};{2}m
bold/0 bold \e[1m
bold_off/0 - \e[22m
dim/0 - \e[2m
dim_off/0 - \e[22m
italic/0 sitm \e[3m
italic_off/0 ritm \e[23m
blink/0 blink \e[5m
blink_off/0 - \e[25m
inverse/0 smso \e[7m
inverse_off/0 rmso \e[27m
invisible/0 smicm \e[8m
invisible_off/0 rmicm \e[28m
strikethrough/0 smxx \e[9m
strikethrough_off/0 rmxx \e[29m
overline/0 - \e[53m
overline_off/0 - \e[55m
underline/0 smul \e[4m
underline_off/0 rmul \e[24m
double_underline/0 - \e[4:2m
curly_underline/0 - \e[4:3m
dotted_underline/0 - \e[4:4m
dashed_underline/0 - \e[4:5m
underline_color/1 - \e[58;5;{0}m
underline_color/3 - \e[58;2;{0};{1};{2}m
default_underline_color/0 - \e[59m
alternate_character_set_mode/0 smacs \e(0
alternate_character_set_mode_off/0 rmacs \e(B
"""


def _row(line: str) -> Sequence:
    name_arity, cap, text = line.split(" ", 2)
    name, _, arity = name_arity.partition("/")
    cap, _, fixed = cap.partition(":")
    text = (
        text.replace("\\e", "\x1b").replace("\\n", "\n").replace("\\b", "\b").replace("\\\\", "\\")
    )
    numbers = (int(fixed),) if fixed else ()
    return Sequence(name, int(arity), None if cap == "-" else cap, numbers, text)


def _colours() -> list[Sequence]:
    made: list[Sequence] = []
    for i, colour in enumerate(_COLOURS):
        for prefix, n, base in (("", i, 30), ("light_", i + 8, 90)):
            name = prefix + colour
            made += (
                Sequence(name, 0, "setaf", (n,), f"\x1b[{base + i}m"),
                Sequence(f"{name}_background", 0, "setab", (n,), f"\x1b[{base + 10 + i}m"),
                Sequence(f"{name}_underline", 0, None, (), f"\x1b[58;5;{n}m"),
            )
    return made


SEQUENCES: Final = tuple([_row(line) for line in _ROWS.strip().split("\n")] + _colours())
COLOURS: Final = (*_COLOURS, *[f"light_{c}" for c in _COLOURS])
BY_NAME: Final[dict[str, dict[int, Sequence]]] = {}
for _sequence in SEQUENCES:
    BY_NAME.setdefault(_sequence.name, {})[_sequence.arity] = _sequence
