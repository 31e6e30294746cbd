"""The two systems under test, pyerlshell and erl, as commands."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class System:
    """A way to start an Erlang shell."""

    name: str
    command: tuple[str, ...]
    compiler: tuple[str, ...] = ()

    def run(self, *arguments: str, cwd: str, stdin: str = "") -> str:
        done = subprocess.run(
            [*self.command, *arguments],
            cwd=cwd, input=stdin, text=True, capture_output=True, timeout=600, check=False,
        )  # fmt: skip
        return done.stdout + done.stderr


OURS = System("pyerlshell", (sys.executable, "-m", "pyerlshell"))


def theirs() -> System | None:
    """erl, if this machine has one."""
    erl = shutil.which(os.environ.get("ERL", "erl"))
    if erl is None:
        return None
    erlc = erl[: erl.rindex("erl")] + erl[erl.rindex("erl") :].replace("erl", "erlc", 1)
    return System("erl", (erl,), (erlc,) if shutil.which(erlc) else ())


def scratch() -> str:
    """A new folder with a copy of the Erlang programs."""
    folder = tempfile.mkdtemp(prefix="pyerlshell-bench-")
    for source in HERE.glob("*.erl"):
        shutil.copy(source, folder)
    return folder


def microseconds(system: System, folder: str, program: str, module: str = "bench") -> int:
    """What module:main(program) prints, compiled by the system itself."""
    text = system.run(
        "-noshell", "-eval", f"c:c({module}), {module}:main({program}), halt().", cwd=folder
    )
    found = re.search(rf"^{program} (\d+)$", text, re.M)
    if found is None:
        raise RuntimeError(f"{system.name} {program}: {text[-500:]}")
    return int(found[1])


def shell_microseconds(system: System, setup: str, expression: str, folder: str) -> int:
    """Best of five of an expression typed at the prompt, timed by timer:tc/1 there."""
    line = f"element(1, timer:tc(fun() -> {expression} end)).\n"
    text = system.run(cwd=folder, stdin=setup + line * 5)
    times = [int(t) for t in re.findall(r"^\d+> (\d+)$", text, re.M)]
    if not times:
        raise RuntimeError(f"{system.name}: {text[-500:]}")
    return min(times)


def wall_ms(command: list[str], folder: str, times: int = 7) -> float:
    """Best wall-clock time of a command, in milliseconds."""
    best = 1e9
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        best = min(best, time.perf_counter() - start)
    return best * 1e3


class Terminal:
    """A program on a pseudo-terminal."""

    def __init__(self, command: tuple[str, ...], folder: str) -> None:
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.environ["TERM"] = "xterm-256color"
            os.execvp(command[0], list(command))
        self.seen = ""

    def wait_for(self, pattern: str, seconds: float = 20) -> float:
        """Seconds until the pattern is on the screen; what was seen up to it is forgotten."""
        start = time.perf_counter()
        while time.perf_counter() - start < seconds:
            if found := re.search(pattern, self.seen):
                self.seen = self.seen[found.end() :]
                return time.perf_counter() - start
            if select.select([self.fd], [], [], 0.5)[0]:
                data = os.read(self.fd, 65536).decode("utf-8", "replace")
                if "\x1b[6n" in data:  # the program asks where the cursor is
                    os.write(self.fd, b"\x1b[1;1R")
                self.seen += ESCAPES.sub("", data)
        raise TimeoutError(f"no {pattern!r} in {self.seen[-300:]!r}")

    def send(self, text: str) -> None:
        os.write(self.fd, text.encode())

    def close(self) -> None:
        os.close(self.fd)
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
