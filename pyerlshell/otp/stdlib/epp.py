"""The preprocessor: source files to forms.

OTP: epp
"""

from __future__ import annotations

import errno
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg, function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.support.calls import external_fun
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.otp.native_calls import call
from pyerlshell.otp.stdlib import epp_server
from pyerlshell.syntax import epp as preprocessor
from pyerlshell.syntax.epp.options import BadMacro, Options
from pyerlshell.syntax.epp.preprocessor import Preprocessor
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, string_to_list, to_list
from pyerlshell.terms.types import Pid, Term

epp: Final = NativeModule("epp", "An Erlang code preprocessor.")
__preempt__ = True

_CODECS: Final[dict[Term, str]] = {a.utf8: "utf-8", a.latin1: "latin-1"}
_ENCODINGS: Final[dict[str | None, Atom]] = {
    "utf-8": a.utf8,
    "latin-1": a.latin1,
    None: a.none,
}


@epp.export("parse_file/1", internal=True)
def parse_rest(pid: Term) -> Term:
    """The forms that are left of an open file."""
    found: list[Term] = []
    while True:
        form: Any = parse_erl_form(pid)
        found.append(form[1] if form[0] is a.ok else form)
        if form[0] is a.eof:
            return to_list(found)


@epp.export("parse_file/2")
def parse_file(name: Term, options: Term) -> Term:
    """{ok, Forms} of a source file, {ok, Forms, Extra} with option extra, or {error, Reason}."""
    values = _values(options)
    try:
        parsed = preprocessor.parse_file(_name(name), _options(values))
    except OSError as e:
        return (a.error, _posix(e))
    except preprocessor.EppError as e:
        return (a.error, e.reason)
    forms = to_list(parsed.forms)
    if values.get(a.extra) is not a.true:
        return (a.ok, forms)
    extra = [
        (a.features, to_list(parsed.features)),
        [(a.encoding, _ENCODINGS[parsed.encoding]), None],
    ]
    return (a.ok, forms, extra)


@epp.export("open/1")
def open_(options: Term) -> Term:
    """Begin to preprocess a file: {ok, Epp}, with option extra {ok, Epp, Extra}, or an error.

    The file is named by {name, FileName}; {fd, Device} is where its text comes from, if not from
    there.
    """
    values = _values(options)
    if a.name not in values:
        raise badarg(options)
    name, chosen = _name(values[a.name]), _options(values)
    try:
        data = _device_text(values[a.fd]) if a.fd in values else chosen.read_file(name)
        run = Preprocessor(name, data, chosen)
    except OSError as e:
        return (a.error, _posix(e))
    except BadMacro as e:
        return (a.error, e.args[0])
    pid = epp_server.start(run)
    if values.get(a.extra) is not a.true:
        return (a.ok, pid)
    return (a.ok, pid, [(a.encoding, _ENCODINGS[run.encoding]), None])


@epp.export("open/2")
@epp.export("open/3")
def open_file(name: Term, path: Term, macros: Term = None) -> Term:
    """open([{name, FileName}, {includes, IncludePath}, {macros, PredefMacros}])."""
    return open_([(a.name, name), [(a.includes, path), [(a.macros, macros), None]]])


def _device_text(device: Term) -> bytes:
    """What is left to be read of an open file."""
    text: list[str] = []
    while True:
        part = call(external_fun(a.io, a.get_chars, 3), device, None, _BLOCK)
        if type(part) is not list and not isinstance(part, bytes):
            return "".join(text).encode()
        text.append(to_str(part))


_BLOCK: Final = 65536


@epp.export("close/1")
def close(pid: Term) -> Term:
    """End the preprocessing of a file."""
    return _requested(pid, a.close)


@epp.export("scan_erl_form/1")
def scan_erl_form(pid: Term) -> Term:
    """The tokens of the next form: {ok, Tokens}, or {error, Info}, {warning, Info}, {eof, Loc}."""
    return _requested(pid, a.scan_erl_form)


@epp.export("parse_erl_form/1")
def parse_erl_form(pid: Term) -> Term:
    """The next form: {ok, Form}, or {error, Info}, {warning, Info}, {eof, Location}."""
    found: Any = _requested(pid, a.scan_erl_form)
    if found[0] is not a.ok:
        return found
    return call(external_fun(a.erl_parse, a.parse_form, 1), found[1])


@epp.export("macro_defs/1", internal=True)
def macro_defs(pid: Term) -> Term:
    """The names of the macros that are defined by now."""
    return _requested(pid, a.macro_defs)


def _requested(pid: Term, what: Term) -> Term:
    if type(pid) is not Pid:
        raise badarg(pid)
    return epp_server.request(pid, what)


@epp.export("scan_file/2")
def scan_file(name: Term, options: Term) -> Term:
    """{ok, [Tokens], Extra} of a source file, the last element being {eof, Location}."""
    opened: Any = open_([(a.name, name), [a.extra, options]])
    if opened[0] is not a.ok:
        return opened
    found: list[Term] = []
    while True:
        form: Any = scan_erl_form(opened[1])
        found.append(form[1] if form[0] is a.ok else form)
        if form[0] is a.eof:
            close(opened[1])
            return (a.ok, to_list(found), opened[2])


