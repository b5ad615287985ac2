"""Imports point one way, nothing heavy is loaded before it is needed, and nothing names the place where it was made."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "theory": {"sympy", "theory"},
    "numerics": {"flint", "numerics", "numpy", "scipy"},
    "numerics/diffusion": {"jax", "numerics", "numpy", "optax", "scipy"},
}


def imported(path: Path) -> set[str]:
    """Return the top-level names a file imports, standard library left out."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names - set(sys.stdlib_module_names)


@pytest.mark.parametrize("layer", ALLOWED)
def test_layers_import_only_what_they_may(layer):
    for path in sorted((ROOT / layer).rglob("*.py")):
        closest = max((name for name in ALLOWED if path.is_relative_to(ROOT / name)), key=len)
        assert imported(path) <= ALLOWED[closest], path


def test_help_loads_nothing_heavy():
    code = "import sys, swingby; sys.argv = ['swingby', '--help']; swingby.main(); print(sorted(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    loaded = set(ast.literal_eval(out.splitlines()[-1]))
    assert not loaded & {"sympy", "numpy", "scipy", "matplotlib", "rich", "flint", "mpmath"}


def test_importing_swingby_loads_nothing_heavy():
    code = "import sys, swingby; print(sorted(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert not set(ast.literal_eval(out)) & {"sympy", "numpy", "click", "theory", "numerics", "verify"}


def sources() -> list[Path]:
    patterns = ("*.py", "theory/**/*.py", "numerics/**/*.py", "verify/**/*.py", "benchmarks/**/*", "*.md", "Makefile", ".ci/*")
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file() and path.suffix != ".pyc")


def test_nothing_names_the_place_where_it_was_made():
    for path in sources():
        text = path.read_text()
        for word in ("/" + "work/", "/" + "tmp/wt", "../" + "shared", "/" + "root/"):
            assert word not in text, f"{path} names {word}"


def test_library_code_has_no_assert_and_no_print():
    for layer in (*ALLOWED, "verify"):
        for path in sorted((ROOT / layer).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                assert not isinstance(node, ast.Assert), path
                assert not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"), path
