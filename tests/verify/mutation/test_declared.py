"""Proposition: an equivalent fault that is none, and a file that says too little, are refused."""

from pathlib import Path

import pytest

from verify.mutation.declared import DRAWS, FILE, Declared, declaration, difference, read, report
from verify.mutation.faults import faults

ROOT = Path(__file__).parents[3]
ENTRY = 'file = "a"\nfunction = "f"\nkind = "sign"\nbefore = "x"\nafter = "y"\n'
SOURCE = b"""import numpy as np


def square(a):
    return abs(a * a)


def rows(a):
    return [a + 0.0, np.array([a, np.nan])]


def fails(a):
    return a / 0
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    (tmp_path / "declared_example.py").write_bytes(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "declared_example.py"
    import sys

    sys.modules.pop("declared_example", None)


def fault(function, kind, after):
    return next(
        one for one in faults("declared_example.py", SOURCE) if (one.function, one.kind, one.after) == (function, kind, after)
    )


def entry(one, check="", number=None):
    return Declared("equivalent", one.file, one.function, one.kind, one.before, one.after, "why", number, check)


@pytest.mark.slow
def test_the_committed_file_is_read_and_says_something_of_faults_that_there_are():
    for one in read(ROOT / FILE):
        known = faults(one.file, (ROOT / one.file).read_bytes())
        assert any(one.speaks_of(known_one) for known_one in known), one


def test_nothing_is_declared_where_there_is_no_file(tmp_path):
    assert read(tmp_path / "none.toml") == []


def test_both_lists_are_read(tmp_path):
    text = f'[[equivalent]]\n{ENTRY}reason = "r"\ncheck = "f(1)"\n[[survivor]]\n{ENTRY}reason = "s"\nnumber = 1\n'
    (tmp_path / "a.toml").write_text(text)
    first, second = read(tmp_path / "a.toml")
    assert (first.sort, first.check, first.number, first.reason) == ("equivalent", "f(1)", None, "r")
    assert (second.sort, second.check, second.number, second.reason) == ("survivor", "", 1, "s")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[equivalent", "must be TOML"),
        (f"[[same]]\n{ENTRY}reason = 'r'\n", "must be lists .* got same"),
        ("equivalent = 3\n", "must be lists .* got equivalent"),
        ("equivalent = [3]\n", "must be lists .* got equivalent"),
        (f"[[equivalent]]\n{ENTRY}", "must have reason right in equivalent 1"),
        (f"[[equivalent]]\n{ENTRY}reason = ' '\n", "must have reason right in equivalent 1"),
        (f"[[survivor]]\n{ENTRY}reason = 'r'\nwhy = 'r'\n", "must have why right in survivor 1"),
        ("[[survivor]]\nfile = 3\n", "must have file right in survivor 1"),
        (f"[[survivor]]\n{ENTRY}reason = 'r'\nnumber = 'one'\n", "must have number right in survivor 1"),
        (f"[[equivalent]]\n{ENTRY}reason = 'r'\ncheck = 3\n", "must have check right in equivalent 1"),
        (f"[[equivalent]]\n{ENTRY}reason = 'r'\ncheck = 'f('\n", "must have check right in equivalent 1"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(tmp_path, text, said):
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(ValueError, match=said) as failure:
        read(tmp_path / "a.toml")
    assert "a.toml" in str(failure.value)
    assert "\n" not in str(failure.value)


def test_a_declaration_is_of_its_fault_alone():
    one = fault("square", "dropped", "(a * a)")
    assert declaration(one, [entry(fault("square", "dropped", "a")), entry(one)]) == entry(one)
    assert declaration(one, [entry(one, number=1)]) is None
    assert declaration(one, [entry(one, number=0)]) is not None
    assert declaration(one, []) is None


@pytest.mark.parametrize(
    ("function", "kind", "after", "check", "said"),
    [
        ("square", "dropped", "(a * a)", "square(rng.standard_normal())", ""),
        ("square", "factor", "(a / a)", "square(rng.standard_normal())", "at draw 0 "),
        ("square", "factor", "(a / a)", "square(float(rng.integers(1, 3)))", "at draw "),
        ("rows", "sign", "(a - 0.0)", "rows(rng.standard_normal())", ""),
        ("rows", "constant", "1.0", "rows(rng.standard_normal())", "at draw 0 "),
        ("rows", "sign", "(a - 0.0)", "(1, rows(rng.standard_normal())[1])", ""),
        ("fails", "factor", "(2 * (a / 0))", "fails(1.0)", "ZeroDivisionError"),
        ("square", "dropped", "(a * a)", "nothing(1)", "NameError"),
    ],
)
def test_a_check_is_run_with_and_without_the_fault(module, function, kind, after, check, said):
    one = fault(function, kind, after)
    found = difference(entry(one, check), one, SOURCE)
    assert found.startswith(said)
    assert bool(found) == bool(said)
    sent = []
    report(sent.append, entry(one, check), one, SOURCE)
    assert sent == [(one.key, found)]


def test_a_rare_difference_is_found_within_the_draws(module):
    one = fault("square", "factor", "(2 * (a * a))")
    check = f"square(1.0 if rng.integers({DRAWS // 20}) == 0 else 0.0)"
    assert difference(entry(one, check), one, SOURCE).startswith("at draw ")
