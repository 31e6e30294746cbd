"""ets:i/0 lists the tables, ets:i/1 shows one, a page at a time, and asks what to do next.

OTP: ets (i/0, i/3)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyerlshell.erts.ets.table import Table
from pyerlshell.erts.machine import tail
from pyerlshell.otp import procs
from pyerlshell.otp.stdlib.ets.creation import delete
from pyerlshell.otp.stdlib.ets.folding import soft_whereis
from pyerlshell.otp.stdlib.ets.information import memory
from pyerlshell.otp.stdlib.ets.module import END, ets, tables
from pyerlshell.otp.stdlib.ets.objects import lookup
from pyerlshell.otp.stdlib.ets.walking import first, next_
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, list_to_string, string_to_list
from pyerlshell.terms.order import sort_key
from pyerlshell.terms.types import Term

_WIDTHS: Final = (15, 17, 5, 6, 8, 0)
_NORMAL: Final = "(c)ontinue (q)uit (p)Digits (k)ill /Regexp -->"
_AT_END: Final = "EOT  (q)uit (p)Digits (k)ill /Regexp -->"


def _row(*cells: Term) -> str:
    texts = [procs.printed(cell).ljust(width) for cell, width in zip(cells, _WIDTHS)]
    return " " + " ".join(texts) + "\n"


@ets.export("i/0", "() -> ok")
def i() -> Term:
    """Show all tables: name, type, size, memory and owner."""
    head = [a.id, a.name, a.type, a.size, a.mem, a.owner]
    text = _row(*head) + " " + "-" * 76 + "\n"
    found = list(tables().all.values())
    found.sort(key=lambda table: sort_key(table.identifier()))
    for table in found:
        text += _row(
            table.identifier(), table.name, table.kind, table.size(), memory(table), _owner(table)
        )
    procs.put_chars(text)
    return a.ok


def _owner(table: Table) -> Term:
    assert table.owner is not None
    return table.owner.name or table.owner.pid


@ets.export("i/1", "(Table) -> ok when Table :: table()")
def i_table(tab: Term) -> Term:
    """Show the objects of a table."""
    return tail(i_sized, tab, 40, 80)


@ets.export("i/2", internal=True)
def i_high(tab: Term, height: Term) -> Term:
    """Show the objects of a table in pages of so many lines."""
    return tail(i_sized, tab, height, 80)


@ets.export("i/3", internal=True)
def i_sized(tab: Term, height: Any, width: Any) -> Term:
    """Show the objects of a table in pages of so many lines and columns."""
    tid = soft_whereis(tab)
    view = _View(tid, height, width)
    while True:
        again = view.page()
        if not again:
            return a.ok


@dataclass(slots=True)
class _View:
    """A walk through a table: the next key, the number of the next object, what is looked for."""

    tid: Term
    height: int
    width: int
    key: Any = None
    number: int = 1
    wanted: Any = None
    begun: bool = False

    def page(self) -> bool:
        """Show a page and ask until something is to be done; False to stop."""
        if not self.begun:
            self.begun = True
            self.key = first(self.tid)
        line = 1
        while self.key is not END and line < self.height:
            for obj in from_list(lookup(self.tid, self.key)):
                if self._is_wanted(obj):
                    self._show(obj)
                    line += 1
            self.key = next_(self.tid, self.key)
        return self._ask(_AT_END if self.key is END else _NORMAL)

    def _is_wanted(self, obj: Term) -> bool:
        if self.wanted is None:
            return True
        text = string_to_list(procs.printed(obj))
        options: Term = [(a.capture, a.none), None]
        return procs.apply(a.re, a.run, (text, self.wanted, options)) is a.match

    def _show(self, obj: Term) -> None:
        text = procs.printed(obj)
        if len(text) > self.width - 8:
            text = text[: self.width - 13] + "  ..."
        procs.put_chars(f"<{self.number:<4}> {text}\n")
        self.number += 1

    def _ask(self, prompt: str) -> bool:
        while True:
            said = _line(prompt)
            if said is None or said == "q\n":
                return False
            if said == "k\n":
                delete(self.tid)
                return False
            if said in ("\n", "c\n") and self.key is not END:
                return True
            if said[0] == "p":
                self._print(said[1:].rstrip("\n"))
            elif said[0] == "/" and self._look_for(said[1:].rstrip("\n")):
                return True

    def _print(self, digits: str) -> None:
        if not digits.isdigit():
            procs.put_chars("Bad digits\n")
            return
        for number, obj in enumerate(self._objects(), 1):
            if number == int(digits):
                procs.put_chars(procs.printed(obj) + "\n")
                return

    def _objects(self) -> Iterator[Term]:
        k = first(self.tid)
        while k is not END:
            for obj in from_list(lookup(self.tid, k)):
                if self._is_wanted(obj):
                    yield obj
            k = next_(self.tid, k)

    def _look_for(self, pattern: str) -> bool:
        options: Term = [a.unicode, None]
        made: Any = procs.apply(a.re, a.compile, (string_to_list(pattern), options))
        if made[0] is not a.ok:
            procs.put_chars((list_to_string(made[1][0]) or "") + "\n")
            return False
        self.wanted = made[1]
        self.begun = False
        self.number = 1
        return True


def _line(prompt: str) -> str | None:
    """A line typed at a prompt; None at the end of input."""
    said = procs.io_request((a.get_line, a.unicode, a.__getattr__(prompt)))
    if said is a.eof or type(said) is tuple:
        return None
    return procs.text(said)
