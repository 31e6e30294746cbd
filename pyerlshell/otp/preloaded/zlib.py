"""zlib: compressing at once, and through streams.

A stream is what a reference stands for, and goes with it; only its controlling process may use it.
Python's zlib does the work: `wbits` says zlib, gzip or raw.

OTP: zlib
"""

from __future__ import annotations

import zlib as python_zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NoReturn

from pyerlshell.erts.errors import ErlError, error, function_clause
from pyerlshell.erts.machine import P, tail
from pyerlshell.erts.magic import magic_of, make_magic
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.otp.native_calls import failure
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import iter_list, to_list
from pyerlshell.terms.types import Pid, Ref, Term

zlib: Final = NativeModule("zlib", "Compression in the formats zlib, gzip and raw deflate.")

_RAW: Final = -15
_GZIP: Final = 31
_ZLIB: Final = 15
_CHUNK: Final = 8192
_PIECE: Final = 16384
_LEVELS: Final = {
    a.default: -1,
    a.none: 0,
    a.best_speed: 1,
    a.best_compression: 9,
}
_STRATEGIES: Final = {
    a.default: python_zlib.Z_DEFAULT_STRATEGY,
    a.filtered: python_zlib.Z_FILTERED,
    a.huffman_only: python_zlib.Z_HUFFMAN_ONLY,
    a.rle: python_zlib.Z_RLE,
}
_FLUSHES: Final = {
    a.none: None,
    a.sync: python_zlib.Z_SYNC_FLUSH,
    a.full: python_zlib.Z_FULL_FLUSH,
    a.finish: python_zlib.Z_FINISH,
}


@dataclass(slots=True, weakref_slot=True)
class Stream:
    """An open stream. `made`: what makes a new (de)compressor, for a reset."""

    owner: Pid
    deflating: bool = False
    made: tuple[Any, ...] = ()
    engine: Any = None
    rest: bytes = b""
    dictionary: bytes = b""
    finished: bool = False
    left: bool = False  # data came behind the end
    after_end: Any = None
    fed: bool = False
    asked: bool = False
    closed: bool = False


def _fail(name: str, reason: Term, *args: Term) -> NoReturn:
    """As the NIF of the reference fails."""
    _failing(name, len(args))(ErlError(a.error, reason, args))
    raise AssertionError


@cache
def _failing(name: str, arity: int) -> Callable[[ErlError], NoReturn]:
    return failure("zlib", name, arity)


def _stream(ref: Term, nif: str, *args: Term) -> Stream:
    if type(ref) is not Ref:
        _fail(nif, a.badarg, ref, *args)
    found = magic_of(ref)
    if type(found) is not Stream:
        _fail(nif, a.badarg, ref, *args)
    if found.owner != P.cur.pid:
        _fail(nif, a.not_on_controlling_process, ref, *args)
    if found.closed:
        _fail(nif, a.not_initialized, ref, *args)
    return found


_no_dictionary: Final = failure("zlib", "exception_on_need_dict", 2)
_to_iovec: Final = failure("erlang", "iolist_to_iovec", 1)


def _data(data: Term) -> bytes:
    try:
        return iodata_bytes(data)
    except NotIodata:
        _to_iovec(ErlError(a.error, a.badarg, (data,)))
        raise AssertionError from None


# At once


def _deflated(data: Term, wbits: int) -> bytes:
    engine = python_zlib.compressobj(-1, python_zlib.DEFLATED, wbits)
    return engine.compress(_data(data)) + engine.flush()


def _inflated(data: Term, wbits: int) -> bytes:
    packed = _data(data)
    engine = python_zlib.decompressobj(wbits)
    ref = P.cur.node.make_ref()
    try:
        made = engine.decompress(packed)
    except python_zlib.error:
        if wbits == _RAW:
            _fail("inflateEnd_nif", a.data_error, ref)
        _fail("inflate_nif", a.data_error, ref, _CHUNK, _PIECE, 0)
    while engine.eof and wbits == _GZIP and engine.unused_data[:2] == b"\x1f\x8b":
        packed = engine.unused_data
        engine = python_zlib.decompressobj(wbits)
        made += engine.decompress(packed)
    if not engine.eof:
        _fail("inflateEnd_nif", a.data_error, ref)
    return made


@zlib.export("compress/1", "(Data :: iodata()) -> Compressed :: binary()")
def compress(data: Term) -> Term:
    """Data in the zlib format."""
    return _deflated(data, _ZLIB)


@zlib.export("uncompress/1", "(Data :: iodata()) -> Decompressed :: binary()")
def uncompress(data: Term) -> Term:
    """The data of a zlib format. Fails with data_error."""
    try:
        packed = iodata_bytes(data)
    except NotIodata:
        raise error(a.badarg) from None
    if len(packed) < _SMALLEST:
        raise error(a.data_error)
    return _inflated(packed, _ZLIB)


