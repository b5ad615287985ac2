"""The soak finds what it looks for, and a few odd inputs end as they must."""

import contextlib
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.soak import fuzz, kills
from tests.soak.__main__ import PARTS
from tests.soak.versions import lowest
from verify.ledger import ledger

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent


def test_odd_inputs_end_with_one_of_the_statuses():
    found = fuzz.fuzz(25, 1, fuzz.settings_of)
    assert found.faults == {}
    assert found.calls == sum(found.statuses.values()) > 20
    assert set(found.statuses) <= set(fuzz.STATUSES)


def spin():
    while True:
        pass


def swallow():
    with contextlib.suppress(BaseException):
        spin()
    return 0


@pytest.mark.parametrize(
    ("does", "longest", "said"),
    [
        (lambda: 1 / 0, 60, "ZeroDivisionError at test_soak.py"),
        (lambda: 3, 60, "exit status 3"),
        (lambda: time.sleep(60), 0.05, "x: takes more than 0.05 s"),
        (spin, 60, "x: takes more than 0.05 s of CPU time"),
        (swallow, 60, "x: takes more than 0.05 s of CPU time"),
    ],
)
def test_what_is_wrong_is_noted_by_its_shortest_call(monkeypatch, does, longest, said):
    monkeypatch.setattr(fuzz, "main", lambda words: does())
    monkeypatch.setattr(fuzz, "LIMIT", 0.05)
    monkeypatch.setattr(fuzz, "LONGEST", longest)
    found = fuzz.Found()
    for call in (["x", "long"], ["x"], ["x", "longer"]):
        fuzz.tried(call, found)
    ((fault, call),) = found.faults.items()
    assert fault.startswith(said)
    assert call == ["x"]


def test_it_is_run_weekly_and_whole():
    assert re.search(r"^soak: venv\n\t.*python -m tests\.soak \$\(PARTS\)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert "run: make soak\n" in (ROOT / ".github" / "workflows" / "swingby.yml").read_text()
    assert list(PARTS) == ["fuzz", "kills", "habits", "versions"]


def test_the_lowest_versions_are_those_of_the_project():
    assert "numpy==2.0.*" in lowest()
    assert all("==" in line for line in lowest())


def test_the_chapters_in_which_mutate_is_killed_rest_on_no_others():
    words = {word for chapter in kills.CHAPTERS.values() for word in chapter}
    held = [claim for claim in ledger().values() if claim.id.split(".")[0] in words]
    links = {link for claim in held for link in (*claim.depends_on, claim.corrects, claim.corrected_by) if link}
    assert links <= {claim.id for claim in held}


def test_what_a_run_keeps_is_compared_without_its_seconds_and_what_follows_from_them():
    def kept(seconds, outcome="passed", by="a.b"):
        measured = {"claims": {"a.b": {"digest": "x", "of": {"a.b": [outcome, "", seconds, {"f.py": "0x1"}]}}}}
        found = {"faults": [{"key": "k", "verdict": "claim", "by": by, "seconds": seconds}]}
        return kills.settled("out.reach.json", json.dumps(measured).encode()), kills.settled(
            "out.json", json.dumps(found).encode()
        )

    assert kept(0.1) == kept(0.2, by="a.c")
    assert kept(0.1)[0] != kept(0.1, "crash")[0]
    with pytest.raises(ValueError, match="Expecting"):
        kills.settled("out.json", b'{"cut off": ')


@pytest.mark.parametrize(("seconds", "is_alive"), [("60", True), ("0", False)])
def test_a_kill_counts_only_if_it_hits_a_living_process(seconds, is_alive):
    process = subprocess.Popen([sys.executable, "-S", "-c", f"import time; time.sleep({seconds})"])
    assert kills.hit(process, 0.05 if is_alive else 30) is is_alive
