"""The examples that are shipped: where they are, and a copy to work on."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent.parent / "examples"


class UnknownExampleError(Exception):
    """There is no example of this name; `args[0]` says which there are."""


def example_names() -> list[str]:
    """The names of all examples."""
    return sorted(
        path.parent.name for path in HERE.glob("*/*.txt") if path.stem == path.parent.name
    )


def example_folder(name: str) -> Path:
    """The folder of an example. Raises UnknownExampleError."""
    if name not in example_names():
        raise UnknownExampleError(f"no example {name!r}; there is {', '.join(example_names())}")
    return HERE / name


def copy_example(name: str) -> Path:
    """A new scratch folder with the example's files; its first version is in place."""
    source = example_folder(name)
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
    shutil.copytree(source, folder, dirs_exist_ok=True)
    for file in sorted((source / "v1").glob("*.erl")):
        shutil.copy(file, folder)
    return folder