_SMALLEST: Final = 8


@zlib.export("zip/1", "(Data :: iodata()) -> Compressed :: binary()")
def zip_(data: Term) -> Term:
    """Data as raw deflate, without header and checksum."""
    return _deflated(data, _RAW)


@zlib.export("unzip/1", "(Data :: iodata()) -> Decompressed :: binary()")
def unzip(data: Term) -> Term:
    """The data of raw deflate. Fails with data_error."""
    return _inflated(data, _RAW)


@zlib.export("gzip/1", "(Data :: iodata()) -> Compressed :: binary()")
def gzip(data: Term) -> Term:
    """Data in the gzip format."""
    return _deflated(data, _GZIP)


@zlib.export("gunzip/1", "(Data :: iodata()) -> Decompressed :: binary()")
def gunzip(data: Term) -> Term:
    """The data of a gzip format. Fails with data_error."""
    return _inflated(data, _GZIP)


# Streams


@zlib.export("open/0", "() -> zstream()")
def open_() -> Term:
    """A stream, to be initialized for deflating or inflating."""
    return make_magic(Stream(P.cur.pid))


@zlib.export("close/1", "(Z :: zstream()) -> ok")
def close(ref: Any) -> Term:
    """Close a stream."""
    _stream(ref, "close_nif").closed = True
    return a.ok


@zlib.export("set_controlling_process/2", "(Z :: zstream(), Pid :: pid()) -> ok")
def set_controlling_process(ref: Term, pid: Term) -> Term:
    """Give a stream to another process."""
    if type(pid) is not Pid:
        _fail("set_controller_nif", a.badarg, ref, pid)
    _stream(ref, "set_controller_nif", pid).owner = pid
    return a.ok


@zlib.export("deflateInit/1", "(Z :: zstream()) -> ok")
def deflate_init(ref: Term) -> Term:
    """Begin to compress."""
    return _begin(ref, -1, _ZLIB, 8, 0)


@zlib.export("deflateInit/2", "(Z :: zstream(), Level :: zlevel()) -> ok")
def deflate_init_2(ref: Term, level: Term) -> Term:
    """Begin to compress at a level."""
    return _begin(ref, _level(level), _ZLIB, 8, 0)


@zlib.export(
    "deflateInit/6",
    "(Z :: zstream(), Level :: zlevel(), deflated, WindowBits, MemLevel, Strategy) -> ok",
)
def deflate_init_6(
    ref: Term, level: Term, method: Term, bits: Any, memory: Any, strategy: Any
) -> Term:
    """Begin to compress; WindowBits: 9..15 zlib, 25..31 gzip, -15..-9 raw."""
    if method is not a.deflated:
        raise error(a.bad_compression_method)
    if type(bits) is not int or not (8 <= abs(bits) <= 15 or 24 <= bits <= 31):
        raise error(a.bad_windowbits)
    if type(memory) is not int or not 1 <= memory <= 9:
        raise error(a.bad_memlevel)
    if type(strategy) is not Atom or strategy not in _STRATEGIES:
        raise error(a.bad_compression_strategy)
    return _begin(ref, _level(level), bits, memory, _STRATEGIES[strategy])


def _level(level: Any) -> int:
    if type(level) is int and 0 <= level <= 9:
        return level
    if type(level) is not Atom or level not in _LEVELS:
        raise error(a.bad_compression_level)
    return _LEVELS[level]


def _begin(ref: Term, level: int, bits: int, memory: int, strategy: int) -> Term:
    found = _stream(ref, "deflateInit_nif", level, 8, bits, memory, strategy)
    if found.engine is not None:
        _fail("deflateInit_nif", a.already_initialized, ref, level, 8, bits, memory, strategy)
    found.deflating = True
    found.made = (level, python_zlib.DEFLATED, bits, memory, strategy)
    found.engine = python_zlib.compressobj(*found.made)
    found.finished = found.fed = found.left = False
    return a.ok


def _running(ref: Term, deflating: bool, nif: str, *args: Term) -> Stream:
    found = _stream(ref, nif, *args)
    if found.engine is None:
        _fail(nif, a.not_initialized, ref, *args)
    if found.deflating is not deflating:
        _fail(nif, a.stream_error, ref, *args)
    return found


@zlib.export("deflate/2", "(Z :: zstream(), Data :: iodata()) -> Compressed :: iolist()")
def deflate(ref: Term, data: Term) -> Term:
    """Compress more data; what is ready so far."""
    return deflate_3(ref, data, a.none)


