"""Zstandard compression (RFC 8878), by the package `zstandard` (an extra: pip install
'pyerlshell[zstd]').

A context is {compress, Ref} or {decompress, Ref}; the reference stands for a `_Context`, which only
the process that made it may use. Its compressor is made when data come, so that parameters hold.

OTP: zstd
"""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg, error, function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.magic import magic_of, make_magic
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.otp.native_calls import clause, failure, shown_fun
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.map_order import ordered_items
from pyerlshell.terms.maps import is_map, map_new
from pyerlshell.terms.types import Term

__preempt__ = True

zstd: Final = NativeModule("zstd", "Compression by Zstandard.")

_CHUNK: Final = 131072
_INTEGERS: Final = {
    "compressionLevel": "compression_level",
    "windowLog": "window_log",
    "hashLog": "hash_log",
    "chainLog": "chain_log",
    "searchLog": "search_log",
    "minMatch": "min_match",
    "targetLength": "target_length",
    "ldmHashLog": "ldm_hash_log",
    "ldmMinMatch": "ldm_min_match",
    "ldmBucketSizeLog": "ldm_bucket_size_log",
    "ldmHashRateLog": "ldm_hash_rate_log",
    "targetCBlockSize": "",
}
_BOOLEANS: Final = {
    "enableLongDistanceMatching": "enable_ldm",
    "contentSizeFlag": "write_content_size",
    "checksumFlag": "write_checksum",
    "dictIDFlag": "write_dict_id",
}
_STRATEGIES: Final = tuple(
    "default fast dfast greedy lazy lazy2 btlazy2 btopt btultra btultra2".split()
)
_LIMITS: Final = {
    "windowLog": (10, 31),
    "hashLog": (6, 30),
    "chainLog": (6, 30),
    "searchLog": (1, 30),
    "minMatch": (3, 7),
    "targetLength": (0, 131072),
    "ldmHashLog": (6, 30),
    "ldmMinMatch": (4, 4096),
    "ldmBucketSizeLog": (1, 8),
    "ldmHashRateLog": (0, 25),
    "windowLogMax": (10, 31),
}
_PACKAGE: Final = b"zstd needs the Python package 'zstandard': pip install 'pyerlshell[zstd]'"
_ON: Final = ("contentSizeFlag", "dictIDFlag")
_UNKNOWN: Final = (1 << 64) - 1
_UNIQ: Final = 122593919
_codec_loop = clause("zstd", "codec_loop")
_to_iovec_failed = failure("erlang", "iolist_to_iovec", 1)


class _Dictionary:
    """What `dict/2,3` made: the bytes and the level."""

    def __init__(self, data: bytes, level: int) -> None:
        self.data = data
        self.level = level


class _Context:
    """The parameters of a stream, and the stream once it has begun."""

    def __init__(self, compresses: bool) -> None:
        self.compresses = compresses
        self.owner: Any = P.cur.pid
        self.parameters: dict[str, Any] = {}
        self.dictionary: bytes | None = None
        self.size: int | None = None
        self.stream: Any = None
        self.closed = False


def package() -> Any:
    """The package; `error(notsup)` with what to install where it is missing."""
    if importlib.util.find_spec("zstandard") is None:
        raise error((a.notsup, _PACKAGE))
    return importlib.import_module("zstandard")


def _nif(name: str, e: ErlError) -> Any:
    """Fail as the native function of this name does."""
    failure("zstd", name, len(e.args_ or ()))(e)


def _nif_name(context: _Context, name: str) -> str:
    return name.replace("X", "compress" if context.compresses else "decompress")


def _zstd_error(name: str, text: str, *args: Term) -> Any:
    _nif(name, error((a.zstd_error, text.rpartition(": ")[2].encode()), *args))


def _opened(ctx: Any, name: str, *args: Term) -> _Context:
    """The context of {Kind, Ref}, if the running process owns it."""
    found = magic_of(ctx[1])
    if type(found) is not _Context:
        _nif(name.replace("X", ctx[0].name), badarg(ctx[1], *args))
    if found.closed:
        _nif(_nif_name(found, name), badarg(ctx[1], *args))
    if found.owner is not P.cur.pid and found.owner != P.cur.pid:
        _nif(_nif_name(found, name), error(a.not_on_controlling_process, ctx[1], *args))
    owned: _Context = found
    return owned


def _is_context(ctx: Any, *kinds: Atom) -> bool:
    return type(ctx) is tuple and len(ctx) == 2 and ctx[0] in (kinds or (a.compress, a.decompress))


@zstd.export("context/1")
def context(kind: Term) -> Term:
    """{ok, a context} for a stream that compresses or decompresses."""
    if kind is not a.compress and kind is not a.decompress:
        raise function_clause(kind)
    return context_with(kind, {})


