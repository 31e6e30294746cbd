"""Which prompt belongs to which console: by node name, by numbers that start anew, by headings.

A number 1 begins a new session, and any other number goes on with the one it fits; a node's name
or a heading that is repeated word for word says which.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyerlshell.transcript.document import Console, Note
from pyerlshell.transcript.formats.blocks import Block


@dataclass(slots=True)
class Place:
    """Where prompts stand: their block, the words above it, the console last seen in it."""

    title: str
    console: int | None = None


@dataclass(slots=True)
class _State:
    console: Console
    number: int = 0


@dataclass(slots=True)
class Consoles:
    """The consoles of a document so far."""

    states: list[_State] = field(default_factory=list)
    current: int | None = None
    unnamed: list[int] = field(default_factory=list)
    by_node: dict[str, int] = field(default_factory=dict)
    by_title: dict[str, int] = field(default_factory=dict)
    started: bool = False
    said: str = ""
    block: Block | None = None
    place: Place | None = None

    def all(self) -> tuple[Console, ...]:
        """All consoles, in the order of their first prompts."""
        return tuple(state.console for state in self.states)

    def new_place(self, block: Block) -> Place:
        """Where the prompts to come stand; the segments of one block are one place."""
        if block is not self.block or self.place is None:
            self.block = block
            self.place = Place(block.title)
        return self.place

    def starts(self, words: tuple[str, ...]) -> None:
        """`erl` was started: a prompt that counts anew is a new session."""
        self.started = True

    def notes(self, number: int) -> Iterator[Note]:
        """What the last prompt's console was doubtful for."""
        if self.said:
            yield Note(number, self.said)
            self.said = ""

    def next_number(self) -> int:
        """The number that the current console's next prompt would have."""
        return 1 if self.current is None else self.states[self.current].number + 1

    def of(self, number: int, node: str, place: Place) -> int:
        """The console of this prompt."""
        index = self._find(number, node, place)
        state = self.states[index]
        if number < state.number:
            self.said = f"prompt {number} comes after prompt {state.number}"
        state.number = number
        self.current = index
        place.console = index
        self.started = False
        return index

    def _find(self, number: int, node: str, place: Place) -> int:
        if node:
            return self._of_node(number, node, place)
        if number == 1:
            again = place.console is not None and self.states[place.console].number == 1
            if again and not self.started:
                self.said = "prompt 1 comes after prompt 1"
                assert place.console is not None
                return place.console
            return self._new("", place)
        if place.console is not None:
            return place.console
        titled = self.by_title.get(place.title) if place.title else None
        if titled is not None and self.states[titled].number < number:
            return titled
        return self._fitting(number, place)

    def _of_node(self, number: int, node: str, place: Place) -> int:
        index = self.by_node.get(node)
        if index is None or (number == 1 and self.states[index].number > 1):
            index = self._new(node, place)
            self.by_node[node] = index
        return index

    def _fitting(self, number: int, place: Place) -> int:
        """The console that the number goes on with: the current one, or the one it is next of."""
        recent = self.unnamed[-8:]
        if not recent:
            return self._new("", place)
        current = self.current if self.current in recent else recent[-1]
        assert current is not None
        if self.states[current].number == number - 1:
            return current
        following = [i for i in recent if self.states[i].number == number - 1]
        if following and self.states[current].number >= number:
            return following[-1]
        return current

    def _new(self, node: str, place: Place) -> int:
        index = len(self.states)
        self.states.append(_State(Console(index, node, place.title)))
        if not node:
            self.unnamed.append(index)
        if place.title:
            self.by_title[place.title] = index
        return index