@zlib.export(
    "deflate/3",
    "(Z :: zstream(), Data :: iodata(), Flush :: none | sync | full | finish) -> iolist()",
)
def deflate_3(ref: Term, data: Term, flush: Any) -> Term:
    """Compress more data; `finish`: and end the stream."""
    if type(flush) is not Atom or flush not in _FLUSHES:
        raise error(a.bad_flush_mode)
    found = _running(ref, True, "deflate_nif", _CHUNK, _PIECE, 0)
    plain = _data(data)
    if found.finished:
        found.left = found.left or bool(plain)
        if found.left or flush is not a.finish:
            _fail("deflate_nif", a.stream_error, ref, _CHUNK, _PIECE, 0)
        return None
    packed = found.engine.compress(plain)
    found.fed = True
    if flush is not a.none:
        packed += found.engine.flush(_FLUSHES[flush])
    found.finished = found.finished or flush is a.finish
    return [packed, None] if packed else None


@zlib.export("deflateSetDictionary/2", "(Z :: zstream(), Dictionary :: iodata()) -> integer()")
def deflate_set_dictionary(ref: Term, dictionary: Term) -> Term:
    """Begin with a dictionary; its Adler-32 checksum."""
    data = _data(dictionary)
    found = _running(ref, True, "deflateSetDictionary_nif", dictionary)
    if found.fed:
        _fail("deflateSetDictionary_nif", a.stream_error, ref, dictionary)
    level, method, bits, memory, strategy = found.made
    found.engine = python_zlib.compressobj(level, method, bits, memory, strategy, data)
    return python_zlib.adler32(data)


@zlib.export("deflateReset/1", "(Z :: zstream()) -> ok")
def deflate_reset(ref: Term) -> Term:
    """Begin again."""
    found = _running(ref, True, "deflateReset_nif")
    found.engine = python_zlib.compressobj(*found.made)
    found.finished = found.fed = found.left = False
    return a.ok


@zlib.export("deflateParams/3", "(Z :: zstream(), Level :: zlevel(), Strategy) -> ok")
def deflate_params(ref: Term, level: Term, strategy: Any) -> Term:
    """A level and a strategy for what follows: here, after the next reset."""
    number = _level(level)
    if type(strategy) is not Atom or strategy not in _STRATEGIES:
        raise error(a.bad_compression_strategy)
    found = _running(ref, True, "deflateParams_nif", number, _STRATEGIES[strategy])
    found.made = (number, *found.made[1:4], _STRATEGIES[strategy])
    return a.ok


@zlib.export("deflateEnd/1", "(Z :: zstream()) -> ok")
def deflate_end(ref: Term) -> Term:
    """End compressing. Fails with data_error if the stream was not finished."""
    found = _running(ref, True, "deflateEnd_nif")
    found.engine = None
    if found.left or (found.fed and not found.finished):
        _fail("deflateEnd_nif", a.data_error, ref)
    return a.ok


@zlib.export("inflateInit/1", "(Z :: zstream()) -> ok")
def inflate_init(ref: Term) -> Term:
    """Begin to decompress."""
    return inflate_init_3(ref, _ZLIB, a.cut)


@zlib.export("inflateInit/2", "(Z :: zstream(), WindowBits) -> ok")
def inflate_init_2(ref: Term, bits: Term) -> Term:
    """Begin to decompress; WindowBits as for deflateInit/6, and 40..47 for zlib or gzip."""
    return inflate_init_3(ref, bits, a.cut)


_WINDOWS: Final = (*range(24, 32), *range(40, 48))


@zlib.export("inflateInit/3", "(Z :: zstream(), WindowBits, error | reset | cut) -> ok")
def inflate_init_3(ref: Term, bits: Any, after: Any) -> Term:
    """Begin to decompress; what to do with data behind the end of the stream."""
    if type(bits) is not int or not (8 <= abs(bits) <= 15 or bits in _WINDOWS):
        raise error(a.bad_windowbits)
    if after not in (a.error, a.reset, a.cut):
        raise error(a.bad_eos_behavior)
    behaviour = (a.error, a.reset, a.cut).index(after)
    found = _stream(ref, "inflateInit_nif", bits, behaviour)
    if found.engine is not None:
        _fail("inflateInit_nif", a.already_initialized, ref, bits, behaviour)
    found.deflating = False
    found.made = (bits,)
    found.engine = python_zlib.decompressobj(bits)
    found.rest = b""
    found.fed = found.asked = False
    found.after_end = after
    return a.ok


