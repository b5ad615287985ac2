"""Proposition: what each claim and test executes is measured apart, and measured again only where it may differ."""

import json

import pytest

from tests.verify.mutation import example
from verify.mutation.reach import NO_WITNESSES, empty_caches

pytestmark = pytest.mark.slow

TESTS = "tests/numerics/test_shapes.py"
OTHER = "tests/numerics/test_other.py"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = example.checkout(tmp_path_factory.mktemp("checkout"))
    (root / "numerics/other.py").write_text("from functools import cache\n\n\n@cache\ndef f(a):\n    return a\n")
    (root / OTHER).write_text(
        "from numerics.other import f\n\n\ndef test_a():\n    f(1)\n\n\ndef test_b():\n    f(1)\n\n\n"
        "def test_red():\n    assert f(1) == 2\n"
    )
    for name in ("area", "perimeter", "looks", "square", "red"):
        (root / f"verify/claims/{name}").mkdir(parents=True)
    return root


@pytest.fixture(scope="module")
def measured(root, tmp_path_factory):
    """Return what a run kept, and where."""
    file = tmp_path_factory.mktemp("kept") / "reach.json"
    run(root, file, "first")
    return file


def run(root, file, name, *words):
    """Return how many claims and files of tests are measured."""
    output = file.parent / f"{name}.json"
    document = example.run(root, output, "--tests", "--sample", 1, "--seed", 4, "--reach", file, *words)
    steps = [step.split() for step in document["steps"]]
    return tuple(int(next((total for what, _, total in steps if what == kind), 0)) for kind in ("claims", "tests"))


def lines(known, kind, owner, name):
    outcome, _, _, masks = known[kind][owner]["of"][name]
    return outcome, {file: [line for line in range(200) if int(mask, 16) >> line & 1] for file, mask in masks.items()}


def at(text):
    return example.FILES["numerics/shapes.py"].splitlines().index(text) + 1


def test_each_claim_and_test_is_measured_apart(measured):
    known = json.loads(measured.read_text())
    assert lines(known, "claims", "shapes.area", "shapes.area") == ("passed", {"numerics/shapes.py": [at("    return a * b")]})
    assert lines(known, "claims", "shapes.red", "shapes.red") == ("killed", {})
    assert lines(known, "tests", TESTS, f"{TESTS}::test_longer") == ("passed", {"numerics/shapes.py": [at("    return a + 1")]})
    for name in ("test_a", "test_b"):  # The second finds no value that the first has left.
        assert lines(known, "tests", OTHER, f"{OTHER}::{name}") == ("passed", {"numerics/other.py": [6]})
    assert lines(known, "tests", OTHER, f"{OTHER}::test_red")[0] == "killed"


def test_what_importing_executes_is_known(measured):
    known = json.loads(measured.read_text())["imported"]
    mask = int(known["numerics/shapes.py"][1], 16)
    assert mask >> at("SIDES = 4") & 1
    assert not mask >> at("    return a * b") & 1
    assert int(known["numerics/other.py"][1], 16) == 1 << 1 | 1 << 5  # by tests alone
    assert known["theory/__init__.py"][1] == "0x0"


def test_it_is_measured_again_only_where_it_may_differ(root, measured):
    assert run(root, measured, "same") == (0, 0)
    (root / TESTS).write_text("# A comment.\n" + (root / TESTS).read_text())
    assert run(root, measured, "test") == (0, 1)
    assert run(root, measured, "in", "--tests-in", OTHER) == (0, 0)
    (root / "numerics/other.py").write_text("# A comment.\n" + (root / "numerics/other.py").read_text())
    claims, tests = run(root, measured, "moved")
    assert tests == 1
    assert claims == 5  # of no file by their names, so that they depend on everything
    known = json.loads(measured.read_text())
    assert lines(known, "tests", OTHER, f"{OTHER}::test_a")[1] == {"numerics/other.py": [7]}
    assert int(known["imported"]["numerics/other.py"][1], 16) == 1 << 2 | 1 << 6


@pytest.mark.parametrize("text", ["{", '{"schema": 1}'])
def test_a_file_that_is_none_is_measured_anew(root, tmp_path, text):
    file = tmp_path / "reach.json"
    file.write_text(text)
    assert run(root, file, "out", "--tests-in", OTHER) == (5, 1)
    assert json.loads(file.read_text())["schema"] == 2


def test_what_speaks_of_texts_is_no_witness():
    for name in NO_WITNESSES:
        assert (example.ROOT / name).exists()


def test_what_functions_of_ours_remember_is_forgotten():
    from theory.algebra import symbols

    remembering = [value for value in vars(symbols).values() if hasattr(value, "cache_info")]
    for function in remembering:
        function.cache_clear()
    symbols.length(symbols.d, 2)
    assert any(function.cache_info().currsize for function in remembering) or not remembering
    empty_caches()
    assert not any(function.cache_info().currsize for function in remembering)
