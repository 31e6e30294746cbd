"""Erlang inside a Python program."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pyerlshell import CompileError, ErlangError, Improper, Node, NodeStopped, atom, text

COUNTER = """
-module(counter).
-export([start/1, loop/1, fold/3, crash/1, relay/2]).
start(N) -> register(counter, self()), loop(N).
loop(N) ->
    receive
        {add, K, From} -> From ! {counted, N + K}, loop(N + K);
        stop -> ok
    end.
fold(F, A, L) -> lists:foldl(F, A, L).
crash(X) -> error({bad, X}).
relay(To, 0) -> To ! done;
relay(To, N) -> receive after 1 -> relay(To, N - 1) end.
"""


@pytest.fixture
def node() -> Iterator[Node]:
    with Node(output=io.BytesIO()) as made:
        yield made


@pytest.mark.parametrize(
    "value",
    [
        0,
        -(1 << 200),
        1.5,
        True,
        False,
        None,
        b"bytes",
        [],
        [1, [2, []], (3,)],
        (),
        {b"k": [1], (1, 2): {}},
        atom("an atom"),
        Improper((1, 2), 3),
    ],
)
def test_values_come_back_as_they_went(node: Node, value: Any) -> None:
    assert node.call("lists", "last", [value]) == value
    assert type(node.call("lists", "last", [value])) is type(value)


def test_what_erlang_sees(node: Node) -> None:
    def shown(value: Any) -> str:
        return text(node.call("lists", "flatten", node.call("io_lib", "format", b"~0tp", [value])))

    assert shown("grün") == '<<"grün"/utf8>>'
    assert shown([True, None]) == "[true,undefined]"
    assert shown({"a": (1, [2.0])}) == '#{<<"a">> => {1,[2.0]}}'


def test_deep_values(node: Node) -> None:
    deep: Any = 1
    for _ in range(100_000):
        deep = [deep]
    back = node.call("lists", "last", [deep])
    depth = 0
    while type(back) is list:
        back = back[0]
        depth += 1
    assert (depth, back) == (100_000, 1)


def test_load_call_and_errors(node: Node, tmp_path: Path) -> None:
    assert node.load_text(COUNTER) is atom("counter")
    assert node.call("counter", "fold", lambda x, acc: x + acc, 0, [1, 2, 3]) == 6
    with pytest.raises(ErlangError) as caught:
        node.call("counter", "crash", [1])
    assert caught.value.kind == "error"
    assert caught.value.reason == (atom("bad"), [1])
    assert "exception error: {bad,[1]}" in caught.value.report
    file = tmp_path / "two.erl"
    file.write_text("-module(two).\n-export([f/0]).\nf() -> 2.\n", encoding="utf-8")
    node.load_file(str(file))
    assert node.call("two", "f") == 2
    file.write_text("-module(two).\n-export([f/0]).\nf() -> 3.\n", encoding="utf-8")
    node.load_file(str(file))
    assert node.call("two", "f") == 3


def test_source_that_does_not_compile(node: Node) -> None:
    with pytest.raises(CompileError) as caught:
        node.load_text("-module(m).\n-export([f/0]).\nf() -> X.\n")
    assert caught.value.errors == ["text.erl:3:8: variable 'X' is unbound"]


def test_processes_and_messages(node: Node) -> None:
    node.load_text(COUNTER)
    pid = node.spawn("counter", "start", 10)
    with node.mailbox("py") as box:
        ref = box.monitor(pid)
        node.run()
        node.send("counter", (atom("add"), 5, box.pid))
        assert box.receive() == (atom("counted"), 15)
        node.send(pid, (atom("add"), 1, box.pid))
        node.send(pid, atom("stop"))
        down = box.receive(wanted=lambda m: m[0] is atom("DOWN"))
        assert down[1] == ref
        assert down[4] is atom("normal")
        assert box.receive() == (atom("counted"), 16)
        assert not node.is_alive(pid)
        with pytest.raises(TimeoutError):
            box.receive()
    with pytest.raises(ErlangError):
        node.send("nobody", 1)


def test_python_functions_for_erlang(node: Node) -> None:
    @node.function("py")
    def twice(x: Any) -> Any:
        return node.call("erlang", "*", x, 2)

    def fails(x: Any) -> Any:
        if x == 0:
            raise ErlangError("throw", [atom("ball"), x])
        return 1 // (x - 1)

    node.register_function("py", "fails", fails)
    assert node.call(
        "lists", "map", node.call("erlang", "make_fun", atom("py"), atom("twice"), 1), [1, 2]
    ) == [2, 4]
    with pytest.raises(ErlangError) as thrown:
        node.call("py", "fails", 0)
    assert (thrown.value.kind, thrown.value.reason) == ("throw", [atom("ball"), 0])
    with pytest.raises(ErlangError) as failed:
        node.call("py", "fails", 1)
    assert failed.value.reason[:2] == (atom("python_error"), atom("ZeroDivisionError"))


def test_funs_can_be_called_from_python(node: Node) -> None:
    fun = node.call("erlang", "make_fun", atom("lists"), atom("reverse"), 1)
    assert fun([1, 2, 3]) == [3, 2, 1]


def test_two_nodes(node: Node) -> None:
    with Node(output=io.BytesIO()) as other:
        node.load_text("-module(m).\n-export([f/0]).\nf() -> one.\n")
        other.load_text("-module(m).\n-export([f/0]).\nf() -> two.\n")
        assert (node.call("m", "f"), other.call("m", "f")) == (atom("one"), atom("two"))
        node.register_function("py", "ask", lambda: other.call("m", "f"))
        assert node.call("py", "ask") is atom("two")


def test_output_and_halt() -> None:
    out = io.BytesIO()
    node = Node(output=out)
    node.call("io", "format", "hello ~p~n", [[1]])
    assert out.getvalue() == b"hello [1]\n"
    with node.mailbox() as box:
        node.spawn("erlang", "halt", 3)
        with pytest.raises(NodeStopped) as stopped:
            box.receive(5)
    assert stopped.value.code == 3


def test_asyncio() -> None:
    async def both() -> tuple[Any, Any, Any]:
        async with Node(output=io.BytesIO()) as node:
            node.load_text(COUNTER)
            box = node.mailbox()
            node.spawn("counter", "relay", box.pid, 20)
            ticks = 0

            async def tick() -> None:
                nonlocal ticks
                while True:
                    ticks += 1
                    await asyncio.sleep(0)

            ticker = asyncio.get_running_loop().create_task(tick())
            total = await node.call_async("lists", "sum", [1, 2, 3])
            done = await box.receive_async(30)
            ticker.cancel()
            with pytest.raises(ErlangError):
                await node.call_async("counter", "crash", 1)
            with pytest.raises(TimeoutError):
                await box.receive_async(0.001)
            return total, done, ticks

    total, done, ticks = asyncio.run(both())
    assert total == 6
    assert done is atom("done")
    assert ticks > 10
