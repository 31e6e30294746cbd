"""What a stack trace shows of an expression typed at the prompt: the frames of an interpreter.

The reference evaluates what is typed with an interpreter written in Erlang, and its functions stand
in stack traces, once for each expression that something still has to be done with. We compile, so
the frames are worked out from the form: every node gets a number, which takes the place of its line
in the compiled code, and the number tells which frames stand between the node and the command.

    X = f(1 + g())    a failure in g/0:  do_apply/7, expr/6 (of 1 + _), expr_list/7, expr_list/5,
                      expr/6 (of the call), expr/6 (of the match), then those of the shell

A fun called by compiled code returns only its value, so that its last call is a tail call.

OTP: erl_eval, shell (the functions and lines that its stack traces show)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.bits_errors import eval_bits_entries
from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.frames import DEPTH
from pyerlshell.erts.stacktrace import ErrorInfo
from pyerlshell.shell.eval_frames import (
    AT_THE_PROMPT,
    BINARY_TEMPLATE,
    GENERATORS,
    SOURCES,
    Context,
    Frames,
    entry,
    in_expr,
)
from pyerlshell.shell.eval_numbering import number, relocated
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.bits import is_bitstring
from pyerlshell.terms.lists import append, to_list
from pyerlshell.terms.maps import is_map
from pyerlshell.terms.types import Term

_APPLY: Final = entry("do_apply", 7, 1048)
_APPLY_DEFINED: Final = entry("do_apply", 7, 1044)
"""In a function defined at the prompt, which calls without the shell's help."""
_APPLY_FUN: Final[Any] = entry("apply_fun", 3, 1209, a.shell)
_RAISED: Final[dict[Term, Frames]] = {
    a.badmatch: in_expr(796),
    a.case_clause: (entry("case_clauses", 8, 1744),),
    a.if_clause: (entry("if_clauses", 7, 1683),),
    a.try_clause: (entry("try_clauses", 10, 1698),),
    a.else_clause: in_expr(810),
    a.bad_filter: (entry("eval_filter", 7, 1524),),
    a.bad_generators: (entry("eval_zip", 8, 1411),),  # see _UNEVEN_ZIP, too
    a.badfun: (entry("apply_fun", 3, 1211, a.shell), entry("do_apply", 6, 1035)),
    a.badarity: (entry("do_apply", 6, 1014),),
    a.shell_undef: (entry("shell_undef", 2, 1635, a.shell), entry("local_func", 8, 949)),
}
"""The frames of a failure of the expression itself, by its reason."""
_UNEVEN_ZIP: Final = entry("eval_zip", 8, 1406)
_NO_CLAUSE: Final = (a.erl_eval, atom("-inside-an-interpreted-fun-"))
_CALL_OF_FUN: Final = entry("eval_fun", 8, 1588)
_TIMEOUT: Final[Frames] = (
    (atom("prim_eval"), a.receive, 2, None),
    entry("receive_clauses", 8, 1758),
)


class FormStack:
    """The frames of one command, by the number of the node that runs. Kept in its namespace."""

    __slots__ = ("contexts", "is_definition")

    def __init__(self, is_definition: bool) -> None:
        self.contexts: list[Context] = [AT_THE_PROMPT]
        self.is_definition = is_definition

    def location(self, number: int) -> Term:
        """Where the node with this number was typed."""
        return self.contexts[number].location if 0 < number < len(self.contexts) else (1, number)

    def located(self, form: Term) -> Term:
        """The numbered form with its locations again."""
        return relocated(form, self.location)

    def below(self, number: int, direct: bool, value_only: bool) -> list[Term]:
        """The entries of a frame under those of what it called.

        direct      that is a fun typed at the prompt, of which the interpreter knows
        value_only  compiled code called the fun in which it stands
        """
        context = self._context(number)
        if direct or (context.tail and value_only):
            return list(context.frames)
        return [_APPLY_DEFINED if self.is_definition else _APPLY, *context.frames]

    def asking(self, number: int) -> list[Term]:
        """The entries of a frame that asks what a remote call means."""
        return [*in_expr(756), *self._context(number).frames]

    def failed(
        self, number: int, e: BaseException, reason: Term, args: Term, value_only: bool
    ) -> list[Term]:
        """The entries of the frame in which the exception was raised."""
        context = self._context(number)
        found = _raised(context, e, reason, args)
        if found is not None:
            return found
        if self.is_definition and context.tail and value_only:
            return list(context.frames)
        arity = 3 if args is None else args
        if self.is_definition:
            return [entry("do_apply", 7, 1044), *context.frames]
        return [_apply_fun(arity, e), *self.below(number, False, value_only)]

    def construction(self, number: int, e: Any) -> list[Term]:
        """The entries of the frame in which a bit string could not be made of its segments."""
        context = self._context(number)
        in_template = bool(context.frames) and context.frames[0] is BINARY_TEMPLATE
        # Compiled code makes the value of a binary comprehension of what it has and the template.
        segment = _raised_in(e)[1].get("segment")
        entries = eval_bits_entries(e.info, segment, int(in_template))
        made = [*entries, *in_expr(843), *context.frames]
        return made[: DEPTH - 1]  # eval_bits leaves out one of its own that was there

    def _context(self, number: int) -> Context:
        return self.contexts[number] if 0 <= number < len(self.contexts) else AT_THE_PROMPT


