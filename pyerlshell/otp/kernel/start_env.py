"""The environment that applications start with: `-config File` and `-App Key Value`.

What the command line says goes before a file, a file before the application's own.

OTP: application_controller (check_conf, get_cmd_env)
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from pyerlshell.otp.arguments import Arguments
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, atom
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

_AT_ONCE: Final = ("kernel", "stdlib")
"""Running from the start: what is wrong with their environment ends it."""
_NO_APPLICATIONS: Final = ("pa", "pz", "path", "boot", "config", "sname", "name", "setcookie")
Environment: TypeAlias = dict[Atom, dict[Atom, Term]]
_ONE_LIST: Final = "configuration file must contain ONE list ended by <dot>"


class ConfigError(Exception):
    """A file or a flag is wrong; `args[0]` is what the application controller would say."""


class BadValueError(Exception):
    """`-App K V` holds no term; `args`: the text, and what the parser says."""


def _is_application(flag: str, given: list[str]) -> bool:
    return flag in _AT_ONCE or (len(given) > 1 and flag not in _NO_APPLICATIONS)


def configure(node: Node, arguments: Arguments) -> None:
    """Set what files and flags say in `node.application_env`.

    Raises ConfigError, or BadValueError with a third argument: the application.
    """
    found: Environment = {}
    for name in arguments.values("config"):
        _merge(found, _file_config(node, name))
    said: Environment = {}
    for flag, given in arguments.flags:
        if _is_application(flag, given):
            try:
                _add_flag(node, said.setdefault(atom(flag), {}), atom(flag), given)
            except BadValueError:
                if flag in _AT_ONCE:
                    raise
    for source in (found, said):
        for app, pairs in source.items():
            node.application_env.setdefault(app, {}).update(pairs)


def _add_flag(node: Node, said: dict[Atom, Term], app: Atom, given: list[str]) -> None:
    for key, value in zip(given[::2], given[1::2]):
        said.setdefault(_atom(node, key, app), _term(node, value, app))


def _atom(node: Node, text: str, app: Atom) -> Atom:
    key = _term(node, text, app)
    if type(key) is not Atom:
        raise BadValueError(text, "bad term", app)
    return key


def _term(node: Node, text: str, app: Atom) -> Term:
    from pyerlshell.syntax import erl_scan
    from pyerlshell.syntax.erl_parse import api
    from pyerlshell.syntax.erl_parse.tokens import ParseError

    scanned = erl_scan.scan(text + ".", (1, 1))
    if scanned.error is not None:
        raise BadValueError(text, erl_scan.format_error(scanned.error[2]), app)
    try:
        return api.parse_term(scanned.tokens, node.code.external_fun)
    except ParseError as e:
        raise BadValueError(text, api.format_error(e.info[2]), app) from None


# Files


def _file_config(node: Node, name: str) -> list[Term]:
    """The entries of a file; those of a sys.config may name other files."""
    path = name if name.endswith(".config") else name + ".config"
    entries: list[Term] = []
    system = os.path.basename(path) == "sys.config"
    for item in _one_list(node, path):
        included = lists.list_to_string(item) if system and type(item) is list else None
        if included is None:
            entries.append(item)
        else:
            full = included if included.endswith(".config") else included + ".config"
            entries += _one_list(node, os.path.join(os.path.dirname(path), full))
    return entries


def _one_list(node: Node, path: str) -> list[Term]:
    shown = path if os.path.dirname(path) else f"./{path}"

    def wrong(what: str, line: object = "none") -> ConfigError:
        return ConfigError(f'error in config file "{shown}" ({line}): {what}')

    try:
        text = node.outside.read(path).decode()
    except UnicodeDecodeError:
        raise wrong("bad encoding") from None
    except OSError:
        raise wrong("configuration file not found") from None
    return _parsed(node, text, wrong)


def _parsed(node: Node, text: str, wrong: Any) -> list[Term]:
    from pyerlshell.syntax import erl_scan
    from pyerlshell.syntax.erl_parse import api
    from pyerlshell.syntax.erl_parse.tokens import ParseError
    from pyerlshell.terms.pretty import pretty

    found = erl_scan.tokens(None, text + "\n", 1)
    if type(found) is not erl_scan.Done:
        raise wrong("no ending <dot> found")
    if found.error is not None:
        error: Any = found.error
        raise wrong(pretty(error[2]), error[0])
    try:
        term = api.parse_term(found.tokens, node.code.external_fun)
    except ParseError as e:
        raise wrong(pretty(e.info[2]), e.info[0]) from None
    rest = found.rest if type(found.rest) is str else ""
    if not lists.is_proper(term) or _has_more(rest):
        raise wrong(_ONE_LIST)
    return lists.from_list(term)


def _has_more(rest: str) -> bool:
    from pyerlshell.syntax import erl_scan

    return bool(erl_scan.scan(rest, 1).tokens)


def _merge(config: Environment, entries: list[Term]) -> None:
    """Add a file's entries; those that are there already are replaced."""
    from pyerlshell.terms.write import write

    for entry in entries:
        if type(entry) is not tuple or len(entry) != 2:
            raise _invalid(f"invalid application config: {_shown(entry)}")
        app, pairs = entry
        if type(app) is not Atom:
            what = f"application: {_shown(app)}; application name must be an atom"
            raise _invalid(what)
        if not lists.is_proper(pairs):
            raise _invalid(f"application: {write(app)}; parameters must be a list")
        for pair in lists.from_list(pairs):
            if type(pair) is not tuple or len(pair) != 2 or type(pair[0]) is not Atom:
                what = f"application: {write(app)}; invalid parameter: {_shown(pair)}"
                raise _invalid(what)
            config.setdefault(app, {})[pair[0]] = pair[1]


def _invalid(what: str) -> ConfigError:
    return ConfigError(f"invalid config data: {what}")


def _shown(term: Term) -> str:
    from pyerlshell.terms.pretty import pretty

    return pretty(term)
