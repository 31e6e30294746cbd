"""What scripts/bench compares with: plain Python for the same task, in microseconds."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from time import perf_counter


def timed(task: Callable[[], object]) -> int:
    gc.disable()
    start = perf_counter()
    task()
    spent = perf_counter() - start
    gc.enable()
    return int(spent * 1e6)


def fib() -> int:
    def fib(n: int) -> int:
        if n < 2:
            return n
        return fib(n - 1) + fib(n - 2)

    return timed(lambda: fib(27))


def foldl() -> int:
    cells = None
    for number in range(1_000_000, 0, -1):
        cells = [number, cells]

    def add(x: int, acc: int) -> int:
        return x + acc

    def fold() -> int:
        acc = 0
        rest = cells
        while rest is not None:
            head, rest = rest
            acc = add(head, acc)
        return acc

    return timed(fold)


def walk() -> int:
    data = b"\1" * 10_000_000

    def total() -> int:
        n = 0
        for byte in data:
            n += byte
        return n

    return timed(total)


def ring() -> int:
    """1,000 asyncio tasks with a queue each; 20 rounds, scaled to the 200 of the Erlang ring."""

    async def node(inbox: asyncio.Queue[int], outbox: asyncio.Queue[int]) -> None:
        while True:
            token = await inbox.get()
            await outbox.put(token)
            if token == 0:
                return

    async def main() -> int:
        queues: list[asyncio.Queue[int]] = [asyncio.Queue() for _ in range(1000)]
        tasks = [
            asyncio.create_task(node(queues[i], queues[(i + 1) % 1000])) for i in range(1, 1000)
        ]
        await asyncio.sleep(0)
        start = perf_counter()
        for token in range(20, 0, -1):
            await queues[1].put(token)
            await queues[0].get()
        spent = perf_counter() - start
        await queues[1].put(0)
        await asyncio.gather(*tasks)
        return int(spent * 1e7)

    return asyncio.run(main())


def append() -> int:
    def build() -> bytearray:
        acc = bytearray()
        for n in range(300_000, 0, -1):
            acc.append(n & 255)
        return acc

    return timed(build)


def ets() -> int:
    def turn() -> None:
        table: dict[int, tuple[int, int]] = {}
        for n in range(200_000, 0, -1):
            table[n] = (n, n)
            assert table[n][0] == n

    return timed(turn)


PROGRAMS: dict[str, Callable[[], int]] = {
    "fib": fib,
    "foldl": foldl,
    "walk": walk,
    "ring": ring,
    "append": append,
    "ets": ets,
}
