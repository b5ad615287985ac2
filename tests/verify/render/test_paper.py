"""A manuscript's remarks are in the JSON and in the JUnit XML, whole, with file and line."""

import json
from xml.etree import ElementTree as Xml

import pytest

from verify.claim import Evidence, Outcome
from verify.manuscript.paper import Checked, Remark
from verify.render.paper import document, junit, words
from verify.verdicts import Verdict

REMARKS = (Remark("a.tex", 3, True, "differs <b>"), Remark("b.tex", 4, False, "no reader for \\int"))
CHECKED = Checked(REMARKS, 2, 1)
VERDICTS = {"two_layer.flow": Verdict(Outcome.VERIFIED, Outcome.VERIFIED, Evidence.EXACT)}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_json():
    content = json.loads(document("a.tex", CHECKED, VERDICTS), parse_constant=pytest.fail)
    assert content == {
        "schema": 1,
        "manuscript": "a.tex",
        "references": 2,
        "formulas": 1,
        "summary": {"errors": 1, "not checked": 1},
        "remarks": [
            {"file": "a.tex", "line": 3, "kind": "error", "message": "differs <b>"},
            {"file": "b.tex", "line": 4, "kind": "not checked", "message": "no reader for \\int"},
        ],
        "claims": {"two_layer.flow": {"outcome": "VERIFIED", "expected": "VERIFIED", "evidence": "exact"}},
    }


@pytest.mark.parametrize(("allowed", "tags"), [(False, ["failure"] * 3), (True, ["failure", "failure", "skipped"])])
def test_junit(allowed, tags):
    root = Xml.fromstring(junit("a.tex", CHECKED, allow_unchecked=allowed).encode())
    found = list(root.iter("testcase"))
    assert [it.get("name") for it in found] == ["a.tex", "a.tex:3", "b.tex:4"]
    assert [it[0].tag for it in found] == tags
    assert (found[1].get("file"), found[1].get("line"), found[1][0].get("message")) == ("a.tex", "3", "differs <b>")


@pytest.mark.parametrize(("checked", "good"), [(Checked((), 1, 0), True), (Checked((), 0, 0), False)])
def test_a_manuscript_without_remarks_is_one_case_and_an_empty_one_fails(checked, good):
    (case,) = Xml.fromstring(junit("a.tex", checked, allow_unchecked=False).encode()).iter("testcase")
    assert (len(case) == 0) is good
    assert words(checked).endswith("0 errors, 0 not checked" if good else "0 errors, 1 not checked")
