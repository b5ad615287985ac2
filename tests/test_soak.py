"""The soak finds what it looks for, and a few odd inputs end as they must."""

import re
import time
from pathlib import Path

import pytest

from tests.soak import fuzz
from tests.soak.__main__ import PARTS
from tests.soak.versions import lowest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent


def test_odd_inputs_end_with_one_of_the_statuses():
    found = fuzz.fuzz(25, 1, fuzz.settings_of)
    assert found.faults == {}
    assert found.calls == sum(found.statuses.values()) > 20
    assert set(found.statuses) <= set(fuzz.STATUSES)


@pytest.mark.parametrize(
    ("does", "said"),
    [
        (lambda: 1 / 0, "ZeroDivisionError at test_soak.py"),
        (lambda: 3, "exit status 3"),
        (lambda: time.sleep(60), "x: takes more"),
    ],
)
def test_what_is_wrong_is_noted_by_its_shortest_call(monkeypatch, does, said):
    monkeypatch.setattr(fuzz, "main", lambda words: does())
    monkeypatch.setattr(fuzz, "LIMIT", 0.05)
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