def _apply_fun(arity: Term, e: BaseException) -> Term:
    """What calls error/1 and the like, which have no frame of their own."""
    module, name, _, place = _APPLY_FUN
    if type(e) is ErlError and type(e.info) is ErrorInfo:
        place = append(place, [(a.error_info, e.info.map), None])
    return (module, name, arity, place)


def _raised(context: Context, e: BaseException, reason: Term, args: Term) -> list[Term] | None:
    """The entries if the expression itself failed; None for an exception raised by name."""
    function, values = _raised_in(e)
    if function in _BY_NAME:
        return None
    tag = reason[0] if type(reason) is tuple and reason else reason
    if tag is a.function_clause and args is not None:
        return [(*_NO_CLAUSE, args, None), _CALL_OF_FUN]
    if tag is a.timeout_value and function == "start_timeout":
        return [*_TIMEOUT, *context.frames]
    if type(tag) is not Atom or (type(reason) is not tuple and tag is not a.if_clause):
        return None
    if tag is a.bad_generator or (tag is a.badmatch and context.tag in GENERATORS):
        return _bad_generator(context, tag is a.bad_generator)
    if function in _MAP_CHANGES:
        return [*_bad_map(function, tag, values), *context.frames]
    if tag is a.badarg:
        return [*in_expr(823 if context.tag is a.op else 833), *context.frames]
    if tag is a.bad_generators and _ended_unevenly(reason):
        return [_UNEVEN_ZIP, *context.frames]
    found = _RAISED.get(tag)
    return None if found is None else [*found, *context.frames]


def _ended_unevenly(reason: Any) -> bool:
    """Generators of a zip that are what they should be, but not of one length."""
    sources = reason[1] if len(reason) == 2 else None
    return type(sources) is tuple and all(map(_is_source, sources))


def _is_source(term: Term) -> bool:
    return term is None or type(term) in (list, tuple) or is_bitstring(term) or is_map(term)


_BY_NAME: Final = frozenset(("error_1", "error_2", "error_3", "exit_1", "throw_1", "raise_3"))


def _bad_generator(context: Context, is_bad: bool) -> list[Term]:
    """The node that runs is the generator or its source."""
    frames, step = context.frames, "eval_generate"
    for tag, source in SOURCES.items():
        if frames and frames[0] is source:
            step, frames = GENERATORS[tag][0][0], frames[1:]
    if context.tag in GENERATORS:
        step = GENERATORS[context.tag][0][0]
    return [entry(step, 9, _BAD[step][not is_bad]), *frames]


_BAD: Final = {
    "eval_generate": (1472, 1467),
    "eval_b_generate": (1493, 1486),
    "eval_m_generate": (1451, 1506),
}


_MAP_CHANGES: Final = frozenset(("map_put_one", "map_update_one", "map_change_typed"))


def _bad_map(function: str, tag: Term, values: dict[str, Any]) -> Frames:
    """What is not a map is found before any key; after the first key foldl/3 has gone on."""
    info = [(a.error_info, {a.module: a.erl_stdlib_errors}), None]
    if tag is a.badmap:
        return ((a.maps, a.put, to_list([a.k, a.v, values["m"]]), info), *in_expr(590))
    place, value = 0, values.get("value")
    if function == "map_change_typed":
        place = values["i"]
        value = values["flat"][2 * place + 1]
    foldl = entry("foldl_1", 3, 2470, a.lists) if place else entry("foldl", 3, 2465, a.lists)
    return (
        (a.maps, a.update, to_list([values["key"], value, values["m"]]), info),
        entry("-expr/6-fun-4-", 2, 594),
        foldl,
        *in_expr(591),
    )


def _raised_in(e: BaseException) -> tuple[str, dict[str, Any]]:
    """The Python function that raised, and its variables."""
    tb = e.__traceback__
    while tb is not None and tb.tb_next is not None:
        tb = tb.tb_next
    return ("", {}) if tb is None else (tb.tb_frame.f_code.co_name, tb.tb_frame.f_locals)


def numbered(form: Term) -> tuple[Term, FormStack]:
    """The form with numbers in the place of lines, and what they mean."""
    stack = FormStack(_is_definition(form))
    return number(form, stack.contexts), stack


def _is_definition(form: Any) -> bool:
    """What a function defined at the prompt has become (local_fun)."""
    return form[0] is a.named_fun and form[2] is a.RecursiveFuncVar