@zstd.export("context/2")
def context_with(kind: Any, options: Any) -> Term:
    """As `context/1`, with parameters."""
    if kind is not a.compress and kind is not a.decompress:
        raise function_clause(kind, options)
    package()
    ctx = (kind, make_magic(_Context(kind is a.compress)))
    if not is_map(options):
        raise error((a.bad_generator, options))
    for key, value in ordered_items(options):
        set_parameter(ctx, key, value)
    return (a.ok, ctx)


@zstd.export("set_parameter/3")
def set_parameter(ctx: Any, key: Any, value: Any) -> Term:
    """Set a parameter of a context."""
    if not _is_context(ctx):
        raise error((a.badarg, (a.invalid_context, ctx)))
    if key is a.dictionary:
        return _set_dictionary(ctx, value)
    compresses = ctx[0] is a.compress
    name = "set_X_parameter_nif"
    if compresses and key is atom("pledgedSrcSize"):
        found = _opened(ctx, "set_pledged_src_size_nif", value)
        if type(value) is not int or value < 0:
            _nif("set_pledged_src_size_nif", badarg(ctx[1], value))
        found.size = value
        return a.ok
    found = _opened(ctx, name, key, value)
    place = _nif_name(found, name)
    text = key.name if type(key) is Atom else ""
    if not _is_known(text, compresses):
        _nif(place, error((a.badarg, (a.invalid_key, key)), ctx[1], key, value))
    if not _fits(text, value):
        _nif(place, error((a.badarg, (a.invalid_value, value)), ctx[1], key, value))
    low, high = _LIMITS.get(text, (value, value))
    if type(value) is int and value != 0 and not low <= value <= high:
        _zstd_error(place, "Parameter is out of bound", ctx[1], key, value)
    found.parameters[text] = value
    return a.ok


def _is_known(name: str, compresses: bool) -> bool:
    if not compresses:
        return name == "windowLogMax"
    return name in _INTEGERS or name in _BOOLEANS or name == "strategy"


def _fits(name: str, value: Any) -> bool:
    if name in _BOOLEANS:
        return value is a.true or value is a.false
    if name == "strategy":
        return type(value) is Atom and value.name in _STRATEGIES
    return type(value) is int and -(1 << 31) <= value < 1 << 31


def _before_data(context: _Context, name: str, *args: Term) -> None:
    """Fail if the stream has begun."""
    if context.stream is not None:
        text = "Operation not authorized at current processing stage"
        _zstd_error(_nif_name(context, name), text, *args)


def _set_dictionary(ctx: Any, value: Any) -> Term:
    kind = a.cdict if ctx[0] is a.compress else a.ddict
    if type(value) is tuple and len(value) == 2 and value[0] is kind:
        made = magic_of(value[1])
        found = _opened(ctx, "ref_X_dictionary_nif", value[1])
        _before_data(found, "ref_X_dictionary_nif", ctx[1], value[1])
        if type(made) is not _Dictionary:
            _nif(_nif_name(found, "ref_X_dictionary_nif"), badarg(ctx[1], value[1]))
        found.dictionary = made.data
        if found.compresses and made.level:
            found.parameters["compressionLevel"] = made.level
        return a.ok
    found = _opened(ctx, "load_X_dictionary_nif", value)
    _before_data(found, "load_X_dictionary_nif", ctx[1], value)
    try:
        found.dictionary = iodata_bytes(value) or None
    except NotIodata:
        _nif(_nif_name(found, "load_X_dictionary_nif"), badarg(ctx[1], value))
    return a.ok


@zstd.export("get_parameter/2")
def get_parameter(ctx: Any, key: Any) -> Term:
    """The value of a parameter of a context."""
    if not _is_context(ctx):
        raise error((a.badarg, (a.invalid_context, ctx)))
    found = _opened(ctx, "get_X_parameter_nif", key)
    name = key.name if type(key) is Atom else ""
    if not _is_known(name, found.compresses):
        _nif(
            _nif_name(found, "get_X_parameter_nif"),
            error((a.badarg, (a.invalid_key, key)), ctx[1], key),
        )
    defaults: dict[str, Any] = {"compressionLevel": 3, "windowLogMax": 27, "strategy": a.default}
    defaults |= {
        n: a.true if n in ("contentSizeFlag", "dictIDFlag") else a.false for n in _BOOLEANS
    }
    return found.parameters.get(name, defaults.get(name, 0))


@zstd.export("dict/2")
def dict_(kind: Term, data: Term) -> Term:
    """{ok, a dictionary} of bytes, for contexts that compress or decompress."""
    return dict_with(kind, data, {})


