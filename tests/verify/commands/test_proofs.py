"""Proposition: `swingby proofs` writes theorems without Coq, gives each claim its label, and says when Coq is not there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from verify.cli import swingby
from verify.proofs import check
from verify.proofs.export import Label
from verify.proofs.pairs import PAIRS, THEOREMS


def run(*arguments):
    return CliRunner().invoke(swingby, ["proofs", *map(str, arguments)])


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("proofs") / "new"
    return folder, run(folder, "clocks", "biased.rates", "--jobs", 1)


def test_files_and_table(written):
    folder, result = written
    assert result.exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["clocks.v", "prelude.v", "tactics.v", "theorems", "words.v"]
    assert {path.stem for path in (folder / "theorems").iterdir()} == set(THEOREMS)
    assert "clocks.tied_factor      kernel-checked\n" in result.output
    assert "biased.rates            not exported  (a computation without an equation)\n" in result.output
    assert "\n4 exact claims: " in result.output


def test_the_readme_shows_what_comes_out(tmp_path, monkeypatch):
    readme = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    words, shown = re.search(
        r"^% swingby proofs (\S+ .*) --check\n(.*?)^accepted by coqc", readme, re.MULTILINE | re.DOTALL
    ).groups()
    monkeypatch.chdir(tmp_path)
    assert run(*words.split()).output == shown
    assert f"{len(PAIRS)} are proved there from definitions" in readme


def test_the_same_bytes_again(written, tmp_path):
    folder, _ = written
    run(tmp_path, "clocks")
    assert (tmp_path / "clocks.v").read_bytes() == (folder / "clocks.v").read_bytes()


def test_without_coq_a_check_is_a_wrong_call(monkeypatch, tmp_path):
    monkeypatch.setattr(check.shutil, "which", lambda program: None)
    result = run(tmp_path / "none", "clocks", "--check")
    assert "needs coqc" in result.output
    assert result.exit_code == 2
    assert not (tmp_path / "none").exists()


OWN = """
import sys
from sympy import symbols
from swingby import Claim, Domain, Equation, Identity
from sympy import S
x = symbols("x", real=True)
GOOD = Claim("mine.good", "T.", "new", Identity(), lambda: [Equation("mine.good", x + x, 2 * x, Domain({x: S.Reals}))])
DIVIDES = Claim("mine.divides", "T.", "new", Identity(), lambda: 1 / 0)
LEAVES = Claim("mine.leaves", "T.", "new", Identity(), lambda: sys.exit(3))
"""


def test_equations_that_cannot_be_made_are_red_and_all_others_are_written(tmp_path):
    (tmp_path / "own.py").write_text(OWN)
    result = run(tmp_path / "new", "mine", "--claims", tmp_path / "own.py")
    assert result.exit_code == 1
    assert "mine.good     definitional\n" in result.output
    assert "mine.divides  not exported  (ERROR, ZeroDivisionError: division by zero)\n" in result.output
    assert "mine.leaves   not exported  (ERROR, SystemExit: 3)\n" in result.output
    assert "\n1 theorem in " in result.output
    assert (tmp_path / "new" / "mine.v").is_file()


def test_what_else_is_in_the_folder_stays(written, tmp_path):
    (tmp_path / "theorems").mkdir()
    for name in ("note.txt", "theorems/mine.v"):
        (tmp_path / name).write_text("mine")
    assert run(tmp_path, "clocks").exit_code == 0
    assert (tmp_path / "note.txt").read_text() == (tmp_path / "theorems" / "mine.v").read_text() == "mine"
    assert (tmp_path / "clocks.v").read_bytes() == (written[0] / "clocks.v").read_bytes()


@pytest.mark.parametrize("name", ["file", "folder/theorems"])
def test_a_file_in_the_place_of_a_folder_is_a_wrong_call(name, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / name).write_text("mine")
    result = run(tmp_path / name.split("/")[0], "clocks")
    assert (result.exit_code, (tmp_path / name).read_text()) == (2, "mine")
    assert "DIR must be a writable folder, got" in result.output


def test_a_check_of_nothing_is_red_and_asks_no_coq(monkeypatch, tmp_path):
    monkeypatch.setattr(check, "missing", lambda: "")
    monkeypatch.setattr(check, "compiled", lambda *arguments: pytest.fail("there is nothing to compile"))
    result = run(tmp_path / "none", "biased.rates", "--check")
    assert result.exit_code == 1
    assert "nothing is checked: there is no theorem\n" in result.output


def test_the_help_has_a_line_for_each_label():
    said = CliRunner().invoke(swingby, ["proofs", "--help"]).output
    for label in Label:
        assert re.search(rf"^  {label} +\S", said, re.MULTILINE), label
    assert "\\b" not in said


@pytest.mark.parametrize("pattern", ["nothing.like.it", "certified.bounds_quick"])
def test_patterns_that_choose_no_exact_claim_are_wrong_calls(pattern, tmp_path):
    result = run(tmp_path / "none", pattern)
    assert result.exit_code == 2
    assert not (tmp_path / "none").exists()


@pytest.mark.slow
def test_the_files_are_the_same_every_time(tmp_path):
    for seed in ("1", "2"):
        call = [sys.executable, "-m", "swingby", "proofs", str(tmp_path / seed), "ordered.slope_form", "two_layer.gradient"]
        subprocess.run(call, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed})
    first, second = ({path.name: path.read_text() for path in (tmp_path / seed).glob("*.v")} for seed in ("1", "2"))
    assert first == second
