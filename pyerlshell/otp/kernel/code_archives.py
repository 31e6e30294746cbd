"""Files as the loader of code sees them: plain ones, and those inside an archive.

An archive is a zip file whose name ends with `.ez`, or the script that runs; what stands behind it
in a path is in it, as in `app-1.0.ez/app-1.0/ebin`. Folders need no entry of their own.

OTP: erl_prim_loader, prim_zip
"""

from __future__ import annotations

import io
import os
from typing import Final

from pyerlshell.erts.node import Node
from pyerlshell.erts.outside import Outside

EXTENSION: Final = ".ez"


def split(outside: Outside, name: str) -> tuple[str, str] | None:
    """The archive that a path leads into, and the place in it ("" is all of it)."""
    if outside.archive is not None:
        path, script = os.path.realpath(outside.path(name)), outside.archive
        if path == script or path.startswith(script + "/"):
            return script, path[len(script) + 1 :]
    if EXTENSION not in name:
        return None
    end = -1
    while (end := name.find(EXTENSION, end + 1)) >= 0:
        stop = end + len(EXTENSION)
        if name[stop : stop + 1] in ("", "/") and outside.is_file(name[:stop]):
            return name[:stop], name[stop:].strip("/")
    return None


class Archives:
    """The archives that a node has looked into: what is in each is kept until the file changes."""

    def __init__(self, outside: Outside) -> None:
        self.outside = outside
        self.known: dict[str, tuple[object, dict[str, int]]] = {}

    def entries(self, archive: str) -> dict[str, int]:
        """Name -> size of the files in an archive; none if it cannot be read."""
        path = self.outside.path(archive)
        try:
            status = self.outside.stat(archive)
        except OSError:
            return {}
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        found = self.known.get(path)
        if found is None or found[0] != stamp:
            found = self.known[path] = (stamp, self._read_entries(archive))
        return found[1]

    def _read_entries(self, archive: str) -> dict[str, int]:
        import zipfile  # slow to import, and few nodes have archives

        try:
            with zipfile.ZipFile(io.BytesIO(self.outside.read(archive))) as opened:
                infos = opened.infolist()
        except Exception:  # of what is no zip file a dozen kinds come
            return {}
        return {info.filename: info.file_size for info in infos if not info.is_dir()}

    def size(self, archive: str, inner: str) -> int | None:
        """The size of a file in an archive."""
        return self.entries(archive).get(inner)

    def list(self, archive: str, inner: str) -> list[str] | None:
        """The names in a folder of an archive, the last one first; None if there is none."""
        start = inner + "/" if inner else ""
        names = [name[len(start) :] for name in self.entries(archive) if name.startswith(start)]
        return list(dict.fromkeys([name.partition("/")[0] for name in names]))[::-1] or None

    def read(self, archive: str, inner: str) -> bytes | None:
        """What is in a file of an archive."""
        import zipfile

        try:
            with zipfile.ZipFile(io.BytesIO(self.outside.read(archive))) as opened:
                return opened.read(inner)
        except Exception:
            return None


class CodeFiles:
    """Plain files and files in archives, by one name."""

    def __init__(self, node: Node) -> None:
        self.outside = node.outside
        self.archives = Archives(node.outside)

    def is_file(self, name: str) -> bool:
        """There is such a file."""
        place = split(self.outside, name)
        if place is None:
            return self.outside.is_file(name)
        return self.archives.size(*place) is not None

    def is_folder(self, name: str) -> bool:
        """There is such a folder, and we may look into it. An archive is one."""
        place = split(self.outside, name)
        if place is not None:
            return self.archives.list(*place) is not None
        path = self.outside.path(name)
        try:
            self.outside.refuse("list", path)
        except PermissionError:
            return False
        return os.path.isdir(path)

    def list(self, name: str) -> list[str]:
        """The names in a folder. Raises OSError."""
        place = split(self.outside, name)
        if place is None:
            return self.outside.list(name)
        found = self.archives.list(*place)
        if found is None:
            raise FileNotFoundError(name)
        return found

    def read(self, name: str) -> bytes:
        """What is in a file. Raises OSError."""
        place = split(self.outside, name)
        if place is None:
            return self.outside.read(name)
        found = self.archives.read(*place)
        if found is None:
            raise FileNotFoundError(name)
        return found
