"""What was compiled as object code: the container's contents as the options want them.

OTP: compile (beam_asm, encrypt_debug_info, the chunks Dbgi, CInf and Meta)
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pyerlshell.compiler import compile as passes
from pyerlshell.compiler.object import object_code
from pyerlshell.erts.errors import ErlError
from pyerlshell.otp.code_cache import cache_of
from pyerlshell.otp.stdlib import beam_lib_crypto
from pyerlshell.terms import etf
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, list_to_string, string_to_list, to_list
from pyerlshell.terms.module_code import ModuleCode
from pyerlshell.terms.structs import replaced
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.otp.compiler.compile_job import Job


def make(job: Job, forms: list[Any], code: ModuleCode) -> None:
    """`job.code` and `job.beam` of the code of these forms. Raises NoKeyError."""
    code = replaced(code, compile=etf.encode(_compile_info(job, code)))
    job.code = code
    made = object_code.write(_object(job, forms, code))
    job.beam = gzip.compress(made, mtime=0) if job.options.has(a.compressed) else made


def _compile_info(job: Job, code: ModuleCode) -> Term:
    """What module_info(compile) shows: {compile_info, Rows} adds to it."""
    shown: list[Any] = [(a.version, string_to_list(passes.VERSION))]
    if not job.options.has(a.deterministic):
        shown.append((a.options, job.options.recorded))
        if code.source:
            shown.append((a.source, string_to_list(code.source)))
    return to_list([*shown, *from_list(job.options.value(a.compile_info))])


def _object(job: Job, forms: list[Any], code: ModuleCode) -> object_code.ObjectCode:
    exported = set(code.exports)
    local = [(f[2].name, f[3]) for f in forms if f[0] is a.function]
    return object_code.ObjectCode(
        code.name,
        code.exports,
        tuple([(m, f, n) for _, m, f, n in code.imports]),
        tuple([f for f in local if f not in exported]),
        etf.decode(code.attributes),
        etf.decode(code.compile),
        to_list(forms),
        job.options.stored,
        job.options.has(a.debug_info),
        code.md5,
        tuple(job.features),
        _extra_chunks(job),
        _backend(job),
        _encryption(job),
        job.options.has(a.slim),
    )


def _encryption(job: Job) -> Callable[[bytes], bytes] | None:
    """What `{debug_info_key, Key}` does with the debug information. Raises NoKeyError."""
    given: Any = job.options.value(a.debug_info_key)
    if given is None and not job.options.has(a.encrypt_debug_info):
        return None
    mode, text = given if type(given) is tuple and len(given) == 2 else (a.des3_cbc, given)
    if given is None:
        raise NoKeyError(a.no_crypto_key)
    key = list_to_string(text)
    if mode is not a.des3_cbc or key is None:
        raise NoKeyError(a.bad_crypto_key)
    try:
        beam_lib_crypto.encrypted(key, b"")
    except ErlError:
        raise NoKeyError(a.no_crypto) from None
    return lambda data: beam_lib_crypto.encrypted(key, data)


class NoKeyError(Exception):
    """Debug information cannot be encrypted; `args[0]` is the compiler's descriptor."""


def _extra_chunks(job: Job) -> tuple[tuple[str, bytes], ...]:
    given: Any = job.options.value(a.extra_chunks)
    if type(given) is not list:
        return ()
    pairs: list[Any] = from_list(given)
    return tuple([((to_bytes(i) or b"").decode("latin-1"), to_bytes(d) or b"") for i, d in pairs])


def _backend(job: Job) -> tuple[Term, Term] | None:
    given: Any = job.options.value(a.debug_info)
    wanted = type(given) is tuple and len(given) == 2 and type(given[0]) is Atom
    return given if wanted else None


def keep(job: Job) -> None:
    """Loading what was just compiled finds its code in the cache."""
    if job.code is not None:
        cache = cache_of(job.node)
        cache.store(cache.key(job.beam), job.code)
