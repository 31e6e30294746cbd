"""Bytes to text without loss: what is decoded here encodes to the same bytes again.

In this order: a byte order mark; UTF-8; what the document says of itself (`charset=`, `coding:`);
UTF-16 by its zero bytes; then the legacy encoding whose letters look most like words. Text that
is nearly UTF-8 stays UTF-8, and its wrong bytes travel as lone surrogates.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DECLARED: Final = re.compile(rb"""(?:charset\s*=\s*["']?|coding\s*[:=]\s*)([-\w.:]+)""", re.I)
ALIASES: Final = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252"}
"""What pages that call themselves so are really written in."""

SAMPLE: Final = 1 << 16
"""Bytes looked at for guessing."""

LEGACY: Final = (
    "gb18030",
    "shift_jis",
    "euc_jp",
    "euc_kr",
    "big5",
    "cp1251",
    "koi8-r",
    "cp1252",
)
COMMON_HAN: Final = frozenset(
    "的一是不了在人有我他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生"
    "运行结果代码如下我们定义函数模块进程编译加载旧新版本状态调用输出显示例使用面后前"
    "這為來個說國時會與們進程編譯載舊狀態調輸顯後實行結果次實例"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, how it was encoded, its byte order mark, and what was doubtful."""

    text: str
    encoding: str
    bom: bytes = b""
    doubt: str = ""


def decode(data: bytes) -> Decoded:
    """The text in these bytes. Never fails: at worst, wrong bytes become lone surrogates."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            text = _exact(data[len(mark) :], encoding)
            if text is not None:
                return Decoded(text, encoding, mark)
    text = _exact(data, "utf-8")
    if text is not None and text.count("\0") * 4 <= len(text):
        return Decoded(text, "utf-8")
    return _declared(data) or _wide(data) or _guessed(data)


def _exact(data: bytes, encoding: str) -> str | None:
    """The text if it encodes to the same bytes again."""
    try:
        text = data.decode(encoding)
        return text if encoding == "utf-8" or text.encode(encoding) == data else None
    except (UnicodeError, LookupError):
        return None


def _declared(data: bytes) -> Decoded | None:
    found = DECLARED.search(data, 0, 2048)
    if found is None:
        return None
    name = found[1].decode("ascii", "replace").lower()
    for encoding in (ALIASES.get(name, name), name):
        text = _exact(data, encoding) if _is_text_codec(encoding) else None
        if text is not None:
            return Decoded(text, encoding)
    return None


def _is_text_codec(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False


def _wide(data: bytes) -> Decoded | None:
    sample = data[:SAMPLE]
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if zeros.count(0) * 3 > len(zeros):
            text = _exact(data, encoding)
            if text is not None:
                return Decoded(text, encoding, b"", "UTF-16 without a byte order mark")
    return None


def _guessed(data: bytes) -> Decoded:
    sample = _sample(data)
    wrong = sum("\udc80" <= c <= "\udcff" for c in sample.decode("utf-8", "surrogateescape"))
    foreign = sum(byte >= 0x80 for byte in sample)
    best: tuple[float, str] = (0.0, "")
    if wrong * 4 > foreign:
        best = max((_likeness(sample, encoding), encoding) for encoding in LEGACY)
    if best[0] > 0:
        text = _exact(data, best[1])
        if text is not None:
            return Decoded(text, best[1], b"", f"not UTF-8: read as {best[1]}")
        text = _exact(data, "latin-1")
        assert text is not None
        return Decoded(text, "latin-1", b"", "not UTF-8: read as latin-1")
    text = data.decode("utf-8", "surrogateescape")
    return Decoded(text, "utf-8", b"", "some bytes are not UTF-8")


def _sample(data: bytes) -> bytes:
    """Whole lines that have foreign bytes, up to a limit."""
    lines: list[bytes] = []
    size = 0
    for found in re.finditer(rb"[^\r\n]*[\x80-\xff][^\r\n]*", data):
        lines.append(found[0][:4096] if len(found[0]) > 4096 else found[0])
        size += len(lines[-1])
        if size > SAMPLE:
            break
    return b"\n".join(lines)


def _likeness(sample: bytes, encoding: str) -> float:
    """How much the sample looks like words when read so: about -1 to 1 for each foreign letter."""
    text = sample.decode(encoding, "replace")
    total = 0.0
    count = 0
    before = " "
    for c in text:
        if c >= "\x80":
            count += 1
            total += _letter(c, before)
        before = c
    return total / count if count else 0.0


def _letter(c: str, before: str) -> float:
    code = ord(c)
    if c == "\ufffd" or 0xE000 <= code <= 0xF8FF or code < 0xA0:
        return -2.0
    if 0x3040 <= code <= 0x30FF or 0xAC00 <= code <= 0xD7A3:
        return 1.0
    if 0x4E00 <= code <= 0x9FFF:
        return 1.2 if c in COMMON_HAN else 0.3
    if 0x0400 <= code <= 0x04FF and before.isascii() and before.isalpha():
        return -0.7
    if 0x0430 <= code <= 0x044F or code == 0x0451:
        return 1.0
    if 0x0410 <= code <= 0x042F:
        return 0.5 if not before.isalpha() else -0.7
    if 0x3000 <= code <= 0x303F or 0xFF00 <= code <= 0xFF5E or 0x2010 <= code <= 0x2026:
        return 0.4
    if code < 0x180 and c.isalpha():
        return 0.8 if c.islower() and before.isascii() else -0.2
    return -0.5
