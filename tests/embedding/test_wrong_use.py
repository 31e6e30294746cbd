"""Wrong use of the embedding API: the error says what is wrong, and the node goes on."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pyerlshell import ErlangError, Node, NodeStopped, atom


@pytest.fixture
def node() -> Iterator[Node]:
    with Node(output=io.BytesIO()) as made:
        yield made


def cycle() -> list[Any]:
    made: list[Any] = []
    made.append(made)
    return made


Use = Callable[[Node], object]
WRONG: list[tuple[Use, type[Exception], str]] = [
    (lambda n: n.call(1, "sum"), TypeError, "named by a str or an Atom"),  # type: ignore[arg-type]
    (lambda n: n.call("erlang", "hd", [1j]), TypeError, "no Erlang term for a complex"),
    (lambda n: n.call("erlang", "hd", [float("nan")]), ValueError, "no Erlang term for nan"),
    (lambda n: n.call("erlang", "hd", cycle()), ValueError, "contains itself"),
    (lambda n: n.load_text(b"-module(m)."), TypeError, "is a str"),  # type: ignore[arg-type]
    (lambda n: n.register_function("lists", "sum", lambda x: x), ValueError, "module of Erlang's"),
    (lambda n: n.register_function("m", "f", 3), TypeError, "cannot be called"),  # type: ignore[arg-type]
    (lambda n: n.register_function("m", "f", lambda *x: x), TypeError, "Give an arity"),
    (lambda n: n.send(3, 1), TypeError, "a pid or a name"),  # type: ignore[arg-type]
    (lambda n: n.send("nobody", 1), ErlangError, "no process is called nobody"),
    (lambda n: n.exit("x", 1), TypeError, "is no pid"),  # type: ignore[arg-type]
    (lambda n: n.is_alive(3), TypeError, "is no pid"),  # type: ignore[arg-type]
    (lambda n: [n.mailbox("twice"), n.mailbox("twice")], ValueError, "called twice already"),
    (lambda n: n.mailbox().receive(0.01), TimeoutError, "within 0.01 seconds"),
]


@pytest.mark.parametrize(("use", "error", "said"), WRONG)
def test_the_error_says_what_is_wrong(
    node: Node, use: Use, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        use(node)
    assert node.call("lists", "sum", [1, 2]) == 3


def test_a_fun_counts_its_arguments(node: Node) -> None:
    fun = node.call("erlang", "make_fun", atom("lists"), atom("sum"), 1)
    with pytest.raises(TypeError, match="a fun of 1 arguments is called with 2"):
        fun(1, 2)
    assert fun([1, 2]) == 3


def test_another_thread_is_refused(node: Node) -> None:
    said: list[str] = []

    def use() -> None:
        try:
            node.call("lists", "sum", [1])
        except RuntimeError as e:
            said.append(str(e))

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert said == ["a node is used in the thread that made it, and in no other"]


def test_a_closed_mailbox_and_a_stopped_node(node: Node) -> None:
    with node.mailbox() as box:
        pass
    with pytest.raises(RuntimeError, match="the mailbox is closed"):
        box.receive(1)
    for _ in range(2):
        with pytest.raises(NodeStopped) as stopped:
            node.call("erlang", "halt", 3)
        assert stopped.value.code == 3


def test_the_exception_of_a_python_function_is_kept(node: Node) -> None:
    with pytest.raises(ErlangError) as failed:
        node.call("lists", "map", lambda x: 1 / x, [0])
    assert isinstance(failed.value.__cause__, ZeroDivisionError)


def test_identifiers_show_what_they_are(node: Node) -> None:
    pid = node.spawn("timer", "sleep", 1000)
    assert repr(pid) == bytes(node.call("erlang", "pid_to_list", pid)).decode()
    ref = node.call("erlang", "make_ref")
    assert repr(ref) == bytes(node.call("erlang", "ref_to_list", ref)).decode()