@zstd.export("dict/3")
def dict_with(kind: Term, data: Term, options: Any) -> Term:
    """As `dict/2`, with a compressionLevel."""
    if (kind is not a.compress and kind is not a.decompress) or not is_map(options):
        raise function_clause(kind, data, options)
    level: Any = options.get(atom("compressionLevel"), 0)
    raw = to_bytes(data)
    compresses = kind is a.compress
    if raw is None or type(level) is not int:
        if compresses:
            _nif("create_cdict_nif", badarg(data, level))
        _nif("create_ddict_nif", badarg(data))
    package()
    return (a.ok, (a.cdict if compresses else a.ddict, make_magic(_Dictionary(raw or b"", level))))


@zstd.export("get_dict_id/1")
def get_dict_id(what: Any) -> Term:
    """The number of the dictionary that a frame needs or that a dictionary has; 0 without one."""
    if type(what) is tuple and len(what) == 2 and what[0] in (a.cdict, a.ddict):
        made = magic_of(what[1])
        if type(made) is not _Dictionary:
            _nif(f"getDictId_from{'C' if what[0] is a.cdict else 'D'}Dict_nif", badarg(what[1]))
        return _id_of(made.data)
    header: Any = get_frame_header(what)
    if header[0] is a.ok:
        return header[1][a.dictID]
    return _id_of(iodata_bytes(what))


def _id_of(data: bytes) -> int:
    return int.from_bytes(data[4:8], "little") if data[:4] == b"\x37\xa4\x30\xec" else 0


@zstd.export("get_frame_header/1")
def get_frame_header(frame: Term) -> Term:
    """{ok, what the header of a frame says}, or {error, Text}."""
    library = package()
    try:
        data = iodata_bytes(frame)
    except NotIodata:
        _nif("get_frame_header_nif", badarg(frame))
    if len(data) >= 4 and data[1:4] == b"\x2a\x4d\x18" and data[0] & 0xF0 == 0x50:
        return _skippable(data)
    try:
        found = library.get_frame_parameters(data)
        size = library.frame_header_size(data)
    except library.ZstdError as e:
        return (a.error, str(e).rpartition(": ")[2].capitalize().encode())
    content = found.content_size
    window = found.window_size
    rows: dict[str, Term] = {
        "frameContentSize": a.undefined if content == _UNKNOWN else content,
        "windowSize": window,
        "blockSizeMax": min(window, _CHUNK),
        "frameType": atom("ZSTD_frame"),
        "headerSize": size,
        "dictID": found.dict_id,
        "checksumFlag": a.true if found.has_checksum else a.false,
    }
    return (a.ok, map_new([(atom(k), v) for k, v in rows.items()]))


def _skippable(data: bytes) -> Term:
    rows: dict[str, Term] = {
        "frameContentSize": int.from_bytes(data[4:8], "little"),
        "windowSize": 0,
        "blockSizeMax": 0,
        "frameType": atom("ZSTD_skippableFrame"),
        "headerSize": 8,
        "dictID": data[0] & 15,
        "checksumFlag": a.false,
    }
    return (a.ok, map_new([(atom(k), v) for k, v in rows.items()]))


def _begin(found: _Context, size: int | None) -> Any:
    """The package's stream with the context's parameters."""
    library = package()
    dictionary = None
    if found.dictionary is not None:
        dictionary = library.ZstdCompressionDict(found.dictionary)
    if not found.compresses:
        limit = found.parameters.get("windowLogMax", 0)
        made = library.ZstdDecompressor(
            dict_data=dictionary, max_window_size=1 << limit if limit else 0
        )
        return made.decompressobj(read_across_frames=False)
    options: dict[str, Any] = {}
    for name, value in found.parameters.items():
        if name == "strategy":
            options["strategy"] = _STRATEGIES.index(value.name)
        elif name in _BOOLEANS:
            options[_BOOLEANS[name]] = int(value is a.true)
        elif _INTEGERS[name]:
            options[_INTEGERS[name]] = min(value, 22) if name == "compressionLevel" else value
    options.setdefault("write_content_size", 1)
    options.setdefault("write_dict_id", 1)
    parameters = library.ZstdCompressionParameters(
        **{"compression_level": 3, "write_checksum": 0, **options}
    )
    made = library.ZstdCompressor(compression_params=parameters, dict_data=dictionary)
    return made.compressobj(size=-1 if size is None else size)


def _feed(ctx: Any, found: _Context, data: bytes, end: int) -> bytes:
    """The output for data: 0 go on, 1 flush, 2 end."""
    library = package()
    try:
        if found.stream is None:
            found.stream = _begin(found, found.size)
            found.size = None
        out: bytes
        if not found.compresses:
            out = b""
            while data:
                out += found.stream.decompress(data)
                data = found.stream.unused_data if found.stream.eof else b""
                if found.stream.eof:
                    found.stream = _begin(found, None) if data else None
            return out
        out = found.stream.compress(data)
        if end == 1:
            out += found.stream.flush(library.COMPRESSOBJ_FLUSH_BLOCK)
        elif end == 2:
            out += found.stream.flush(library.COMPRESSOBJ_FLUSH_FINISH)
            found.stream = None
    except library.ZstdError as e:
        found.stream = None
        place = _nif_name(found, "X_stream_nif")
        _zstd_error(place, str(e), ctx[1], data, end)
    return out


