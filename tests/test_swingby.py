"""The public face guards its folders, and leaves a stranger's project that has folders of the same names alone."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import swingby

ROOT = Path(__file__).parent.parent
#: Our own tree first, as an installation would have it, without an inherited search path.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}


@pytest.fixture
def stranger(tmp_path):
    """Return a project that has its own `theory` and `verify` and tests of its own."""
    for name in ("theory", "verify"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("MINE = True\n")
    (tmp_path / "test_mine.py").write_text(
        "import theory\nimport verify\n\n\ndef test_mine():\n    assert theory.MINE and verify.MINE\n"
    )
    (tmp_path / "conftest.py").write_text("")
    return tmp_path


def run(arguments, folder, **environment):
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=ENVIRONMENT | environment, capture_output=True, text=True, check=False
    )


def test_a_strangers_pytest_runs_untouched(stranger):
    done = run(["-m", "pytest", "-q", "-p", "no:cacheprovider"], stranger)
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_the_command_works_there(stranger):
    code = "import sys; sys.path.pop(0); import swingby; sys.argv = ['swingby', 'verify', 'clocks.*']; sys.exit(swingby.main())"
    done = run(["-c", code], stranger)
    assert done.returncode == 0, done.stderr
    assert "all as expected" in " ".join(done.stdout.split())


def test_a_clash_is_named_in_one_sentence(stranger):
    done = run(["-m", "swingby", "verify"], stranger)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "Python finds another 'theory'" in done.stderr
    assert str(stranger / "theory") in done.stderr


def test_a_clash_raises_for_importers(stranger):
    done = run(["-c", "import swingby\nswingby.verify()"], stranger)
    assert "ImportError: Python finds another 'theory'" in done.stderr


def test_python_dash_m_is_the_command():
    done = run(["-m", "swingby", "--version"], ROOT)
    assert done.returncode == 0
    assert done.stdout.startswith("swingby ")


def test_output_can_be_cut_short():
    shell = f"{sys.executable} -m swingby list | head -1"
    done = subprocess.run(shell, shell=True, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


def test_type_checkers_are_told_the_same_names():
    tree = ast.parse((ROOT / "swingby.py").read_text(encoding="utf-8"))
    told = next(node for node in tree.body if isinstance(node, ast.If))
    names = {alias.asname: node.module for node in told.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert names == swingby.HOMES
    assert set(swingby.__all__) == set(names) <= set(dir(swingby))
