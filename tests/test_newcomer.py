"""With the README alone a newcomer gets a green run, a prediction, an equation in her PDF, and red where something is wrong."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MANUSCRIPT = re.search(r"```latex\n(.*?)```", README, re.DOTALL)[1]
#: The line of the README on a manuscript with a changed sign.
COMPLAINT = re.search(r"^main\.tex:(\d+): error: differs from (\S+): (.*?);", README, re.MULTILINE)


def shown(*words: str) -> list[str]:
    """Return the arguments of the first command of the README that begins with these words."""
    found = re.search(rf"^swingby +{' +'.join(words)}\b([^#\n]*)", README, re.MULTILINE)
    assert found is not None, words
    return [*words, *shlex.split(found[1])]


def swingby(desk: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120"}
    call = [sys.executable, "-m", "swingby", *arguments]
    return subprocess.run(call, cwd=desk, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of her own, far from the sources, after the green run that the README begins with."""
    folder = tmp_path_factory.mktemp("desk")
    done = swingby(folder, *shown("verify", "--json"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all as expected" in " ".join(done.stdout.split())
    return folder


def test_a_green_run(desk: Path) -> None:
    results = json.loads((desk / "results.json").read_text(encoding="utf-8"))
    assert results["summary"]["unexpected"] == 0
    assert len(results["claims"]) > 100


def test_a_prediction_for_her_own_mu_and_sigma(desk: Path) -> None:
    command = [*shown("predict"), "--json"]
    place = command.index("--mu")
    for mu, order in (("1,1.5", [2, 1]), ("2,0.7", [1, 2])):
        command[place + 1] = mu
        done = swingby(desk, *command)
        assert done.returncode == 0, done.stderr
        answer = json.loads(done.stdout)
        assert answer["order"] == order
        assert len(answer["learning_times"]) == 2


@pytest.fixture(scope="module")
def paper(desk: Path) -> Path:
    """The folder of her paper, with the exported equations and the manuscript of the README in it."""
    done = swingby(desk, *shown("latex", "paper"))
    assert done.returncode == 0, done.stdout + done.stderr
    (desk / "paper" / "main.tex").write_text(MANUSCRIPT, encoding="utf-8")
    return desk / "paper"


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
@pytest.mark.parametrize("way", [r"\claim{two_layer.entry_form}", r"\input{equations/two_layer.entry_form}"])
def test_an_equation_in_her_pdf(paper: Path, way: str) -> None:
    name = f"printed{len(way)}.tex"
    (paper / name).write_text(MANUSCRIPT.replace(r"\claim{two_layer.entry_form}", way), encoding="utf-8")
    for _ in range(2):
        call = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", name]
        done = subprocess.run(call, cwd=paper, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:]
    log = (paper / name).with_suffix(".log").read_text(encoding="utf-8", errors="replace")
    assert "undefined" not in log
    assert (paper / name).with_suffix(".pdf").stat().st_size > 10_000


def test_her_manuscript_is_green_and_with_a_changed_sign_red_on_its_line(paper: Path) -> None:
    results = ["--from", "../results.json"]
    done = swingby(paper, *shown("paper"), *results)
    assert done.returncode == 0, done.stdout + done.stderr
    changed = MANUSCRIPT.replace(r"\quad - \tfrac12", r"\quad + \tfrac12")
    assert changed != MANUSCRIPT
    (paper / "changed.tex").write_text(changed, encoding="utf-8")
    done = swingby(paper, "paper", "changed.tex", *results)
    assert done.returncode == 1
    line, identifier, complaint = COMPLAINT.groups()
    assert r"\quad + \tfrac12" in changed.splitlines()[int(line) - 1]
    assert f"changed.tex:{line}: error: differs from {identifier}: {complaint};" in done.stdout


def test_a_manuscript_that_states_a_refuted_claim_is_red(paper: Path) -> None:
    stated = MANUSCRIPT.replace(r"\claim{two_layer.entry_form}", r"\claim{clocks.tied_as_printed}")
    (paper / "refuted.tex").write_text(stated, encoding="utf-8")
    done = swingby(paper, "paper", "refuted.tex", "--from", "../results.json")
    assert done.returncode == 1
    assert "clocks.tied_factor corrects it" in done.stdout


def test_her_own_claims_are_green_and_a_broken_one_is_red(desk: Path) -> None:
    new = swingby(desk, *shown("new"))
    assert new.returncode == 0, new.stderr
    command = shown("verify", "decay")
    done = swingby(desk, *command)
    assert done.returncode == 0, done.stdout + done.stderr
    own = desk / "my_claims.py"
    text = own.read_text(encoding="utf-8")
    assert text.count("rhs=-") == 1
    own.write_text(text.replace("rhs=-", "rhs="), encoding="utf-8")
    done = swingby(desk, *[word for word in command if word != "--mutants"])
    assert done.returncode == 1
    assert "NOT AS EXPECTED decay." in done.stdout


def test_a_drift_from_her_baseline_is_red(desk: Path) -> None:
    done = swingby(desk, "baseline", "mine.json", "clocks")
    assert done.returncode == 0, done.stdout + done.stderr
    kept = (desk / "mine.json").read_text(encoding="utf-8")
    (desk / "mine.json").write_text(kept.replace("VERIFIED", "REFUTED", 1), encoding="utf-8")
    done = swingby(desk, "verify", "clocks", "--baseline", "mine.json")
    assert done.returncode == 1
    assert "DRIFT clocks." in done.stdout
