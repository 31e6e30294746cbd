"""What a configuration file says about logger is done when the node starts, as a real erl does it.

`logger_setup/*.config` with `.expected`: the configuration that logger has then, and what its
handlers wrote (scripts/record-logger-setups).
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import io
import re
from pathlib import Path
from types import ModuleType

import pytest

from pyerlshell.erts.clock import FakeClock
from pyerlshell.otp.arguments import parse
from pyerlshell.shell.boot import System
from pyerlshell.shell.console import StreamConsole
from pyerlshell.shell.driver import drive
from pyerlshell.shell.start_errors import configure
from pyerlshell.shell.system import new_node

SETUPS = Path(__file__).parent / "logger_setup"
NAMES = sorted(path.stem for path in SETUPS.glob("*.config"))


def recorder() -> ModuleType:
    path = Path(__file__).parents[2] / "scripts" / "record-logger-setups"
    loader = importlib.machinery.SourceFileLoader("record_logger_setups", str(path))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def run(name: str, folder: Path) -> str:
    (folder / "x.config").write_text((SETUPS / f"{name}.config").read_text())
    argv = ["-config", "x", "-noshell", "-eval", recorder().LOOK]
    node = new_node(argv)
    node.clock = FakeClock()
    node.started_at = node.clock.monotonic()
    node.outside.cwd = str(folder)
    node.outside.env["LC_ALL"] = "C.UTF-8"
    assert configure(node, parse(argv))
    printed = io.BytesIO()
    console = StreamConsole(node, None, printed, raw=True)
    system = System(node, console)
    system.start(parse(argv), False)
    system.boot()
    drive(node, console)
    text = printed.getvalue().decode()
    for log in sorted(folder.glob("f*.log")):
        text += f"== {log.name}\n{log.read_text()}"
    return text.replace(str(folder), "$FOLDER")


def comparable(text: str) -> str:
    """Without the time, the layout, and the order of keys, which is that of memory."""
    settings, _, rest = text.partition("}.\n")
    told = re.sub(r"=== *\d\d-\w+-\d{4}::[\d:.]+ ===", "===", rest)
    return " ".join(sorted(re.split(r"[\s,{}\[\]]+", settings))) + "\n" + told


@pytest.mark.parametrize("name", NAMES)
def test_setup(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    expected = (SETUPS / f"{name}.expected").read_text()
    assert comparable(run(name, tmp_path)) == comparable(expected)
