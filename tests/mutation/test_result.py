"""The kept result of `swingby mutate` is of a whole sample, at standard with tests, and its score is the one that is claimed."""

import json
from pathlib import Path

ROOT = Path(__file__).parents[2]
RESULT = json.loads((ROOT / "benchmarks/mutation.json").read_text(encoding="utf-8"))


def test_it_is_of_a_whole_sample_and_says_of_which():
    assert RESULT["complete"] is True
    assert (RESULT["level"], RESULT["tests"], RESULT["sample"], RESULT["seed"]) == ("standard", True, 400, 2026)
    assert len(RESULT["commit"]) == 40
    assert len({fault["key"] for fault in RESULT["faults"]}) == RESULT["faults_chosen"] == 400


def test_its_score_is_that_of_contributing():
    verdicts = [fault["verdict"] for fault in RESULT["faults"]]
    noticed, missed = sum(verdicts.count(name) for name in ("claim", "test")), verdicts.count("missed")
    assert f"{noticed} of {noticed + missed} are noticed" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert noticed >= 0.95 * (noticed + missed)
    assert verdicts.count("equivalent") <= 0.05 * len(verdicts)
