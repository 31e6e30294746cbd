"""pytest runs documents: an item for each session, a failure at its line in the document.

    [pytest]
    erl_documents = docs/*.md README.md        which files are documents
    erl_profile = otp29                        erl_timeout = 10 (seconds for each prompt)

    pytest --erl-profile=classic --erl-exact --erl-timeout=30 --erl-update

A document is read when it is collected; each of its sessions runs the document's listings and its
own prompts in a folder of its own, so sessions can run in any order, alone (`--lf`, `-k`), or in
several processes (`-n`). Without `erl_documents` the plugin does nothing.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pyerlshell.transcript.document import Document
    from pyerlshell.transcript.options import Options
    from pyerlshell.transcript.replay import Outcome


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options and settings of the plugin."""
    group = parser.getgroup("erlang documents (pyerlshell)")
    group.addoption("--erl-profile", default=None, help="the release of the documents")
    group.addoption("--erl-exact", action="store_true", help="compare to the letter")
    group.addoption("--erl-timeout", type=float, default=None, help="seconds for each prompt")
    group.addoption("--erl-allow", default=None, help="open the outside: files,os,net")
    group.addoption("--erl-update", action="store_true", help="write new outputs into documents")
    parser.addini("erl_documents", "patterns of documents with Erlang sessions", "args", [])
    parser.addini("erl_profile", "the release of the documents", default="otp29")
    parser.addini("erl_timeout", "seconds for each prompt", default="10")
    parser.addini("erl_allow", "what of the outside is open: files,os,net", default="")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A document, if one of the patterns fits its path or its name."""
    patterns = parent.config.getini("erl_documents")
    if not patterns:
        return None
    try:
        relative = file_path.relative_to(parent.config.rootpath).as_posix()
    except ValueError:
        relative = file_path.as_posix()
    for pattern in patterns:
        if fnmatch.fnmatch(relative, pattern) or fnmatch.fnmatch(file_path.name, pattern):
            collector: pytest.Collector = ErlDocument.from_parent(parent, path=file_path)
            return collector
    return None


def _options(config: pytest.Config) -> Options:
    from pyerlshell.transcript.options import Options
    from pyerlshell.transcript.profiles import PROFILES
    from pyerlshell.transcript.sandbox import UnknownPartError, parts_of

    name = config.getoption("--erl-profile") or config.getini("erl_profile")
    if name not in PROFILES:
        raise pytest.UsageError(f"erl_profile: {name} is none of {', '.join(PROFILES)}")
    allow = config.getoption("--erl-allow")
    seconds = config.getoption("--erl-timeout")
    try:
        return Options(
            profile=PROFILES[name],
            exact=config.getoption("--erl-exact"),
            seconds=float(config.getini("erl_timeout")) if seconds is None else seconds,
            allow=parts_of(config.getini("erl_allow") if allow is None else allow),
        )
    except ValueError as problem:
        what = "erl_allow" if isinstance(problem, UnknownPartError) else "erl_timeout"
        raise pytest.UsageError(f"{what}: {problem}") from None


class ErlDocument(pytest.File):
    """A document; its items are its sessions."""

    def collect(self) -> Iterator[pytest.Item]:
        """An item for each console of the document that has prompts."""
        from pyerlshell.transcript.reader import NotATranscriptError, read_document

        try:
            document = read_document(self.path.read_bytes(), str(self.path))
        except NotATranscriptError:
            return
        for console in document.consoles:
            lines = [p.line for p in document.prompts if p.console == console.index]
            if lines:
                name = f"{console.node or 'session'}:{lines[0]}"
                item: ErlSession = ErlSession.from_parent(self, name=name)
                item.document, item.console, item.line = document, console.index, lines[0]
                yield item


class SessionFailed(Exception):
    """Prompts of a session do not hold; `args` are their outcomes."""


class ErlSession(pytest.Item):
    """One session of a document."""

    document: Document
    console: int
    line: int

    def runtest(self) -> None:
        """Replay the session; skip it if nothing of it can be compared."""
        outcomes = self._outcomes()
        from pyerlshell.transcript.judging.verdict import PASSES, Verdict

        wrong = [x for x in outcomes if x.verdict not in PASSES]
        if wrong and self.config.getoption("--erl-update"):
            wrong = self._update(wrong)
        if wrong:
            raise SessionFailed(*wrong)
        if outcomes and all(x.verdict is Verdict.SKIPPED for x in outcomes):
            pytest.skip(outcomes[0].reason)

    def _outcomes(self) -> list[Outcome]:
        import tempfile

        from pyerlshell.transcript.document import Prompt
        from pyerlshell.transcript.replay import Replay

        outcomes = []
        with tempfile.TemporaryDirectory(prefix="pyerlshell-") as folder:
            replay = Replay(self.document, Path(folder), self.path.parent, _options(self.config))
            for item in self.document.items:
                if not isinstance(item, Prompt):
                    replay.prepare(item)
                elif item.console == self.console:
                    outcomes.append(replay.prompt(item))
            replay.close()
        return outcomes

    def _update(self, wrong: list[Outcome]) -> list[Outcome]:
        """Rewrite what can be; what is left. The file is read again: it may have changed."""
        from pyerlshell.transcript.reader import read_document
        from pyerlshell.transcript.rewrite import is_stale, rewritten, save

        stale = {x.prompt.index: x for x in wrong if is_stale(x)}
        if stale:
            now = read_document(self.path.read_bytes(), str(self.path))
            fresh = [x.moved(now.prompts[x.prompt.index]) for x in stale.values()]
            save(self.path, now.encode(rewritten(now, fresh)))
        return [x for x in wrong if x.prompt.index not in stale]

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Each prompt that does not hold, with its line in the document and the difference."""
        if not isinstance(excinfo.value, SessionFailed):
            return super().repr_failure(excinfo, style)
        from pyerlshell.transcript.reporting.text import TextReport

        lines: list[str] = []
        report = TextReport(lines.append)
        for outcome in excinfo.value.args:
            lines.append(f"{self.path}:{outcome.prompt.line}: {outcome.told}")
            report.outcome(self.document, outcome)
        return "\n".join(lines)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The file, the line (from 0), and what to call it."""
        return self.path, self.line - 1, self.name