@zlib.export("inflateSetDictionary/2", "(Z :: zstream(), Dictionary :: iodata()) -> ok")
def inflate_set_dictionary(ref: Term, dictionary: Term) -> Term:
    """The dictionary that the stream asked for."""
    data = _data(dictionary)
    found = _running(ref, False, "inflateSetDictionary_nif", dictionary)
    if not found.asked and found.made[0] >= 0:
        _fail("inflateSetDictionary_nif", a.stream_error, ref, dictionary)
    found.engine = python_zlib.decompressobj(found.made[0], data)
    found.dictionary = data
    return a.ok


@zlib.export("inflateGetDictionary/1", "(Z :: zstream()) -> Dictionary :: binary()")
def inflate_get_dictionary(ref: Term) -> Term:
    """The dictionary in use."""
    return _running(ref, False, "inflateGetDictionary_nif").dictionary


@zlib.export("inflateReset/1", "(Z :: zstream()) -> ok")
def inflate_reset(ref: Term) -> Term:
    """Begin again."""
    found = _running(ref, False, "inflateReset_nif")
    found.engine = python_zlib.decompressobj(*found.made)
    found.rest = b""
    found.fed = found.asked = False
    return a.ok


@zlib.export("inflate/2", "(Z :: zstream(), Data :: iodata()) -> Decompressed :: iolist()")
def inflate(ref: Term, data: Term) -> Term:
    """Decompress more data; all that is ready so far. Fails with data_error or {need_dictionary,
    Adler}.
    """
    pieces = _more(ref, data)
    if isinstance(pieces, int):
        return tail(_no_dictionary, error((a.need_dictionary, pieces)))
    return to_list([p for p in pieces if p])


@zlib.export("inflate/3", "(Z :: zstream(), Data :: iodata(), Options) -> iolist() | tuple()")
def inflate_3(ref: Term, data: Term, options: Any) -> Term:
    """As inflate/2; {exception_on_need_dict, false}: {need_dictionary, Adler, Output} instead."""
    if options is not None and type(options) is not list:
        raise function_clause(ref, data, options)
    is_error: Any = a.true
    for option in iter_list(options):
        if type(option) is tuple and len(option) == 2 and option[0] is a.exception_on_need_dict:
            is_error = option[1]
    if is_error is not a.true and is_error is not a.false:
        raise error((a.case_clause, is_error))
    pieces = _more(ref, data)
    if not isinstance(pieces, int):
        return to_list([p for p in pieces if p])
    if is_error is a.false:
        return (a.need_dictionary, pieces, None)
    raise error((a.need_dictionary, pieces))


@zlib.export(
    "safeInflate/2", "(Z :: zstream(), Data :: iodata()) -> {continue | finished, iolist()}"
)
def safe_inflate(ref: Term, data: Term) -> Term:
    """Decompress a bounded part of the data; `continue`: call again, with no data."""
    pieces = _more(ref, data, _PIECE)
    if isinstance(pieces, int):
        return (a.need_dictionary, pieces, None)
    found = _stream(ref, "inflate_nif", _CHUNK, _PIECE, 0)
    more = bool(found.rest) and not found.engine.eof
    shown = to_list([p for p in pieces if p])
    return (a.__getattr__("continue") if more else a.finished, shown)


_PRESET: Final = 0x20


def _more(ref: Term, data: Term, most: int = 0) -> list[bytes] | int:
    """The pieces, or the checksum of the dictionary that is missing."""
    found = _running(ref, False, "inflate_nif", _CHUNK, _PIECE, 0)
    packed = found.rest + _data(data)
    begins = not found.fed and found.made == (_ZLIB,)
    wants = begins and packed[1:2] and packed[1] & _PRESET
    if wants and not found.dictionary and len(packed) >= 6:
        found.rest = packed
        found.asked = True
        return int.from_bytes(packed[2:6], "big")
    pieces: list[bytes] = []
    found.rest = b""
    found.fed, found.asked = found.fed or bool(packed), False
    try:
        while packed:
            if found.engine.eof:
                if found.after_end is a.cut:
                    break
                if found.after_end is a.error:
                    raise python_zlib.error
                found.engine = python_zlib.decompressobj(*found.made)
            pieces.append(found.engine.decompress(packed, most))
            packed = found.engine.unconsumed_tail or found.engine.unused_data
            if most:
                found.rest = packed
                break
    except python_zlib.error:
        _fail("inflate_nif", a.data_error, ref, _CHUNK, _PIECE, 0)
    return pieces


@zlib.export("inflateEnd/1", "(Z :: zstream()) -> ok")
def inflate_end(ref: Term) -> Term:
    """End decompressing. Fails with data_error if the stream had not ended."""
    found = _running(ref, False, "inflateEnd_nif")
    whole = found.engine.eof
    found.engine = None
    found.dictionary = b""
    if not whole:
        _fail("inflateEnd_nif", a.data_error, ref)
    return a.ok
