"""The module `sys_pre_attributes`: a parse transform that edits a module's attributes.

Options of the compiler say what to do, the last one first: `{attribute, insert, Name, Value}`,
`{attribute, replace, Name, Value}` (inserts what is not there) and `{attribute, delete, Name}`.
With `verbose` it tells what it does.

OTP: sys_pre_attributes
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.native import NativeModule
from pyerlshell.otp import procs
from pyerlshell.otp.chardata import to_str
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, string_to_list, to_list
from pyerlshell.terms.types import Term

sys_pre_attributes: Final = NativeModule(
    "sys_pre_attributes", "A parse transform that edits attributes."
)
_CHANGES: Final = (a.replace, a.delete)


@sys_pre_attributes.export("parse_transform/2", internal=True)
def parse_transform(forms: Term, options: Term) -> Term:
    """The forms with the attributes that the options want."""
    given: list[Any] = from_list(options)
    orders = [o[1:] for o in reversed(given) if type(o) is tuple and o[:1] == (a.attribute,)]
    changes = [o for o in orders if o[0] in _CHANGES]
    inserts = [o for o in orders if o[0] in (a.insert, a.replace)]
    work = _Work(a.verbose in given)
    work.say("Pre  options: ~p", to_list(list(changes)))
    work.say("Post options: ~p", to_list(list(inserts)))
    return to_list(work.inserted(work.changed(from_list(forms), changes), inserts))


class _Work:
    """One module; `replaced` are the names whose attribute was there."""

    def __init__(self, verbose: bool) -> None:
        self.verbose = verbose
        self.replaced: set[Term] = set()

    def say(self, text: str, *args: Term) -> None:
        """Print a line under the module's name, if that is wanted."""
        if self.verbose:
            line = string_to_list(f"sys_pre_attributes: {text}~n")
            procs.put_chars(to_str(procs.apply(a.io_lib, a.format, (line, to_list(list(args))))))

    def changed(self, forms: list[Any], orders: list[Any]) -> list[Any]:
        """The forms after what is to be replaced and deleted."""
        made = []
        for form in forms:
            order = self._order(form, orders)
            if order is None:
                made.append(form)
            elif order[0] is a.delete:
                self.say("* WARNING * Delete attribute ~p: ~p", order[1], form[3])
            else:
                self.replaced.add(order[1])
                self.say("* WARNING * Replace attribute ~p: ~p -> ~p", order[1], form[3], order[2])
                made.append((*form[:3], order[2]))
        return made

    def _order(self, form: Any, orders: list[Any]) -> Any:
        if form[0] is not a.attribute or form[2] in self.replaced:
            return None
        return next((o for o in orders if o[1] is form[2]), None)

    def inserted(self, forms: list[Any], orders: list[Any]) -> list[Any]:
        """The forms with the new attributes, which stand behind -module."""
        new = [o for o in orders if o[1] not in self.replaced or o[0] is a.insert]
        for _, name, value in new:
            self.say("Insert attribute ~p: ~p", name, value)
        for i, form in enumerate(forms):
            if form[0] is a.attribute and form[2] is a.module:
                made = [(a.attribute, form[1], name, value) for _, name, value in new]
                return [*forms[: i + 1], *made, *forms[i + 1 :]]
        return forms
