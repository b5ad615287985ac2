"""The examples run: the theory of another model is green, its mutants are killed, and the notebook shows what it says."""

import importlib.util
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from verify.cli import main

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
DEEP = ROOT / "verify" / "skeleton" / "deep.py"
spec = importlib.util.spec_from_file_location("notebooks", Path(__file__).with_name("notebooks.py"))
notebooks = importlib.util.module_from_spec(spec)
spec.loader.exec_module(notebooks)


def test_another_model_is_green_and_its_mutants_are_killed(capsys, tmp_path):
    assert main(["new", str(tmp_path / "deep.py"), "--example", "deep"]) == 0
    said = capsys.readouterr().out
    assert main([*said.split()[1:], "--jobs", "1"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "3 claims (2 exact, 1 numerical): 3 VERIFIED" in out
    assert "mutants killed" in out


#: What stands in the example, what is put in its place, and the claim that must turn red.
ERRORS = [
    ("* (1 - w)\n", "* (1 + w)\n", "layered.flow"),
    ("2 - Rational(2, depth)", "2 + Rational(2, depth)", "layered.flow"),
    ("rhs=2 * v * slopes[v]", "rhs=-2 * v * slopes[v]", "layered.balance"),
    ("-rate * (x.prod() - 1)", "-rate * (x.prod() + 1)", "layered.trained"),
]


@pytest.mark.parametrize(("right", "wrong", "identifier"), ERRORS)
def test_a_wrong_sign_is_a_red_build_that_names_the_claim(capsys, tmp_path, right, wrong, identifier):
    text = DEEP.read_text()
    assert text.count(right) == 1
    (tmp_path / "mine.py").write_text(text.replace(right, wrong))
    junit, summary = tmp_path / "junit.xml", tmp_path / "summary.md"
    call = ["verify", "layered", "--claims", str(tmp_path / "mine.py"), "--junit", str(junit), "--markdown", str(summary)]
    assert main([*call, "--jobs", "1"]) == 1
    assert f"NOT AS EXPECTED {identifier}" in capsys.readouterr().out
    failed = [case for case in Xml.parse(junit).iter("testcase") if case.find("failure") is not None]
    assert [case.get("name") for case in failed] == [identifier]
    assert failed[0].find("failure").get("message") == "expected VERIFIED, came out REFUTED"
    assert "counterexample: " in failed[0].find("failure").text
    assert summary.read_text().startswith("## ❌ swingby: 3 claims, 1 not as expected")
    assert "### ❌ " + identifier.replace(".", "\\.") in summary.read_text()


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.ipynb")), ids=lambda path: path.name)
def test_notebooks_show_what_they_say(path):
    again = notebooks.text(notebooks.run(path))
    assert again == path.read_text(encoding="utf-8"), f"write again: PYTHONPATH=. python tests/notebooks.py {path}"
