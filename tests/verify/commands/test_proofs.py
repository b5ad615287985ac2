"""Proposition: `swingby proofs` writes theorems without Coq, gives each claim its label, and says when Coq is not there."""

import pytest
from click.testing import CliRunner

from verify.cli import swingby
from verify.proofs import check
from verify.proofs.pairs import THEOREMS


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


@pytest.mark.parametrize("pattern", ["nothing.like.it", "certified.bounds_quick"])
def test_patterns_that_choose_no_exact_claim_are_wrong_calls(pattern, tmp_path):
    result = run(tmp_path / "none", pattern)
    assert result.exit_code == 2
    assert not (tmp_path / "none").exists()
