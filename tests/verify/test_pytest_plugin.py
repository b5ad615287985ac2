"""`pytest --swingby` runs each claim as one test; without it nothing of swingby is loaded, in whoever's project."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

ROOT = Path(__file__).parents[2]
THEORY = """
from swingby import Claim, Computation, Evidence, Outcome, Result

def claim(name, outcome, **more):
    check = lambda rng: Result(outcome, 1, {"size": 1.0}, {"at": "x = 2"})
    fault = ("false", lambda rng: Result(Outcome.REFUTED, 1, {}, {"at": "x = 2"}))
    method = Computation(check, Evidence.NUMERICAL, "Given.", "Anything.", (fault,))
    return Claim(f"my.{name}", f"The {name} one.", "new", method, **more)

GOOD = claim("good", Outcome.VERIFIED)
FALSE = claim("false", Outcome.REFUTED)
AWAY = claim("away", Outcome.VERIFIED, needs=("no_such_module",))
"""
OWN = """
import sys

def test_mine():
    import theory, verify
    assert theory.MINE and verify.MINE

def test_nothing_of_swingby_is_loaded():
    assert not {"sympy", "numpy", "numerics", "click", "verify.claim", "verify.run"} & set(sys.modules)
    assert "swingby" in sys.modules
"""


#: The entry point as pyproject.toml declares it.
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["pytest11"]


def run_pytest(folder, *arguments):
    """Run pytest in a folder as if the package were installed, warnings being errors."""
    info = folder / "installed" / "swingby_as_installed-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: swingby-as-installed\nVersion: 1.0\n")
    lines = [f"{name} = {value}\n" for name, value in DECLARED.items()]
    (info / "entry_points.txt").write_text("".join(["[pytest11]\n", *lines]))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(folder / "installed")])}
    call = [sys.executable, "-P", "-W", "error", "-m", "pytest", "-p", "no:cacheprovider", "--strict-markers"]
    return subprocess.run([*call, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path):
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    (tmp_path / "mine.py").write_text(THEORY)
    (tmp_path / "test_own.py").write_text("def test_own():\n    pass\n")
    return tmp_path


@pytest.fixture
def stranger(tmp_path):
    (tmp_path / "conftest.py").write_text("")
    for name in ("theory", "verify"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("MINE = True\n")
    (tmp_path / "test_own.py").write_text(OWN)
    return tmp_path


def test_a_strangers_project_runs_untouched(stranger):
    done = run_pytest(stranger, "-q")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


def test_a_project_without_such_folders_loads_nothing_either(project):
    (project / "test_own.py").write_text(OWN[OWN.index("def test_nothing") :].replace("def", "import sys\n\ndef", 1))
    done = run_pytest(project, "-q")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


def test_a_clash_is_one_sentence(stranger):
    done = run_pytest(stranger, "--swingby")
    assert done.returncode == 4
    assert "ERROR: swingby: Python finds another 'theory'" in done.stderr
    assert "Traceback" not in done.stderr


def test_each_claim_is_one_test(project):
    arguments = ["--swingby", "--swingby-claims", "mine.py", "--swingby-pattern", "my", "--junitxml", "j.xml", "-v"]
    done = run_pytest(project, *arguments)
    assert done.returncode == 1
    assert "1 failed, 2 passed, 1 skipped" in done.stdout
    for line in ("swingby::my.good PASSED", "swingby::my.false FAILED", "swingby::my.away SKIPPED (needs no_such_module)"):
        assert line in done.stdout
    assert "expected VERIFIED, came out REFUTED" in done.stdout
    assert "counterexample: at: x = 2" in done.stdout
    assert "Traceback" not in done.stdout
    assert "pytest_plugin.py" not in done.stdout
    cases = {case.get("name"): case for case in Xml.parse(project / "j.xml").iter("testcase")}
    values = {item.get("name"): item.get("value") for item in cases["my.good"].iter("property")}
    assert values == {"outcome": "VERIFIED", "evidence": "numerical", "figures": "size 1"}


@pytest.mark.slow
def test_a_file_that_cannot_be_used_is_one_test_that_fails(project):
    (project / "broken.py").write_text("import sys; sys.exit(0)")
    files = ["--swingby-claims", "broken.py", "--swingby-claims", "mine.py"]
    done = run_pytest(project, "--swingby", *files, "--swingby-pattern", "my.good", "-v")
    assert done.returncode == 1
    assert "1 failed, 2 passed" in done.stdout
    assert "broken.py does not run: SystemExit: 0" in done.stdout
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-m", "swingby", "-k", "good", "--swingby-mutants"], "1 passed, 3 deselected"),
        pytest.param(["-n", "1", "-k", "good or own"], "2 passed", marks=pytest.mark.slow),
    ],
    ids=" ".join,
)
def test_the_usual_options_choose_among_them(project, arguments, words):
    done = run_pytest(project, "-q", "--swingby", "--swingby-claims", "mine.py", "--swingby-pattern", "my", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    assert words in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--swingby-pattern", "nothing_like_it"], "no claim matches 'nothing_like_it'"),
        (["--swingby-claims", "nothing.py"], "nothing.py does not exist"),
        (["--swingby-level", "hard"], "invalid choice: 'hard'"),
    ],
    ids=" ".join,
)
def test_wrong_options_are_said(project, arguments, words):
    done = run_pytest(project, "--swingby", *arguments)
    assert done.returncode == 4
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_one_claim_is_run_by_its_name_and_nothing_else(project):
    run = run_pytest(project, "--swingby", "--swingby-claims", "mine.py", "swingby::my.good", "-rA")
    assert run.returncode == 0
    assert "PASSED swingby::my.good" in run.stdout
    assert "1 passed" in run.stdout
    assert "test_own" not in run.stdout
