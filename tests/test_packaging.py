"""What `pip install` brings along: a file the package reads must be a file it is installed with."""

from __future__ import annotations

import configparser
import fnmatch
from pathlib import Path

import pyerlshell

PACKAGE = Path(pyerlshell.__file__).parent
TREE = PACKAGE.parent
MADE_WHILE_RUNNING = ("*.pyc", "*.beam")


def patterns_of_setup() -> list[str]:
    """The patterns of `options.package_data`, which hold for every package."""
    setup = configparser.ConfigParser()
    setup.read_string((TREE / "setup.cfg").read_text("utf-8"))
    return setup["options.package_data"]["*"].split()


def patterns_of_manifest() -> list[str]:
    """The patterns of MANIFEST.in, which hold for a source distribution."""
    return (TREE / "MANIFEST.in").read_text("utf-8").split()[2:]


def test_every_data_file_is_installed() -> None:
    data = [
        path
        for path in PACKAGE.rglob("*")
        if path.is_file()
        and path.suffix != ".py"
        and not any(fnmatch.fnmatch(path.name, made) for made in MADE_WHILE_RUNNING)
    ]
    assert len(data) > 100
    for patterns in (patterns_of_setup(), patterns_of_manifest()):
        left_behind = [
            str(path.relative_to(TREE))
            for path in data
            if not any(fnmatch.fnmatch(path.name, pattern) for pattern in patterns)
        ]
        assert left_behind == []
