"""Several documents at a time, each in a process of its own; results in the order of the paths."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from pyerlshell.transcript.options import Options
from pyerlshell.transcript.result import Result
from pyerlshell.transcript.run import run_file


def run_files(paths: Sequence[str], options: Options, jobs: int) -> Iterator[Result]:
    """The result of each path, as soon as those before it are there."""
    if jobs <= 1 or len(paths) <= 1:
        for path in paths:
            yield run_file(path, options)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(paths)), mp_context=context) as pool:
        futures = [pool.submit(run_file, path, options) for path in paths]
        for path, future in zip(paths, futures, strict=True):
            yield _result(path, future)


def _result(path: str, future: Future[Result]) -> Result:
    try:
        return future.result()
    except BrokenProcessPool:
        return Result(path, problem="the process that replayed it died")