def _iovec(data: Term) -> bytes:
    try:
        return iodata_bytes(data)
    except NotIodata:
        _to_iovec_failed(badarg(data))
        raise


def _chunks(data: bytes) -> Term:
    return to_list([data[i : i + _CHUNK] for i in range(0, len(data), _CHUNK)] or [b""])


@zstd.export("stream/2")
def stream(ctx: Any, data: Any) -> Term:
    """{continue, Output} for the next data of a stream; Output may be empty until there is more."""
    listed = data is None or type(data) is list
    if not _is_context(ctx) or (not listed and to_bytes(data) is None):
        if not _is_context(ctx):
            raise function_clause(ctx, data)
        _nif(f"{ctx[0].name}_stream_nif", badarg(ctx[1], data, 0))
    try:
        raw = iodata_bytes(data)
    except NotIodata:
        raise error(a.badarg) from None
    found = _opened(ctx, "X_stream_nif", raw, 0)
    out = b""
    at = 0
    while at < len(raw) and len(out) < _CHUNK:
        step = _CHUNK if found.compresses else len(raw)
        out += _feed(ctx, found, raw[at : at + step], 0)
        at += step
    if at < len(raw):
        return (atom("continue"), raw[at:], out)
    return (atom("continue"), out)


@zstd.export("flush/1")
def flush(ctx: Any) -> Term:
    """{continue, Output} with all that has been put in."""
    if _is_context(ctx, a.decompress):
        raise error((a.badarg, (a.invalid_context, ctx)))
    if not _is_context(ctx, a.compress):
        raise function_clause(ctx)
    found = _opened(ctx, "X_stream_nif", b"", 1)
    return (atom("continue"), _feed(ctx, found, b"", 1))


@zstd.export("finish/2")
def finish(ctx: Any, data: Any) -> Term:
    """{done, Output}: the end of a stream after the last data."""
    if not _is_context(ctx):
        raise function_clause(ctx, data)
    try:
        raw = iodata_bytes(data)
    except NotIodata:
        raise error(a.badarg) from None
    found = _opened(ctx, "X_stream_nif", raw, 2)
    out = _feed(ctx, found, raw, 2)
    if not found.compresses:
        found.stream = None
    return (a.done, _chunks(out))


@zstd.export("reset/1")
def reset(ctx: Any) -> Term:
    """Forget what has been put in; parameters stay."""
    return _ended(ctx, "X_reset_nif")


@zstd.export("close/1")
def close(ctx: Any) -> Term:
    """End a context, whose reference is of no use then."""
    ended = _ended(ctx, "X_close_nif")
    magic_of(ctx[1]).closed = True
    return ended


def _ended(ctx: Any, name: str) -> Term:
    if not _is_context(ctx):
        raise function_clause(ctx)
    found = _opened(ctx, name)
    found.stream = None
    found.size = None
    return a.ok


@zstd.export("compress/1")
def compress(data: Term) -> Term:
    """The compressed data, a list of binaries."""
    return compress_with(data, {})


@zstd.export("compress/2")
def compress_with(data: Term, options: Any) -> Term:
    """As `compress/1`, with parameters or in a context."""
    ctx = _context_of(a.compress, data, options)
    raw = _iovec(data)
    found = _opened(ctx, "X_stream_nif", raw, 2)
    if found.size is None or is_map(options):
        found.size = len(raw)
    return _chunks(_feed(ctx, found, raw, 2))


@zstd.export("decompress/1")
def decompress(data: Term) -> Term:
    """The data that were compressed, a list of binaries."""
    return decompress_with(data, {})


@zstd.export("decompress/2")
def decompress_with(data: Term, options: Any) -> Term:
    """As `decompress/1`, with parameters or in a context."""
    ctx = _context_of(a.decompress, data, options)
    raw = _iovec(data)
    found = _opened(ctx, "X_stream_nif", raw, 2)
    out = _feed(ctx, found, raw, 2)
    if is_map(options):
        found.stream = None
    if not raw:
        _codec_loop(shown_fun("zstd", 0, _UNIQ, 3), ctx[1], None)
    return _chunks(out)


def _context_of(kind: Atom, data: Term, options: Any) -> Any:
    if is_map(options):
        made: Any = context_with(kind, options)
        return made[1]
    if not _is_context(options, kind):
        raise function_clause(data, options)
    return options
