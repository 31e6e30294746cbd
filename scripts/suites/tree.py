"""Where a suite, its helper modules and its data are in OTP's source tree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

# Modules of one application's tests that another's call.
SHARED = ("lib/stdlib/test/error_info_lib.erl", "lib/kernel/test/kernel_test_lib.erl")


# Modules of applications that a node of ours does not have, with what they call, the deepest first.
LIBRARIES = {
    "make": ["lib/tools/src/make.erl"],
    "merl": [
        f"lib/syntax_tools/src/{name}.erl"
        for name in (
            "erl_comment_scan",
            "prettypr",
            "erl_syntax",
            "erl_syntax_lib",
            "erl_recomment",
            "erl_prettypr",
            "merl",
        )
    ],
}


@dataclass(frozen=True, slots=True)
class Suite:
    """One suite: its source, the modules that its folder has for it, and those of libraries that
    only the reference has at hand.
    """

    name: str
    source: Path
    helpers: tuple[Path, ...]
    libraries: tuple[Path, ...]

    @property
    def title(self) -> str:
        return f"{self.source.parent.parent.name}/{self.name}"

    @property
    def data(self) -> Path:
        return self.source.with_name(f"{self.name}_data")


def find(otp: Path, wanted: str) -> list[Suite]:
    """The suites of that name; `compiler/fun_SUITE` asks for one application's."""
    application, _, name = wanted.removesuffix(".erl").rpartition("/")
    application = application.removesuffix("/test").rpartition("/")[2]
    places = [otp / "erts/emulator/test", otp / "erts/test", *sorted(otp.glob("lib/*/test"))]
    found = [place / f"{name}.erl" for place in places if (place / f"{name}.erl").is_file()]
    return [
        Suite(name, source, helpers(otp, source), libraries(otp, source))
        for source in found
        if not application or source.parent.parent.name == application
    ]


def helpers(otp: Path, source: Path) -> tuple[Path, ...]:
    """The other modules that the suite names, and those that they name, the deepest first."""
    near = {path.stem: path for path in source.parent.glob("*.erl")}
    for shared in SHARED:
        path = otp / shared
        if path.is_file():
            near.setdefault(path.stem, path)
    named: dict[str, Path] = {}

    def visit(path: Path) -> None:
        words = set(re.findall(r"\w+", path.read_text("utf-8", "replace")))
        for name in sorted(words & near.keys()):
            if name not in named and name != source.stem and calls(path, name):
                named[name] = near[name]
                visit(near[name])

    visit(source)
    return tuple(reversed(named.values()))


def libraries(otp: Path, source: Path) -> tuple[Path, ...]:
    """The sources of the libraries that the suite calls or includes."""
    text = source.read_text("utf-8", "replace")
    named = [paths for name, paths in LIBRARIES.items() if re.search(rf"\b{name}(:|\.hrl)", text)]
    return tuple(otp / path for paths in named for path in paths)


def calls(path: Path, name: str) -> bool:
    """Another suite counts if it is called; any other module if it is mentioned."""
    if not name.endswith("_SUITE"):
        return True
    return re.search(rf"\b{name}:\w+\(", path.read_text("utf-8", "replace")) is not None


def includes(otp: Path, suite: Suite) -> list[Path]:
    """Folders for -include and -include_lib: no application of OTP's need be installed."""
    return [
        suite.source.parent,
        suite.source.parent.parent / "include",
        suite.source.parent.parent / "src",
        otp / "lib",
        otp / "lib/common_test/include",
        otp / "erts",
    ]
