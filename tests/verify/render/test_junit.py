"""JUnit XML is well-formed whatever a claim says, and counts failures, errors, skipped claims and drift."""

import importlib.util
from pathlib import Path
from xml.etree import ElementTree as Xml

from verify.baseline import Drift, Kind
from verify.claim import Outcome
from verify.render.junit import junit
from verify.run import Reports

spec = importlib.util.spec_from_file_location("nasty", Path(__file__).with_name("nasty.py"))
nasty = importlib.util.module_from_spec(spec)
spec.loader.exec_module(nasty)
SHOWN = "".join("\ufffd" if character in "\x00\x1b\ufffe" else character for character in nasty.NASTY)


def cases(*arguments):
    root = Xml.fromstring(junit(*arguments).encode())
    return root, {case.get("name"): case for case in root.iter("testcase")}


def test_verdicts():
    root, found = cases(nasty.RUN)
    counts = {"tests": "6", "failures": "2", "errors": "1", "skipped": "1", "time": "6.173"}
    assert {name: root.get(name) for name in counts} == counts
    assert {name: root.find("testsuite").get(name) for name in counts} == counts
    assert [child.tag for child in found["nasty.refuted"]] == ["properties", "failure"]
    assert [child.tag for child in found["nasty.crashed"]] == ["properties", "error"]
    assert [child.tag for child in found["nasty.survived"]] == ["properties", "failure"]
    assert found["nasty.survived"].find("failure").get("message") == "a mutant survived"
    assert [child.tag for child in found["nasty.skipped"]] == ["skipped"]
    assert [it.tag for it in found["nasty.good"]] == ["properties"]
    assert [it.tag for it in found["nasty.known"]] == ["properties"]


def test_words_are_shown_as_they_are():
    _, found = cases(nasty.RUN)
    assert f"reason: {SHOWN}" in found["nasty.crashed"].find("error").text
    assert found["nasty.skipped"].find("skipped").get("message") == f"needs {SHOWN}"


def test_drift_fails_its_claim_and_vanished_claims_have_a_case():
    drifts = [
        Drift("nasty.good", Kind.CHANGED, nasty.NASTY),
        Drift("nasty.known", Kind.NEW, "not in the baseline"),
        Drift("nasty.skipped", Kind.NOT_RUN, "needs dask"),
        Drift("nasty.gone", Kind.VANISHED, "was: something"),
    ]
    root, found = cases(nasty.RUN, drifts)
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("7", "5", "0")
    assert found["nasty.good"].find("failure").get("message") == f"changed: {SHOWN}"
    assert found["nasty.gone"].find("failure").get("message") == "vanished: was: something"
    assert found["nasty.skipped"].find("failure") is not None
    assert [it.tag for it in found["nasty.known"]] == ["properties"]


def test_same_results_same_bytes():
    assert junit(nasty.RUN) == junit(Reports(nasty.REPORTS, tuple(nasty.RUN.skipped)))


def test_mathematics_of_a_statement_is_plain_text():
    report = nasty.report("formula", Outcome.REFUTED, title=r"For $d = 2$, $w_{ij}^2 \le \tfrac12$.")
    _, found = cases(Reports([report]))
    assert found["nasty.formula"].find("failure").text.startswith("For d = 2, w_ij² ≤ 1/2.\n")


def test_a_file_that_cannot_be_used_is_an_error_and_what_rests_on_red_is_none():
    root, found = cases(nasty.SHAKEN)
    (lost,) = [case for case in root.iter("testcase") if case.get("classname") == "swingby.unloaded"]
    assert (root.get("tests"), root.get("errors")) == ("6", "2")
    assert lost.get("name") == f"claims file caf\ufffd {SHOWN}.py"
    assert lost.find("error").get("message") == f"does not run: SystemExit: {SHOWN}"
    assert [it.tag for it in found["nasty.good"]] == ["properties"]


def test_a_case_names_file_and_line_and_its_evidence():
    _, found = cases(nasty.RUN)
    text = Path(__file__).with_name("nasty.py").read_text().splitlines()
    assert found["nasty.good"].get("file") == "tests/verify/render/nasty.py"
    assert 'report("good"' in text[int(found["nasty.good"].get("line")) - 1]
    assert 'report("known"' in text[int(found["nasty.known"].get("line")) - 1]
    properties = {it.get("name"): it.get("value") for it in found["nasty.good"].iter("property")}
    assert properties == {"evidence": "numerical", "level": "quick"}
