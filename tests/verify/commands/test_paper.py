"""Proposition: `swingby paper` exits 0, 1 or 2 as a manuscript holds, does not, or cannot be read, and names file and line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from verify.cli import swingby

ROOT = Path(__file__).parents[3]
ID = "two_layer.congruence_form"


def display(mathematics: str) -> str:
    return f"See \\claim{{{ID}}}.\n% swingby: {ID}\n\\[ {mathematics} \\]\n% swingby: end\n"


@pytest.mark.parametrize(
    ("mathematics", "options", "status", "says"),
    [
        ("V(W) = W X + X W", [], 0, "1 reference, 1 formula compared: 0 errors, 0 not checked"),
        ("V(W) = W X - X W", [], 1, "paper.tex:3: error: differs from"),
        (r"V(W) = \int X", [], 1, "paper.tex:3: not checked"),
        (r"V(W) = \int X", ["--allow-unchecked"], 0, "paper.tex:3: not checked"),
        ("V(W) = W X - X W", ["--allow-unchecked"], 1, "error"),
    ],
)
def test_exit_status(tmp_path: Path, mathematics: str, options: list[str], status: int, says: str) -> None:
    file = tmp_path / "paper.tex"
    file.write_text(display(mathematics), encoding="utf-8")
    done = CliRunner().invoke(swingby, ["paper", str(file), *options])
    assert done.exit_code == status, done.output
    assert says in done.output


def test_a_remark_names_the_file_it_is_about(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "paper.tex").write_text("\\input{parts/flow}\n\\input{parts/none}\n", encoding="utf-8")
    (tmp_path / "parts" / "flow.tex").write_text(display("V(W) = W X - X W"), encoding="utf-8")
    done = CliRunner().invoke(swingby, ["paper", str(tmp_path / "paper.tex")])
    assert done.exit_code == 1
    assert f"{tmp_path / 'parts' / 'flow.tex'}:3: error: differs from {ID}: the term - X W has the wrong sign" in done.output
    assert f"{tmp_path / 'paper.tex'}:2: not checked: the file parts/none cannot be read" in done.output


@pytest.mark.parametrize(
    ("text", "status", "says"),
    [
        ("See \\cite{x}.", 1, "no \\claim{ID} and no line"),
        (f"\\swingbyclaimref{{{ID}}}", 0, "1 reference, 0 formulas compared"),
        ("$\\SwingbyTwoLayerGradient$", 1, "write \\claim{two_layer.gradient}"),
        ("\\claimref{certified.no_rise}", 1, "swingby verify certified.no_rise --level standard --json FILE"),
    ],
)
def test_what_it_speaks_of_is_seen(tmp_path: Path, text: str, status: int, says: str) -> None:
    (tmp_path / "paper.tex").write_text(text, encoding="utf-8")
    done = CliRunner().invoke(swingby, ["paper", str(tmp_path / "paper.tex")])
    assert done.exit_code == status, done.output
    assert says in done.output


def test_a_file_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    done = CliRunner().invoke(swingby, ["paper", str(tmp_path / "none.tex")])
    assert done.exit_code == 2
    assert "FILE.tex must be a readable file" in done.output


def test_a_binary_file_is_a_wrong_call(tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_bytes(b"\xff\xfe\x00")
    assert CliRunner().invoke(swingby, ["paper", str(tmp_path / "a.tex")]).exit_code == 2


@pytest.mark.parametrize(("mathematics", "status"), [("V(W) = W X + X W", 2), ("V(W) = W X - X W", 1)])
def test_a_file_of_claims_that_cannot_be_used_hides_nothing(tmp_path, mathematics, status):
    (tmp_path / "paper.tex").write_text(display(mathematics))
    (tmp_path / "broken.py").write_text("import sys; sys.exit(0)")
    call = ["paper", str(tmp_path / "paper.tex"), "--claims", str(tmp_path / "broken.py")]
    done = subprocess.run([sys.executable, "-m", "swingby", *call], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert "1 reference, 1 formula compared" in done.stdout
    assert done.stderr == f"swingby: claims file {tmp_path / 'broken.py'} does not run: SystemExit: 0\n"


def test_what_is_found_is_written_and_annotated(tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.chdir(tmp_path)
    Path("paper.tex").write_text(display("V(W) = W X - X W"), encoding="utf-8")
    done = CliRunner().invoke(swingby, ["paper", "paper.tex", "--json", "p.json", "--junit", "p.xml"])
    assert done.exit_code == 1
    assert f"::error file=paper.tex,line=3,title=swingby paper::differs from {ID}" in done.output
    (remark,) = json.loads(Path("p.json").read_text())["remarks"]
    assert (remark["file"], remark["line"], remark["kind"]) == ("paper.tex", 3, "error")
    assert 'file="paper.tex" line="3"' in Path("p.xml").read_text()
    done = CliRunner().invoke(swingby, ["paper", "paper.tex", "--json", "paper.tex"])
    assert (done.exit_code, "--json must be a file of its own" in done.output) == (2, True)
