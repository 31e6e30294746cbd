"""The jobs of a console: shells beside each other, of which one has the keyboard and the screen.

Each job has a group leader of its own. What a job prints that is not in front is dropped, as in the
reference; a line that it asks for waits until the user connects to it. While the switch command has
the screen, everything that is printed waits.

OTP: user_drv
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from pyerlshell.erts import signals
from pyerlshell.erts.node import Node
from pyerlshell.shell.group import Console
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Pid, Term
from pyerlshell.terms.write import write

UNKNOWN_JOB: Final = "Unknown job\n"


class Wanted(NamedTuple):
    """A line that a group leader has asked for."""

    reader: Pid
    prompt: str
    text: str
    shell: bool


class JobConsole:
    """The console as one job sees it; `number` 0 is nobody's (`user`): always in front."""

    def __init__(self, jobs: Jobs, number: int) -> None:
        self.jobs = jobs
        self.number = number
        self.leader: Pid | None = None
        self.what: Term = None
        self.wanted: Wanted | None = None
        self.asked = False

    @property
    def unicode(self) -> bool:
        """The console takes all characters."""
        return self.jobs.console.unicode

    @unicode.setter
    def unicode(self, value: bool) -> None:
        self.jobs.console.unicode = value

    def in_front(self) -> bool:
        """The job has the screen."""
        return self.number in (0, self.jobs.current)

    def write(self, text: str) -> None:
        """Print, if the job is in front."""
        if self.jobs.switching:
            self.jobs.held.append((self, text))
        elif self.in_front():
            self.jobs.console.write(text)

    def want_line(self, reader: Pid, prompt: str, text: str, shell: bool) -> None:
        """Ask for a line, now or when the job is in front."""
        self.wanted = Wanted(reader, prompt, text, shell)
        self.asked = False
        if self.in_front() and not self.jobs.switching:
            self.jobs.ask(self)

    def remember(self, line: str) -> None:
        """Keep an answer in the history."""
        self.jobs.console.remember(line)

    def size(self) -> tuple[int, int] | None:
        """Columns and rows."""
        return self.jobs.console.size()

    def options(self) -> dict[str, bool]:
        """Which streams are terminals."""
        return self.jobs.console.options()


class Jobs:
    """The jobs of one node's console, by number."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.console: Console = _NOWHERE
        self.start_job: Callable[[JobConsole, Atom], None] = lambda _console, _module: None
        self.table: dict[int, JobConsole] = {}
        self.nobody = JobConsole(self, 0)
        self.current = 0
        self.next = 1
        self.switching = False
        self.held: list[tuple[JobConsole, str]] = []

    def new(self, what: Term) -> JobConsole:
        """A job, which is in front now; `what`: how the list shows it."""
        job = JobConsole(self, self.next)
        job.what = what
        self.table[self.next] = job
        self.current = self.next
        self.next += 1
        return job

    def ask(self, job: JobConsole) -> None:
        """Hand the line that a job wants to the console."""
        if job.wanted is not None and not job.asked:
            job.asked = True
            self.console.want_line(*job.wanted)

    def wanted_by(self, reader: Pid) -> Wanted | None:
        """What this group leader has asked for."""
        job = self._job_of(reader)
        return None if job is None else job.wanted

    def answered(self, reader: Pid) -> None:
        """The group leader has got its line."""
        job = self._job_of(reader)
        if job is not None:
            job.wanted = None

    def put_back(self, wanted: Wanted, text: str) -> bool:
        """The user has left a line unfinished; False if it is to be finished at once.

        It is shown again when its job is in front again, if the job still wants it.
        """
        job = self._job_of(wanted.reader)
        if job is None or job.wanted is not wanted:
            return True
        if job.in_front():
            return False
        job.wanted = wanted._replace(text=text)
        job.asked = False
        return True

    def _job_of(self, reader: Pid) -> JobConsole | None:
        for job in (*self.table.values(), self.nobody):
            if job.wanted is not None and job.wanted.reader == reader:
                return job
        return None

    # What the switch command does

    def begin_switch(self) -> None:
        """The switch command has the screen."""
        self.switching = True

    def ask_again(self) -> None:
        """The console has forgotten who wanted lines."""
        for job in (self.nobody, *self.table.values()):
            job.asked = False

    def end_switch(self) -> None:
        """The screen is the current job's again."""
        self.switching = False
        held, self.held = self.held, []
        for job, text in held:
            if job.in_front():
                self.console.write(text)
        self.ask(self.nobody)
        current = self.table.get(self.current)
        if current is not None:
            self.ask(current)

    def connect(self, number: int) -> str | None:
        """Bring a job to the front; a message if there is none."""
        if number not in self.table:
            return UNKNOWN_JOB
        self.current = number
        return None

    def interrupt(self, number: int) -> str:
        """Stop what a job does; the message."""
        job = self.table.get(number)
        if job is None or job.leader is None:
            return UNKNOWN_JOB
        job.wanted = None
        self._tell(job.leader, a.interrupt)
        return f"Interrupted job {number}, enter 'c' to resume.\n"

    def kill(self, number: int) -> str:
        """End a job; the message, if any."""
        job = self.table.pop(number, None)
        if job is None:
            return UNKNOWN_JOB
        if job.leader is not None:
            self._tell(job.leader, a.die)
        return ""

    def start(self, module: Atom) -> None:
        """Start a shell of this module, which is in front then."""
        self.start_job(self.new((module, a.start, None)), module)

    def listing(self) -> str:
        """The list of jobs."""
        lines = [
            f"{number:4}{'*' if number == self.current else ' '} {write(job.what)}\n"
            for number, job in self.table.items()
        ]
        return "".join(lines)

    def _tell(self, leader: Pid, reason: Atom) -> None:
        process = self.node.lookup(leader)
        driver = self.node.registry.get(a.user_drv)
        if process is not None and driver is not None:
            signals.exit_signal(process, driver.pid, reason, False)

    # When a shell has ended

    def ended(self, leader: Pid, reason: Term) -> None:
        """The shell of a group leader is gone: the one in front is started anew."""
        for number, job in list(self.table.items()):
            if job.leader == leader:
                self._ended(number, job, reason)

    def _ended(self, number: int, job: JobConsole, reason: Term) -> None:
        job.wanted = None
        if number != self.current or reason is a.die or reason is a.terminated:
            del self.table[number]
            return
        stars = "*** " if reason is a.normal else "*** ERROR: "
        assert type(job.what) is tuple
        if job.what[0] is a.shell:
            job.write(f"{stars}Shell process terminated! ***\n")
            self.start_job(job, a.shell)
        else:
            job.write(f"{stars}Shell process terminated! (^G to start new job) ***\n")
            del self.table[number]


class _Nowhere:
    """A console that is not there."""

    unicode = True

    def write(self, text: str) -> None:
        """Nobody reads it."""

    def want_line(self, reader: Pid, prompt: str, text: str, shell: bool) -> None:
        """Nobody answers."""

    def remember(self, line: str) -> None:
        """Nobody keeps it."""

    def size(self) -> tuple[int, int] | None:
        """No size."""
        return None

    def options(self) -> dict[str, bool]:
        """No terminal."""
        return {}


_NOWHERE: Final = _Nowhere()
