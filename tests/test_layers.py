"""The import rule of ARCHITECTURE.md: a package imports only itself and what stands to its left."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "pyerlshell"
LAYERS = ["terms", "syntax", "compiler", "erts", "dist", "otp"]
LAYERS += ["shell", "transcript", "workshop", "cli"]
FORBIDDEN = {"erts": {"syntax", "compiler"}}


def layer_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "pyerlshell" and len(parts) > 1 else None


def imported_modules(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


SOURCES = sorted(
    path
    for path in ROOT.rglob("*.py")
    if path.relative_to(ROOT).parts[0].removesuffix(".py") in LAYERS
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_left(path: Path) -> None:
    own = path.relative_to(ROOT).parts[0].removesuffix(".py")
    allowed = set(LAYERS[: LAYERS.index(own) + 1]) - FORBIDDEN.get(own, set())
    layers = {layer_of(module) for module in imported_modules(path)} & set(LAYERS)
    assert layers <= allowed, f"{own} may not import {sorted(layers - allowed)}"


def test_every_source_was_looked_at() -> None:
    outside = {
        path.name
        for path in ROOT.rglob("*.py")
        if path.relative_to(ROOT).parts[0].removesuffix(".py") not in LAYERS
    }
    assert outside <= {"__init__.py", "__main__.py"}
