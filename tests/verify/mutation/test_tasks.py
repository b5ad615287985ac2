"""Proposition: a claim or test is killed by its own judgement alone; whatever else ends it is a crash."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from verify.mutation.tasks import COLLECTION, CRASH, KILLED, PASSED, brief, is_assertion, of_claim, run_claims

pytestmark = pytest.mark.slow

TESTS = {
    "test_a.py": """import pytest, subprocess, sys

def test_passes(): pass

def test_fails(): assert 1 == 2

def test_crashes(): {}["a"]

def test_is_told(): pytest.fail("no")

def test_raises_nothing():
    with pytest.raises(ValueError): pass

def test_process(): subprocess.run([sys.executable, "-c", "import sys; sys.exit(1)"], check=True)

@pytest.mark.skip
def test_is_skipped(): pass

def test_skips(): pytest.skip("later")

@pytest.fixture
def broken(): raise KeyError("b")

def test_of_fixture(broken): pass

def test_exits(): sys.exit(0)
""",
    "test_b.py": "import nothing_of_this_name\n\ndef test_never(): pass\n",
}


def sent(folder, names):
    """Return what is sent when tests are run in a process of its own."""
    code = "import sys; from verify.mutation.tasks import run_tests; m = []; run_tests(m.append, sys.argv[1:]); "
    code += "print('SENT'); print([n[:3] if n[0] == 'done' else n for n in m])"
    done = subprocess.run([sys.executable, "-c", code, *names], cwd=folder, capture_output=True, text=True, check=True)
    return eval(done.stdout.partition("SENT\n")[2])  # noqa: S307 (what the line above has written)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tests")
    for name, text in TESTS.items():
        (folder / name).write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\n")
    return folder


def test_tests_run_in_the_order_of_their_names_until_one_is_killed(folder):
    names = ["test_is_skipped", "test_skips", "test_crashes", "test_of_fixture", "test_exits", "test_passes", "test_fails"]
    outcomes = ["skipped", "skipped", CRASH, CRASH, CRASH, PASSED, KILLED]
    found = sent(folder, [f"test_a.py::{name}" for name in [*names, "test_is_told"]])
    assert found[0] == ("start", COLLECTION)
    assert found[1::2] == [("start", f"test_a.py::{name}") for name in names]
    assert found[2::2] == [("done", f"test_a.py::{name}", outcome) for name, outcome in zip(names, outcomes, strict=True)]


def test_what_a_test_says_itself_kills(folder):
    for name in ("test_is_told", "test_raises_nothing", "test_process"):
        assert sent(folder, [f"test_a.py::{name}"])[-1] == ("done", f"test_a.py::{name}", KILLED)


def test_a_file_that_cannot_be_imported_is_a_crash_and_others_run(folder):
    found = sent(folder, ["test_b.py::test_never", "test_a.py::test_fails"])
    assert ("done", "test_b.py", CRASH) in found
    assert found[-1] == ("done", "test_a.py::test_fails", KILLED)


def result(outcome, as_expected):
    return SimpleNamespace(
        Report=lambda claim, result, mutants: SimpleNamespace(
            as_expected=as_expected, result=SimpleNamespace(outcome=SimpleNamespace(value=outcome), reason="why")
        ),
        find=lambda everything, name, mutants: (None, None),
    )


@pytest.mark.parametrize(
    ("outcome", "as_expected", "becomes"),
    [
        ("VERIFIED", True, (PASSED, "")),
        ("REFUTED", True, (PASSED, "")),
        ("REFUTED", False, (KILLED, "REFUTED why")),
        ("VERIFIED", False, (KILLED, "VERIFIED why")),
        ("VACUOUS", False, (KILLED, "VACUOUS why")),
        ("UNDECIDED", False, (KILLED, "UNDECIDED why")),
        ("ERROR", False, (CRASH, "why")),
    ],
)
def test_a_claim_is_killed_when_it_is_not_as_expected(outcome, as_expected, becomes):
    assert of_claim(result(outcome, as_expected), {"a": None}, "a") == becomes


def test_a_claim_that_is_gone_or_leaves_is_a_crash():
    assert of_claim(None, {}, "a") == (CRASH, "the claim is gone")

    def leave(everything, name, mutants):
        raise SystemExit(0)

    assert of_claim(SimpleNamespace(find=leave, Report=None), {"a": None}, "a") == (CRASH, "SystemExit: 0")


def test_claims_run_in_order_until_one_is_killed(monkeypatch):
    outcomes = {"a": (PASSED, ""), "b": (CRASH, "x"), "c": (KILLED, "y"), "d": (PASSED, "")}
    monkeypatch.setattr("verify.mutation.tasks.of_claim", lambda runner, everything, name: outcomes[name])
    monkeypatch.setattr("verify.mutation.tasks.importlib.import_module", lambda name: SimpleNamespace(ledger=dict))
    messages = []
    run_claims(messages.append, list(outcomes))
    assert [message[:3] for message in messages] == [
        ("start", "import"),
        *[part for name in "abc" for part in (("start", name), ("done", name, outcomes[name][0]))],
    ]


def test_an_import_that_fails_is_a_crash(monkeypatch):
    def fail(name):
        raise SystemExit("no")

    monkeypatch.setattr("verify.mutation.tasks.importlib.import_module", fail)
    messages = []
    run_claims(messages.append, ["a"])
    assert [message[:4] for message in messages] == [("start", "import"), ("done", "import", CRASH, "SystemExit: no")]


@pytest.mark.parametrize(
    ("failure", "is_one"),
    [
        (AssertionError(), True),
        (subprocess.CalledProcessError(1, "a"), True),
        (ValueError(), False),
        (ExceptionGroup("two", [ValueError(), AssertionError()]), True),
        (ExceptionGroup("two", [ValueError(), KeyError()]), False),
    ],
)
def test_assertions(failure, is_one):
    assert is_assertion(failure) == is_one


def test_an_exception_is_one_line():
    assert brief(ValueError("a\n  b")) == "ValueError: a b"
    assert len(brief(ValueError("a" * 999))) == 200
