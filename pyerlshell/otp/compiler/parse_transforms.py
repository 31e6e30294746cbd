"""Parse transforms: modules that rewrite the forms before they are checked and compiled.

They are named by `{parse_transform, Module}` among the options or in a -compile attribute, and run
in that order, each on what the one before it made. One may refuse the module or warn.

OTP: compile (foldl_transform)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.frames import DEPTH
from pyerlshell.otp import procs
from pyerlshell.otp.chardata import to_str
from pyerlshell.otp.compiler.compile_locations import without_column, without_columns
from pyerlshell.otp.compiler.compile_report import Diagnostics
from pyerlshell.terms import maps
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import ImproperList, from_list, string_to_list, to_list
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.otp.compiler.compile_job import Job


def run(job: Job, file: str) -> Diagnostics:
    """Transform the job's forms. They are not to be compiled if there are errors."""
    found = Diagnostics()
    names = _named(job.options.all)
    for form in job.forms:
        if _is_compile(form):
            names += _named(_options(form[3]))
    if not names:
        return found
    job.forms = [form for form in without_names(job.forms) if form is not None]
    for name in names:
        if not procs.exported(name, a.parse_transform, 2):
            refused = (a.undef_parse_transform, name)
            found.errors.append((file, (a.none, a.compile, refused)))
            break
        _transform(job, name, file, found)
        if not job.options.columns:
            _strip(job, found)
        if found.errors:
            break
    return found


def _strip(job: Job, found: Diagnostics) -> None:
    """No columns are wanted, and the transform may have made some."""
    job.forms = without_columns(job.forms)
    for infos in (found.errors, found.warnings):
        infos[:] = [(file, without_column(info)) for file, info in infos]


def _is_compile(form: Any) -> bool:
    return len(form) == 4 and form[0] is a.attribute and form[2] is a.compile


def _options(given: Term) -> list[Any]:
    try:
        return from_list(given) if given is None or type(given) is list else [given]
    except ImproperList:
        return []


def _is_transform(option: Any) -> bool:
    return type(option) is tuple and len(option) == 2 and option[0] is a.parse_transform


def _named(options: Iterable[Any]) -> list[Atom]:
    return [o[1] for o in options if _is_transform(o) and type(o[1]) is Atom]


def without_names(forms: list[Any]) -> list[Any]:
    """The forms without the options that name transforms; None for an attribute of nothing else."""
    made: list[Any] = []
    for form in forms:
        if _is_compile(form):
            options = _options(form[3])
            left = [o for o in options if not _is_transform(o)]
            if len(left) < len(options):
                form = (*form[:3], to_list(left)) if left else None
        made.append(form)
    return made


def _wants_lines(name: Atom) -> bool:
    """Does the transform say that it knows no columns?"""
    if not procs.exported(name, a.parse_transform_info, 0):
        return False
    told: Any = procs.apply(name, a.parse_transform_info, ())
    return maps.is_map(told) and maps.get(told, a.error_location) is a.line


def _transform(job: Job, name: Atom, file: str, found: Diagnostics) -> None:
    options = to_list(list(job.options.all))
    if _wants_lines(name):
        job.forms = without_columns(job.forms)
    try:
        made: Any = procs.apply(name, a.parse_transform, (to_list(job.forms), options))
    except ErlError as e:
        cls, reason, trace = procs.caught(e)
        descriptor = (a.parse_transform, name, (cls, reason, _in_compiler(trace)))
        found.errors.append((file, (a.none, a.compile, descriptor)))
        return
    if type(made) is tuple and len(made) == 3 and made[0] is a.error:
        found.errors += _listed(made[1])
        found.warnings += _listed(made[2])
        return
    if type(made) is tuple and len(made) == 3 and made[0] is a.warning:
        found.warnings += _listed(made[2])
        made = made[1]
    job.forms = from_list(made)


_CALLERS: Final = (
    ("foldl_transform", 3, 2181),
    ("fold_comp", 4, 1334),
    ("internal_comp", 5, 1309),
    ("-internal_fun/2-anonymous-0-", 2, 1138),
    ("-do_compile/2-anonymous-0-", 1, 1128),
)
"""Who calls the transform in the reference, which compiles in a process of its own."""


def _in_compiler(trace: Term) -> Term:
    """The trace up to our compiler's frames, and then the reference's."""
    frames: list[Any] = []
    for frame in from_list(trace):
        if frame[0] is a.compile:  # type: ignore[index]
            break
        frames.append(frame)
    file = (a.file, string_to_list("compile.erl"))
    for name, arity, line in _CALLERS[: DEPTH - len(frames)]:
        frames.append((a.compile, atom(name), arity, to_list([file, (a.line, line)])))
    return to_list(frames)


def _listed(found: Term) -> list[tuple[str, Any]]:
    """[{File, [ErrorInfo]}] as the compiler keeps them."""
    files: list[Any] = from_list(found)
    return [(to_str(name), info) for name, infos in files for info in from_list(infos)]


def text(descriptor: Any) -> str | None:
    """The texts of this module's descriptors."""
    if len(descriptor) == 2 and descriptor[0] is a.undef_parse_transform:
        return f"undefined parse transform '{descriptor[1].name}'"
    if len(descriptor) == 3 and descriptor[0] is a.parse_transform:
        cls, reason, trace = descriptor[2]
        said = procs.apply(a.erl_error, a.format_exception, (cls, reason, trace))
        return f"error in parse transform '{descriptor[1].name}':\n{to_str(said)}".rstrip("\n")
    return None
