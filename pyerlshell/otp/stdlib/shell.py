"""The settings of the shell, which programs may change too.

The shell itself is the package pyerlshell.shell; it reads these settings from the environment of
the application stdlib.

OTP: shell
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.errors import badarg, exit_, function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp import procs, prompt_texts
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.otp.interactive import Interactive
from pyerlshell.terms import lists
from pyerlshell.terms import pretty as printer
from pyerlshell.terms import write as writer
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Pid, Term

shell: Final = NativeModule("shell", "The Erlang shell: its settings.")

_DEFAULT_COUNT: Final = 20
_COMMANDS: Final = (
    "v h b f fd ff fl lf lr lt rd rf rl rp rr tf save_module history results catch_exception"
)


@shell.export("history/1", "(N) -> non_neg_integer()")
def history(count: Term) -> Term:
    """How many commands to keep; what it was."""
    if type(count) is not int or count < 0:
        raise function_clause(count)
    return procs.set_env(a.shell_history_length, count, _DEFAULT_COUNT)


@shell.export("results/1", "(N) -> non_neg_integer()")
def results(count: Term) -> Term:
    """How many results to keep; what it was."""
    if type(count) is not int or count < 0:
        raise function_clause(count)
    return procs.set_env(a.shell_saved_results, count, _DEFAULT_COUNT)


@shell.export("catch_exception/1", "(Bool) -> boolean()")
def catch_exception(flag: Term) -> Term:
    """Whether the evaluator survives exceptions; what it was."""
    return _flag(a.shell_catch_exception, flag, a.false)


@shell.export("strings/1", "(Strings) -> Strings2")
def strings(flag: Term) -> Term:
    """Whether lists of characters are printed as strings; what it was."""
    return _flag(a.shell_strings, flag, a.true)


@shell.export("hints/1", "(boolean()) -> boolean()")
def hints(flag: Term) -> Term:
    """Whether the shell says that a command takes long; what it was."""
    return _flag(a.shell_hints, flag, a.true)


def _flag(key: Atom, flag: Term, default: Atom) -> Term:
    if flag is not a.true and flag is not a.false:
        raise function_clause(flag)
    return procs.set_env(key, flag, default)


@shell.export("prompt_func/1", "(PromptFunc) -> PromptFunc2")
def prompt_func(function: Term) -> Term:
    """The function that makes the prompt, {Module, Name} or default; what it was."""
    return procs.set_env(a.shell_prompt_func, function, a.default)


@shell.export("multiline_prompt_func/1", "(PromptFunc) -> PromptFunc2")
def multiline_prompt_func(function: Term) -> Term:
    """What stands before continuation lines; what it was."""
    return procs.set_env(a.shell_multiline_prompt, function, a.default)


@shell.export("format_shell_func/1", "(ShellFormatFunc) -> ShellFormatFunc2")
def format_shell_func(function: Term) -> Term:
    """How submitted expressions are formatted; what it was."""
    return procs.set_env(a.format_shell_func, function, a.default)


@shell.export("default_multiline_prompt/1", "(unicode:chardata()) -> unicode:chardata()")
def default_multiline_prompt(prompt: Term) -> Term:
    """Two dots that end where the prompt ends: what stands before continuation lines."""
    return lists.string_to_list(".. ".rjust(_width(prompt)))


@shell.export("inverted_space_prompt/1", "(unicode:chardata()) -> unicode:chardata()")
def inverted_space_prompt(prompt: Term) -> Term:
    """A bar as wide as the prompt, in the colours exchanged, to stand before continuation lines."""
    return lists.string_to_list(f"\x1b[7m{' ' * (_width(prompt) - 1)}\x1b[27m ")


@shell.export("prompt_width/1", "(unicode:chardata()) -> non_neg_integer()")
def prompt_width(text: Term) -> Term:
    """How many columns the text takes on the screen of `user`."""
    return _width(text)


@shell.export("prompt_width/2", "(unicode:chardata(), unicode | latin1) -> non_neg_integer()")
def prompt_width_2(text: Term, encoding: Term) -> Term:
    """How many columns the text takes on a screen of this encoding, without colours and the like.

    What a latin1 screen cannot show counts as the escape sequence that it shows instead."""
    return _width(text, encoding is not a.latin1)


def _width(text: Term, is_unicode: bool = True) -> int:
    try:
        return prompt_texts.width(to_str(text), is_unicode)
    except NotText:
        raise function_clause(text) from None


@shell.export("erl_pp_format_func/1", "(String) -> String2")
def erl_pp_format_func(text: Term) -> Term:
    """The expression or definition laid out by `erl_pp`; for `format_shell_func/1`.

    A text that is neither, or not complete, stays as it is."""
    try:
        return lists.string_to_list(prompt_texts.formatted(to_str(text)))
    except NotText:
        raise function_clause(text) from None


@shell.export("read_and_add_records/5", internal=True)
def read_and_add_records(
    source: Term, wanted: Term, options: Term, _bindings: Term, table: Term
) -> Term:
    """What rr/3 reads, put into a table of {Name, Attribute}; the names."""
    forms = P.cur.node.part(Interactive).records(source, wanted, options)
    if type(forms) is tuple:
        return forms
    names: list[Term] = []
    for form in lists.iter_list(forms):
        assert type(form) is tuple and type(form[3]) is tuple
        names.append(form[3][0])
        procs.apply(a.ets, a.insert, (table, (form[3][0], form)))
    return lists.to_list(names)


@shell.export("start_restricted/1", "(Module) -> {error, Reason}")
def start_restricted(module: Term) -> Term:
    """Go on in a shell in which Module says what is allowed."""
    if type(module) is not Atom:
        raise function_clause(module)
    loaded = procs.apply(a.code, a.ensure_loaded, (module,))
    if type(loaded) is tuple and loaded[0] is a.error:
        shown = printer.pretty(loaded[1])
        text = f"Restricted shell module {writer.write(module)} not found: {shown}\n"
        procs.apply(a.error_logger, a.error_report, (lists.string_to_list(text),))
        return loaded
    procs.set_env(a.restricted_shell, module, a.undefined)
    raise exit_(a.restricted_shell_started)


@shell.export("stop_restricted/0", "() -> no_return()")
def stop_restricted() -> Term:
    """Go on in an ordinary shell."""
    procs.unset_env(a.restricted_shell)
    raise exit_(a.restricted_shell_stopped)


@shell.export("local_allowed/3", internal=True)
def local_allowed(name: Term, args: Term, state: Term) -> Term:
    """In a restricted shell whose module is not there: only q()."""
    return (a.true if name is a.q and args is None else a.false, state)


@shell.export("non_local_allowed/3", internal=True)
def non_local_allowed(what: Term, args: Term, state: Term) -> Term:
    """In a restricted shell whose module is not there: only init:stop()."""
    stops = type(what) is tuple and what[0] is a.init and what[1] is a.stop and args is None
    return (a.true if stops else a.false, state)


@shell.export("start/0", internal=True)
@shell.export("start/1", internal=True)
@shell.export("start/2", internal=True)
def start(_no_control_g: Term = a.false, _wait: Term = a.false) -> Term:
    """A new shell that reads from the caller's group leader; its pid."""
    return P.cur.node.part(Interactive).shell()


