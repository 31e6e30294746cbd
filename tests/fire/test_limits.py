"""What takes too much is ended or refused, in the reference's words, and the shell goes on."""

from __future__ import annotations

from run_shell import run_shell

EATER = "M = fun G(L) -> G([lists:seq(1, 1000) | L]) end.\n"


def test_max_heap_size_kills_and_reports() -> None:
    lines = run_shell(
        "{_, R} = spawn_opt(fun() -> lists:seq(1, 10000000) end, "
        "[monitor, {max_heap_size, 10000}]), receive {_, R, _, _, W} -> W end.\n1+1.\n"
    )
    assert "     Context:            maximum heap size reached" in lines
    assert "     Max Heap Size:      10000" in lines
    assert any(line.startswith("1> ") or line == "killed" for line in lines)
    assert "2> 2" in lines


def test_max_heap_size_that_only_reports() -> None:
    lines = run_shell(
        "{_, R} = spawn_opt(fun() -> length(lists:seq(1, 1000000)) end, [monitor, "
        "{max_heap_size, #{size => 10000, kill => false, error_logger => false}}]), "
        "receive {_, R, _, _, W} -> W end.\n"
    )
    assert "1> normal" in lines
    assert not any("Context" in line for line in lines)


def test_too_small_a_heap_is_no_option() -> None:
    lines = run_shell("spawn_opt(fun() -> ok end, [{max_heap_size, 232}]).\n")
    assert "1> ** exception error: bad argument" in lines


def test_fork_bomb() -> None:
    lines = run_shell(
        "F = fun G(N) -> spawn(fun() -> receive stop -> ok end end), G(N + 1) end.\n"
        "F(0).\nlength(processes()) >= 1024.\nself() =/= x.\n",
        "+P",
        "1024",
    )
    assert "Too many processes" in lines
    assert "** exception error: a system limit has been reached" in lines
    assert "     in function  spawn/3" in lines
    assert "     in call from spawn/1 " in lines
    assert "3> true" in lines
    assert "4> true" in lines


def test_burst_to_a_waiting_process() -> None:
    lines = run_shell(
        "W = fun() -> receive never -> ok end end.\n"
        "Limit = {max_heap_size, #{size => 50000, error_logger => false}}.\n"
        "{P, R} = spawn_opt(W, [monitor, Limit]).\n"
        "[P ! lists:seq(1, 1000) || _ <- lists:seq(1, 100)], ok.\n"
        "receive {_, R, _, _, Why} -> Why end.\n"
    )
    assert "5> killed" in lines


def test_the_shell_in_a_crowd() -> None:
    lines = run_shell(
        "F = fun F() -> F() end.\n"
        "[spawn(F) || _ <- lists:seq(1, 5000)], ok.\n"
        "length(processes()) > 5000.\n1 + 1.\n"
    )
    assert "3> true" in lines
    assert "4> 2" in lines


def test_memory_limit_ends_the_eater() -> None:
    lines = run_shell(
        EATER + "{_, R} = spawn_monitor(fun() -> M([]) end), receive {_, R, _, _, W} -> W end.\n"
        "1+1.\n",
        PYERLSHELL_MEMORY_LIMIT="300000000",
    )
    assert "     Context:            memory limit of the node reached" in lines
    assert "3> 2" in lines


def test_absurd_sizes_are_a_system_limit() -> None:
    for call in (
        "binary:copy(<<1>>, 1 bsl 60)",
        "lists:duplicate(1 bsl 60, a)",
        "lists:seq(1, 1 bsl 60)",
    ):
        lines = run_shell(f"{call}.\n1+1.\n")
        assert "1> ** exception error: a system limit has been reached" in lines, call
        assert "2> 2" in lines


def test_a_binary_that_doubles() -> None:
    lines = run_shell(
        "B = fun G(X) -> G(<<X/binary, X/binary>>) end.\nB(<<1>>).\n1+1.\n",
        PYERLSHELL_MEMORY_LIMIT="600000000",
    )
    assert "2> ** exception error: a system limit has been reached" in lines
    assert "3> 2" in lines


def test_atom_flood() -> None:
    lines = run_shell(
        'F = fun G(N) -> list_to_atom("x" ++ integer_to_list(N)), G(N + 1) end.\n'
        "F(0).\nnever_seen_before.\n"
    )
    assert "     in function  list_to_atom/1" in lines
    assert "3> never_seen_before" in lines
