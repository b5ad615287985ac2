"""Proposition: Coq accepts what is exported, resting on nothing else, and neither faults in it nor another prelude."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from verify.ledger import ledger
from verify.proofs import check
from verify.proofs.check import ALLOWED, compiled, each_accepted, missing
from verify.proofs.export import BEFORE, contents, everything, exact, exported, first
from verify.proofs.mutants import mutants

#: Claims of every kind of statement: words, traces, gradients, motion, derivatives, logarithms, roots, a denial.
SOME = (
    "two_layer.congruence_form",
    "two_layer.gradient",
    "clocks.tied_factor",
    "area_law.slope",
    "exact_laws.sum_rule_slope",
    "appendix_d.smaller",
    "task.pair_moment",
    "one_layer.output_as_printed",
    "untied.balanced_start",
)
FIRST = [f"{name}.v" for name in BEFORE]
COQ = shutil.which("coqc") is not None


def quiet(done, total, said=""):
    """Show nothing."""


@pytest.fixture(scope="module")
def some():
    return [exported(claim) for claim in exact(ledger()[name] for name in SOME)]


def needs_coq(function):
    return pytest.mark.slow(pytest.mark.skipif(not COQ, reason="coqc is not installed")(function))


def test_without_coq_one_line_says_how_it_is_had(monkeypatch):
    monkeypatch.setattr(check.shutil, "which", lambda program: None)
    assert missing() == f"--check needs coqc, which was not found: {check.HOW}"
    assert "\n" not in missing()


@needs_coq
def test_some_of_every_kind_are_accepted(some):
    files = contents(some)
    result = compiled(files, first(files), everything(some, files), 2, quiet)
    assert result.refused == {}
    assert result.accepted
    assert 0 < len(result.rests_on) <= len(ALLOWED)


@needs_coq
def test_what_is_assumed_is_seen(some):
    files = contents([])
    files["more.v"] = (
        "From Swingby Require Import prelude.\n" + "Ax" + "iom false : False.\nTheorem t : 1 = 2.\nProof. destruct false. Qed.\n"
    )
    result = compiled(files, FIRST, "From Swingby Require Import more.\nPrint Assumptions t.\n", 1, quiet)
    assert result.foreign == ["false"]
    assert not result.accepted


@needs_coq
def test_mutants_are_not_accepted(some):
    wrong = list(mutants(some, 12))
    before = {name: text for name, text in contents([]).items() if name in FIRST}
    assert not any(each_accepted([mutant.text for mutant in wrong], before, 2, 60, quiet))


@needs_coq
@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("fun i j => sum (fun k => A i k * B k j)", "fun i j => sum (fun k => B k j * A i k) + 0 * 2 + 1"),
        (
            "mopp {m n : nat} (A : mat m n) : mat m n := fun i j => - A i j",
            "mopp {m n : nat} (A : mat m n) : mat m n := fun i j => A i j",
        ),
        ("fun i j => c * A i j", "fun i j => 2 * c * A i j"),
        ("trace (G^T * H)%M).", "2 * trace (G^T * H)%M)."),
        ("fun i j => A j i.", "fun i j => - A j i."),
    ],
)
def test_another_prelude_breaks_something(some, said, instead):
    files = contents(some)
    assert said in files["prelude.v"]
    files["prelude.v"] = files["prelude.v"].replace(said, instead, 1)
    assert compiled(files, FIRST, everything(some, files), 2, quiet).refused


def test_an_interruption_ends_what_was_started(tmp_path):
    """A program that takes long in place of coqc: both are gone within two seconds, and nothing is left behind."""
    slow = tmp_path / "coqc"
    slow.write_text("#!/bin/sh\necho $$ >> " + str(tmp_path / "started") + "\nexec sleep 60\n")
    slow.chmod(0o755)
    code = (
        "import os, signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from verify.proofs.check import compiled\n"
        "compiled({'a.v': ''}, ['a.v'], '', 1, lambda *_: None)\n"
    )
    where = {"PATH": f"{tmp_path}:/usr/bin:/bin", "TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[3])}
    process = subprocess.Popen([sys.executable, "-c", code], env=where, stderr=subprocess.DEVNULL)
    while not (tmp_path / "started").exists() or not (tmp_path / "started").read_text().endswith("\n"):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=10)
    child = int((tmp_path / "started").read_text())
    assert not Path(f"/proc/{child}/cmdline").exists() or b"sleep" not in Path(f"/proc/{child}/cmdline").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["coqc", "started"]