@shell.export("start_interactive/0", "() -> ok | {error, already_started}")
def start_interactive() -> Term:
    """Start the shell, on a node that was started with -noshell."""
    return start_interactive_1((a.shell, a.start, None))


@shell.export(
    "start_interactive/1",
    "(noshell | {noshell, raw | cooked} | {Module, Function, Args}) -> ok | {error, Reason}",
)
def start_interactive_1(what: Term) -> Term:
    """Start the shell of Module, or with `{noshell, raw}` read keys as they are typed."""
    return P.cur.node.part(Interactive).start(what)


@shell.export("whereis/0", "() -> pid() | undefined")
def whereis() -> Term:
    """The current shell process."""
    node = P.cur.node
    leader = node.lookup(P.cur.group_leader)
    found = (leader.dictionary or {}).get(a.shell) if leader is not None else None
    return found if type(found) is Pid else a.undefined


@shell.export("local_func/0", internal=True)
def local_func() -> Term:
    """The names of the shell's own commands."""
    return lists.to_list([a.__getattr__(name) for name in _COMMANDS.split()])


@shell.export("local_func/1", internal=True)
def local_func_1(name: Term) -> Term:
    """Whether it is one of the shell's own commands."""
    if type(name) is not Atom:
        raise badarg(name)
    return a.true if name.name in _COMMANDS.split() else a.false
