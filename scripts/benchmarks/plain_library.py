"""What the library's benchmarks are compared with: what a Python programmer would write."""

from __future__ import annotations

import asyncio
import random
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from plain import timed


def _times(count: int, task: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        for _ in range(count):
            task()

    return run


def lists_sort() -> int:
    numbers = [(x * 7919) % 1000003 for x in range(1, 500_001)]
    return timed(lambda: sorted(numbers))


def lists_map() -> int:
    numbers = list(range(1, 1_000_001))

    def increment(x: int) -> int:
        return x + 1

    return timed(lambda: [increment(x) for x in numbers])


def maps_fold() -> int:
    table = dict.fromkeys(range(1, 300_001), 1)

    def add(key: int, value: int, total: int) -> int:
        return key + value + total

    def fold() -> int:
        total = 0
        for key, value in table.items():
            total = add(key, value, total)
        return total

    return timed(fold)


def string_split() -> int:
    line = "name=value;" * 2000
    return timed(_times(20, lambda: line.split(";")))


def string_split_binary() -> int:
    line = b"name=value;" * 20_000
    return timed(_times(20, lambda: line.split(b";")))


def re_run() -> int:
    line = b"2026-11-22 10:20:30 [notice] worker <0.91.0> took 35 ms"
    pattern = re.compile(rb"(\d+):(\d+):(\d+) \[(\w+)\].* took (\d+)")

    def search() -> list[bytes]:
        found = pattern.search(line)
        assert found
        return [found[0], *found.groups()]

    return timed(_times(50_000, search))


def io_lib_format() -> int:
    return timed(
        _times(20_000, lambda: "%s: %r is %d of %s\n" % ("name", ("a", [1, 2]), 42, "ok"))  # noqa: UP031
    )


def binary_split() -> int:
    line = b"name=value;" * 50_000
    return timed(_times(10, lambda: line.split(b";")))


def rand_uniform() -> int:
    source = random.Random(42)
    return timed(_times(200_000, lambda: source.randint(1, 1000)))


def _file_of(lines: int) -> Path:
    path = Path(tempfile.mkdtemp(prefix="pyerlshell-bench-"), "lines.txt")
    path.write_bytes(b"a line of the file that is read\n" * lines)
    return path


def read_file() -> int:
    path = _file_of(100_000)
    return timed(_times(20, path.read_bytes))


def read_lines() -> int:
    path = _file_of(30_000)

    def read() -> None:
        with path.open("rb") as file:
            while file.readline():
                pass

    return timed(read)


def tcp_echo() -> int:
    """asyncio streams: as here, one thread serves both ends."""

    served = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()
        served.set()

    async def main() -> int:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        start = perf_counter()
        for _ in range(5000):
            writer.write(b"sixteen bytes...")
            await writer.drain()
            await reader.readexactly(16)
        spent = perf_counter() - start
        writer.close()
        await served.wait()
        server.close()
        return int(spent * 1e6)

    return asyncio.run(main())


PROGRAMS: dict[str, Callable[[], int]] = {
    program.__name__: program
    for program in (
        lists_sort,
        lists_map,
        maps_fold,
        string_split,
        string_split_binary,
        re_run,
        io_lib_format,
        binary_split,
        rand_uniform,
        read_file,
        read_lines,
        tcp_echo,
    )
}

WHY: dict[str, str] = {
    "lists_sort": "a list is cells: 500,000 are read and as many made, beside the sorting",
    "lists_map": "a million cells are made; Python makes one array",
    "maps_fold": "the keys come in erl's order, that of a hash of each, not in a dict's",
    "string_split": "a string is a list: 22,000 cells are read and as many made, of one str",
    "string_split_binary": "it splits between grapheme clusters, so what follows is looked at",
    "re_run": "a subject, a pattern and options are terms that may be anything, read at each call",
    "io_lib_format": "the text is nested lists, a cell a character, which hold ~p's own structure",
    "binary_split": "a list of cells, and a subject and options that may be anything",
    "rand_uniform": "the generator is a term in the process dictionary, replaced at each call",
    "read_lines": "each line is a call of file and of its device, which ask who owns the file",
}
"""Where Erlang's semantics ask for more than Python's function does: why, in a line."""
