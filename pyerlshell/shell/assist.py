"""What the line editor asks of the node: completion, help, signatures, formatting, prompts.

Erlang functions of the user (expand_fun, format_shell_func, multiline_prompt_func) are called by a
helper process; the node runs until it has answered.

OTP: group (expand, format), shell
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pyerlshell.erts.node import Node
from pyerlshell.otp import procs
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.shell import calls
from pyerlshell.shell.completion import layout
from pyerlshell.shell.completion.arguments import place_of, signatures
from pyerlshell.shell.completion.context import read
from pyerlshell.shell.completion.expand import expand
from pyerlshell.shell.completion.layout import Line
from pyerlshell.shell.completion.node_knowledge import NodeKnowledge, session_of
from pyerlshell.shell.completion.types import Types
from pyerlshell.shell.status import Status
from pyerlshell.terms import lists, maps
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Pid, Term

_LONGEST_CONTEXT: Final = 100_000


class Assistant:
    """Answers for the prompts of one console."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.status = Status(node)

    def _env(self, key: Atom) -> Term:
        return procs.env_of(self.node, key, None)

    def knowledge(self, leader: Pid | None) -> NodeKnowledge:
        """What is known at the prompt of a group leader."""
        return NodeKnowledge(self.node, session_of(self.node, leader))

    # Completion

    def complete(
        self,
        leader: Pid | None,
        text: str,
        columns: int,
        show: Callable[[str, list[Line]], None],
    ) -> None:
        """What may follow the text: by the group's expand_fun if it has one."""
        process = self.node.lookup(leader) if leader is not None else None
        custom = (process.dictionary or {}).get(a.expand_fun) if process is not None else None
        if custom is not None:
            self._complete_with(custom, text, columns, show)
            return
        done = expand(text[-_LONGEST_CONTEXT:], self.knowledge(leader))
        show(done.insert, layout.lines(done.matches, columns))

    def _complete_with(
        self, fun: Term, text: str, columns: int, show: Callable[[str, list[Line]], None]
    ) -> None:
        args = lists.to_list([lists.string_to_list(text[::-1])])
        show(*_expanded(calls.call_now(self.node, a.erlang, a.apply, (fun, args)), columns))

    def menu(self, leader: Pid | None, text: str) -> tuple[str, list[tuple[str, str, str]]]:
        """For the menu at the cursor: the word, and (shown, text, remark) for each candidate."""
        from pyerlshell.shell.completion.menu import entries

        word, found = entries(text[-_LONGEST_CONTEXT:], self.knowledge(leader))
        return word, [(e.shown, e.text, e.remark) for e in found]

    def expand_above(self) -> bool:
        """Completions are printed above the line, as before OTP 26."""
        return self._env(a.shell_expand_location) is a.above

    # Signatures

    def signature(self, leader: Pid | None, text: str, columns: int) -> Line:
        """The head of the function whose argument is being typed, that argument marked."""
        knowledge = self.knowledge(leader)
        context = read(text)
        for depth in range(len(context.frames), 1, -1):
            context.frames = context.frames[:depth]
            place = place_of(context, knowledge)
            if place is not None:
                break
        else:
            return []
        types = Types(knowledge)
        found = signatures(place, knowledge, types)
        if not found:
            return []
        first = found[0]
        param = len(place.call.args) + 1
        start, params, end = layout.split_head(first.head)
        result = types.text(first.clause.result, first.clause.scope)
        line: Line = [("hint", start)]
        for at, name in enumerate(params, 1):
            line.append(("hint", ", " if at > 1 else ""))
            line.append(("hint bold underline" if at == param else "hint", name))
        others = {s.arity for s in found} - {first.arity}
        more = f"   (also /{', /'.join(map(str, sorted(others)))})" if others else ""
        line.append(("hint", f"{end} -> {result}{more}"))
        return _fitting([(f"class:{style}", text) for style, text in line if text], columns)

    # Help

    def help(self, leader: Pid | None, text: str, columns: int) -> list[Line]:
        """Specs and documentation of the function or module left of the cursor."""
        from pyerlshell.shell import quick_help

        return quick_help.lines(text, self.knowledge(leader), columns)

    # Formatting

    def format(self, text: str) -> str:
        """The expression laid out as shell:format_shell_func/1 says; as it is without it."""
        function = self._env(a.format_shell_func)
        if function is None or function is a.default:
            return text
        if type(function) is tuple and len(function) == 2:
            return self._text_of(function, text) or text
        return self._format_by_command(function, text)

    def _text_of(self, function: tuple[Term, ...], text: str) -> str | None:
        """The text that Module:Name(Text) gives."""
        args = (lists.string_to_list(text),)
        outcome = calls.call_now(self.node, function[0], function[1], args)
        try:
            return to_str(outcome[0]).rstrip("\n") if outcome is not None else None
        except NotText:
            return None

    def _format_by_command(self, command: Term, text: str) -> str:
        """`"emacs -batch ${file} ..."`: the command changes the file."""
        from pyerlshell.shell.format_command import formatted

        try:
            shown = to_str(command)
        except NotText:
            return text
        return formatted(self.node, shown, text)

    # Prompts of continuation lines

    def continuation(self, prompt: str) -> str | None:
        """What stands before the second line and those after it; None is the default."""
        wanted = self._env(a.shell_multiline_prompt)
        if wanted is None or wanted is a.default:
            return None
        if wanted == (a.shell, a.inverted_space_prompt):
            return f"\x1b[7m{' ' * (len(prompt) - 1)}\x1b[27m "
        if type(wanted) is tuple and len(wanted) == 2:
            return self._text_of(wanted, prompt)
        try:
            return to_str(wanted)
        except NotText:
            return None


def _expanded(outcome: Term | None, columns: int) -> tuple[str, list[Line]]:
    """The insertion and the lines of an expand_fun's {yes | no, Insertion, Matches}."""
    done = outcome[0] if type(outcome) is tuple else None
    if type(done) is not tuple or len(done) != 3:
        return "", []
    try:
        insert = to_str(done[1]) if done[0] is a.yes else ""
        return insert, _match_lines(done[2], columns)
    except (NotText, lists.ImproperList):
        return "", []


def _match_lines(matches: Term, columns: int) -> list[Line]:
    """Matches may be texts, {Text, Ending}, {Text, Options} and sections."""
    from pyerlshell.shell.completion.result import Item

    items: list[Item] = []
    found: list[Line] = []
    for match in lists.from_list(matches):
        if maps.is_map(match):
            title = to_str(maps.get(match, atom("title"), None))  # type: ignore[arg-type]
            found.append([(layout.HEADING, title)])
            found += _match_lines(maps.get(match, atom("elems"), None), columns)  # type: ignore[arg-type]
        elif type(match) is tuple and len(match) == 2:
            items.append(Item(to_str(match[0]) + _ending(match[1])))
        else:
            items.append(Item(to_str(match)))
    return layout.lines(items, columns) + found


def _ending(options: Term) -> str:
    for option in lists.iter_list(options):
        if type(option) is tuple:
            return to_str(option[1]) if option[0] is a.ending else ""
        return to_str(options)
    return ""


def _fitting(line: Line, columns: int) -> Line:
    """As much of the line as one row has room for."""
    room = columns - 1
    kept: Line = []
    for style, text in line:
        if len(text) > room:
            return [*kept, (style, text[: max(0, room - 1)] + "…")]
        kept.append((style, text))
        room -= len(text)
    return kept
