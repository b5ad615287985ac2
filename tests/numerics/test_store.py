"""Proposition: what is stored is found again by the same task of the same code, and by no other."""

from pathlib import Path

import numpy as np
import pytest

import numerics
from numerics import store
from numerics.store import Store

CODE = '''"""What is here."""


def double(x):
    """Return 2 x."""
    return 2 * x  # exact
'''


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "room").mkdir()
    (tmp_path / "a.py").write_text(CODE)
    (tmp_path / "room" / "b.py").write_text(CODE)
    return tmp_path


def code(package: Path) -> str:
    return store.sources.__wrapped__(package)


def test_results_of_other_code_are_not_taken(package: Path):
    first = code(package)
    assert code(package) == first
    (package / "a.py").write_text("x = 2\n")
    changed = code(package)
    (package / "a.py").rename(package / "b.py")
    assert len({first, changed, code(package)}) == 3


def test_a_changed_formula_in_another_room_is_other_code(package: Path):
    first = code(package)
    (package / "room" / "b.py").write_text(CODE.replace("2 * x ", "3 * x "))
    assert code(package) != first


def test_changed_comments_docstrings_and_layout_are_the_same_code(package: Path):
    first = code(package)
    changed = CODE.replace("# exact", "# exact, for doubles").replace("Return 2 x.", "Return twice x.")
    (package / "room" / "b.py").write_text(changed.replace("What is here", "What else is here").replace("2 * x", "(2*x)"))
    assert code(package) == first


def test_a_string_that_is_used_is_code(package: Path):
    (package / "a.py").write_text('x = "one"\n')
    first = code(package)
    (package / "a.py").write_text('x = "two"\n')
    assert code(package) != first


def test_the_keys_are_those_of_the_whole_package():
    root = Path(numerics.__file__).parent
    assert store.sources() == code(root)
    assert any(path.parent != root for path in root.rglob("*.py"))


def test_stored_arrays_come_back(tmp_path: Path):
    kept = Store(tmp_path / "work")
    assert kept.load("numerics.x", 1) is None
    kept.save("numerics.x", 1, {"a": np.arange(3)})
    found = kept.load("numerics.x", 1)
    assert found is not None
    assert found["a"].tolist() == [0, 1, 2]
    assert kept.load("numerics.x", 2) is None
    assert kept.load("numerics.y", 1) is None
