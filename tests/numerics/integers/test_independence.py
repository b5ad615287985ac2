"""The two rooms of proof share nothing: `integers` imports the standard library, `enclosure` nothing of ours but itself."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import numerics

ROOT = Path(numerics.__file__).parent
ALLOWED = {
    "numerics.integers": {"numerics.integers"},
    "numerics.enclosure": {"numerics.enclosure", "numpy", "flint"},
}


def imported(source: str) -> set[str]:
    """Every module that a file imports, anywhere in it, with its package; standard library left out."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            names |= {f"{module}.{alias.name}" for alias in node.names} if module.count(".") == 0 else {module}
    return {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names}


def forbidden(room: str, source: str) -> set[str]:
    allowed = ALLOWED[room]
    return {name for name in imported(source) if not any(f"{name}.".startswith(f"{start}.") for start in allowed)}


@pytest.mark.parametrize("room", ALLOWED)
def test_rooms_import_only_what_they_may(room: str) -> None:
    files = sorted((ROOT / room.rpartition(".")[2]).rglob("*.py"))
    assert len(files) > 4
    for path in files:
        assert forbidden(room, path.read_text()) == set(), path


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("numerics.integers", "from numerics.enclosure.field import field"),
        ("numerics.integers", "from numerics.arrays import Floats"),
        ("numerics.integers", "from numerics import enclosure"),
        ("numerics.integers", "import numerics.enclosure"),
        ("numerics.integers", "from flint import fmpq"),
        ("numerics.integers", "def f():\n    import numpy as np"),
        ("numerics.integers", "from ..enclosure import field"),
        ("numerics.enclosure", "from numerics.integers.flow import root_up"),
        ("numerics.enclosure", "from numerics.certificate_words import listed"),
        ("numerics.enclosure", "import mpmath"),
    ],
)
def test_a_forbidden_import_is_found(room: str, line: str) -> None:
    assert len(forbidden(room, line)) == 1


def test_second_proof_loads_nothing_but_the_standard_library() -> None:
    code = (
        "import sys; before = set(sys.modules); import numerics.integers.signs, numerics.integers.linear\n"
        "loaded = {name.partition('.')[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)\n"
        "print(loaded, sorted(name for name in sys.modules if name.startswith('numerics.enclosure')))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent)
    assert run.stdout.strip() == "{'numerics'} []"