@epp.export("set_encoding/1")
@epp.export("set_encoding/2")
def set_encoding(device: Term, default: Term = a.utf8) -> Term:
    """Set an open file's encoding to the one that it names, or to Default; the one it names."""
    place: Any = call(external_fun(a.file, a.position, 2), device, (a.cur, 0))
    call(external_fun(a.io, a.setopts, 2), device, [a.binary, [(a.encoding, a.latin1), None]])
    text = [call(external_fun(a.io, a.get_line, 2), device, None) for _ in range(2)]
    call(external_fun(a.file, a.position, 2), device, place[1])
    data = b"".join([line for line in text if isinstance(line, bytes)])
    found = _ENCODINGS[preprocessor.read_encoding(data, True)]
    chosen = default if found is a.none else found
    call(external_fun(a.io, a.setopts, 2), device, [a.list, [(a.encoding, chosen), None]])
    return found


def _posix(e: OSError) -> Atom:
    number = e.errno or (errno.EACCES if isinstance(e, PermissionError) else errno.EIO)
    return atom(errno.errorcode.get(number, "eio").lower())


@epp.export("parse_file/3")
def parse_file_3(name: Term, path: Term, macros: Term) -> Term:
    """parse_file(FileName, [{includes, IncludePath}, {macros, PredefMacros}])."""
    return parse_file(name, [(a.includes, path), [(a.macros, macros), None]])


def _values(options: Term) -> dict[Term, Any]:
    values: dict[Term, Any] = {}
    for item in reversed(from_list(options)):
        if type(item) is tuple and len(item) == 2:
            values[item[0]] = item[1]
        elif type(item) is Atom:
            values[item] = a.true
    return values


def _options(values: dict[Term, Any]) -> Options:
    outside = P.cur.node.outside
    source_name = values.get(a.source_name)
    macros = [x if type(x) is tuple else (x,) for x in from_list(values.get(a.macros))]
    return Options(
        read_file=outside.read,
        lib_dir=lib_dir,
        getenv=outside.env.get,
        includes=_folders(values.get(a.includes)),
        macros=macros,
        source_name=None if source_name is None else _name(source_name),
        default_encoding=_CODECS.get(values.get(a.default_encoding), "utf-8"),
        location=values.get(a.location, 1),
        features=from_list(values.get(a.features)),  # type: ignore[arg-type]
        deterministic=values.get(a.deterministic) is a.true,
    )


def _folders(includes: Term) -> list[str]:
    """The folders to look in; what is no name is passed over, as by the reference."""
    if type(includes) is not list:
        return []
    return [_name(x) for x in from_list(includes) if type(x) is not int]


def lib_dir(app: str) -> str | None:
    """What code:lib_dir/1 says."""
    try:
        found = call(external_fun(a.code, a.lib_dir, 1), atom(app))
    except ErlError:
        return None
    return _name(found) if type(found) is list else None


def _name(name: Term) -> str:
    if type(name) is Atom:
        return name.name
    try:
        return to_str(name)
    except NotText:
        raise badarg(name) from None


@epp.export("format_error/1")
def format_error(descriptor: Term) -> Term:
    """The text of an error descriptor."""
    return string_to_list(preprocessor.format_error(descriptor))


@epp.export("default_encoding/0")
def default_encoding() -> Term:
    """The encoding of a file that names none."""
    return a.utf8


@epp.export("encoding_to_string/1")
def encoding_to_string(encoding: Term) -> Term:
    """The comment that names an encoding."""
    if type(encoding) is not Atom or encoding not in _CODECS:
        raise function_clause(encoding)
    return string_to_list("coding: " + _CODECS[encoding])


@epp.export("read_encoding/1")
@epp.export("read_encoding/2")
def read_encoding(name: Term, options: Term = None) -> Term:
    """The encoding that a file names, or none."""
    try:
        data = P.cur.node.outside.read(_name(name))
    except OSError:
        return a.none
    return _encoding(data, options)


@epp.export("read_encoding_from_binary/1")
@epp.export("read_encoding_from_binary/2")
def read_encoding_from_binary(binary: Term, options: Term = None) -> Term:
    """The encoding that a source text names, or none."""
    data = to_bytes(binary)
    if data is None:
        raise badarg(binary, options)
    return _encoding(data, options)


def _encoding(data: bytes, options: Term) -> Atom:
    in_comment = _values(options).get(a.in_comment_only, a.true) is a.true
    return _ENCODINGS[preprocessor.read_encoding(data, in_comment)]


@epp.export("normalize_typed_record_fields/1", internal=True)
def normalize_typed_record_fields(fields: Term) -> Term:
    """{typed, Fields} without their types, or not_typed."""
    items: list[Any] = from_list(fields)
    if items and not all(type(x) is tuple and len(x) > 1 for x in items):
        return a.not_typed
    plain = [x[1] if x[0] is a.typed_record_field else x for x in items]
    if items and not any(x[0] is a.typed_record_field for x in items):
        return a.not_typed
    return (a.typed, to_list(plain))
