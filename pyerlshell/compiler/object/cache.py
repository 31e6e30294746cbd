"""Generated Python kept between runs, found by what it was made from.

The key is a hash of the source (or abstract code), of the compiler's own files and of Python's byte
code version; an entry is never looked up by a file's name or date, so it cannot be stale. Only the
user's own cache folder is read: an entry is marshalled code, which is to be trusted like a program,
so a folder that others can write to is left alone.

OTP: none (a .beam holds its own code there)
"""

from __future__ import annotations

import marshal
import os
import sys
from typing import Any, Final

try:
    from _blake2 import blake2b  # without OpenSSL, which hashlib loads: 2 ms of a start
except ImportError:
    from hashlib import blake2b

import pyerlshell
from pyerlshell.terms.module_code import ModuleCode

ENVIRONMENT: Final = "PYERLSHELL_CACHE"
FORMAT: Final = b"pyerlshell 1\n"
_PYTHON: Final = f"{sys.implementation.cache_tag} {sys.hexversion:x}".encode()
COMPILER_PACKAGES: Final = ("compiler", "syntax", "terms")


def default_folder() -> str:
    """Where this platform keeps the caches of a user, or what the environment says."""
    chosen = os.environ.get(ENVIRONMENT)
    if chosen:
        return chosen
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
        return os.path.join(base, "pyerlshell", "Cache")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Caches/pyerlshell")
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "pyerlshell")


def compiler_fingerprint() -> bytes:
    """Changes when a file of the compiler does, or Python's byte code."""
    digest = blake2b(FORMAT + _PYTHON, digest_size=32)
    root = os.path.dirname(os.path.abspath(pyerlshell.__file__))
    for package in COMPILER_PACKAGES:
        for folder, folders, names in os.walk(os.path.join(root, package)):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(names):
                if name.endswith(".py"):
                    path = os.path.join(folder, name)
                    stat = os.stat(path)
                    digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.digest()


class CodeCache:
    """One cache folder. Every failure to read or write it means no more than compiling again."""

    def __init__(self, folder: str | os.PathLike[str] | None = None) -> None:
        self.folder = os.fspath(folder) if folder is not None else default_folder()
        self._fingerprint: bytes | None = None
        self._usable: bool | None = None

    def key(self, *parts: bytes) -> str:
        """The key of code made from these parts."""
        if self._fingerprint is None:
            self._fingerprint = compiler_fingerprint()
        digest = blake2b(self._fingerprint, digest_size=32)
        for part in parts:
            digest.update(len(part).to_bytes(8, "big") + part)
        return digest.hexdigest()

    def load(self, key: str) -> ModuleCode | None:
        """The code stored under a key."""
        if not self._is_usable():
            return None
        try:
            with open(self._path(key), "rb") as file:
                data = file.read()
            if not data.startswith(FORMAT):
                return None
            return ModuleCode(*marshal.loads(memoryview(data)[len(FORMAT) :]))
        except (OSError, ValueError, EOFError, TypeError):
            return None

    def store(self, key: str, code: ModuleCode) -> None:
        """Keep code under a key: written to a temporary file, then put in place in one step."""
        if not self._is_usable():
            return
        import tempfile

        path = self._path(key)
        folder = os.path.dirname(path)
        fields: Any = code.to_tuple()
        try:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=folder, prefix=".")
        except OSError:
            return
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(FORMAT + marshal.dumps(fields))
            os.replace(temporary, path)
        except (OSError, ValueError):
            _remove(temporary)

    def _path(self, key: str) -> str:
        return os.path.join(self.folder, key[:2], key[2:])

    def _is_usable(self) -> bool:
        if self._usable is None:
            self._usable = _is_own_folder(self.folder)
        return self._usable


def _is_own_folder(folder: str) -> bool:
    """Make the folder if need be; false if it is not this user's alone."""
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        stat = os.stat(folder)
    except OSError:
        return False
    if not hasattr(os, "getuid"):
        return True
    return stat.st_uid == os.getuid() and not stat.st_mode & 0o022


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return
